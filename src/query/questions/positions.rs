use std::fmt;
use std::time::Duration;

use super::who::Who;
use crate::domain::{ContactId, EventTime};
use crate::query::page::{Asked, Rows};
use crate::query::positions_table::SEGMENTED;
use crate::query::span::{Span, cursor};
use crate::query::thin::Thinning;
use crate::query::within::Within;
use crate::query::{
    BadParameter, Budget, POSITIONS, Page, Parameters, PositionRow, QueryError, Sources, history,
};
use crate::store::TrackRow;

const LIMIT_DEFAULT: usize = 10_000;
/// Rows of a page at most, some 90 bytes each in memory.
const LIMIT_MAX: usize = 100_000;

/// What is shown of one contact, and of several, where no time is asked for.
const TRACK_SPAN: Duration = Duration::from_hours(24);
const POSITIONS_SPAN: Duration = Duration::from_hours(1);

/// Reported positions, by contact, then time.
#[derive(Clone, Debug)]
pub struct Positions {
    who: Who,
    /// The one contact that a track is about.
    subject: Option<ContactId>,
    within: Within,
    span: Span,
    thinning: Thinning,
    limit: usize,
    cursor: Option<Cursor>,
    as_ways: bool,
    contacts_max: usize,
}

/// Where a page begins: at a time of a contact, behind as many points of that very time, in a piece
/// of her way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor {
    contact: ContactId,
    millis: i64,
    skip: usize,
    segment: u32,
}

impl Positions {
    pub(super) fn take_track(
        subject: ContactId,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let span = Span::take(parameters, TRACK_SPAN)?;
        Self::take_rest(Who::default(), Some(subject), span, true, parameters)
    }

    pub(super) fn take(as_ways: bool, parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let who = Who::take(parameters)?;
        let span = Span::take(parameters, POSITIONS_SPAN)?;
        Self::take_rest(who, None, span, as_ways, parameters)
    }

    fn take_rest(
        who: Who,
        subject: Option<ContactId>,
        mut span: Span,
        as_ways: bool,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let cursor = span.take_cursor(parameters, Cursor::parse)?;
        Ok(Self {
            who,
            subject,
            within: Within::take(parameters)?,
            span,
            thinning: Thinning::take(parameters)?,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?,
            cursor,
            as_ways,
            contacts_max: usize::MAX,
        })
    }

    pub(super) fn of_contacts_at_most(mut self, contacts: usize) -> Self {
        self.contacts_max = contacts;
        self
    }

    pub(super) const fn as_ways(&self) -> bool {
        self.as_ways
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let last_report = self
            .subject
            .and_then(|subject| sources.picture.vessel(subject).map(|vessel| vessel.time));
        let span = self.span.until(sources, || last_report.map_or_else(|| sources.end(), after))?;
        let (mut rows, mut there) = (Vec::new(), 0);
        for contact in self.contacts(sources, budget, span)? {
            let before = rows.len();
            if there == self.contacts_max && before > 0 {
                // One more contact shows that there is a next page, and where it begins.
                self.collect(sources, budget, contact, span, &mut rows)?;
                if rows.len() > before {
                    return Ok(self.page(span, rows, before.min(self.limit)));
                }
                continue;
            }
            self.collect(sources, budget, contact, span, &mut rows)?;
            there += usize::from(rows.len() > before);
            if rows.len() > self.limit {
                break;
            }
        }
        if rows.is_empty()
            && let Some(subject) = self.subject
        {
            sources.expect(subject)?;
        }
        Ok(self.page(span, rows, self.limit))
    }

    /// The contacts that may have points, beginning where the page does.
    fn contacts(
        &self,
        sources: &Sources,
        budget: &Budget,
        span: (EventTime, EventTime),
    ) -> Result<Vec<ContactId>, QueryError> {
        let named = match self.subject {
            Some(subject) => Some(vec![subject]),
            None => self.who.contacts(sources, budget)?,
        };
        let mut contacts = if let Some(named) = named {
            named
        } else {
            let boxes = self.within.boxes();
            history::contacts(&sources.reader, budget, &boxes, span)?.into_iter().collect()
        };
        contacts.retain(|contact| self.cursor.is_none_or(|cursor| *contact >= cursor.contact));
        Ok(contacts)
    }

