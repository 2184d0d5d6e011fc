use serde::Serialize;

use super::feed_state::FeedState;
use crate::domain::{Mmsi, ShipType, Text, TransponderClass};
use crate::query::Vessel;

/// A text frame to a client.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Said<'a> {
    /// First of all.
    Hello { time: String, exercise: bool, version: &'static str },
    /// Who is behind a slot, before its first position and when it changes.
    Contacts { items: &'a [Item] },
    /// Slots that are over.
    Gone { slots: &'a [u32] },
    /// How the feeds do.
    Feeds(FeedState),
    /// A frame of the client's that was not understood.
    Problem { detail: String },
}

/// Who is behind a slot.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    slot: u32,
    contact: String,
    mmsi: Option<u32>,
    name: Option<String>,
    call_sign: Option<String>,
    class: &'static str,
    ship_type: Option<u8>,
    length_m: Option<u16>,
    exercise: bool,
}

impl Said<'_> {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("wire types have text keys and finite numbers")
    }
}

impl Item {
    pub(super) fn new(slot: u32, vessel: &Vessel) -> Self {
        Self {
            slot,
            contact: vessel.contact.to_string(),
            mmsi: vessel.mmsi.map(Mmsi::get),
            name: vessel.name.map(text),
            call_sign: vessel.call_sign.map(text),
            class: class(vessel.class),
            ship_type: vessel.ship_type.map(ShipType::code),
            length_m: vessel.length,
            exercise: vessel.exercise,
        }
    }

    /// Whether a vessel says of herself what she said before.
    pub(super) fn is_same(before: &Vessel, now: &Vessel) -> bool {
        let of = |vessel: &Vessel| {
            let Vessel { mmsi, name, call_sign, class, ship_type, length, .. } = vessel;
            (*mmsi, *name, *call_sign, *class, *ship_type, *length)
        };
        of(before) == of(now)
    }
}

fn text<const N: usize>(text: Text<N>) -> String {
    text.as_str().to_owned()
}

const fn class(class: TransponderClass) -> &'static str {
    match class {
        TransponderClass::A => "A",
        TransponderClass::B => "B",
        TransponderClass::BaseStation => "base",
        TransponderClass::AidToNavigation => "aton",
        TransponderClass::SarAircraft => "sar",
        TransponderClass::Beacon => "beacon",
        TransponderClass::Radar => "radar",
        TransponderClass::Unknown => "unknown",
    }
}
