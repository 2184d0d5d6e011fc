//! Looking ahead: a report needs dozens of cache lines that nothing has touched for seconds, and taken alone
//! it waits for memory at one after the other. What several reports need is touched at once instead, so that
//! they wait together. Nothing is changed by it.

use super::{EXERCISE_HASH, Engine};
use crate::domain::{Position, PositionReport, Report, ReportBody};

/// Reports that are looked at together: what they need fits into the second cache of a processor.
pub(super) const TOGETHER: usize = 32;
/// Cells looked at for them, at most.
const CELLS: usize = 8 * TOGETHER;

impl Engine {
    /// Touches what reports will need: first what is found by the report alone, then what that leads to.
    pub(super) fn look_ahead(&self, reports: &[Report]) {
        if reports.len() < 2 {
            return;
        }
        let contacts = &self.picture.contacts;
        let mut known = [None; TOGETHER];
        for (known, report) in known.iter_mut().zip(reports) {
            self.duplicates.touch(duplicate_hash(report));
            *known = self.picture.look_for(report);
        }
        for (slot, id) in known.into_iter().flatten() {
            contacts.touch(slot);
            self.detector.touch(slot, id);
        }
        let mut cells = [None; CELLS];
        let mut free = cells.iter_mut();
        for (known, report) in known.into_iter().zip(reports) {
            let Some(place) = place(report) else { continue };
            let contact = known.and_then(|(slot, _)| contacts.get(slot));
            let searches = self.detector.searches_about(contact, report.time);
            contacts.cells_about(place, searches, |cell| {
                if let Some(free) = free.next() {
                    *free = Some(cell);
                }
            });
        }
        for (slot, _) in known.into_iter().flatten() {
            contacts.touch_track(slot);
        }
        for cell in cells.into_iter().flatten() {
            cell.touch();
        }
    }
}

/// What tells copies of a report; those of an exercise are none of the real world.
pub(super) const fn duplicate_hash(report: &Report) -> u64 {
    if report.exercise { report.payload_hash ^ EXERCISE_HASH } else { report.payload_hash }
}

fn place(report: &Report) -> Option<Position> {
    match &report.body {
        ReportBody::Position(PositionReport { position, .. }) => *position,
        _ => None,
    }
}
