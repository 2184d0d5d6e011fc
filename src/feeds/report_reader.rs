use crate::decode::csv::UnreadHeader;
use crate::decode::{Counts, Decoded, Decoder, FeedSettings, Message};
use crate::domain::{EventTime, Position, Report, ReportBody};
use crate::publish::RelayBatch;

/// A feed's decoder with what turns its messages into reports: bytes in, reports out, the same for
/// a live feed and a recording.
#[derive(Debug)]
pub struct ReportReader {
    settings: FeedSettings,
    decoder: Decoder,
    rows_keep_their_times: bool,
    /// What is accepted, for relays; `None` while there is none.
    accepted: Option<RelayBatch>,
}

impl ReportReader {
    /// A reader that has seen nothing.
    pub fn new(settings: FeedSettings) -> Self {
        let decoder = Decoder::new(settings.clone());
        Self { settings, decoder, rows_keep_their_times: false, accepted: None }
    }

    /// A reader of what is archived: rows of a position CSV keep the times that they state, in
    /// whatever order they come, where a feed takes one far ahead of the others for wrong.
    pub fn of_archive(settings: FeedSettings) -> Self {
        Self { rows_keep_their_times: true, ..Self::new(settings) }
    }

    /// Whether what is accepted from now on is gathered for relays.
    pub(super) fn gather(&mut self, gather: bool) {
        self.decoder.keep_parts(gather);
        if !gather {
            self.accepted = None;
        } else if self.accepted.is_none() {
            self.accepted = Some(RelayBatch::default());
        }
    }

    /// What was gathered; to be cleared by who has taken it.
    pub(super) const fn gathered(&mut self) -> Option<&mut RelayBatch> {
        self.accepted.as_mut()
    }

    /// Takes in bytes as they came and appends the reports that they complete; `arrival` is `None`
    /// where the feed is not live.
    pub fn push(&mut self, bytes: &[u8], arrival: Option<EventTime>, reports: &mut Vec<Report>) {
        let Self { settings, decoder, rows_keep_their_times, accepted } = self;
        decoder.push(bytes, arrival, &mut |decoded| {
            collect((settings, *rows_keep_their_times), &decoded, reports, accepted.as_mut());
        });
    }

    /// The same for a piece that is whole by itself, such as a datagram: its last line ends with it.
    pub fn push_whole(
        &mut self,
        bytes: &[u8],
        arrival: Option<EventTime>,
        reports: &mut Vec<Report>,
    ) {
        self.push(bytes, arrival, reports);
        if !matches!(bytes.last(), None | Some(b'\n' | b'\r')) {
            self.push(b"\n", arrival, reports);
        }
    }

    /// Ends a last line without an end and lets go of lines that wait for a first time.
    pub fn flush(&mut self, arrival: Option<EventTime>, reports: &mut Vec<Report>) {
        let Self { settings, decoder, rows_keep_their_times, accepted } = self;
        decoder.flush(arrival, &mut |decoded| {
            collect((settings, *rows_keep_their_times), &decoded, reports, accepted.as_mut());
        });
    }

    /// Whether lines wait for a time; those of a live feed are to be flushed after two seconds.
    pub fn is_waiting(&self) -> bool {
        self.decoder.is_waiting()
    }

    /// What the header of a table lacks whose rows therefore say nothing.
    pub fn unread_header(&self) -> Option<&UnreadHeader> {
        self.decoder.unread_header()
    }

    /// What was seen so far.
    pub fn counts(&self) -> &Counts {
        self.decoder.counts()
    }
}

fn collect(
    (settings, rows_keep_their_times): (&FeedSettings, bool),
    decoded: &Decoded<'_>,
    reports: &mut Vec<Report>,
    accepted: Option<&mut RelayBatch>,
) {
    if let Decoded::Accepted { message, raw, station, time, refused_time, payload_hash, .. } =
        decoded
    {
        let own =
            refused_time.filter(|_| rows_keep_their_times && matches!(message, Message::Row(_)));
        let time = own.unwrap_or(*time);
        let before = reports.len();
        let halves = [Report::from_message, Report::static_from_message];
        for half in halves {
            reports.extend(half(settings, message, raw, *station, time, *payload_hash));
        }
        if let Some(accepted) = accepted {
            accepted.add(settings.name, decoded, position(reports.get(before)));
        }
    }
}

fn position(report: Option<&Report>) -> Option<Position> {
    match report?.body {
        ReportBody::Position(report) => report.position,
        _ => None,
    }
}
