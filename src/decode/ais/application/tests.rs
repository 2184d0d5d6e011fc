//! Payloads with hand-checked fields, and any bits at all.
