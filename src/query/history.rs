//! History in slices, so that a question can end between two of them.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;

use super::{BoundingBox, Budget, QueryError};
use crate::domain::{ContactId, EventTime, Position};
use crate::store::{Bounds, Ended, Reader, TrackRow};

/// What is read at a time.
const SLICE: Duration = Duration::from_hours(6);

/// Points of a way that is judged as a whole, some 90 bytes each: 115 days of a report every ten
/// seconds.
pub(super) const WAY_POINTS_MAX: usize = 1_000_000;

/// The slices of a span.
fn slices(from: EventTime, to: EventTime) -> impl Iterator<Item = (EventTime, EventTime)> {
    let mut start = from;
    std::iter::from_fn(move || {
        let slice = (start < to).then(|| (start, start.plus(SLICE).min(to)))?;
        start = slice.1;
        Some(slice)
    })
}

/// Hands out the points of a contact in `from..to`, by time, until `each` has enough.
pub(super) fn walk(
    reader: &Reader,
    budget: &Budget,
    contact: ContactId,
    (from, to): (EventTime, EventTime),
    mut each: impl FnMut(TrackRow) -> bool,
) -> Result<(), QueryError> {
    for (from, to) in slices(from, to) {
        budget.check()?;
        for point in reader.track(contact, from, to, WAY_POINTS_MAX)? {
            if !each(point) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Hands out all points in `from..to` that are in boxes, or near enough to be in one: contact after
/// contact in each span of time, each block read once. For questions that look at everybody.
pub(super) fn scan(
    reader: &Reader,
    budget: &Budget,
    boxes: &[BoundingBox],
    (from, to): (EventTime, EventTime),
    mut each: impl FnMut(ContactId, &[TrackRow]),
) -> Result<(), QueryError> {
    let bounds = match boxes {
        [only] if *only != BoundingBox::WORLD => {
            corners(only).map(|(south_west, north_east)| Bounds { south_west, north_east })
        }
        _ => None,
    };
    let stop = || budget.is_over();
    let ended = reader.points_in(bounds, from, to, &stop, &mut |contact, points| {
        each(contact, points);
        ControlFlow::Continue(())
    })?;
    if ended == Ended::Stopped { budget.check() } else { Ok(()) }
}

/// The whole way of a contact in `from..to`, by time.
pub(super) fn way(
    reader: &Reader,
    budget: &Budget,
    contact: ContactId,
    span: (EventTime, EventTime),
) -> Result<Vec<TrackRow>, QueryError> {
    let mut way = Vec::new();
    walk(reader, budget, contact, span, |point| {
        way.push(point);
        way.len() <= WAY_POINTS_MAX
    })?;
    if way.len() > WAY_POINTS_MAX {
        return Err(QueryError::TooLong { max: WAY_POINTS_MAX });
    }
    Ok(way)
}

/// The contacts that may have been in any of the boxes in `from..to`.
pub(super) fn contacts(
    reader: &Reader,
    budget: &Budget,
    boxes: &[BoundingBox],
    (from, to): (EventTime, EventTime),
) -> Result<BTreeSet<ContactId>, QueryError> {
    let mut found = BTreeSet::new();
    for (from, to) in slices(from, to) {
        for one in boxes {
            budget.check()?;
            let Some((south_west, north_east)) = corners(one) else { continue };
            found.extend(reader.contacts_in(south_west, north_east, from, to)?);
        }
    }
    Ok(found)
}

fn corners(one: &BoundingBox) -> Option<(Position, Position)> {
    Some((Position::new(one.south, one.west)?, Position::new(one.north, one.east)?))
}
