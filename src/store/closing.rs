use std::collections::BTreeMap;
use std::sync::Arc;

use super::StoreError;
use super::last_picture::Still;
use super::retention::Retention;
use super::settling::settle;
use super::shared::Shared;
use super::tracks::{
    Block, BlockWriter, Point, SealedPeriod, Track, Written, keep_keyframes, write_blocks,
};
use super::watch::{forget_settled, put_keyframe};
use crate::domain::{ContactId, EventTime, FeedName};

/// The last position of each contact in a period.
type Newest = Vec<(ContactId, Point, FeedName)>;

/// One closing: sealed periods become blocks in their day's file, then the log lets go of their
/// points. Runs on a thread of its own; a crash at any moment leaves points in the log, in blocks
/// or in both, and the next closing writes the same blocks again.
pub(super) struct Closing {
    pub(super) periods: Vec<Arc<SealedPeriod>>,
    /// What the points' feed numbers count in.
    pub(super) feeds: Vec<FeedName>,
    /// The last picture as of `commit`.
    pub(super) picture: Still,
    pub(super) commit: u64,
    /// Event time.
    pub(super) now: EventTime,
    pub(super) retention: Retention,
    /// Blocks of a transaction at most.
    pub(super) blocks_max: usize,
}

impl Closing {
    pub(super) fn run(self, shared: &Shared) -> Result<(), StoreError> {
        let timer = shared.metrics.close_seconds.start_timer();
        self.write_each(shared, |sealed, newest| {
            let written = Written {
                period: sealed.period,
                number: sealed.first_commit,
                points: sealed.points,
                newest: &newest,
            };
            keep_keyframes(&shared.days, &written)
        })?;
        let chunks: Vec<Vec<u8>> = self.picture.values().collect();
        shared.watch.write(|change| {
            let written = self.periods.iter().map(|sealed| (sealed.period, sealed.last_commit));
            put_keyframe(change, written, self.commit, &chunks)?;
            forget_settled(change, self.now)
        })?;
        shared.open_mut().written(&self.periods);
        let spare = self.periods.into_iter().filter_map(SealedPeriod::into_spare);
        for tracks in spare.collect::<Vec<_>>() {
            shared.open_mut().take_back(tracks);
        }
        timer.observe_duration();
        self.retention.apply(shared, self.now)?;
        settle(shared, self.now);
        Ok(())
    }

    /// Only the blocks.
    pub(super) fn write_all(&self, shared: &Shared) -> Result<(), StoreError> {
        self.write_each(shared, |_sealed, _newest| Ok(()))
    }

    /// Writes the blocks of every period, the earliest first, and hands out its last positions.
    fn write_each(
        &self,
        shared: &Shared,
        mut written: impl FnMut(&SealedPeriod, Newest) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut periods: Vec<&SealedPeriod> = self.periods.iter().map(|sealed| &**sealed).collect();
        periods.sort_unstable_by_key(|sealed| sealed.period);
        periods.into_iter().try_for_each(|sealed| written(sealed, self.write(shared, sealed)?))
    }

    fn write(&self, shared: &Shared, sealed: &SealedPeriod) -> Result<Newest, StoreError> {
        let day = sealed.period.day();
        let written = self.write_period(shared, sealed);
        if written.is_err() {
            shared.days.close(day);
        }
        written
    }

    fn write_period(&self, shared: &Shared, sealed: &SealedPeriod) -> Result<Newest, StoreError> {
        let (period, number) = (sealed.period, sealed.first_commit);
        let path = shared.days.path(period.day());
        let database = shared.days.get_or_create(period.day())?;
        let mut writer = BlockWriter::default();
        let mut tracks: Vec<(ContactId, &Track)> = sealed.tracks.iter().collect();
        let mut sorted: Vec<Point> = Vec::new();
        let mut newest = Newest::with_capacity(tracks.len());
        tracks.sort_unstable_by_key(|(contact, _)| *contact);
        // By cell, each with her contacts in order: they come in order.
        let mut cells: BTreeMap<u16, Vec<ContactId>> = BTreeMap::new();
        let mut parts = tracks.chunks(self.blocks_max).peekable();
        while let Some(part) = parts.next() {
            let mut blocks = Vec::with_capacity(part.len());
            for &(contact, track) in part {
                let points = track.by_time(&mut sorted);
                // Of several at one time the one that comes last in a block.
                if let Some(last) = points.last()
                    && let Some(&feed) = self.feeds.get(usize::from(last.feed))
                {
                    newest.push((contact, Point { feed: 0, ..*last }, feed));
                }
                track.each_cell(|cell| {
                    let contacts = cells.entry(cell).or_default();
                    if contacts.last() != Some(&contact) {
                        contacts.push(contact);
                    }
                });
                let bytes = writer.write(points, &self.feeds);
                blocks.push(Block { contact, bytes });
            }
            // All of them are known by now.
            let last = parts.peek().is_none();
            let cells = if last { std::mem::take(&mut cells) } else { BTreeMap::new() };
            write_blocks(&*database, period, number, &blocks, &cells)
                .map_err(|fault| fault.at(&path))?;
            shared.metrics.blocks.inc_by(u64::try_from(blocks.len()).unwrap_or(0));
        }
        Ok(newest)
    }
}
