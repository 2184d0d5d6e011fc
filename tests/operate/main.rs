//! Picket as its operators have it: tokens and certificates, reload, what systemd is told.
#![cfg(test)]

mod access;
mod configuration;
mod daemon;
mod reload;
mod spans;
