use std::collections::BTreeMap;
use std::sync::Arc;

use super::contact_key::ShortId;
use super::gathered::Tracks;
use super::period::Period;
use super::point::Point;
use crate::domain::{ContactId, FeedName};

/// Points that are looked at together: whose they are is found of all before any is put there.
const TOGETHER: usize = 128;

/// What is committed and not yet in a block: the periods that still gather points, and those that
/// are being written as blocks. The log in `watch.redb` holds the same, for a restart.
#[derive(Debug, Default)]
pub(in crate::store) struct OpenTracks {
    periods: BTreeMap<Period, OpenPeriod>,
    sealed: Vec<Arc<SealedPeriod>>,
    feeds: Vec<FeedName>,
    points: usize,
    /// Room of a period that was written, for the next: most of its contacts are heard again.
    spare: Option<Tracks>,
}

/// A point of a commit.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Located {
    /// The number of its update in the commit.
    pub(in crate::store) update: usize,
    /// Whose it is.
    pub(in crate::store) short: Option<ShortId>,
    pub(in crate::store) period: Period,
    pub(in crate::store) point: Point,
}

#[derive(Debug, Default)]
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
    pub(in crate::store) points: usize,
}

impl SealedPeriod {
    /// Its room, when it is written and nobody reads it any more.
    pub(in crate::store) fn into_spare(this: Arc<Self>) -> Option<Tracks> {
        Arc::into_inner(this)?.tracks.emptied()
    }
}

impl OpenTracks {
    /// Takes in a committed point of a contact, who may have a number that others seldom have; the
    /// point's feed number is set here.
    pub(in crate::store) fn add(
        &mut self,
        period: Period,
        commit: u64,
        (contact, hint): (ContactId, Option<usize>),
        point: Point,
        feed: FeedName,
    ) {
        let feed = number_of(&mut self.feeds, feed);
        let point = Point { feed, ..point };
        let tracks = self.gather(period, commit);
        let found = tracks.find(ShortId::of(contact), hint);
        let place = found.unwrap_or_else(|| tracks.find_or_begin(contact, hint));
        tracks.push(place, &point);
        self.count(period, 1);
    }

    /// Takes in what one commit has of points; `hints` have for each update a number of its contact's
    /// that others seldom have, `who` says whose an update is. Their feeds count in `feeds`, which
    /// begin as [`OpenTracks::feeds`] do.
    pub(in crate::store) fn add_commit(
        &mut self,
        commit: u64,
        feeds: Vec<FeedName>,
        points: &[Located],
        hints: &[Option<usize>],
        who: impl Fn(usize) -> ContactId,
    ) {
        self.feeds = feeds;
        let mut found = Vec::with_capacity(TOGETHER);
        for of_period in points.chunk_by(|one, next| one.period == next.period) {
            let Some(&Located { period, .. }) = of_period.first() else { continue };
            let tracks = self.gather(period, commit);
            for part in of_period.chunks(TOGETHER) {
                found.clear();
                for Located { update, short, .. } in part {
                    let hint = hints[*update];
                    let place = tracks.find(*short, hint);
                    found.push(place.unwrap_or_else(|| tracks.find_or_begin(who(*update), hint)));
                }
                // Brings near what the next loop writes beside: it would wait for it point after point.
                let last = found.iter().filter_map(|place| tracks.last_time(*place)).max();
                std::hint::black_box(last);
                // By reference throughout: a copy of what was just put together would wait until the
                // point before is in memory.
                for (Located { point, .. }, place) in part.iter().zip(&found) {
                    tracks.push(*place, point);
                }
            }
            self.count(period, of_period.len());
        }
    }

    /// Where the next points of a period go.
    fn gather(&mut self, period: Period, commit: u64) -> &mut Tracks {
        if !self.periods.contains_key(&period) {
            let before = self.periods.range(..period).next_back();
            let following = |(_, before): (_, &OpenPeriod)| Tracks::following(&before.tracks);
            // Few points are of a time that is not the latest.
            let latest = self.periods.last_key_value().is_none_or(|(last, _)| *last < period);
            let spare = self.spare.take_if(|_spare| latest);
            let tracks = spare.or_else(|| before.map(following)).unwrap_or_default();
            self.periods.insert(
                period,
                OpenPeriod { first_commit: commit, tracks, ..OpenPeriod::default() },
            );
        }
        let open = self.periods.entry(period).or_default();
        open.last_commit = commit;
        &mut open.tracks
    }

    fn count(&mut self, period: Period, added: usize) {
        self.points += added;
        if let Some(open) = self.periods.get_mut(&period) {
            open.points += added;
        }
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

    /// Takes back the room of a period that is written.
    pub(in crate::store) fn take_back(&mut self, spare: Tracks) {
        if self.spare.as_ref().is_none_or(|kept| kept.len() < spare.len()) {
            self.spare = Some(spare);
        }
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
}

/// The number of a feed among others, to which it is added where it is new. Feeds are as many as the
/// configuration names; the last number stands for any beyond.
pub(in crate::store) fn number_of(feeds: &mut Vec<FeedName>, feed: FeedName) -> u16 {
    let place = feeds.iter().position(|one| *one == feed).unwrap_or_else(|| {
        if feeds.len() < usize::from(u16::MAX) {
            feeds.push(feed);
        }
        feeds.len() - 1
    });
    u16::try_from(place).unwrap_or(u16::MAX)
}
