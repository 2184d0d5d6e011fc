//! Alerts to real receivers, each started here on loopback, stopped in mid-delivery and started
//! again: everything arrives at least once, in order, and a repetition carries the same id.
#![cfg(test)]

mod alertmanager;
mod beacons;
mod broker;
mod files;
mod forms;
mod peer;
#[path = "../serve/served.rs"]
#[expect(dead_code, reason = "shared with the tests of `serve`")]
mod served;
mod syslog;
mod told;
mod webhook;
