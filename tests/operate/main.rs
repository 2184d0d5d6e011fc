//! Picket as its operators have it: tokens and certificates, reload, what systemd is told, the files
//! of `deploy/`.
#![cfg(test)]

mod access;
mod daemon;
mod deploy;
mod reload;
