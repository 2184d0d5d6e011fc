use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::tables::{CHANGES, COMMIT, EVENT_TIME, META, PICTURE, PICTURE_COMMIT, POINTS};
use crate::domain::EventTime;
use crate::store::codec::Broken;
use crate::store::error::Fault;
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
    transaction: &WriteTransaction,
    commit: u64,
    points: &CommitLog,
    changes: &[u8],
) -> Result<(), Fault> {
    let mut table = transaction.open_table(POINTS)?;
    for (period, value) in points.values() {
        table.insert((period.number(), commit), value.as_slice())?;
    }
    if !changes.is_empty() {
        transaction.open_table(CHANGES)?.insert(commit, changes)?;
    }
    Ok(())
}

/// Notes how far the store has come.
pub(in crate::store) fn put_marks(
    transaction: &WriteTransaction,
    marks: Marks,
) -> Result<(), Fault> {
    let mut meta = transaction.open_table(META)?;
    meta.insert(COMMIT, marks.commit)?;
    meta.insert(EVENT_TIME, marks.time.as_millis().cast_unsigned())?;
    Ok(())
}

/// How far the store has come; the beginning for a new one.
pub(in crate::store) fn read_marks(transaction: &ReadTransaction) -> Result<Marks, Fault> {
    let meta = transaction.open_table(META)?;
    let commit = meta.get(COMMIT)?.map_or(0, |value| value.value());
    let time = meta.get(EVENT_TIME)?.map_or(i64::MIN, |value| value.value().cast_signed());
    Ok(Marks { commit, time: EventTime::from_millis(time) })
}

/// Takes the points of written periods out of the log, each up to a commit, and puts the picture as
/// of `commit` in place of the one before and of what changed until then.
pub(in crate::store) fn put_keyframe(
    transaction: &WriteTransaction,
    written: impl Iterator<Item = (Period, u64)>,
    commit: u64,
    chunks: &[Vec<u8>],
) -> Result<(), Fault> {
    let mut points = transaction.open_table(POINTS)?;
    for (period, last_commit) in written {
        let number = period.number();
        points.retain_in((number, 0)..=(number, last_commit), |_, _| false)?;
    }
    transaction.open_table(CHANGES)?.retain_in(..=commit, |_, _| false)?;
    let mut picture = transaction.open_table(PICTURE)?;
    picture.retain(|_, _| false)?;
    for (place, chunk) in (0_u32..).zip(chunks) {
        picture.insert(place, chunk.as_slice())?;
    }
    transaction.open_table(META)?.insert(PICTURE_COMMIT, commit)?;
    Ok(())
}

/// Hands out what is logged: the chunks of the picture, then what changed of contacts since it was
/// written, by commit, then the points that are in no block yet.
pub(in crate::store) fn read_logged(
    transaction: &ReadTransaction,
    logged: &mut impl Logged,
) -> Result<(), Fault> {
    for entry in transaction.open_table(PICTURE)?.iter()? {
        logged.chunk(entry?.1.value())?;
    }
    let meta = transaction.open_table(META)?;
    let picture_commit = meta.get(PICTURE_COMMIT)?.map_or(0, |value| value.value());
    for entry in transaction.open_table(CHANGES)?.range(picture_commit.saturating_add(1)..)? {
        let (commit, value) = entry?;
        logged.changes(commit.value(), value.value())?;
    }
    for entry in transaction.open_table(POINTS)?.iter()? {
        let (key, value) = entry?;
        let (period, commit) = key.value();
        let shown = commit <= picture_commit;
        logged.points(Period::from_number(period), commit, shown, value.value())?;
    }
    Ok(())
}
