use super::lines::Lines;
use super::{Failure, Letter};
use crate::config::{AlertFormat, Destination};
use crate::publish::forms::sentences;

/// Alerts as sentences of NMEA 0183, for bridge alert panels and plotters.
#[derive(Debug)]
pub(in crate::publish) struct Nmea {
    lines: Lines,
    format: AlertFormat,
}

impl Nmea {
    pub(super) fn new(to: &Destination, format: AlertFormat) -> Result<Self, String> {
        Ok(Self { lines: Lines::new(to)?, format })
    }

    pub(super) async fn send(&mut self, letter: &Letter<'_>) -> Result<(), Failure> {
        let sentences = sentences(letter.row, self.format, letter.text).concat();
        self.lines.send(sentences.into_bytes()).await
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
