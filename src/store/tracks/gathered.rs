use std::ops::RangeInclusive;

use super::point::{Point, column_of, row_of};
use crate::domain::ContactId;
use crate::store::contact_places::ContactPlaces;

/// Points in memory by contact, the contacts in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Tracks {
    all: Vec<(ContactId, Track)>,
    places: ContactPlaces,
    /// Number of a contact elsewhere -> her place in `all`, if it is she who is there: what spares
    /// nearly every point a search by contact.
    hints: Vec<usize>,
}

/// The points of one contact in one period, in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Track {
    pub(in crate::store) points: Vec<Point>,
    /// Least and greatest latitude and longitude: most tracks are told apart from a box by it.
    rows: (i64, i64),
    columns: (i64, i64),
}

impl Tracks {
    /// Takes a point in. `hint` is any number of the contact's that others seldom have.
    pub(super) fn push(&mut self, contact: ContactId, hint: Option<usize>, point: Point) {
        if let Some(hint) = hint
            && let Some(&place) = self.hints.get(hint)
            && let Some((there, track)) = self.all.get_mut(place)
            && *there == contact
        {
            return track.push(point);
        }
        let Self { all, places, hints } = self;
        let place = places.get_or_insert_with(contact, || {
            all.push((contact, Track::default()));
            all.len() - 1
        });
        if let Some(hint) = hint {
            if hints.len() <= hint {
                hints.resize(hint + 1, usize::MAX);
            }
            hints[hint] = place;
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
    fn push(&mut self, point: Point) {
        let (latitude, longitude) = (point.latitude, point.longitude);
        if self.points.is_empty() {
            (self.rows, self.columns) = ((latitude, latitude), (longitude, longitude));
        }
        self.rows = (self.rows.0.min(latitude), self.rows.1.max(latitude));
        self.columns = (self.columns.0.min(longitude), self.columns.1.max(longitude));
        self.points.push(point);
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
        tracks.push(first, Some(5), point(1));
        tracks.push(second, Some(5), point(2));
        tracks.push(first, Some(5), point(3));
        tracks.push(first, Some(0), point(4));
        tracks.push(first, None, point(5));
        let points = |contact| tracks.get(contact).expect("a track").points.clone();
        assert_eq!(points(first), [1, 3, 4, 5].map(point));
        assert_eq!(points(second), [2].map(point));
        assert_eq!(tracks.iter().map(|(contact, _)| contact).collect::<Vec<_>>(), [first, second]);
    }
}
