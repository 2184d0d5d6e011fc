use super::{FeedSettings, Message};
use crate::domain::{EventTime, Report, Text};

impl Report {
    /// What the engine needs of a message; `None` for one that says nothing about a contact.
    pub fn from_message(
        settings: &FeedSettings,
        message: &Message,
        raw: &[u8],
        station: Option<Text<15>>,
        time: EventTime,
        payload_hash: u64,
    ) -> Option<Self> {
        todo!("{settings:?} {message:?} {raw:?} {station:?} {time} {payload_hash}")
    }
}
