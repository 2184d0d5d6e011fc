use super::super::Fault;
use super::super::contact::{Contact, Identity, Leg, Noise, Sensor};
use super::super::encode::fits_text;
use super::leg::legs;
use super::limits::{MAX_SECS, millis};
use super::section::{Mistakes, Section};
use crate::domain::{ImoNumber, Mmsi, NavigationalStatus, Position, ShipType};

/// Names and MMSIs of all contacts, so that legs can mean them.
pub(super) struct Known<'a>(Vec<(Option<&'a str>, Option<Mmsi>)>);

/// What a contact needs to know of its script.
pub(super) struct Around<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) duration_secs: Option<f64>,
    pub(super) radar: Option<Position>,
}

const SENSORS: &[&str] = &["class-a", "class-b", "beacon", "radar-ttm", "radar-tll"];

impl<'a> Known<'a> {
    /// Looks through all contacts; two of one name or MMSI are a mistake.
    pub(super) fn read(sections: &mut [Section<'a, '_>], mistakes: &mut Mistakes<'_>) -> Self {
        let mut known = Self(Vec::new());
        for section in sections {
            // What is wrong with either is said when the contact itself is read.
            let name = section.get("name").and_then(|value| value.get_ref().as_str());
            let digits = section.get("mmsi").and_then(|value| value.get_ref().as_integer());
            let mmsi = digits.and_then(|digits| digits.as_str().parse().ok()).and_then(Mmsi::new);
            if let Some(name) = name.filter(|name| known.by_name(name).is_some()) {
                section.mistake("name", Fault::Duplicate(name.to_owned()), mistakes);
            }
            if let Some(mmsi) = mmsi.filter(|mmsi| known.by_mmsi(*mmsi).is_some()) {
                section.mistake("mmsi", Fault::Duplicate(mmsi.to_string()), mistakes);
            }
            known.0.push((name, mmsi));
        }
        known
    }

    pub(super) fn by_name(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| *known == Some(name))
    }

    pub(super) fn by_mmsi(&self, mmsi: Mmsi) -> Option<usize> {
        self.0.iter().position(|(_, known)| *known == Some(mmsi))
    }
}

