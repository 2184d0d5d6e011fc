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

/// The slices of a span in which there is anything: nobody walks through years of which nothing is kept.
fn slices(
    reader: &Reader,
    from: EventTime,
    to: EventTime,
) -> impl Iterator<Item = (EventTime, EventTime)> {
    reader.days(from, to).into_iter().flat_map(|(from, to)| parts(from, to))
}

/// A day in parts of at most [`SLICE`].
fn parts(from: EventTime, to: EventTime) -> impl Iterator<Item = (EventTime, EventTime)> {
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
    for (from, to) in slices(reader, from, to) {
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
    for (from, to) in slices(reader, from, to) {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::TransponderClass;
    use crate::store::samples::{config, fix, ship, time};
    use crate::store::{Batch, Import, Store, samples};

    /// A budget that counts how often it was asked, which is once for each slice.
    fn counted() -> (Arc<AtomicUsize>, Budget) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&asked);
        let over = move || {
            counting.fetch_add(1, Ordering::Relaxed);
            false
        };
        (asked, Budget::new(over, Arc::default()))
    }

    #[test]
    fn what_is_between_the_days_of_a_store_takes_no_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut import = Import::open(&config(folder.path())).expect("a store");
        let times = ["1971-05-01T23:59:00Z", "2022-01-03T12:00:00Z", "2262-03-02T00:00:00Z"];
        for at in times.map(time) {
            let feed = "archive".parse().expect("a feed");
            let kind = (TransponderClass::A, false);
            import.position(ship(1), kind, fix(at, 1.0, 2.0), feed).expect("taken");
        }
        import.finish().expect("imported");
        let mut store = Store::open(&config(folder.path())).expect("a store");
        let open = time("2300-01-01T06:00:00Z");
        let updates = vec![samples::moved(ship(1), fix(open, 1.0, 2.0))];
        store.commit(&Batch { updates, ..Batch::default() }).expect("a commit");
        let reader = store.reader();
        let expected = [time(times[0]), time(times[1]), time(times[2]), open];

        let (asked, budget) = counted();
        let mut found = Vec::new();
        let whole = (time("1970-01-01T00:00:00Z"), time("2400-01-01T00:00:00Z"));
        walk(&reader, &budget, ship(1), whole, |point| {
            found.push(point.fix.time);
            true
        })
        .expect("walked");
        assert_eq!(found, expected);
        assert_eq!(asked.load(Ordering::Relaxed), 4 * 4, "four days in four parts");

        let (asked, budget) = counted();
        let world = [BoundingBox::WORLD];
        let all = contacts(&reader, &budget, &world, whole).expect("contacts");
        assert_eq!(all, BTreeSet::from([ship(1)]));
        assert_eq!(asked.load(Ordering::Relaxed), 4 * 4);

        // Both ends within days; the end is exclusive.
        let (asked, budget) = counted();
        let span = (expected[1], expected[2]);
        let way = way(&reader, &budget, ship(1), span).expect("a way");
        assert_eq!(way.len(), 1);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }
}
