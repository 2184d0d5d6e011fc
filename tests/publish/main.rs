//! Alerts to real receivers, each started here on loopback, stopped in mid-delivery and started
//! again: everything arrives at least once, in order, and a repetition carries the same id. Sentences
//! from real brokers the same way round.
#![cfg(test)]

mod alertmanager;
mod beacons;
mod broker;
mod files;
mod forms;
mod nmea;
mod over_tls;
mod peer;
#[path = "../support/receiver.rs"]
mod receiver;
mod relay;
#[path = "../serve/served.rs"]
#[expect(dead_code, reason = "shared with the tests of `serve`")]
mod served;
mod sources;
mod syslog;
#[path = "../support/told.rs"]
mod told;
mod webhook;
