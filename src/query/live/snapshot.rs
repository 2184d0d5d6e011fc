use std::sync::OnceLock;

use super::chunks::Chunks;
use super::nearest::Nearest;
use super::{BoundingBox, Vessel};
use crate::domain::{ContactId, EventTime, Position, TransponderClass};
use crate::geodesy::distance;

/// The picture at one moment; shared, never changed.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(super) vessels: Chunks,
    time: Option<EventTime>,
    /// Made at the first question for the nearest; most snapshots are never asked.
    nearest: OnceLock<Nearest>,
}

impl Snapshot {
    pub(super) const fn new(vessels: Chunks, time: Option<EventTime>) -> Self {
        Self { vessels, time, nearest: OnceLock::new() }
    }

    /// Event time of the picture: that of the latest report in it; `None` before the first.
    pub const fn time(&self) -> Option<EventTime> {
        self.time
    }

    /// Every contact, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Vessel> {
        self.after(None)
    }

    /// One contact.
    pub fn vessel(&self, contact: ContactId) -> Option<&Vessel> {
        self.vessels.get(contact)
    }

    /// The contacts behind one, or all, by contact.
    pub fn after(&self, contact: Option<ContactId>) -> impl Iterator<Item = &Vessel> {
        self.vessels.after(contact)
    }

    /// The contacts in a box (or all), by contact, beginning after `after`, at most `limit`. With
    /// the last contact of a page as the next one's `after`, every contact that is in all the
    /// snapshots asked, and in the box, comes exactly once, whoever appears or leaves in between.
    pub fn vessels(
        &self,
        within: Option<BoundingBox>,
        after: Option<ContactId>,
        limit: usize,
    ) -> Vec<&Vessel> {
        let inside = |vessel: &&Vessel| match within {
            None => true,
            Some(within) => vessel.position.is_some_and(|place| within.contains(place)),
        };
        self.vessels.after(after).filter(inside).take(limit).collect()
    }

    /// The nearest contacts to a place with their distance in metres, nearest first, ties by
    /// contact.
    pub fn nearest(&self, place: Position, count: usize) -> Vec<(&Vessel, f64)> {
        let nearest = self.nearest.get_or_init(|| Nearest::new(&self.vessels));
        let found = nearest.find(place, count);
        let mut vessels: Vec<(&Vessel, f64)> = found
            .filter_map(|contact| {
                let vessel = self.vessels.get(contact)?;
                Some((vessel, distance(place, vessel.position?).get()))
            })
            .collect();
        vessels.sort_by(|(a, near), (b, far)| near.total_cmp(far).then(a.contact.cmp(&b.contact)));
        vessels
    }

    /// How many contacts there are of each class, exercise apart: (class, exercise, count).
    pub fn counts(&self) -> Vec<(TransponderClass, bool, usize)> {
        let mut counts: Vec<(TransponderClass, bool, usize)> = Vec::new();
        for vessel in self.vessels.as_slice().iter().flat_map(|chunk| chunk.iter()) {
            let of = (vessel.class, vessel.exercise);
            match counts.iter_mut().find(|(class, exercise, _)| (*class, *exercise) == of) {
                Some((_, _, count)) => *count += 1,
                None => counts.push((vessel.class, vessel.exercise, 1)),
            }
        }
        counts
    }
}
