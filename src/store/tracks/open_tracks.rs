use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::period::Period;
use super::point::{Point, column_of, row_of};
use crate::domain::{ContactId, FeedName};

/// Points of contacts in memory, in the order they came.
pub(in crate::store) type Tracks = HashMap<ContactId, Track, FixedState>;

/// The points of one contact in one period, in the order they came.
#[derive(Debug, Default)]
pub(in crate::store) struct Track {
    pub(in crate::store) points: Vec<Point>,
    /// Least and greatest latitude and longitude: most tracks are told apart from a box by it.
    rows: (i64, i64),
    columns: (i64, i64),
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

/// What is committed and not yet in a block: the periods that still gather points, and those that
/// are being written as blocks. The log in `watch.redb` holds the same, for a restart.
#[derive(Debug, Default)]
pub(in crate::store) struct OpenTracks {
    periods: BTreeMap<Period, OpenPeriod>,
    sealed: Vec<Arc<SealedPeriod>>,
    feeds: Vec<FeedName>,
    points: usize,
}

#[derive(Debug)]
struct OpenPeriod {
    first_commit: u64,
    last_commit: u64,
    tracks: Tracks,
    points: usize,
}

/// A period that takes no more points. Points that come later gather anew.
#[derive(Debug)]
pub(in crate::store) struct SealedPeriod {
    pub(in crate::store) period: Period,
    /// The first commit it holds; numbers its blocks, so that writing them a second time after a
    /// crash overwrites the first.
    pub(in crate::store) first_commit: u64,
    /// The last commit it holds; the log up to here goes when the blocks are durable.
    pub(in crate::store) last_commit: u64,
    pub(in crate::store) tracks: Tracks,
    points: usize,
}

impl OpenTracks {
    /// Takes in a committed point; its feed number is set here.
    pub(in crate::store) fn add(
        &mut self,
        period: Period,
        commit: u64,
        contact: ContactId,
        point: Point,
        feed: FeedName,
    ) {
        let feed = self.feed_number(feed);
        let open = self.periods.entry(period).or_insert_with(|| OpenPeriod {
            first_commit: commit,
            last_commit: commit,
            tracks: Tracks::default(),
            points: 0,
        });
        open.last_commit = commit;
        open.points += 1;
        open.tracks.entry(contact).or_default().push(Point { feed, ..point });
        self.points += 1;
    }

    /// Points in memory.
    pub(in crate::store) fn points(&self) -> usize {
        self.points
    }

    /// The names that feed numbers count in.
    pub(in crate::store) fn feeds(&self) -> &[FeedName] {
        &self.feeds
    }

    /// Seals every period before `until`; gives back all that are sealed and not yet written.
    pub(in crate::store) fn seal(&mut self, until: Period) -> Vec<Arc<SealedPeriod>> {
        let later = self.periods.split_off(&until);
        let due = std::mem::replace(&mut self.periods, later);
        self.sealed.extend(due.into_iter().map(|(period, open)| {
            Arc::new(SealedPeriod {
                period,
                first_commit: open.first_commit,
                last_commit: open.last_commit,
                tracks: open.tracks,
                points: open.points,
            })
        }));
        self.sealed.clone()
    }

    /// Forgets sealed periods, which are in blocks now.
    pub(in crate::store) fn written(&mut self, written: &[Arc<SealedPeriod>]) {
        self.sealed.retain(|one| !written.iter().any(|gone| Arc::ptr_eq(one, gone)));
        let points: usize = written.iter().map(|gone| gone.points).sum();
        self.points = self.points.saturating_sub(points);
    }

    /// The periods that hold points, without repetition.
    pub(in crate::store) fn periods(&self) -> std::collections::BTreeSet<Period> {
        let sealed = self.sealed.iter().map(|sealed| sealed.period);
        self.periods.keys().copied().chain(sealed).collect()
    }

    /// What is in memory of a period: the points of each contact, unsorted.
    pub(in crate::store) fn tracks(&self, period: Period) -> impl Iterator<Item = &Tracks> {
        let sealed = self.sealed.iter().filter(move |sealed| sealed.period == period);
        sealed
            .map(|sealed| &sealed.tracks)
            .chain(self.periods.get(&period).map(|open| &open.tracks))
    }

    /// Feeds are as many as the configuration names; the last number stands for any beyond.
    fn feed_number(&mut self, feed: FeedName) -> u16 {
        let place = self.feeds.iter().position(|one| *one == feed).unwrap_or_else(|| {
            if self.feeds.len() < usize::from(u16::MAX) {
                self.feeds.push(feed);
            }
            self.feeds.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }
}
