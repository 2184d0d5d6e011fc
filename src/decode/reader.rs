//! Lines to messages: what stands around a sentence gives its station and time, what stands in it
//! gives the message.

use super::ais::AisMessage;
use super::armour;
use super::assembler::{Assembler, Origin, PartTime};
use super::context::{Around, Context, Heard};
use super::csv::{Columns, PositionRow, RowLine, Table, UnreadHeader};
use super::line::Line;
use super::plain::{self, PlainLine};
use super::segment::{Segment, Segments};
use super::sentence::{AisFields, Reading, body, read};
use super::time_keeper::{TimeKeeper, Timed, Timing};
use super::timestamp::{Rank, Stamp};
use super::{BitBuffer, Content, Counts, Decoded, FeedSettings, Message, RejectReason};
use super::{instruments, radar};
use crate::domain::EventTime;

/// Everything behind the framing of lines.
#[derive(Debug)]
pub(super) struct Reader {
    settings: FeedSettings,
    form: Form,
    unread_header: Option<UnreadHeader>,
    context: Context,
    keeper: TimeKeeper<Held>,
    outlet: Outlet,
}

/// What the lines of a feed are.
#[derive(Debug)]
enum Form {
    /// Not known before the first line that is not blank.
    Unknown,
    Sentences,
    Csv(Box<Table>),
}

/// What is made of a sentence once its time is known.
#[derive(Debug)]
struct Outlet {
    /// Sets the hash of `$` sentences apart from those of other feeds.
    feed_hash: u64,
    assembler: Assembler,
    /// The payload that is looked at.
    payload: BitBuffer,
    counts: Counts,
    /// The sentence's number in the feed.
    nth: u64,
}

/// A sentence or row that waits for its time.
#[derive(Debug)]
struct Held {
    raw: Vec<u8>,
    tag_block: Vec<u8>,
    trailer: Vec<u8>,
    heard: Heard,
    verdict: Result<(), RejectReason>,
}

/// What stood beside a sentence, as it was sent.
#[derive(Clone, Copy, Debug, Default)]
struct Beside<'a> {
    tag_block: &'a [u8],
    trailer: &'a [u8],
}

/// A sentence and what stood around it.
#[derive(Clone, Copy, Debug)]
struct Given<'a> {
    raw: &'a [u8],
    /// The parts before the last, each ended by `\n`.
    parts: &'a [u8],
    beside: Beside<'a>,
    heard: &'a Heard,
    timed: Timed,
    /// The feed's time.
    clock: EventTime,
}

impl Reader {
    pub(super) fn new(settings: FeedSettings) -> Self {
        let form = match settings.content {
            Content::Detect => Form::Unknown,
            Content::Sentences => Form::Sentences,
        };
        Self {
            form,
            unread_header: None,
            context: Context::default(),
            keeper: TimeKeeper::new(settings.time_source),
            outlet: Outlet {
                feed_hash: armour::hash(settings.name.as_str().as_bytes(), 0),
                assembler: Assembler::default(),
                payload: BitBuffer::new(),
                counts: Counts::default(),
                nth: 0,
            },
            settings,
        }
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.outlet.counts
    }

    pub(super) fn unread_header(&self) -> Option<&UnreadHeader> {
        self.unread_header.as_ref()
    }

    /// Whether messages of several parts give out all of them from now on.
    pub(super) const fn keep_parts(&mut self, keep: bool) {
        self.outlet.assembler.keep_texts(keep);
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.keeper.is_waiting()
    }

    /// Takes in a line.
    pub(super) fn line(
        &mut self,
        line: Line<'_>,
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        self.outlet.counts.lines += 1;
        if let (Line::Whole(line), Form::Sentences) = (line, &self.form)
            && self.context.is_silent()
            && self.plain_line(line, arrival, out)
        {
            return;
        }
        let line = match line {
            Line::Whole(line) => line,
            Line::TooLong(beginning) => {
                self.outlet.counts.with_sentence += 1;
                let (reason, beside) = (RejectReason::TooLong, Beside::default());
                self.take(beginning, beside, Err(reason), &Heard::default(), arrival, out);
                return;
            }
        };
        // A sentence is the common case; only other lines are looked at twice.
        if !matches!(line.first(), Some(b'!' | b'$' | b'\\')) && line.trim_ascii().is_empty() {
            self.outlet.counts.blank += 1;
            return;
        }
        if matches!(self.form, Form::Unknown) && self.is_header(line) {
            self.outlet.counts.without_sentence += 1;
            return;
        }
        match self.form {
            Form::Csv(_) => self.row(line, arrival, out),
            Form::Unknown | Form::Sentences => self.sentences(line, arrival, out),
        }
    }

