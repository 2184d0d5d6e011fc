use super::json::{decimal, display, integer};
use crate::decode::{Decoded, FeedSettings, Message};
use crate::domain::{Degrees, Knots, NavigationalStatus, Report, ReportBody, Subject, Text};

/// The columns; `picket decode` and `picket replay` read them back.
pub(super) const HEADER: &[u8] = b"time,mmsi,latitude,longitude,sog,cog,true_heading,\
    navigational_status,message_type,station,feed\n";

/// Appends one line for a message with a position of a station that has an MMSI, nothing for any
/// other. An empty cell was not sent.
pub(super) fn write(out: &mut Vec<u8>, settings: &FeedSettings, decoded: &Decoded<'_>) {
    let Decoded::Accepted { message, raw, station, time, refused_time, payload_hash } = decoded
    else {
        return;
    };
    let report = Report::from_message(settings, message, raw, *station, *time, *payload_hash);
    let Some(Report { subject: Subject::Ais(mmsi), body: ReportBody::Position(report), .. }) =
        report
    else {
        return;
    };
    let Some(position) = report.position else { return };
    display(out, refused_time.as_ref().unwrap_or(time));
    out.push(b',');
    integer(out, i64::from(mmsi.get()));
    let status =
        report.navigational_status.map(|status| f64::from(NavigationalStatus::code(status)));
    let message_type = match message {
        Message::Ais { message, .. } => Some(f64::from(message.message_type())),
        _ => None,
    };
    for (number, places) in [
        (Some(position.latitude()), 7),
        (Some(position.longitude()), 7),
        (report.sog.map(Knots::get), 3),
        (report.cog.map(Degrees::get), 3),
        (report.true_heading.map(Degrees::get), 3),
        (status, 0),
        (message_type, 0),
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
    out.push(b'\n');
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
