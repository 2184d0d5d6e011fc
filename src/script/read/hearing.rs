use super::super::Fault;
use super::super::contact::Sensor;
use super::super::hearing::{Delivery, Hearing, Late, Noise};
use super::limits::{MAX_ITEMS, MAX_SECS, millis};
use super::section::{Mistakes, Section};
use crate::domain::{Mmsi, Position};

const SENSORS: &[&str] = &["class-a", "class-b", "beacon", "radar-ttm", "radar-tll"];
/// Most ways in which one contact is heard.
const HEARINGS_MAX: usize = 8;

/// The sensor that a contact itself names, then those of `also`.
pub(super) fn hearings(
    section: &mut Section<'_, '_>,
    mmsi: Option<Mmsi>,
    radar: Option<Position>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Hearing>> {
    let own = hearing(section, mmsi, radar, true, mistakes);
    let also = section.tables("also", HEARINGS_MAX, mistakes).into_iter();
    let mut also: Vec<_> = also
        .map(|mut section| {
            let hearing = hearing(&mut section, mmsi, radar, false, mistakes);
            section.finish(mistakes);
            hearing
        })
        .collect();
    also.insert(0, own);
    also.into_iter().collect()
}

/// What happens on the way from the receivers.
pub(super) fn delivery(mut section: Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Delivery {
    let delivery = Delivery {
        loss: section.number("loss", 0.0, 1.0, mistakes).unwrap_or(0.0),
        shuffle_millis: span(&mut section, "shuffle_secs", mistakes).unwrap_or(0),
        late: late(&mut section, mistakes),
    };
    section.finish(mistakes);
    delivery
}

fn hearing(
    section: &mut Section<'_, '_>,
    mmsi: Option<Mmsi>,
    radar: Option<Position>,
    is_own: bool,
    mistakes: &mut Mistakes<'_>,
) -> Option<Hearing> {
    let sensor = sensor(section, mmsi, radar, is_own, mistakes);
    let interval_secs = section.number("interval_secs", 0.5, MAX_SECS, mistakes);
    Some(Hearing {
        interval_millis: interval_secs.map(millis),
        jitter_millis: span(section, "jitter_secs", mistakes).unwrap_or(0),
        loss: section.number("loss", 0.0, 1.0, mistakes).unwrap_or(0.0),
        late: late(section, mistakes),
        silences: silences(section, mistakes)?,
        noise: section
            .table("noise", mistakes)
            .map(|section| noise(section, mistakes))
            .unwrap_or_default(),
        sensor: sensor?,
    })
}

fn span(
    section: &mut Section<'_, '_>,
    key: &'static str,
    mistakes: &mut Mistakes<'_>,
) -> Option<i64> {
    section.number(key, 0.0, MAX_SECS, mistakes).map(millis)
}

fn late(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Late> {
    let mut section = section.table("late", mistakes)?;
    let share = section.required_number("share", (0.0, 1.0), mistakes);
    let secs = section.required_number("secs", (0.0, MAX_SECS), mistakes);
    let restamp = section.flag("restamp", mistakes).unwrap_or(false);
    section.finish(mistakes);
    Some(Late { share: share?, millis: millis(secs?), restamp })
}

fn silences(section: &mut Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Vec<(i64, i64)>> {
    let sections = section.tables("silence", MAX_ITEMS, mistakes).into_iter();
    let windows: Vec<_> = sections
        .map(|mut section| {
            let from = section.required_number("from_secs", (0.0, MAX_SECS), mistakes);
            let least = from.unwrap_or(0.0);
            let to = section.number("to_secs", least, MAX_SECS, mistakes).unwrap_or(MAX_SECS);
            section.finish(mistakes);
            Some((millis(from?), millis(to)))
        })
        .collect();
    windows.into_iter().collect()
}

fn sensor(
    section: &mut Section<'_, '_>,
    mmsi: Option<Mmsi>,
    radar: Option<Position>,
    is_own: bool,
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
        | !require(
            !is_radar || mmsi.is_none() || !is_own,
            "mmsi",
            "a radar target has no MMSI; a craft with both has its radar under `also`",
        )
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
