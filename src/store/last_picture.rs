use std::sync::Arc;

use super::codec::{Broken, Bytes};
use super::contact_places::ContactPlaces;
use super::known::{Kind, Known};
use super::prepared::Prepared;
use super::tracks::{Located, Point, ShortId, number_of};
use crate::domain::{ContactId, EventTime, FeedName, StaticReport};
use crate::picture::{Change, TrackUpdate};

/// Contacts of a chunk, the unit of copying and of writing.
const CHUNK: usize = 1_024;

/// The last known of every contact that is still in the engine's picture, which bounds it.
///
/// Positions, which nearly every update changes, lie apart from who is where, which few change.
#[derive(Debug, Default)]
pub(super) struct LastPicture {
    places: ContactPlaces,
    free: Vec<usize>,
    all: Still,
    /// Place -> what kind of contact is there: what every position is compared with, in little space.
    kinds: Vec<Option<Kind>>,
}

/// The last picture as it stands at one moment. A copy shares who is who until that changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Still {
    who: Vec<Arc<Vec<Option<Who>>>>,
    /// Place -> the last position of the contact there.
    last: Vec<Option<Point>>,
    /// What the feed numbers of the positions count in.
    feeds: Vec<FeedName>,
}

/// What is known of a contact but for her last position.
#[derive(Clone, Debug)]
struct Who {
    contact: ContactId,
    kind: Kind,
    /// Of what was heard first of her.
    feed: FeedName,
    statics: Option<(EventTime, StaticReport)>,
}

impl LastPicture {
    /// What is known of a contact.
    pub(super) fn get(&self, contact: ContactId) -> Option<Known> {
        self.at(self.places.get(contact)?)
    }

    /// What is at a place.
    pub(super) fn at(&self, place: usize) -> Option<Known> {
        self.all.at(place)
    }

    /// Where a contact is, if she is known. It holds until the picture changes.
    pub(super) fn place_of(&self, contact: ContactId) -> Option<usize> {
        self.places.get(contact)
    }

    /// The same of a ship.
    pub(super) fn place_of_ship(&self, ship: ShortId) -> Option<usize> {
        self.places.get_ship(ship)
    }

    /// What kind of contact is at a place.
    pub(super) fn kind(&self, place: usize) -> Option<Kind> {
        self.kinds.get(place).copied().flatten()
    }

    /// Takes a commit in, in the order of its updates. Its places say where each one's contact was
    /// before, and say it of after.
    pub(super) fn apply(&mut self, updates: &[TrackUpdate], commit: &mut Prepared) {
        let Prepared { places, points, told, feeds, .. } = commit;
        let numbers: Vec<u16> =
            feeds.iter().map(|feed| number_of(&mut self.all.feeds, *feed)).collect();
        let mut points = points.as_slice();
        for &number in &*told {
            let before = points.partition_point(|point| point.update < number);
            self.move_each(&points[..before], places, &numbers);
            points = &points[before..];
            if points.first().is_some_and(|point| point.update == number) {
                points = &points[1..];
            }
            places[number] = self.tell(&updates[number]);
        }
        self.move_each(points, places, &numbers);
    }

    /// Takes in positions of contacts who have their places and of whom nothing else is new.
    fn move_each(&mut self, points: &[Located], places: &[Option<usize>], feeds: &[u16]) {
        for Located { update, point, .. } in points {
            if let Some(place) = places[*update] {
                self.all.take_point(place, point, feeds[usize::from(point.feed)]);
            }
        }
    }

    /// Takes one update in, whatever it says; gives back where its contact is afterwards.
    fn tell(&mut self, update: &TrackUpdate) -> Option<usize> {
        match update.change {
            Change::Gone => {
                self.remove(update.contact);
                None
            }
            Change::Heard => self.places.get(update.contact),
            Change::Fix(_) | Change::Static(_) => {
                let place = self.place(update.contact);
                let mut known = self.at(place).unwrap_or_else(|| Known::new(update));
                known.take(update);
                self.put(place, &known);
                Some(place)
            }
        }
    }

    /// Puts in what was read from the store, in place of what is known of that contact.
    pub(super) fn insert(&mut self, known: &Known) {
        let place = self.place(known.contact);
        self.put(place, known);
    }

    /// Takes in the position of a contact that is known.
    pub(super) fn take_point(&mut self, contact: ContactId, point: &Point, feed: FeedName) {
        let Some(place) = self.places.get(contact) else { return };
        let feed = number_of(&mut self.all.feeds, feed);
        self.all.take_point(place, point, feed);
    }

    /// Forgets a contact.
    pub(super) fn remove(&mut self, contact: ContactId) {
        if let Some(place) = self.places.remove(contact) {
            self.free.push(place);
            self.kinds[place] = None;
            self.all.last[place] = None;
            *self.all.who_at(place) = None;
        }
    }

    /// As it is now.
    pub(super) fn still(&self) -> Still {
        self.all.clone()
    }

