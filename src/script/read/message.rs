use super::super::Fault;
use super::super::contact::TextMessage;
use super::super::encode::fits_text;
use super::limits::{MAX_SECS, millis};
use super::section::{Mistakes, Section};

/// Most characters of message 14 (M.1371-5, table 70: 968 bits); message 12 holds 156.
const MAX_BROADCAST: usize = 161;
const MAX_ADDRESSED: usize = 156;

pub(super) fn message(
    mut section: Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<TextMessage> {
    let at_secs = section.required_number("at_secs", (0.0, MAX_SECS), mistakes);
    let mmsi = section.required(Section::mmsi, "mmsi", mistakes);
    let to = section.mmsi("to", mistakes);
    let text = section.required(Section::text, "text", mistakes);
    let max = if section.has("to") { MAX_ADDRESSED } else { MAX_BROADCAST };
    if let Some(text) = text.filter(|text| !fits_text(text, max)) {
        section.mistake("text", Fault::Text { text: text.to_owned(), max }, mistakes);
    }
    section.finish(mistakes);
    Some(TextMessage { at_millis: millis(at_secs?), mmsi: mmsi?, to, text: text?.to_owned() })
}
