//! Where transitions go: one file a kind of sink.

mod alertmanager;
mod cap_folder;
mod cot;
mod file;
mod http;
mod lines;
mod mqtt;
mod nats;
mod nmea;
mod rounds;
mod sender;
mod syslog;
mod webhook;

pub(super) use sender::{Failure, Letter, Sender, Surroundings};
