//! Peers that mean harm, against a `picket serve` of its own each: while they do what they do, the
//! memory of the daemon stays below a stated bound, alerts from another feed come through, the API
//! answers in time, and whatever was refused is counted. What each run measured is printed.
//!
//! `PICKET_HOSTILE_MMSIS` sets how many ships are invented; `make soak` invents ten million in a
//! release build.
#![cfg(test)]

#[expect(dead_code, reason = "shared with the tests of sinks")]
#[path = "../publish/beacons.rs"]
mod beacons;
mod crowd;
mod feeds;
mod http;
mod limits;
#[expect(dead_code, reason = "shared with the tests of `serve`")]
#[path = "../serve/served.rs"]
mod served;
mod ships;
mod stage;
#[path = "../support/stream.rs"]
mod stream;
