//! The last picture and the tracks of two hours, as the updates they once were.

use std::collections::HashMap;
use std::ops::ControlFlow;

use foldhash::fast::FixedState;

use super::StoreError;
use super::last_picture::LastPicture;
use super::shared::Shared;
use super::tracks::{BlockReader, Hour, Period, Point, Tracks, Unit};
use crate::domain::{ContactId, EventTime, FeedName};
use crate::engine::RECALLED;
use crate::picture::{Change, TrackUpdate};

/// Positions handed back at most, shared evenly; beyond its share a contact's positions are thinned.
/// A start replays them all.
const POSITIONS_MAX: usize = 500_000;

/// Positions of one contact at most: two hours of one every [`SPACING_MILLIS`], both ends included.
const POSITIONS_OF_CONTACT_MAX: usize = 721;

/// The spacing to which positions are thinned at least: the engine's own.
const SPACING_MILLIS: i64 = 10_000;

type Collected = HashMap<ContactId, Vec<(Point, FeedName)>, FixedState>;

/// Updates that make the picture as it was, by time, then by contact: who each contact is, her last
/// position, and her positions of the last two hours.
pub(super) fn updates(
    shared: &Shared,
    picture: &LastPicture,
    now: EventTime,
) -> Result<Vec<TrackUpdate>, StoreError> {
    let since = now.minus(RECALLED);
    let contacts = picture.iter().count().max(1);
    let of_contact_max = (POSITIONS_MAX / contacts).clamp(1, POSITIONS_OF_CONTACT_MAX);
    let collected = collect(shared, picture, since, now, of_contact_max)?;
    let mut updates = Vec::new();
    for known in picture.iter() {
        let about = |time, change| known.update(time, change);
        updates.extend(known.statics.map(|(time, report)| about(time, Change::Static(report))));
        let before = known.fix.filter(|fix| fix.time < since || fix.time > now);
        updates.extend(before.map(|fix| about(fix.time, Change::Fix(fix))));
        for (point, feed) in collected.get(&known.contact).into_iter().flatten() {
            updates.extend(point.fix().map(|fix| {
                let update = about(fix.time, Change::Fix(fix));
                TrackUpdate { late: point.late, feed: *feed, ..update }
            }));
        }
    }
    let is_fix = |update: &TrackUpdate| matches!(update.change, Change::Fix(_));
    updates.sort_unstable_by_key(|update| (update.time, update.contact, is_fix(update)));
    Ok(updates)
}

/// The newest points of each contact of the picture in `since..=now`, by time.
fn collect(
    shared: &Shared,
    picture: &LastPicture,
    since: EventTime,
    now: EventTime,
    of_contact_max: usize,
) -> Result<Collected, StoreError> {
    let mut collected = Collected::default();
    let span = since.as_millis()..=now.as_millis();
    let hours = Period::clamped(since).hour().number()..=Period::clamped(now).hour().number();
    for hour in hours.map(Hour::from_number) {
        let mut keep = |contact, points: &[Point], feeds: &[FeedName]| {
            if picture.get(contact).is_none() {
                return;
            }
            let inside = points.iter().filter(|point| span.contains(&point.time_millis));
            collected.entry(contact).or_default().extend(
                inside.filter_map(|point| Some((*point, *feeds.get(usize::from(point.feed))?))),
            );
        };
        keep_open(shared, hour, &mut keep);
        keep_blocks(shared, hour, (since, now), &mut keep)?;
        trim_all(&mut collected, of_contact_max);
    }
    Ok(collected)
}

fn keep_open(shared: &Shared, hour: Hour, keep: &mut impl FnMut(ContactId, &[Point], &[FeedName])) {
    let open = shared.open();
    for tracks in hour.periods().flat_map(|period| open.tracks(period)) {
        keep_tracks(tracks, open.feeds(), keep);
    }
}

fn keep_tracks(
    tracks: &Tracks,
    feeds: &[FeedName],
    keep: &mut impl FnMut(ContactId, &[Point], &[FeedName]),
) {
    for (contact, track) in tracks.iter() {
        keep(contact, &track.points, feeds);
    }
}

fn keep_blocks(
    shared: &Shared,
    hour: Hour,
    (since, now): (EventTime, EventTime),
    keep: &mut impl FnMut(ContactId, &[Point], &[FeedName]),
) -> Result<(), StoreError> {
    let looked = shared.days.look(hour.day(), |view| {
        let mut reader = BlockReader::default();
        let mut points = Vec::new();
        let units = Unit::of(view, hour)?;
        for unit in units.into_iter().filter(|unit| unit.touches(since, now)) {
            unit.blocks(view, |contact, block| {
                points.clear();
                let feeds = reader.read(block, &mut points)?;
                keep(contact, &points, &feeds);
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(())
    });
    looked.map(|_looked| ())
}

#[expect(clippy::iter_over_hash_type, reason = "each contact by itself")]
fn trim_all(collected: &mut Collected, max: usize) {
    for points in collected.values_mut() {
        trim(points, max);
    }
}

/// Sorts by time and drops what is there twice; beyond the bound thins, from the newest backwards.
fn trim(points: &mut Vec<(Point, FeedName)>, max: usize) {
    points.sort_unstable();
    points.dedup_by(|later, earlier| later.0.says_as(&earlier.0));
    if points.len() <= max {
        return;
    }
    let spacing = RECALLED.as_millis() / u128::try_from(max).unwrap_or(1).max(1);
    let spacing = i64::try_from(spacing).unwrap_or(i64::MAX).max(SPACING_MILLIS);
    points.reverse();
    points.dedup_by(|earlier, later| later.0.time_millis - earlier.0.time_millis < spacing);
    points.truncate(max);
    points.reverse();
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::samples;

    #[test]
    fn thinning_keeps_the_newest_and_the_whole_span() {
        let feed: FeedName = "north".parse().expect("a feed");
        let start = samples::time("2017-03-09T08:00:00Z");
        let at = |seconds| {
            let time = start.plus(Duration::from_secs(seconds));
            (Point::new(&samples::fix(time, 1.0, 2.0), false, 0), feed)
        };
        let mut points: Vec<_> = (0..=7_200).map(at).collect();
        trim(&mut points, 721);
        assert_eq!(points.len(), 721);
        assert_eq!((points.first(), points.last()), (Some(&at(0)), Some(&at(7_200))));
        trim(&mut points, 5);
        assert_eq!(points, [1_440, 2_880, 4_320, 5_760, 7_200].map(at));
    }
}
