//! Picket as its operators have it: tokens and certificates, reload, what systemd is told.
#![cfg(test)]

mod access;
#[path = "../support/approaches.rs"]
mod approaches;
mod backup;
mod configuration;
mod daemon;
mod refused;
mod reload;
mod renewal;
mod spans;