    /// Adds the points of a contact, up to one more than the page takes.
    fn collect(
        &self,
        sources: &Sources,
        budget: &Budget,
        contact: ContactId,
        (from, to): (EventTime, EventTime),
        rows: &mut Vec<PositionRow>,
    ) -> Result<(), QueryError> {
        let cursor = self.cursor.filter(|cursor| cursor.contact == contact);
        let mut passed = Passed::new(cursor);
        if self.thinning.needs_whole() {
            let way = history::way(&sources.reader, budget, contact, (from, to))?;
            let mut pieces = Pieces::new(contact, 0);
            let row = |point| pieces.row(&self.within, point, |_time| true);
            let mut way: Vec<PositionRow> = way.into_iter().filter_map(row).collect();
            self.thinning.apply(&mut way);
            let left = way.into_iter().filter(|row| passed.lets_through(row.point.fix.time));
            let room = (self.limit + 1).saturating_sub(rows.len());
            rows.extend(left.take(room));
            return Ok(());
        }
        let from = cursor.map_or(from, |cursor| from.max(EventTime::from_millis(cursor.millis)));
        let mut pieces = Pieces::new(contact, cursor.map_or(0, |cursor| cursor.segment));
        history::walk(&sources.reader, budget, contact, (from, to), |point| {
            rows.extend(pieces.row(&self.within, point, |time| passed.lets_through(time)));
            rows.len() <= self.limit
        })
    }

    /// The first `limit` rows; one behind them says where the next page begins.
    fn page(&self, span: (EventTime, EventTime), mut rows: Vec<PositionRow>, limit: usize) -> Page {
        let first_left = rows.get(limit).copied();
        rows.truncate(limit);
        let next = first_left.map(|left| Cursor::before(&left, &rows, self.cursor));
        let asked = Asked {
            contact: self.subject,
            from: Some(span.0),
            to: Some(span.1),
            limit: self.limit,
            next_from: first_left.map(|left| left.point.fix.time),
        };
        let is_cut = self.as_ways && !self.within.is_everywhere();
        let schema = if is_cut || self.thinning.gap.is_some() { SEGMENTED } else { POSITIONS };
        let next = next.map(|next| cursor(next, span));
        let truncated = next.is_some();
        Page { schema, rows: Rows::Positions(rows), asked, next, truncated }
    }
}

/// The first moment after: an end that is exclusive and yet contains the last report.
fn after(time: EventTime) -> EventTime {
    time.plus(Duration::from_millis(1))
}

/// Numbers the pieces of a contact's way: a new one begins behind points that were left out, for
/// nobody sailed straight from where she left to where she came back.
struct Pieces {
    contact: ContactId,
    segment: u32,
    begun: bool,
    has_left: bool,
}

impl Pieces {
    const fn new(contact: ContactId, segment: u32) -> Self {
        Self { contact, segment, begun: false, has_left: false }
    }

    /// The point as a row, where it is inside and wanted.
    fn row(
        &mut self,
        within: &Within,
        point: TrackRow,
        is_wanted: impl FnOnce(EventTime) -> bool,
    ) -> Option<PositionRow> {
        if !within.contains(point.fix.position) {
            self.has_left = self.begun;
            return None;
        }
        if !is_wanted(point.fix.time) {
            return None;
        }
        self.segment += u32::from(self.has_left);
        (self.begun, self.has_left) = (true, false);
        Some(PositionRow { contact: self.contact, point, segment: self.segment })
    }
}

/// Leaves out what the pages before have given out.
struct Passed {
    cursor: Option<Cursor>,
    skipped: usize,
}

impl Passed {
    const fn new(cursor: Option<Cursor>) -> Self {
        Self { cursor, skipped: 0 }
    }

    fn lets_through(&mut self, time: EventTime) -> bool {
        let Some(cursor) = self.cursor else { return true };
        let millis = time.as_millis();
        if millis == cursor.millis && self.skipped < cursor.skip {
            self.skipped += 1;
            return false;
        }
        millis >= cursor.millis
    }
}

impl Cursor {
    /// The place before a row that did not fit behind `rows`.
    fn before(left: &PositionRow, rows: &[PositionRow], begun: Option<Self>) -> Self {
        let at = |row: &PositionRow| (row.contact, row.point.fix.time.as_millis());
        let (contact, millis) = at(left);
        let same = rows.iter().rev().take_while(|row| at(row) == at(left)).count();
        // A page of nothing but one very time goes on counting where the page before it ended.
        let before = begun.filter(|cursor| {
            same == rows.len() && (cursor.contact, cursor.millis) == (contact, millis)
        });
        let skip = same + before.map_or(0, |cursor| cursor.skip);
        Self { contact, millis, skip, segment: left.segment }
    }

    fn parse(text: &str) -> Option<Self> {
        let (contact, rest) = text.split_once('@')?;
        let (millis, rest) = rest.split_once('.')?;
        let (skip, segment) = rest.split_once('.')?;
        Some(Self {
            contact: ContactId::asked(contact).ok()?,
            millis: millis.parse().ok()?,
            skip: skip.parse().ok()?,
            segment: segment.parse().ok()?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contact, millis, skip, segment } = self;
        write!(f, "{contact}@{millis}.{skip}.{segment}")
    }
}
