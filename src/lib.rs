//! # Picket
//!
//! A maritime situational-awareness daemon. Bytes of AIS, NMEA and radar feeds go in; one picture of
//! every contact, alerts with their evidence, tracks and metrics come out.
//!
//! ```text
//! feeds ──bytes──▶ Decoder (one per feed) ──Accepted / Rejected──▶ Engine ──Effect──▶ store · query/live · publish · http
//!                  decode/                   duplicates → picture/ → detect/ → risk/ → alert/
//! ```
//!
//! The first half is a deterministic core without clock, I/O, runtime or randomness: a recording and
//! a live feed run the same lines and give the same bytes. The second half is the shell, which waits
//! and fails.

// The deterministic core, in data-flow order.
pub mod domain;
pub mod geodesy;
pub mod decode;
pub mod picture;
pub mod areas;
pub mod detect;
pub mod risk;
pub mod alert;
pub mod engine;
pub mod script;

// The shell: everything that can wait or fail.
pub mod clock;
pub mod access;
pub mod config;
pub mod net;
pub mod feeds;
pub mod store;
pub mod query;
pub mod publish;
pub mod http;
pub mod telemetry;
pub mod daemon;
pub mod cli;