    /// All that is known, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = Known> {
        self.all.iter()
    }

    /// Where a contact is, or is to be.
    fn place(&mut self, contact: ContactId) -> usize {
        let Self { places, free, all, kinds } = self;
        places.get_or_insert_with(contact, || {
            free.pop().unwrap_or_else(|| {
                kinds.push(None);
                all.grow()
            })
        })
    }

    fn put(&mut self, place: usize, known: &Known) {
        let Self { all, kinds, .. } = self;
        let Known { contact, feed, fix, statics, .. } = *known;
        kinds[place] = Some(known.kind);
        let number = number_of(&mut all.feeds, feed);
        all.last[place] = fix.map(|fix| Point::new(&fix, false, number));
        *all.who_at(place) = Some(Who { contact, kind: known.kind, feed, statics });
    }
}

impl Still {
    /// All that is known, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = Known> {
        (0..self.last.len()).filter_map(|place| self.at(place))
    }

    /// What goes into the store, chunk after chunk.
    pub(super) fn values(&self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.who.len()).map(|chunk| {
            let mut value = Vec::new();
            let places = chunk * CHUNK..(chunk + 1) * CHUNK;
            places.filter_map(|place| self.at(place)).for_each(|known| known.write(&mut value));
            value
        })
    }

    fn at(&self, place: usize) -> Option<Known> {
        let who = self.who.get(place / CHUNK)?.get(place % CHUNK)?.as_ref()?;
        let last = self.last.get(place)?.as_ref();
        let heard = last.and_then(|point| self.feeds.get(usize::from(point.feed)));
        Some(Known {
            contact: who.contact,
            kind: who.kind,
            feed: *heard.unwrap_or(&who.feed),
            fix: last.and_then(Point::fix),
            statics: who.statics,
        })
    }

    /// Takes a position in, unless it is older than the last.
    fn take_point(&mut self, place: usize, point: &Point, feed: u16) {
        let Some(last) = self.last.get_mut(place) else { return };
        if last.as_ref().is_none_or(|last| last.time_millis <= point.time_millis) {
            *last = Some(Point { late: false, feed, ..*point });
        }
    }

    /// Adds a place.
    fn grow(&mut self) -> usize {
        if self.who.last().is_none_or(|chunk| chunk.len() == CHUNK) {
            self.who.push(Arc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(chunk) = self.who.last_mut() {
            Arc::make_mut(chunk).push(None);
        }
        self.last.push(None);
        self.last.len() - 1
    }

    fn who_at(&mut self, place: usize) -> &mut Option<Who> {
        &mut Arc::make_mut(&mut self.who[place / CHUNK])[place % CHUNK]
    }
}

/// Reads a chunk of [`Still::values`] back.
pub(super) fn read_chunk(value: &[u8], mut each: impl FnMut(Known)) -> Result<(), Broken> {
    let mut bytes = Bytes(value);
    while !bytes.is_empty() {
        each(Known::read(&mut bytes)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{fix, moved, ship, time};

    #[test]
    fn who_leaves_and_comes_back_in_one_commit_does_not_get_the_place_that_another_has_now() {
        let at = |second: u64, latitude| {
            fix(
                time("2017-03-09T08:40:00Z").plus(std::time::Duration::from_secs(second)),
                latitude,
                2.0,
            )
        };
        let commit = |picture: &mut LastPicture, updates: &[TrackUpdate]| {
            let mut prepared = Prepared::of(picture, updates, Vec::new());
            picture.apply(updates, &mut prepared);
            let stays = |one: &(&TrackUpdate, Option<usize>)| one.0.change != Change::Gone;
            let now = updates.iter().map(|update| (update, picture.place_of(update.contact)));
            let now: Vec<_> = now.filter(stays).collect();
            let places = updates.iter().zip(prepared.places).filter(stays);
            assert_eq!(places.collect::<Vec<_>>(), now);
        };
        let mut picture = LastPicture::default();
        commit(&mut picture, &[moved(ship(1), at(0, 1.0)), moved(ship(2), at(0, 2.0))]);
        let kept = picture.still();
        let gone = TrackUpdate { change: Change::Gone, ..moved(ship(1), at(1, 1.0)) };
        let (new, back) = (moved(ship(3), at(2, 3.0)), moved(ship(1), at(3, 4.0)));
        commit(
            &mut picture,
            &[moved(ship(2), at(1, 2.5)), gone, new, back, moved(ship(3), at(4, 3.5))],
        );
        let shown = |known: Known| (known.contact, known.fix);
        let shown_now = |number| picture.get(ship(number)).map(shown);
        let expected = [(1, at(3, 4.0)), (2, at(1, 2.5)), (3, at(4, 3.5))];
        assert_eq!(
            [1, 2, 3].map(shown_now),
            expected.map(|(one, fix)| Some((ship(one), Some(fix))))
        );
        let before = kept.iter().map(shown);
        let expected = [(1, at(0, 1.0)), (2, at(0, 2.0))].map(|(one, fix)| (ship(one), Some(fix)));
        assert_eq!(before.collect::<Vec<_>>(), expected, "what is handed out does not change");
    }
}
