use super::json::{decimal, display, integer};
use crate::decode::{Decoded, FeedSettings, Message};
use crate::domain::{
    BearingReference, Degrees, Knots, Mmsi, NavigationalStatus, Position, RadarPlot, Report,
    ReportBody, Subject, Text,
};

/// The columns; `picket decode` and `picket replay` read them back.
pub(super) const HEADER: &[u8] = b"time,mmsi,latitude,longitude,sog,cog,true_heading,\
    navigational_status,message_type,station,feed,target_number\n";

/// What one line says of a position, wherever it comes from.
#[derive(Default)]
struct Line {
    mmsi: Option<Mmsi>,
    sog: Option<Knots>,
    cog: Option<Degrees>,
    true_heading: Option<Degrees>,
    status: Option<NavigationalStatus>,
    message_type: Option<u8>,
    target_number: Option<u16>,
}

/// Appends one line for a message with a position of a station or of a radar target, nothing for
/// any other. An empty cell was not sent; a radar target has a number and no MMSI.
pub(super) fn write(out: &mut Vec<u8>, settings: &FeedSettings, decoded: &Decoded<'_>) {
    let Decoded::Accepted { message, raw, station, time, refused_time, payload_hash, .. } = decoded
    else {
        return;
    };
    let report = Report::from_message(settings, message, raw, *station, *time, *payload_hash);
    let Some((position, line)) = report.and_then(|report| positioned(&report, message)) else {
        return;
    };
    display(out, refused_time.as_ref().unwrap_or(time));
    out.push(b',');
    if let Some(mmsi) = line.mmsi {
        integer(out, i64::from(mmsi.get()));
    }
    for (number, places) in [
        (Some(position.latitude()), 7),
        (Some(position.longitude()), 7),
        (line.sog.map(Knots::get), 3),
        (line.cog.map(Degrees::get), 3),
        (line.true_heading.map(Degrees::get), 3),
        (line.status.map(|status| f64::from(status.code())), 0),
        (line.message_type.map(f64::from), 0),
    ] {
        out.push(b',');
        if let Some(number) = number {
            decimal(out, number, places);
        }
    }
    out.push(b',');
    text(out, station.as_ref().map_or("", Text::as_str));
    out.push(b',');
    text(out, settings.name.as_str());
    out.push(b',');
    if let Some(number) = line.target_number {
        integer(out, i64::from(number));
    }
    out.push(b'\n');
}

fn positioned(report: &Report, message: &Message) -> Option<(Position, Line)> {
    match (report.subject, &report.body) {
        (Subject::Ais(mmsi), ReportBody::Position(report)) => {
            let line = Line {
                mmsi: Some(mmsi),
                sog: report.sog,
                cog: report.cog,
                true_heading: report.true_heading,
                status: report.navigational_status,
                message_type: message_type(message),
                target_number: None,
            };
            Some((report.position?, line))
        }
        (Subject::Radar(number), ReportBody::Radar(report)) => {
            let Some(RadarPlot::Absolute(position)) = report.plot else { return None };
            let own_motion = report.motion_reference != Some(BearingReference::Relative);
            let line = Line {
                sog: report.speed.filter(|_| own_motion),
                cog: report.course.filter(|_| own_motion),
                target_number: Some(number),
                ..Line::default()
            };
            Some((position, line))
        }
        _ => None,
    }
}

fn message_type(message: &Message) -> Option<u8> {
    match message {
        Message::Ais { message, .. } => Some(message.message_type()),
        _ => None,
    }
}

/// Quoted where it has to be (RFC 4180).
fn text(out: &mut Vec<u8>, text: &str) {
    if !text.contains([',', '"']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
