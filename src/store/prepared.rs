use super::changes::Changes;
use super::identities::Identities;
use super::last_picture::LastPicture;
use super::tracks::{CommitLog, Located, Period, Point, ShortId, number_of};
use crate::domain::{EventTime, FeedName};
use crate::picture::{Change, TrackUpdate};

/// Updates that are looked at together: few enough to stay in a processor's nearest caches meanwhile.
/// Who they are is read first, then their places are looked up, so that one look-up does not wait for
/// another.
const TOGETHER: usize = 128;

/// What is worked out of a commit's updates before it is written.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Where the picture has the contact of each update.
    pub(super) places: Vec<Option<usize>>,
    /// What goes into tracks.
    pub(super) points: Vec<Located>,
    /// Numbers of the updates that say more than the position of a contact who has her place.
    pub(super) told: Vec<usize>,
    /// The same for the log.
    pub(super) log: CommitLog,
    /// What the points' feed numbers count in.
    pub(super) feeds: Vec<FeedName>,
    pub(super) changes: Vec<u8>,
    pub(super) identities: Identities,
    /// The latest time of an update that is not late.
    pub(super) time: Option<EventTime>,
    /// Points of times that no period is of.
    pub(super) refused: u64,
}

impl Prepared {
    /// Of updates that come after a picture; numbers of `feeds` stay as they are.
    pub(super) fn of(
        picture: &LastPicture,
        updates: &[TrackUpdate],
        mut feeds: Vec<FeedName>,
    ) -> Self {
        let mut places = Vec::with_capacity(updates.len());
        let mut points = Vec::with_capacity(updates.len());
        let (mut log, mut changes) = (CommitLog::default(), Changes::default());
        let mut identities = Identities::default();
        let (mut told, mut time, mut refused) = (Vec::new(), None, 0);
        let mut shorts = Vec::with_capacity(TOGETHER);
        for (part, begin) in updates.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            shorts.clear();
            shorts.extend(part.iter().map(|update| ShortId::of(update.contact)));
            places.extend(part.iter().zip(&shorts).map(|(update, short)| match short {
                Some(short) => picture.place_of_ship(*short),
                None => picture.place_of(update.contact),
            }));
            let found = shorts.iter().zip(&places[begin..]);
            for ((number, update), (&short, &place)) in (begin..).zip(part).zip(found) {
                let only_moves = changes.add(picture, update, place);
                identities.add(picture, update);
                if !update.late {
                    time = time.max(Some(update.time));
                }
                let Change::Fix(fix) = &update.change else {
                    told.push(number);
                    continue;
                };
                let period = Period::of(fix.time);
                if !only_moves || period.is_none() {
                    told.push(number);
                }
                let Some(period) = period else {
                    refused += 1;
                    continue;
                };
                let feed = number_of(&mut feeds, update.feed);
                let point = Point::new(fix, update.late, feed);
                log.add(period, short.ok_or(&update.contact), &point);
                points.push(Located { update: number, short, period, point });
            }
        }
        log.set_names(&feeds);
        let changes = changes.into_value(updates);
        Self { places, points, told, log, feeds, changes, identities, time, refused }
    }
}
