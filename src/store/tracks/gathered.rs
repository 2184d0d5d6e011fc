use std::ops::RangeInclusive;

use super::point::{Point, column_of, row_of};
use crate::domain::ContactId;
use crate::store::contact_places::ContactPlaces;

/// Points in memory by contact, the contacts in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Tracks {
    all: Vec<(ContactId, Track)>,
    places: ContactPlaces,
    /// The lower bits of a contact's number elsewhere -> her place in `all`, if it is she who is
    /// there: what spares nearly every point a search by contact. As long as a power of two.
    hints: Vec<u32>,
    /// The lower bits of the same -> points she may have here, so that her list seldom grows.
    expected: Vec<u32>,
}

/// Points that are made room for at most before there are any.
const EXPECTED_MAX: u32 = 1_000;

/// The points of one contact in one period, in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Track {
    pub(in crate::store) points: Vec<Point>,
    /// Least and greatest latitude and longitude: most tracks are told apart from a box by it.
    rows: (i64, i64),
    columns: (i64, i64),
}

impl Tracks {
    /// Those of a period that follows another: contacts are expected to have about as many points.
    pub(super) fn following(before: &Self) -> Self {
        let points = |&place: &u32| {
            let track = before.all.get(usize::try_from(place).ok()?)?;
            u32::try_from(track.1.points.len()).ok()
        };
        // Whoever was new in it may have been heard for a part of it.
        let expected = before.hints.iter().map(|place| points(place).map_or(0, |it| it + it / 8));
        Self { expected: expected.collect(), ..Self::default() }
    }

    /// Takes a point in. `hint` is any number of the contact's that others seldom have.
    pub(super) fn push(&mut self, contact: &ContactId, hint: Option<usize>, point: &Point) {
        if let Some(hint) = hint
            && let Some(&place) = self.hints.get(lower(hint, &self.hints))
            && let Ok(place) = usize::try_from(place)
            && let Some((there, track)) = self.all.get_mut(place)
            && there == contact
        {
            return track.push(point);
        }
        let contact = *contact;
        let Self { all, places, hints, expected } = self;
        let place = places.get_or_insert_with(contact, || {
            let expected = hint.and_then(|hint| expected.get(lower(hint, expected)));
            let expected = expected.map_or(0, |&points| points.min(EXPECTED_MAX));
            let points = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
            all.push((contact, Track { points, ..Track::default() }));
            all.len() - 1
        });
        if let Some(hint) = hint {
            // Twice as many as contacts: those whose numbers follow one another do not meet.
            if hints.len() < 2 * all.len() {
                *hints = vec![u32::MAX; 2 * all.len().next_power_of_two()];
            }
            let slot = lower(hint, hints);
            hints[slot] = u32::try_from(place).unwrap_or(u32::MAX);
        }
        all[place].1.push(point);
    }

    /// The track of a contact.
    pub(in crate::store) fn get(&self, contact: ContactId) -> Option<&Track> {
        let place = self.places.get(contact)?;
        self.all.get(place).map(|(_contact, track)| track)
    }

    /// Every contact with her track.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = (ContactId, &Track)> {
        self.all.iter().map(|(contact, track)| (*contact, track))
    }
}

impl Track {
    fn push(&mut self, point: &Point) {
        let (latitude, longitude) = (point.latitude, point.longitude);
        if self.points.is_empty() {
            (self.rows, self.columns) = ((latitude, latitude), (longitude, longitude));
        }
        self.rows = (self.rows.0.min(latitude), self.rows.1.max(latitude));
        self.columns = (self.columns.0.min(longitude), self.columns.1.max(longitude));
        self.points.push(*point);
    }

    /// The points by time: as they came, where they came so, as nearly all do; else sorted in
    /// `room`.
    pub(in crate::store) fn by_time<'a>(&'a self, room: &'a mut Vec<Point>) -> &'a [Point] {
        if self.points.is_sorted() {
            return &self.points;
        }
        self.points.clone_into(room);
        room.sort_unstable();
        room
    }

    /// Hands out the cells that it has points in; one may come more than once.
    pub(in crate::store) fn each_cell(&self, mut each: impl FnMut(u16)) {
        let Some(first) = self.points.first().map(Point::cell) else { return };
        each(first);
        let one_row = row_of(self.rows.0) == row_of(self.rows.1);
        if one_row && column_of(self.columns.0) == column_of(self.columns.1) {
            return;
        }
        let mut before = first;
        for cell in self.points.iter().map(Point::cell) {
            if cell != before {
                before = cell;
                each(cell);
            }
        }
    }

    /// Whether it has a point in one of some runs of cells, each of one row.
    pub(in crate::store) fn is_in(&self, cells: &[RangeInclusive<u16>]) -> bool {
        let rows = row_of(self.rows.0)..=row_of(self.rows.1);
        let columns = (column_of(self.columns.0), column_of(self.columns.1));
        let may_be = |run: &RangeInclusive<u16>| {
            let (first, last) = (i64::from(*run.start()), i64::from(*run.end()));
            rows.contains(&(first / 360)) && first % 360 <= columns.1 && columns.0 <= last % 360
        };
        let is =
            |run: &RangeInclusive<u16>| self.points.iter().any(|point| run.contains(&point.cell()));
        cells.iter().any(|run| may_be(run) && is(run))
    }
}

/// As many of the lower bits as make a place in a list that is as long as a power of two.
const fn lower<T>(hint: usize, list: &[T]) -> usize {
    hint & list.len().wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{fix, ship, time};

    #[test]
    fn a_hint_that_another_has_leads_nobody_astray() {
        let point = |seconds: i64| Point {
            time_millis: seconds * 1_000,
            ..Point::new(&fix(time("2017-03-09T08:40:00Z"), 1.0, 2.0), false, 0)
        };
        let (first, second) = (ship(219_000_001), ship(219_000_002));
        let mut tracks = Tracks::default();
        tracks.push(&first, Some(5), &point(1));
        tracks.push(&second, Some(5), &point(2));
        tracks.push(&first, Some(5), &point(3));
        tracks.push(&first, Some(0), &point(4));
        tracks.push(&first, None, &point(5));
        let points = |contact| tracks.get(contact).expect("a track").points.clone();
        assert_eq!(points(first), [1, 3, 4, 5].map(point));
        assert_eq!(points(second), [2].map(point));
        assert_eq!(tracks.iter().map(|(contact, _)| contact).collect::<Vec<_>>(), [first, second]);
    }
}
