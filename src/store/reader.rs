use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::StoreError;
use super::hours::Hours;
use super::past::Bounds;
use super::row::{ActRow, AlertRow};
use super::shared::Shared;
use super::tracks::{Hour, Period, Point};
use super::watch;
use crate::alert::{Alert, AlertId, AlertState};
use crate::areas::{AreaId, SecurityLevel};
use crate::detect::Priority;
use crate::domain::{ContactId, EventTime, Position, RuleId};
use crate::picture::Fix;

/// Reads the store beside its writer; cheap to clone. Blocking.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) shared: Arc<Shared>,
}

/// Which alerts are asked for; `None` and empty mean all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertFilter {
    /// Only these states.
    pub states: Vec<AlertState>,
    /// Only this rule.
    pub rule: Option<RuleId>,
    /// Only this area.
    pub area: Option<String>,
    /// This priority or above.
    pub priority: Option<Priority>,
    /// Only with this participant.
    pub contact: Option<ContactId>,
    /// Only exercises, or none.
    pub exercise: Option<bool>,
    /// Raised at or after.
    pub from: Option<EventTime>,
    /// Raised before.
    pub to: Option<EventTime>,
}

/// A page of a list with the cursor of the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Hand it back to get the next page; `None` at the end.
    pub next: Option<String>,
}

/// A stored point of a track. Kept are milliseconds, 1/60,000,000 of a degree, 0.001 knots and
/// 0.001 degrees of direction: exactly what AIS sends, and what a CSV says in seven and three
/// decimals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackRow {
    /// Position and motion.
    pub fix: Fix,
    /// It came later than the lateness bound.
    pub late: bool,
}

impl Reader {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The newest revision of an alert.
    pub fn alert(&self, id: AlertId) -> Result<Option<AlertRow>, StoreError> {
        self.shared.watch.read(|view| watch::alert(view, id))
    }

    /// An alert as it was told last, for an act on it after it has left the engine.
    pub fn alert_to_act_on(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        self.shared.watch.read(|view| watch::whole_alert(view, id))
    }

    /// The newest revisions of the alerts that a filter lets through, the latest raised first;
    /// `cursor` is a [`Page::next`] of the same filter.
    pub fn alerts(
        &self,
        filter: &AlertFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<AlertRow>, StoreError> {
        let to = filter.to.map_or((i64::MAX, u128::MAX), |to| (to.as_millis(), 0));
        let below = match cursor {
            None => to,
            Some(cursor) => to.min(parse_cursor(cursor)?),
        };
        let from = filter.from.map_or(i64::MIN, EventTime::as_millis);
        let wanted = limit.saturating_add(1);
        let mut items = self.shared.watch.read(|view| {
            let brief = |brief: &watch::Brief<'_>| filter.admits(brief);
            let whole = |row: &AlertRow| filter.admits_participants(row);
            watch::list(view, from, below, wanted, brief, whole)
        })?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(cursor_of);
        Ok(Page { items, next })
    }

    /// Every revision of one alert, oldest first.
    pub fn history(&self, id: AlertId) -> Result<Vec<AlertRow>, StoreError> {
        self.shared.watch.read(|view| watch::history(view, id))
    }

    /// Whether a revision of an alert with a number below `before` is as wanted. What a subscriber
    /// was told of once stays his to its end, whatever becomes of its priority.
    pub fn was(
        &self,
        id: AlertId,
        before: u64,
        wanted: impl FnMut(&AlertRow) -> bool,
    ) -> Result<bool, StoreError> {
        self.shared.watch.read(|view| watch::was(view, id, before, wanted))
    }

    /// The transitions after `seq`, oldest first, at most `limit`.
    pub fn transitions_after(&self, seq: u64, limit: usize) -> Result<Vec<AlertRow>, StoreError> {
        self.shared.watch.read(|view| watch::transitions_after(view, seq, limit))
    }

    /// The transitions of `from..to` with numbers after `after`, in the order of their numbers, at
    /// most `limit`.
    pub fn transitions_between(
        &self,
        from: EventTime,
        to: EventTime,
        after: u64,
        limit: usize,
    ) -> Result<Vec<AlertRow>, StoreError> {
        self.shared.watch.read(|view| watch::transitions_between(view, from, to, after, limit))
    }

    /// The alerts that were open at a time, as they stood then; the latest raised first, at most
    /// `limit`.
    pub fn standing_at(&self, time: EventTime, limit: usize) -> Result<Vec<AlertRow>, StoreError> {
        self.shared.watch.read(|view| watch::standing_at(view, time, limit))
    }

    /// First and last number of the transition log; `None` while it is empty.
    pub fn seq_range(&self) -> Result<Option<(u64, u64)>, StoreError> {
        self.shared.watch.read(watch::seq_range)
    }

    /// The acts at or after a time by the clock, oldest first, at most `limit`.
    pub fn acts_after(&self, from: EventTime, limit: usize) -> Result<Vec<ActRow>, StoreError> {
        self.shared.watch.read(|view| watch::acts_after(view, from, limit))
    }

    /// The security level that officers gave each area last, with when; areas as configured are not
    /// among them.
    pub fn security_levels(&self) -> Result<Vec<(AreaId, SecurityLevel, EventTime)>, StoreError> {
        self.shared.watch.read(watch::security_levels)
    }

    /// The acts that made, or changed last, the areas that officers have made and not taken away.
    pub fn made_areas(&self) -> Result<Vec<ActRow>, StoreError> {
        self.shared.watch.read(watch::made_areas)
    }

    /// The acts that put the contacts on the watch list which are on it.
    pub fn watch_list(&self) -> Result<Vec<ActRow>, StoreError> {
        self.shared.watch.read(watch::watch_list)
    }

    /// Which files of the store were found damaged since it was opened, in sentences; `None` where none
    /// was.
    pub fn damaged(&self) -> Option<String> {
        self.shared.watch.damaged().or_else(|| self.shared.days.damaged())
    }

    /// The points of a contact in `from..to`, by time, at most `limit`; the open period included.
    pub fn track(
        &self,
        contact: ContactId,
        from: EventTime,
        to: EventTime,
        limit: usize,
    ) -> Result<Vec<TrackRow>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let span = from.as_millis()..to.as_millis();
        // Memory before blocks: a point that moves in between is found twice, not missed.
        let mut open = self.open_points(contact, from, to);
        let mut rows = Vec::new();
        let mut hours = Hours::new(&self.shared, from, to, open.keys().map(|hour| hour.first()));
        while rows.len() < limit
            && let Some(hour) = hours.next()
        {
            let mut points = open.remove(&hour).unwrap_or_default();
            hours.read(hour, |units, view, reader| {
                units.iter().try_for_each(|unit| {
                    unit.blocks_of(view, contact, |block| {
                        reader.read(block, &mut points)?;
                        Ok(())
                    })
                })
            })?;
            points.sort_unstable();
            points.dedup_by(|later, earlier| later.says_as(earlier));
            let inside = points.iter().filter(|point| span.contains(&point.time_millis));
            let read =
                inside.filter_map(|point| Some(TrackRow { fix: point.fix()?, late: point.late }));
            rows.extend(read.take(limit - rows.len()));
        }
        Ok(rows)
    }

