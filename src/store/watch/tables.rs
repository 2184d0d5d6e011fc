//! The tables of `watch.redb`.

use redb::TableDefinition;

/// Numbers by name: see the constants below.
pub(super) const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
/// Schema of this file.
pub(super) const SCHEMA: &str = "schema";
/// The last commit.
pub(super) const COMMIT: &str = "commit";
/// The commit that the table of the picture was written at.
pub(super) const PICTURE_COMMIT: &str = "picture-commit";
/// Event time: the latest that was committed, milliseconds.
pub(super) const EVENT_TIME: &str = "event-time";

/// The transition log: number -> the contract's JSON and what is kept beside it.
pub(super) const TRANSITIONS: TableDefinition<'static, u64, &[u8]> =
    TableDefinition::new("transitions");
/// (alert, revision) -> place in the log.
pub(super) const REVISIONS: TableDefinition<'static, (u128, u32), u64> =
    TableDefinition::new("revisions");
/// (raised at, alert) -> the newest revision in brief, for lists.
pub(super) const BY_RAISED: TableDefinition<'static, (i64, u128), Brief<'static>> =
    TableDefinition::new("alerts-by-raised");
/// Alerts that can still change -> (place of the newest revision, when cleared or `i64::MAX`).
pub(super) const UNSETTLED: TableDefinition<'static, u128, (u64, i64)> =
    TableDefinition::new("unsettled-alerts");
/// (contact, area, rule) -> until when, milliseconds.
pub(super) const SNOOZES: TableDefinition<'static, (&str, &str, &str), i64> =
    TableDefinition::new("snoozes");
/// (time, hash of the act) -> the act as JSON: the audit trail.
pub(super) const ACTS: TableDefinition<'static, (i64, u128), &[u8]> = TableDefinition::new("acts");
/// Area -> (when set, security level): the newest act on it.
pub(super) const LEVELS: TableDefinition<'static, &str, (i64, u8)> =
    TableDefinition::new("security-levels");
/// (period, commit) -> points that are in no block yet.
pub(super) const POINTS: TableDefinition<'static, (u32, u64), &[u8]> =
    TableDefinition::new("log-of-points");
/// Commit -> what changed of who is who since the table of the picture was written.
pub(super) const CHANGES: TableDefinition<'static, u64, &[u8]> =
    TableDefinition::new("log-of-contacts");
/// Chunks of the last picture.
pub(super) const PICTURE: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("picture");

/// (place in the log, state, priority, exercise, rule, area).
pub(in crate::store) type Brief<'a> = (u64, &'a str, &'a str, bool, &'a str, &'a str);
