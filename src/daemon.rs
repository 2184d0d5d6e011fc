//! Wiring: which task talks to which over which queue, and in what order they stop.