pub(super) fn contact(
    mut section: Section<'_, '_>,
    around: &Around<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Contact> {
    let identity = identity(&mut section, mistakes);
    let mmsi = identity.as_ref().and_then(|identity| identity.mmsi);
    let sensor = sensor(&mut section, mmsi, around.radar, mistakes);
    let start = section.required(Section::position, "start", mistakes);
    let begin_secs = section.number("begin_secs", 0.0, MAX_SECS, mistakes).unwrap_or(0.0);
    let end_secs =
        section.number("end_secs", begin_secs, MAX_SECS, mistakes).or(around.duration_secs);
    let interval_secs = section.number("interval_secs", 0.5, MAX_SECS, mistakes);
    let repeat = section.flag("repeat", mistakes).unwrap_or(false);
    let loss = section.number("loss", 0.0, 1.0, mistakes).unwrap_or(0.0);
    let noise = section.table("noise", mistakes).map(|section| noise(section, mistakes));
    let name = identity.as_ref().map(|identity| identity.name.as_str());
    let own = name.and_then(|name| around.known.by_name(name));
    let legs = legs(&mut section, own, around.known, mistakes);
    if end_secs.is_none() && (repeat || legs.iter().flatten().any(Leg::is_endless)) {
        section.mistake("leg", Fault::Endless, mistakes);
    }
    section.finish(mistakes);
    Some(Contact {
        identity: identity?,
        sensor: sensor?,
        start: start?,
        begin_millis: millis(begin_secs),
        end_millis: end_secs.map(millis),
        interval_millis: interval_secs.map(millis),
        legs: legs?,
        repeat,
        noise: noise.unwrap_or_default(),
        loss,
    })
}

fn identity(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Identity> {
    let name = section.has("name").then(|| sendable(section, "name", 20, mistakes));
    if name.is_none() {
        section.mistake("name", Fault::Missing, mistakes);
    }
    let imo = section.whole("imo", 1_000_000, 9_999_999, mistakes).and_then(|number| {
        let imo = ImoNumber::new(number);
        if imo.is_none() {
            section.mistake("imo", Fault::Imo(number), mistakes);
        }
        imo
    });
    let ship_type = section.whole("ship_type", 0, 255, mistakes);
    let status = navigational_status(section, mistakes);
    Some(Identity {
        mmsi: section.mmsi("mmsi", mistakes),
        call_sign: sendable(section, "call_sign", 7, mistakes),
        imo,
        ship_type: ship_type.and_then(|code| u8::try_from(code).ok()).and_then(ShipType::from_code),
        length_m: size(section, "length_m", 1022, mistakes),
        beam_m: size(section, "beam_m", 126, mistakes),
        destination: sendable(section, "destination", 20, mistakes),
        navigational_status: status.unwrap_or(NavigationalStatus::UnderWayUsingEngine),
        name: name?,
    })
}

/// A code of M.1371-5, table 46.
pub(super) fn navigational_status(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<NavigationalStatus> {
    let code = section.whole("navigational_status", 0, 14, mistakes)?;
    let status = u8::try_from(code).ok().and_then(NavigationalStatus::from_code);
    if status.is_none() {
        section.mistake("navigational_status", Fault::ReservedStatus(code), mistakes);
    }
    status
}

fn size(
    section: &mut Section<'_, '_>,
    key: &'static str,
    most: u32,
    mistakes: &mut Mistakes<'_>,
) -> u16 {
    let metres = section.whole(key, 0, most, mistakes).unwrap_or(0);
    u16::try_from(metres).unwrap_or(0)
}

/// A text that AIS can carry; empty where it is missing or cannot be sent.
fn sendable(
    section: &mut Section<'_, '_>,
    key: &'static str,
    max: usize,
    mistakes: &mut Mistakes<'_>,
) -> String {
    let text = section.text(key, mistakes).unwrap_or("");
    if !fits_text(text, max) {
        section.mistake(key, Fault::Text { text: text.to_owned(), max }, mistakes);
    }
    text.to_owned()
}

fn sensor(
    section: &mut Section<'_, '_>,
    mmsi: Option<Mmsi>,
    radar: Option<Position>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Sensor> {
    let choose = |section: &mut Section<'_, '_>, key, mistakes: &mut Mistakes<'_>| {
        section.choice(key, SENSORS, mistakes)
    };
    let sensor = section.required(choose, "sensor", mistakes)?;
    let is_radar = sensor.starts_with("radar");
    let mut require = |is_right: bool, key: &'static str, sentence: &'static str| {
        if !is_right {
            section.mistake(key, Fault::Sensor(sentence), mistakes);
        }
        is_right
    };
    if !require(is_radar || mmsi.is_some(), "mmsi", "an AIS contact needs an MMSI")
        | !require(!is_radar || mmsi.is_none(), "mmsi", "a radar target has no MMSI")
    {
        return None;
    }
    let is_beacon = mmsi.is_some_and(Mmsi::is_distress_beacon);
    require(
        sensor != "beacon" || is_beacon,
        "mmsi",
        "the MMSI of a beacon begins with 970, 972 or 974",
    );
    require(
        sensor != "radar-ttm" || radar.is_some(),
        "sensor",
        "a radar-ttm target needs the position of [radar]",
    );
    let test = section.flag("test", mistakes);
    if test.is_some() && sensor != "beacon" {
        section.mistake("test", Fault::Sensor("only a beacon has a test"), mistakes);
    }
    let number = section.whole("number", 0, 99, mistakes).and_then(|n| u8::try_from(n).ok());
    if is_radar && !section.has("number") {
        section.mistake("number", Fault::Missing, mistakes);
    } else if !is_radar && section.has("number") {
        section.mistake("number", Fault::Sensor("only a radar target has a number"), mistakes);
    }
    match sensor {
        "class-a" => Some(Sensor::ClassA),
        "class-b" => Some(Sensor::ClassB),
        "beacon" => Some(Sensor::Beacon { test: test.unwrap_or(false) }),
        "radar-ttm" => Some(Sensor::RadarTtm { number: number?, radar: radar? }),
        _ => Some(Sensor::RadarTll { number: number? }),
    }
}

fn noise(mut section: Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Noise {
    let mut number = |key, most| section.number(key, 0.0, most, mistakes).unwrap_or(0.0);
    let noise = Noise {
        position_m: number("position_m", 100_000.0),
        sog_kn: number("sog_kn", 100.0),
        cog_deg: number("cog_deg", 180.0),
    };
    section.finish(mistakes);
    noise
}
