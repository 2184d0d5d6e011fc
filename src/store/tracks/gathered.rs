use std::ops::RangeInclusive;

use super::contact_key::ShortId;
use super::point::{Point, column_of, row_of};
use crate::domain::ContactId;
use crate::store::contact_places::ContactPlaces;

/// Points in memory by contact, the contacts in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Tracks {
    contacts: Vec<ContactId>,
    /// The same place as in `contacts` -> her points; none of her of whom nothing came yet.
    all: Vec<Track>,
    places: ContactPlaces,
    /// The lower bits of a contact's number elsewhere -> who was there last: what spares nearly every
    /// point a search by contact. As long as a power of two.
    hints: Vec<Hint>,
    /// The lower bits of the same -> points she may have here, so that her list seldom grows.
    expected: Vec<u32>,
}

/// Where a contact is in [`Tracks`].
#[derive(Clone, Copy, Debug)]
struct Hint {
    short: ShortId,
    place: u32,
}

/// Points that are made room for at most before there are any.
const EXPECTED_MAX: u32 = 1_000;

/// Room that a list keeps at most when its points are gone, in points, beside as much as they took.
const KEPT_MAX: usize = 16;

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
        let points = |hint: &Hint| {
            let track = before.all.get(usize::try_from(hint.place).ok()?)?;
            u32::try_from(track.points.len()).ok()
        };
        // Whoever was new in it may have been heard for a part of it.
        let expected = before.hints.iter().map(|hint| points(hint).map_or(0, |it| it + it / 8));
        Self { expected: expected.collect(), ..Self::default() }
    }

    /// Where the points of a ship go, if that is quickly found. `hint` is any number of hers that
    /// others seldom have.
    pub(super) fn find(&self, short: Option<ShortId>, hint: Option<usize>) -> Option<usize> {
        let found = self.hints.get(lower(hint?, &self.hints))?;
        (Some(found.short) == short).then(|| usize::try_from(found.place).ok())?
    }

    /// Where the points of a contact go.
    pub(super) fn find_or_begin(&mut self, contact: ContactId, hint: Option<usize>) -> usize {
        let Self { contacts, all, places, hints, expected } = self;
        let place = places.get_or_insert_with(contact, || {
            let expected = hint.and_then(|hint| expected.get(lower(hint, expected)));
            let expected = expected.map_or(0, |&points| points.min(EXPECTED_MAX));
            let points = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
            all.push(Track { points, ..Track::default() });
            contacts.push(contact);
            all.len() - 1
        });
        if let Some((hint, short)) = hint.zip(ShortId::of(contact)) {
            // Twice as many as contacts: those whose numbers follow one another do not meet.
            if hints.len() < 2 * all.len() {
                let none = Hint { short: ShortId::NOBODY, place: u32::MAX };
                *hints = vec![none; 2 * all.len().next_power_of_two()];
            }
            let slot = lower(hint, hints);
            hints[slot] = Hint { short, place: u32::try_from(place).unwrap_or(u32::MAX) };
        }
        place
    }

    /// The time of the last point at a place, in milliseconds.
    pub(super) fn last_time(&self, place: usize) -> Option<i64> {
        self.all.get(place)?.points.last().map(|point| point.time_millis)
    }

    /// Takes a point in at a place.
    pub(super) fn push(&mut self, place: usize, point: &Point) {
        if let Some(track) = self.all.get_mut(place) {
            track.push(point);
        }
    }

    /// Lets go of all points, and keeps the room that they took for those who had some: for a later
    /// period. `None` where it would be of little use, for most had none.
    pub(super) fn emptied(mut self) -> Option<Self> {
        let had_some = self.iter().count();
        self.all.iter_mut().for_each(Track::clear);
        (had_some > self.all.len() / 4 * 3).then_some(self)
    }

    /// Contacts who have points, or room for some.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The track of a contact.
    pub(in crate::store) fn get(&self, contact: ContactId) -> Option<&Track> {
        let place = self.places.get(contact)?;
        self.all.get(place)
    }

    /// Every contact who has points, with her track.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = (ContactId, &Track)> {
        let all = self.contacts.iter().copied().zip(&self.all);
        all.filter(|(_contact, track)| !track.points.is_empty())
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

    fn clear(&mut self) {
        if self.points.capacity() > 2 * self.points.len() + KEPT_MAX {
            self.points = Vec::new();
        }
        self.points.clear();
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
    use crate::store::samples::{contact, fix, ship, time};

    #[test]
    fn a_hint_that_another_has_leads_nobody_astray() {
        let point = |seconds: i64| Point {
            time_millis: seconds * 1_000,
            ..Point::new(&fix(time("2017-03-09T08:40:00Z"), 1.0, 2.0), false, 0)
        };
        let (first, second) = (ship(219_000_001), ship(219_000_002));
        let mut tracks = Tracks::default();
        let radar = contact("radar:coast-1:17:1489049000");
        let mut push = |who: ContactId, hint, second| {
            let found = tracks.find(ShortId::of(who), hint);
            let place = found.unwrap_or_else(|| tracks.find_or_begin(who, hint));
            tracks.push(place, &point(second));
        };
        push(first, Some(5), 1);
        push(second, Some(5), 2);
        push(first, Some(5), 3);
        push(radar, Some(5), 4);
        push(first, Some(0), 5);
        push(first, None, 6);
        push(radar, Some(5), 7);
        let points = |contact| tracks.get(contact).expect("a track").points.clone();
        assert_eq!(points(first), [1, 3, 5, 6].map(point));
        assert_eq!(points(second), [2].map(point));
        assert_eq!(points(radar), [4, 7].map(point));
        let contacts = tracks.iter().map(|(contact, _)| contact);
        assert_eq!(contacts.collect::<Vec<_>>(), [first, second, radar]);
    }

    #[test]
    fn tracks_that_are_emptied_hold_nothing_of_before() {
        let point =
            |latitude| Point::new(&fix(time("2017-03-09T08:40:00Z"), latitude, 2.0), false, 0);
        let ships = [219_000_001, 219_000_002, 219_000_003, 219_000_004].map(ship);
        let mut tracks = Tracks::default();
        let push = |tracks: &mut Tracks, number: usize, latitude| {
            let place = tracks.find_or_begin(ships[number], Some(number));
            tracks.push(place, &point(latitude));
        };
        (0..4).for_each(|number| push(&mut tracks, number, 1.0));
        let mut tracks = tracks.emptied().expect("all had points");
        assert_eq!(tracks.iter().count(), 0);
        push(&mut tracks, 2, 50.0);
        let all: Vec<_> = tracks.iter().map(|(who, track)| (who, track.points.clone())).collect();
        assert_eq!(all, [(ships[2], vec![point(50.0)])]);
        let cell = |latitude| point(latitude).cell()..=point(latitude).cell();
        let track = tracks.get(ships[2]).expect("a track");
        assert_eq!([1.0, 50.0].map(|latitude| track.is_in(&[cell(latitude)])), [false, true]);
        assert!(tracks.emptied().is_none(), "most had none");
    }
}
