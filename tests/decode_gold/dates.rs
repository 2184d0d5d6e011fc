use std::ops::RangeInclusive;

use serde_json::Value;

use crate::Message;

/// `YYYY-MM-DDTHH:MM:SSZ` against six members, each absent where its part is out of its range.
pub(crate) fn date(text: &str, ours: &Message) -> bool {
    let fields = [
        ("year", 1..=9999),
        ("month", 1..=12),
        ("day", 1..=31),
        ("hour", 0..=23),
        ("minute", 0..=59),
        ("second", 0..=59),
    ];
    parts_agree(text, ours, &fields)
}

/// `MM-DDTHH:MMZ` against the members of `eta`.
pub(crate) fn eta(text: &str, ours: &Message) -> bool {
    let fields = [("month", 1..=12), ("day", 1..=31), ("hour", 0..=23), ("minute", 0..=59)];
    match ours.get("eta") {
        Some(Value::Object(eta)) => parts_agree(text, eta, &fields),
        _ => parts(text)[..2] == [0, 0],
    }
}

/// `YYYY-MM-DDTHH:MM:SS.ffffffZ` against the time of the metadata, which has milliseconds.
pub(crate) fn time(text: &str, ours: &Message) -> bool {
    let milliseconds = text.strip_suffix("000Z").map(|whole| format!("{whole}Z"));
    ours["meta"]["time"].as_str() == milliseconds.as_deref()
}

fn parts_agree(text: &str, ours: &Message, fields: &[(&str, RangeInclusive<u64>)]) -> bool {
    fields.iter().zip(parts(text)).all(|((name, range), part)| {
        ours.get(*name).and_then(Value::as_u64) == Some(part).filter(|part| range.contains(part))
    })
}

fn parts(text: &str) -> Vec<u64> {
    text.split(['-', 'T', ':', 'Z']).filter_map(|part| part.parse().ok()).collect()
}
