use super::tables::{CHANGES, COMMIT, EVENT_TIME, META, PICTURE, PICTURE_COMMIT, POINTS};
use crate::domain::EventTime;
use crate::store::codec::Broken;
use crate::store::error::Fault;
use crate::store::kv::{Change, Span, View};
use crate::store::tracks::{CommitLog, Period};

/// How far the store has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Marks {
    /// Number of the last commit.
    pub(in crate::store) commit: u64,
    /// Latest event time that was committed.
    pub(in crate::store) time: EventTime,
}

/// Takes in what is logged, at a start.
pub(in crate::store) trait Logged {
    /// A chunk of the picture.
    fn chunk(&mut self, value: &[u8]) -> Result<(), Broken>;
    /// What a commit after the picture changed of contacts.
    fn changes(&mut self, commit: u64, value: &[u8]) -> Result<(), Broken>;
    /// Points of a commit; `shown` where the picture shows them already.
    fn points(
        &mut self,
        period: Period,
        commit: u64,
        shown: bool,
        value: &[u8],
    ) -> Result<(), Broken>;
}

/// Writes what a commit logs.
pub(in crate::store) fn put_log(
    change: &mut dyn Change,
    commit: u64,
    points: &CommitLog,
    changes: &[u8],
) -> Result<(), Fault> {
    for (period, value) in points.values() {
        POINTS.put(change, &(period.number(), commit), &value.as_slice())?;
    }
    if !changes.is_empty() {
        CHANGES.put(change, &commit, &changes)?;
    }
    Ok(())
}

/// Notes how far the store has come.
pub(in crate::store) fn put_marks(change: &mut dyn Change, marks: Marks) -> Result<(), Fault> {
    META.put(change, &COMMIT, &marks.commit)?;
    META.put(change, &EVENT_TIME, &marks.time.as_millis().cast_unsigned())
}

/// How far the store has come; the beginning for a new one.
pub(in crate::store) fn read_marks(view: &dyn View) -> Result<Marks, Fault> {
    let commit = META.get(view, &COMMIT, Ok)?.unwrap_or(0);
    let time = META.get(view, &EVENT_TIME, Ok)?.map_or(i64::MIN, u64::cast_signed);
    Ok(Marks { commit, time: EventTime::from_millis(time) })
}

/// Takes the points of written periods out of the log, each up to a commit, and puts the picture as
/// of `commit` in place of the one before and of what changed until then.
pub(in crate::store) fn put_keyframe(
    change: &mut dyn Change,
    written: impl Iterator<Item = (Period, u64)>,
    commit: u64,
    chunks: &[Vec<u8>],
) -> Result<(), Fault> {
    for (period, last_commit) in written {
        let number = period.number();
        POINTS.remove_span(change, &POINTS.span((number, 0)..=(number, last_commit)))?;
    }
    CHANGES.remove_span(change, &CHANGES.span(..=commit))?;
    PICTURE.remove_span(change, &Span::ALL)?;
    for (place, chunk) in (0_u32..).zip(chunks) {
        PICTURE.put(change, &place, &chunk.as_slice())?;
    }
    META.put(change, &PICTURE_COMMIT, &commit)
}

/// Hands out what is logged: the chunks of the picture, then what changed of contacts since it was
/// written, by commit, then the points that are in no block yet.
pub(in crate::store) fn read_logged(
    view: &dyn View,
    logged: &mut impl Logged,
) -> Result<(), Fault> {
    PICTURE.each(view, &Span::ALL, |_place, value| Ok(logged.chunk(value)?))?;
    let picture_commit = META.get(view, &PICTURE_COMMIT, Ok)?.unwrap_or(0);
    let since = CHANGES.span(picture_commit.saturating_add(1)..);
    CHANGES.each(view, &since, |commit, value| Ok(logged.changes(commit, value)?))?;
    POINTS.each(view, &Span::ALL, |(period, commit), value| {
        let shown = commit <= picture_commit;
        Ok(logged.points(Period::from_number(period), commit, shown, value)?)
    })
}
