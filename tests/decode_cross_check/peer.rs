//! nmea-parser, asked about one message at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nmea_parser::{NmeaParser, ParsedMessage};

use super::messages::Message;

/// Why it says nothing.
pub(crate) enum Silence {
    Panicked,
    Refused(String),
}

/// What it makes of a message. A part of message 24 it keeps until there is a second one of that
/// MMSI, so it is handed in again: then what it says is of this part alone.
pub(crate) fn said(message: &Message) -> Result<ParsedMessage, Silence> {
    let mut parser = NmeaParser::new();
    let twice = if message.code(0, 6) == 24 { 2 } else { 1 };
    let mut last = Ok(ParsedMessage::Incomplete);
    for sentence in message.plain.iter().cycle().take(message.plain.len() * twice) {
        last = catch_unwind(AssertUnwindSafe(|| parser.parse_sentence(sentence)))
            .map_err(|_panic| Silence::Panicked)?;
    }
    match last {
        Ok(ParsedMessage::Incomplete) => Err(Silence::Refused("it is incomplete".to_owned())),
        Ok(said) => Ok(said),
        Err(error) => Err(Silence::Refused(error.to_string())),
    }
}
