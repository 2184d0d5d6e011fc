use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::FixedState;

use super::Contact;
use crate::domain::{EventSecond, EventTime, FeedName, Text};

/// Stations told apart at most; all further ones count as one.
const STATIONS_MAX: usize = 4096;
/// Stations remembered for a contact.
const HEARD_BY_MAX: usize = 4;

/// A receiving station by its place in the [`Stations`] table. A feed that names no station is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(u16);

/// All stations heard from, with when each last gave a report.
#[derive(Debug)]
pub struct Stations {
    ids: HashMap<(FeedName, Option<Text<15>>), StationId, FixedState>,
    first_heard: Vec<EventTime>,
    refused: u64,
}

/// Which stations hear a contact, each with its last time; the least recent one gives way.
#[derive(Clone, Copy, Debug)]
pub struct HeardBy {
    stations: [StationId; HEARD_BY_MAX],
    /// Before all time where there is none.
    last: [EventSecond; HEARD_BY_MAX],
}

impl Default for Stations {
    fn default() -> Self {
        Self {
            ids: HashMap::with_hasher(FixedState::default()),
            first_heard: Vec::new(),
            refused: 0,
        }
    }
}

impl Stations {
    /// The id of a station, which may be new at `time`.
    pub fn id(&mut self, feed: FeedName, station: Option<Text<15>>, time: EventTime) -> StationId {
        if let Some(&id) = self.ids.get(&(feed, station)) {
            return id;
        }
        let next = self.first_heard.len().min(STATIONS_MAX);
        let id = StationId(u16::try_from(next).unwrap_or(u16::MAX));
        if next < STATIONS_MAX {
            self.first_heard.push(time);
            self.ids.insert((feed, station), id);
        } else {
            self.refused += 1;
        }
        id
    }

    /// Reports of stations that found no room and count as one.
    pub const fn evictions(&self) -> u64 {
        self.refused
    }

    /// Whether the station that heard a contact first had been heard from for so long before.
    pub fn are_long_heard(&self, contact: &Contact, age: Duration) -> bool {
        let station = contact.heard_by.iter().map(|(id, _)| id).next();
        let since = station.and_then(|station| self.first_heard(station));
        since.is_some_and(|since| contact.first_heard.since(since) >= age)
    }

    /// When a station was first heard from; `None` for those beyond the table.
    pub fn first_heard(&self, id: StationId) -> Option<EventTime> {
        self.first_heard.get(usize::from(id.0)).copied()
    }
}

impl Default for HeardBy {
    fn default() -> Self {
        let (stations, last) = ([StationId(0); HEARD_BY_MAX], [EventSecond::MIN; HEARD_BY_MAX]);
        Self { stations, last }
    }
}

impl HeardBy {
    /// Notes that a station heard the contact.
    pub fn note(&mut self, station: StationId, time: EventTime) {
        let time = EventSecond::of(time);
        let known = self.iter().position(|(id, _)| id == station);
        if let Some(last) = known.and_then(|known| self.last.get_mut(known)) {
            *last = time.max(*last);
            return;
        }
        let places = self.stations.iter_mut().zip(&mut self.last);
        if let Some((id, last)) = places.min_by_key(|(_, last)| **last) {
            (*id, *last) = (station, time);
        }
    }

    /// The second in which a station last heard the contact.
    pub fn last(&self, station: StationId) -> Option<EventTime> {
        self.iter().find(|(id, _)| *id == station).map(|(_, last)| last)
    }

    /// The stations, with the seconds in which they last heard her.
    pub fn iter(&self) -> impl Iterator<Item = (StationId, EventTime)> {
        let heard = self.stations.iter().copied().zip(self.last);
        let known = heard.take_while(|(_, last)| *last != EventSecond::MIN);
        known.map(|(id, last)| (id, last.time()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recent_station_gives_way() {
        let mut heard = HeardBy::default();
        for index in 0..5 {
            heard.note(StationId(index), EventTime::from_secs(i64::from(index)));
        }
        assert_eq!(heard.last(StationId(0)), None);
        assert_eq!(heard.last(StationId(4)), Some(EventTime::from_secs(4)));
        assert_eq!(heard.iter().count(), 4);
    }
}