    /// The contacts that had a position in `from..to`, to whole periods of ten minutes (hours, where
    /// they are merged), in the
    /// one-degree cells that a box touches; a box whose western corner is east of the eastern one
    /// crosses the antimeridian.
    pub fn contacts_in(
        &self,
        south_west: Position,
        north_east: Position,
        from: EventTime,
        to: EventTime,
    ) -> Result<BTreeSet<ContactId>, StoreError> {
        if from >= to {
            return Ok(BTreeSet::new());
        }
        let cells = Bounds { south_west, north_east }.cells();
        let (mut contacts, open) = self.open_contacts(&cells, from, to);
        let mut hours = Hours::new(&self.shared, from, to, open.into_iter());
        while let Some(hour) = hours.next() {
            hours.read(hour, |units, view, _reader| {
                for unit in units.iter().filter(|unit| unit.touches(from, to)) {
                    for row in &cells {
                        unit.contacts_in(view, row, &mut contacts)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(contacts)
    }

    fn open_points(
        &self,
        contact: ContactId,
        from: EventTime,
        to: EventTime,
    ) -> BTreeMap<Hour, Vec<Point>> {
        let open = self.shared.open();
        let mut found: BTreeMap<Hour, Vec<Point>> = BTreeMap::new();
        for period in open.periods().range(Period::clamped(from)..=Period::clamped(to)) {
            for tracks in open.tracks(*period) {
                let points = tracks.get(contact).into_iter().flat_map(|track| &track.points);
                found.entry(period.hour()).or_default().extend(points);
            }
        }
        found
    }

    fn open_contacts(
        &self,
        cells: &[std::ops::RangeInclusive<u16>],
        from: EventTime,
        to: EventTime,
    ) -> (BTreeSet<ContactId>, BTreeSet<Period>) {
        let open = self.shared.open();
        let mut contacts = BTreeSet::new();
        let mut periods = open.periods();
        periods.retain(|period| (Period::clamped(from)..=Period::clamped(to)).contains(period));
        for tracks in periods.iter().flat_map(|period| open.tracks(*period)) {
            let there = tracks.iter().filter(|(_, track)| track.is_in(cells));
            contacts.extend(there.map(|(contact, _)| contact));
        }
        (contacts, periods)
    }
}

impl AlertFilter {
    /// Whether it lets an alert through, by what the list knows of it.
    fn admits(&self, &(_seq, state, priority, exercise, rule, area): &watch::Brief<'_>) -> bool {
        (self.states.is_empty() || self.states.iter().any(|one| one.as_str() == state))
            && self.rule.is_none_or(|wanted| wanted.as_str() == rule)
            && self.area.as_deref().is_none_or(|wanted| wanted == area)
            && self.exercise.is_none_or(|wanted| wanted == exercise)
            && self.priority.is_none_or(|least| {
                Priority::ALL.iter().any(|one| one.as_str() == priority && *one >= least)
            })
    }

    fn admits_participants(&self, row: &AlertRow) -> bool {
        self.contact
            .is_none_or(|wanted| row.participants.iter().any(|one| one.contact == Some(wanted)))
    }
}

/// A cursor names the last row that was given out: when it was raised, and its id.
fn cursor_of(row: &AlertRow) -> String {
    format!("{}.{}", row.raised_at.as_millis(), row.id.simple())
}

fn parse_cursor(cursor: &str) -> Result<(i64, u128), StoreError> {
    let parse = || {
        let (raised_at, id) = cursor.split_once('.')?;
        Some((raised_at.parse().ok()?, Uuid::try_parse(id).ok()?.as_u128()))
    };
    parse().ok_or_else(|| StoreError::Cursor { cursor: cursor.to_owned() })
}
