//! Cursor on Target 2.0 as TAK servers take it. Vessels stay of unknown affiliation, whatever a rule
//! says of them: an alert is an event of its own.

use std::fmt::{self, Write};
use std::time::Duration;

use quick_xml::escape::escape;

use super::severity::{holds, priority};
use super::text::subject;
use crate::detect::Priority;
use crate::domain::{EventTime, TransponderClass};
use crate::query::Vessel;
use crate::store::row::AlertRow;

/// "Not known", for heights and errors.
const UNKNOWN: &str = "9999999.0";
/// What exercises are known as.
const EXERCISE: &str = " opex=\"e-picket\"";

/// A vessel where she is; `None` without a position.
pub(in crate::publish) fn vessel_event(
    vessel: &Vessel,
    now: EventTime,
    stale: Duration,
) -> Option<String> {
    let position = vessel.position?;
    let uid = escape(uid_of(&vessel.contact.to_string())).into_owned();
    let name = vessel.name.map(|name| name.as_str().to_owned());
    let name = name.unwrap_or_else(|| vessel.contact.to_string());
    let mut detail = format!("<contact callsign=\"{}\"/>", escape(&name));
    if let (Some(course), Some(speed)) = (vessel.cog, vessel.sog) {
        let speed = speed.metres_per_second();
        add(
            &mut detail,
            format_args!("<track course=\"{:.1}\" speed=\"{speed:.2}\"/>", course.get()),
        );
    }
    add(&mut detail, format_args!("<remarks>{}</remarks>", escape(remarks(vessel))));
    Some(event(&Event {
        uid,
        kind: type_of(vessel.class),
        time: vessel.time,
        start: vessel.time,
        stale: plus(now.max(vessel.time), stale),
        place: Some((position.latitude(), position.longitude())),
        detail,
        exercise: vessel.exercise,
    }))
}

/// An alert as an event of its own, which points at its participants; `text` describes it.
pub(in crate::publish) fn alert_event(
    row: &AlertRow,
    text: &str,
    now: EventTime,
    stale: Duration,
) -> String {
    let kind = match (holds(row), priority(row)) {
        (false, _) => "b-a-o-can",
        (true, Priority::Emergency | Priority::Alarm) => "b-a-o-tbl",
        (true, Priority::Warning | Priority::Caution) => "b-a",
    };
    let title = format!("{} {}", row.priority.to_uppercase(), row.rule);
    let mut detail = format!("<contact callsign=\"{}\"/>", escape(&title));
    for one in row.participants.iter().filter_map(|one| one.contact) {
        let uid = uid_of(&one.to_string());
        add(
            &mut detail,
            format_args!("<link uid=\"{}\" relation=\"p-p\" type=\"a-u-S\"/>", escape(&uid)),
        );
    }
    if kind.starts_with("b-a-o") {
        let who = subject(row).and_then(|one| one.name.clone()).unwrap_or_default();
        let sign = if holds(row) { "type=\"911 Alert\"" } else { "cancel=\"true\"" };
        add(&mut detail, format_args!("<emergency {sign}>{}</emergency>", escape(&who)));
    }
    add(
        &mut detail,
        format_args!(
            "<remarks>{}</remarks><picket id=\"{}\" revision=\"{}\" state=\"{}\" priority=\"{}\" \
         rule=\"{}\" area=\"{}\"/>",
            escape(text),
            row.id,
            row.revision,
            row.state,
            row.priority,
            row.rule,
            escape(&row.area.id)
        ),
    );
    let place = row.position.map(|point| {
        let [longitude, latitude] = point.coordinates;
        (latitude, longitude)
    });
    event(&Event {
        uid: format!("picket.{}", row.id),
        kind,
        time: row.time,
        start: row.raised_at,
        stale: plus(now.max(row.time), stale),
        place,
        detail,
        exercise: row.exercise,
    })
}

/// Adds a piece; a String takes everything.
fn add(xml: &mut String, piece: fmt::Arguments<'_>) {
    xml.write_fmt(piece).unwrap_or_default();
}

struct Event {
    uid: String,
    kind: &'static str,
    time: EventTime,
    start: EventTime,
    stale: EventTime,
    /// Latitude and longitude.
    place: Option<(f64, f64)>,
    detail: String,
    exercise: bool,
}

fn event(event: &Event) -> String {
    let Event { uid, kind, time, start, stale, place, detail, exercise } = event;
    let opex = if *exercise { EXERCISE } else { "" };
    // A call from nobody knows where: 0 north 0 east within the largest error that can be said.
    let (latitude, longitude) = place.unwrap_or_default();
    let mut xml = String::new();
    add(
        &mut xml,
        format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<event version=\"2.0\" uid=\"{uid}\" \
         type=\"{kind}\" time=\"{time}\" start=\"{start}\" stale=\"{stale}\" how=\"m-g\"{opex}>\
         <point lat=\"{latitude:.6}\" lon=\"{longitude:.6}\" hae=\"{UNKNOWN}\" ce=\"{UNKNOWN}\" \
         le=\"{UNKNOWN}\"/><detail>{detail}</detail></event>\n"
        ),
    );
    xml
}

/// `mmsi:257166000` as `MMSI-257166000`, as other AIS gateways call her.
fn uid_of(contact: &str) -> String {
    match contact.strip_prefix("mmsi:") {
        Some(mmsi) => format!("MMSI-{mmsi}"),
        None => format!("picket.{contact}"),
    }
}

const fn type_of(class: TransponderClass) -> &'static str {
    match class {
        TransponderClass::SarAircraft => "a-u-A",
        TransponderClass::BaseStation => "a-u-G",
        TransponderClass::AidToNavigation
        | TransponderClass::Beacon
        | TransponderClass::Radar
        | TransponderClass::Unknown => "a-u-S",
        TransponderClass::A | TransponderClass::B => "a-u-S-X-M",
    }
}

fn remarks(vessel: &Vessel) -> String {
    let mut parts = vec![vessel.contact.to_string()];
    parts.extend(vessel.imo.map(|imo| format!("IMO {imo}")));
    parts.extend(vessel.call_sign.map(|call_sign| format!("call sign {}", call_sign.as_str())));
    parts.extend(vessel.destination.map(|place| format!("to {}", place.as_str())));
    parts.join(", ")
}

fn plus(time: EventTime, span: Duration) -> EventTime {
    let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    EventTime::from_millis(time.as_millis().saturating_add(millis))
}
