use std::time::Duration;

use super::ScriptError;
use super::contact::{Contact, TextMessage};
use super::read;
use super::render::Playback;
use crate::domain::{EventTime, Text};

/// A script that has been read and checked.
#[derive(Clone, Debug)]
pub struct Script {
    pub(super) start: EventTime,
    pub(super) seed: u64,
    pub(super) station: Text<15>,
    pub(super) contacts: Vec<Contact>,
    /// In order of time.
    pub(super) messages: Vec<TextMessage>,
}

impl Script {
    /// Reads a script; every mistake at once, in order of place. The format is in the module's
    /// documentation.
    pub fn parse(text: &str) -> Result<Self, Vec<ScriptError>> {
        read::script(text)
    }

    /// The same with another event time for its second 0.
    #[must_use]
    pub fn starting_at(self, start: EventTime) -> Self {
        Self { start, ..self }
    }

    /// The same with another seed of noise and loss.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Event time of its second 0.
    pub const fn start(&self) -> EventTime {
        self.start
    }

    /// Gives every sentence with its time, in order of time: TAG block and sentence, without a line
    /// end. A message of several parts comes as several.
    pub fn render(&self, out: &mut impl FnMut(EventTime, &str)) {
        let mut playback = self.playback();
        while playback.advance(out) {}
    }

    /// The same second by second, for whoever wants to stop or to keep time.
    pub fn playback(&self) -> Playback<'_> {
        Playback::new(self)
    }

    pub(super) fn time_of(&self, millis: i64) -> EventTime {
        self.start.plus(Duration::from_millis(millis.max(0).cast_unsigned()))
    }
}
