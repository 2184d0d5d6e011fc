//! What contacts said of themselves in history from elsewhere, on its way into what is kept of the
//! same: by time, in whatever order it came.

use std::time::Duration;

use super::codec::Bytes;
use super::error::Fault;
use super::known::{read_statics, write_statics};
use super::kv::{Change, View};
use super::watch::{OF_CONTACT_MAX, replace_statics, statics};
use super::who::StaticsRow;
use crate::domain::{ContactId, EventTime, StaticReport};

/// What came of contacts since it was written last.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// By the number of the contact.
    reports: Vec<Vec<Repeated>>,
    bytes: usize,
}

/// What a contact said, and when, in the order that it came.
#[derive(Debug)]
pub(super) struct Repeated {
    report: StaticReport,
    times: Vec<EventTime>,
}

impl Said {
    /// Takes a report in of the contact of a number; one that repeats her last needs room for its time
    /// alone.
    pub(super) fn add(&mut self, number: usize, time: EventTime, report: &StaticReport) {
        if self.reports.len() <= number {
            self.reports.resize_with(number + 1, Vec::new);
        }
        let reports = &mut self.reports[number];
        self.bytes += size_of::<EventTime>();
        if let Some(last) = reports.last_mut()
            && last.report == *report
        {
            last.times.push(time);
            return;
        }
        reports.push(Repeated { report: *report, times: vec![time] });
        self.bytes += size_of::<Repeated>();
    }

    /// What it takes of memory, about.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The numbers of contacts with what came of each, which is here no more.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (usize, Vec<Repeated>)> + use<> {
        let reports = std::mem::take(self).reports.into_iter().enumerate();
        reports.filter(|(_number, reports)| !reports.is_empty())
    }
}

/// Writes what came of a contact between what is kept of her. Says how many changes of who she is
/// that were not there are now.
pub(super) fn put_said(
    change: &mut dyn Change,
    contact: ContactId,
    came: &[Repeated],
) -> Result<usize, Fault> {
    let kept = rows(change, contact)?;
    let mut rows = kept.clone();
    let by_time = came.iter().flat_map(|one| one.times.iter().map(|time| (*time, &one.report)));
    let mut by_time: Vec<_> = by_time.collect();
    by_time.sort_by_key(|(time, _report)| *time);
    let mut dropped = 0;
    for (time, report) in by_time {
        say(&mut rows, time, report);
        if rows.len() >= 2 * OF_CONTACT_MAX {
            dropped += rows.drain(..OF_CONTACT_MAX).len();
        }
    }
    let over = rows.len().saturating_sub(OF_CONTACT_MAX);
    dropped += rows.drain(..over).len();
    if rows == kept {
        return Ok(0);
    }
    let values = rows.iter().map(|row| {
        let mut value = Vec::new();
        write_statics(&mut value, &row.report);
        (row.first_seen.as_millis(), row.last_seen.as_millis(), value)
    });
    replace_statics(change, contact, values)?;
    let there =
        |row: &&StaticsRow| kept.binary_search_by_key(&row.first_seen, |one| one.first_seen);
    let new = rows.iter().filter(|row| there(row).is_err()).count();
    Ok((rows.len() + dropped).saturating_sub(kept.len()).min(new))
}

/// What is kept of a contact, oldest first.
pub(super) fn rows(view: &dyn View, contact: ContactId) -> Result<Vec<StaticsRow>, Fault> {
    let mut rows = Vec::new();
    statics(view, contact, |first, last, value| {
        rows.push(StaticsRow {
            first_seen: EventTime::from_millis(first),
            last_seen: EventTime::from_millis(last),
            report: read_statics(&mut Bytes(value))?,
        });
        Ok(())
    })?;
    Ok(rows)
}

/// Takes a report into rows that are in order and apart; what it leaves out stays as it was known by
/// then. A row that it falls into and contradicts is cut in two around it.
fn say(rows: &mut Vec<StaticsRow>, time: EventTime, report: &StaticReport) {
    let after = rows.partition_point(|row| row.first_seen <= time);
    let mut new = StaticsRow { first_seen: time, last_seen: time, report: *report };
    let Some(place) = after.checked_sub(1) else {
        rows.insert(0, new);
        return hand_on(rows, 0);
    };
    let Some(before) = rows.get_mut(place) else { return };
    new.report = merged(&before.report, report);
    if new.report == before.report {
        before.last_seen = before.last_seen.max(time);
        return;
    }
    let old = *before;
    let moment = Duration::from_millis(1);
    let until = if time < old.last_seen { time.minus(moment) } else { old.last_seen };
    let head = (old.first_seen < time).then_some(StaticsRow { last_seen: until, ..old });
    let tail =
        (time < old.last_seen).then_some(StaticsRow { first_seen: time.plus(moment), ..old });
    let new_place = place + usize::from(head.is_some());
    rows.splice(place..after, head.into_iter().chain([new]).chain(tail));
    // It may stand in place of one that parted two of the same.
    let joined = new_place > 0 && join(rows, new_place - 1);
    hand_on(rows, new_place - usize::from(joined));
}

/// The rows after one know what it knew, unless they say otherwise.
fn hand_on(rows: &mut Vec<StaticsRow>, mut place: usize) {
    while let Some([before, next]) = rows.get_mut(place..place + 2) {
        let filled = merged(&before.report, &next.report);
        let same = filled == next.report;
        next.report = filled;
        if join(rows, place) {
            continue;
        }
        if same {
            return;
        }
        place += 1;
    }
}

/// Makes one of a row and the next where they say the same.
fn join(rows: &mut Vec<StaticsRow>, place: usize) -> bool {
    let (Some(&before), Some(&next)) = (rows.get(place), rows.get(place + 1)) else { return false };
    if before.report != next.report {
        return false;
    }
    rows.splice(place..place + 2, [StaticsRow { last_seen: next.last_seen, ..before }]);
    true
}

/// What was known, with what a report says in its place.
fn merged(before: &StaticReport, report: &StaticReport) -> StaticReport {
    StaticReport {
        class: report.class.or(before.class),
        imo: report.imo.or(before.imo),
        call_sign: report.call_sign.or(before.call_sign),
        name: report.name.or(before.name),
        ship_type: report.ship_type.or(before.ship_type),
        dimensions: report.dimensions.or(before.dimensions),
        draught: report.draught.or(before.draught),
        destination: report.destination.or(before.destination),
        parent: report.parent.or(before.parent),
    }
}
