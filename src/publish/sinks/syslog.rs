use super::lines::Lines;
use super::{Failure, Letter};
use crate::clock;
use crate::config::Destination;
use crate::publish::forms::syslog_message;

/// Where the kernel says what this machine is called.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// Syslog, RFC 5424: over UDP a datagram each (RFC 5426), over TCP and TLS with the length before
/// each message (RFC 6587, RFC 5425).
#[derive(Debug)]
pub(in crate::publish) struct Syslog {
    lines: Lines,
    facility: u8,
    counted: bool,
    host: String,
}

impl Syslog {
    pub(super) fn new(to: &Destination, facility: u8) -> Result<Self, String> {
        let host = std::fs::read_to_string(HOST_NAME).unwrap_or_default();
        let host: String = host.trim().chars().filter(char::is_ascii_graphic).collect();
        let host = if host.is_empty() { "-".to_owned() } else { host };
        Ok(Self { lines: Lines::new(to)?, facility, counted: !to.udp, host })
    }

    pub(super) async fn send(&mut self, letter: &Letter<'_>) -> Result<(), Failure> {
        let now = clock::utc_now();
        let message = syslog_message(letter.row, letter.text, self.facility, &self.host, now);
        let message = if self.counted { format!("{} {message}", message.len()) } else { message };
        self.lines.send(message.into_bytes()).await
    }

    pub(super) async fn look(&mut self) -> Result<(), Failure> {
        self.lines.look().await
    }

    pub(super) fn reset(&mut self) {
        self.lines.reset();
    }

    pub(super) async fn close(&mut self) {
        self.lines.close().await;
    }
}