    /// Takes in a line that is one plain sentence of which no earlier line says anything: as
    /// [`sentences`](Self::sentences) does, without looking for what is not there.
    fn plain_line(
        &mut self,
        line: &[u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) -> bool {
        let Some(plain) = plain::read_line(line, &mut self.outlet.payload) else { return false };
        let PlainLine { prefix, raw, reading, trailer } = plain;
        let around = Around { prefix, trailer, utc_offset_secs: self.settings.utc_offset_secs };
        let heard = Heard::beside(raw, reading, around, |rank| self.keeper.heeds(rank));
        self.outlet.counts.with_sentence += 1;
        let beside = Beside { tag_block: &[], trailer };
        self.take(raw, beside, Ok(reading), &heard, arrival, out);
        true
    }

    /// The same of a line that begins here and is nothing but a sentence, maybe with seconds since 1970
    /// before or behind it: the rest from the end of the line on.
    #[inline]
    pub(super) fn plain_sentence<'a>(
        &mut self,
        rest: &'a [u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) -> Option<&'a [u8]> {
        if !matches!(self.form, Form::Sentences) || !self.context.is_silent() {
            return None;
        }
        let (logged, from) = plain::logged(rest);
        let (length, reading) = plain::read(from, &mut self.outlet.payload)?;
        let (raw, after) = from.split_at_checked(length)?;
        let (received, end) = plain::received(after);
        if !matches!(end.first(), Some(b'\n' | b'\r')) {
            return None;
        }
        let heard = Heard::alone(reading, received.or(logged), |rank| self.keeper.heeds(rank));
        self.outlet.counts.lines += 1;
        self.outlet.counts.with_sentence += 1;
        let trailer = after.get(..after.len().saturating_sub(end.len())).unwrap_or_default();
        let beside = Beside { tag_block: &[], trailer };
        self.take(raw, beside, Ok(reading), &heard, arrival, out);
        Some(end)
    }

    /// Gives out what need not wait any longer; with `force` all of it.
    pub(super) fn release(&mut self, force: bool, out: &mut impl FnMut(Decoded<'_>)) {
        while let Some((held, timed)) = self.keeper.next(force, &mut self.outlet.counts) {
            let clock = self.keeper.clock().unwrap_or(timed.time);
            let given = Given {
                raw: &held.raw,
                parts: &[],
                beside: Beside { tag_block: &held.tag_block, trailer: &held.trailer },
                heard: &held.heard,
                timed,
                clock,
            };
            match &self.form {
                Form::Csv(table) => {
                    let offset = self.settings.utc_offset_secs;
                    let row = held.verdict.and_then(|()| table.columns().row(&held.raw, offset));
                    self.outlet.row(&given, row, out);
                }
                Form::Unknown | Form::Sentences => {
                    let reading = held.verdict.and_then(|()| read(&held.raw));
                    self.outlet.sentence(&given, reading, out);
                }
            }
        }
    }

    /// Tells from the first line what the feed is.
    fn is_header(&mut self, line: &[u8]) -> bool {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        if let Some(columns) = Columns::from_header(line) {
            self.form = Form::Csv(Box::new(Table::new(columns)));
        } else {
            self.form = Form::Sentences;
            self.unread_header = Columns::lacking_in(line);
        }
        matches!(self.form, Form::Csv(_))
    }

    fn row(&mut self, line: &[u8], arrival: Option<EventTime>, out: &mut impl FnMut(Decoded<'_>)) {
        let Form::Csv(table) = &mut self.form else { return };
        match table.add(line) {
            RowLine::Row => self.whole_row(line, arrival, out),
            RowLine::Begun => self.outlet.counts.without_sentence += 1,
            RowLine::Last => {
                let (row, _lines) = table.take_begun();
                self.whole_row(&row, arrival, out);
            }
            RowLine::Stray => {
                self.outlet.counts.without_sentence += 1;
                self.stray_quote(arrival, out);
            }
        }
    }

    /// A quote that is never closed: its line is no row, those after it are looked at anew.
    fn stray_quote(&mut self, arrival: Option<EventTime>, out: &mut impl FnMut(Decoded<'_>)) {
        let Form::Csv(table) = &mut self.form else { return };
        let (begun, lines) = table.take_begun();
        let counts = &mut self.outlet.counts;
        let lines = u64::try_from(lines).unwrap_or(u64::MAX);
        counts.without_sentence = counts.without_sentence.saturating_sub(lines);
        let mut lines = begun.split(|&byte| byte == b'\n');
        if let Some(first) = lines.next() {
            self.whole_row(first, arrival, out);
        }
        for line in lines {
            self.row(line, arrival, out);
        }
    }

    /// The feed ended: a row that has begun does not go on.
    pub(super) fn finish(&mut self, arrival: Option<EventTime>, out: &mut impl FnMut(Decoded<'_>)) {
        while matches!(&self.form, Form::Csv(table) if table.has_begun()) {
            self.stray_quote(arrival, out);
        }
    }

    fn whole_row(
        &mut self,
        line: &[u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        let Form::Csv(table) = &self.form else { return };
        self.outlet.counts.with_sentence += 1;
        let row = table.columns().row(line, self.settings.utc_offset_secs);
        let stamp = row.as_ref().ok().map(|row| Stamp { time: row.time, rank: Rank::Logger });
        let timing = Timing { stamp, arrival };
        let heard = Heard { stamp, ..Heard::default() };
        match self.keeper.admit(timing, &mut self.outlet.counts) {
            Some(timed) => {
                let clock = self.keeper.clock().unwrap_or(timed.time);
                let given = Given {
                    raw: line,
                    parts: &[],
                    beside: Beside::default(),
                    heard: &heard,
                    timed,
                    clock,
                };
                self.outlet.row(&given, row, out);
            }
            None => self.hold(line, Beside::default(), row.map(|_| ()), heard, timing, out),
        }
    }

    fn sentences(
        &mut self,
        line: &[u8],
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        self.context.begin_line();
        let mut any = false;
        let mut tag_block = &[][..];
        let mut segments = Segments::of(line);
        while let Some(segment) = segments.next(&mut self.outlet.payload) {
            match segment {
                Segment::TagBlock(content) => {
                    tag_block = content;
                    self.context.tag_block(content);
                }
                Segment::Sentence { prefix, raw, reading, trailer } => {
                    any = true;
                    let utc_offset_secs = self.settings.utc_offset_secs;
                    let around = Around { prefix, trailer, utc_offset_secs };
                    let beside = Beside { tag_block: std::mem::take(&mut tag_block), trailer };
                    let heeds = |rank| self.keeper.heeds(rank);
                    match self.context.heard(raw, reading, around, heeds) {
                        Ok(heard) => self.take(raw, beside, reading, &heard, arrival, out),
                        Err(reason) => {
                            self.take(raw, beside, Err(reason), &Heard::default(), arrival, out);
                        }
                    }
                }
            }
        }
        let counts = &mut self.outlet.counts;
        *(if any { &mut counts.with_sentence } else { &mut counts.without_sentence }) += 1;
    }

    #[inline]
    fn take(
        &mut self,
        raw: &[u8],
        beside: Beside<'_>,
        reading: Result<Reading<'_>, RejectReason>,
        heard: &Heard,
        arrival: Option<EventTime>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        let timing = Timing { stamp: heard.stamp, arrival };
        let Some(timed) = self.keeper.admit(timing, &mut self.outlet.counts) else {
            self.hold(raw, beside, reading.map(|_| ()), *heard, timing, out);
            return;
        };
        let clock = self.keeper.clock().unwrap_or(timed.time);
        self.outlet.sentence(&Given { raw, parts: &[], beside, heard, timed, clock }, reading, out);
    }

    fn hold(
        &mut self,
        raw: &[u8],
        beside: Beside<'_>,
        verdict: Result<(), RejectReason>,
        heard: Heard,
        timing: Timing,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        let Beside { tag_block, trailer } = beside;
        let (tag_block, trailer) = (tag_block.to_vec(), trailer.to_vec());
        self.keeper.wait(Held { raw: raw.to_vec(), tag_block, trailer, heard, verdict }, timing);
        self.release(false, out);
    }
}

impl Outlet {
    fn row(
        &mut self,
        given: &Given<'_>,
        row: Result<PositionRow, RejectReason>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        self.counts.sentences += 1;
        match row {
            Ok(row) => {
                accept(
                    &mut self.counts,
                    &Message::Row(row),
                    given,
                    armour::hash(given.raw, 0),
                    out,
                );
            }
            Err(reason) => self.refuse(given.raw, reason, out),
        }
    }

    #[inline]
    fn sentence(
        &mut self,
        given: &Given<'_>,
        reading: Result<Reading<'_>, RejectReason>,
        out: &mut impl FnMut(Decoded<'_>),
    ) {
        self.counts.sentences += 1;
        self.nth = self.nth.saturating_add(1);
        let result = reading.and_then(|reading| match reading {
            Reading::Ais { own_ship, talker, fields } => {
                self.ais(given, own_ship, talker, fields, out)
            }
            Reading::Formatter { formatter, .. } => self.formatter(given, formatter, out),
            Reading::Query => {
                self.counts.ignore(b"query");
                Ok(())
            }
            Reading::Proprietary(name) => {
                self.counts.ignore(name);
                Ok(())
            }
        });
        if let Err(reason) = result {
            self.refuse(given.raw, reason, out);
        }
    }

    fn ais(
        &mut self,
        given: &Given<'_>,
        own_ship: bool,
        talker: [u8; 2],
        fields: AisFields<'_>,
        out: &mut impl FnMut(Decoded<'_>),
    ) -> Result<(), RejectReason> {
        if fields.total > 1 {
            return self.part(given, own_ship, talker, fields, out);
        }
        if !fields.in_bits {
            self.payload.fill_from(fields.payload, fields.fill)?;
        }
        let Self { counts, payload, .. } = self;
        look_at(counts, payload, given, Sender { own_ship, talker, channel: fields.channel }, out)
    }

    /// One of several parts.
    #[cold]
    fn part(
        &mut self,
        given: &Given<'_>,
        own_ship: bool,
        talker: [u8; 2],
        fields: AisFields<'_>,
        out: &mut impl FnMut(Decoded<'_>),
    ) -> Result<(), RejectReason> {
        let Heard { station, group, .. } = *given.heard;
        let origin = Origin { station, talker, own_ship, group };
        let Timed { time, own, .. } = given.timed;
        let at = PartTime { time, own, clock: given.clock, nth: self.nth };
        let whole = self.assembler.take(origin, fields, given.raw, at, &mut self.counts)?;
        let Some(whole) = whole else { return Ok(()) };
        self.payload.fill_from(whole.armour, fields.fill.saturating_add(whole.cut))?;
        let channel = whole.channel;
        let heard = Heard { station: whole.station, ..*given.heard };
        let timed = Timed { time: whole.time, ..given.timed };
        let given = Given { parts: whole.parts, heard: &heard, timed, ..*given };
        let Self { counts, payload, .. } = self;
        look_at(counts, payload, &given, Sender { own_ship, talker, channel }, out)
    }

    fn formatter(
        &mut self,
        given: &Given<'_>,
        formatter: &[u8],
        out: &mut impl FnMut(Decoded<'_>),
    ) -> Result<(), RejectReason> {
        let sentence = given.raw.get(..body(given.raw).len().saturating_add(1)).unwrap_or(&[]);
        let message = match (given.raw.first(), formatter) {
            (Some(b'$'), b"TTM" | b"TLL" | b"TLB") => radar::parse(sentence)?.map(Message::Radar),
            (Some(b'$'), _) if instruments::is_read(formatter) => {
                instruments::parse(sentence)?.map(Message::Instrument)
            }
            _ => None,
        };
        match message {
            Some(message) => {
                let seed = self.feed_hash ^ given.timed.time.as_millis().cast_unsigned();
                accept(&mut self.counts, &message, given, armour::hash(given.raw, seed), out);
            }
            None => self.counts.ignore(formatter),
        }
        Ok(())
    }

    fn refuse(&mut self, raw: &[u8], reason: RejectReason, out: &mut impl FnMut(Decoded<'_>)) {
        self.counts.reject(reason);
        out(Decoded::Rejected { raw, reason });
    }
}

/// What a sentence says of its sender beside the payload.
#[derive(Clone, Copy, Debug)]
struct Sender {
    own_ship: bool,
    talker: [u8; 2],
    channel: Option<u8>,
}

/// The payload that stands in the buffer.
#[inline]
fn look_at(
    counts: &mut Counts,
    payload: &BitBuffer,
    given: &Given<'_>,
    Sender { own_ship, talker, channel }: Sender,
    out: &mut impl FnMut(Decoded<'_>),
) -> Result<(), RejectReason> {
    let payload_hash = payload.hash(own_ship);
    let channel = channel.map(char::from);
    AisMessage::decode_then(payload.bits(), |header, message| {
        counts.unnamed += u64::from(header.mmsi().is_none());
        let message = Message::Ais { message, own_ship, channel, talker };
        accept(counts, &message, given, payload_hash, out);
    })
}

/// Gives out a message; from one place for all types.
#[inline(never)]
fn accept(
    counts: &mut Counts,
    message: &Message,
    given: &Given<'_>,
    payload_hash: u64,
    out: &mut impl FnMut(Decoded<'_>),
) {
    counts.messages += 1;
    let Given { raw, parts, beside, heard: &Heard { station, .. }, timed, .. } = *given;
    let Beside { tag_block, trailer } = beside;
    let Timed { time, refused: refused_time, .. } = timed;
    out(Decoded::Accepted {
        message,
        raw,
        parts,
        tag_block,
        trailer,
        station,
        time,
        refused_time,
        payload_hash,
    });
}
