//! The tables of `watch`. A new one is one line here; a missing one reads as empty.

use crate::domain::ContactId;
use crate::store::kv::{Rest, Table};

/// Numbers by name: see the constants below.
pub(super) const META: Table<&str, u64> = Table::new("numbers");
/// Schema of this file.
pub(super) const SCHEMA: &str = "schema";
/// The last commit.
pub(super) const COMMIT: &str = "commit";
/// The commit that the table of the picture was written at.
pub(super) const PICTURE_COMMIT: &str = "picture-commit";
/// Event time: the latest that was committed, milliseconds, its bits unsigned.
pub(super) const EVENT_TIME: &str = "event-time";

/// That the times of all transitions are noted.
pub(super) const TIMES_INDEXED: &str = "times-indexed";

/// The day up to which identities were let go, in days since 1970.
pub(super) const IDENTITIES_FROM: &str = "identities-from";

/// The transition log: number -> the contract's JSON and what is kept beside it.
pub(super) const TRANSITIONS: Table<u64, Rest> = Table::new("transition-log");
/// (time, number) -> nothing but that there is such a transition.
pub(super) const BY_TIME: Table<(i64, u64), bool> = Table::new("transitions-by-time");
/// (alert, revision) -> place in the log.
pub(super) const REVISIONS: Table<(u128, u32), u64> = Table::new("alert-revisions");
/// (raised at, alert) -> the newest revision in brief, for lists.
pub(super) const BY_RAISED: Table<(i64, u128), Brief<'static>> = Table::new("alerts-in-brief");
/// Alerts that can still change -> (place of the newest revision, when cleared or `i64::MAX`).
pub(super) const UNSETTLED: Table<u128, (u64, i64)> = Table::new("alerts-unsettled");
/// (contact, area, rule) -> until when, milliseconds.
pub(super) const SNOOZES: Table<(&str, &str, &str), i64> = Table::new("alert-snoozes");
/// (time, hash of the act) -> the act as JSON: the audit trail.
pub(super) const ACTS: Table<(i64, u128), Rest> = Table::new("audit");
/// Area -> (when set, security level): the newest act on it.
pub(super) const LEVELS: Table<&str, (i64, u8)> = Table::new("levels");
/// Area -> the act that made or changed it last, as JSON: what officers have made.
pub(super) const MADE: Table<&str, Rest> = Table::new("areas-made");
/// Contact -> the act that put her on the watch list, as JSON.
pub(super) const WATCHED: Table<ContactId, Rest> = Table::new("watch-list");
/// (period, commit) -> points that are in no block yet.
pub(super) const POINTS: Table<(u32, u64), Rest> = Table::new("points-logged");
/// Commit -> what changed of who is who since the table of the picture was written.
pub(super) const CHANGES: Table<u64, Rest> = Table::new("contacts-logged");
/// Chunks of the last picture.
pub(super) const PICTURE: Table<u32, Rest> = Table::new("last-picture");
/// (contact, first sent) -> (last sent, who she said she was).
pub(super) const STATICS: Table<(ContactId, i64), (i64, Rest)> = Table::new("statics");
/// Contacts that have left the picture -> what was known of them last.
pub(super) const GONE: Table<ContactId, Rest> = Table::new("contacts-gone");

/// Sink -> place in the log of the last transition that it is done with.
pub(super) const SINKS: Table<&str, u64> = Table::new("sinks");
/// (sink, place in the log) -> a transition that it could not deliver, as JSON.
pub(super) const DEAD_LETTERS: Table<(&str, u64), Rest> = Table::new("dead-letters");
/// Feed -> where it goes on, in its own terms.
pub(super) const FEED_POSITIONS: Table<&str, &str> = Table::new("feed-positions");

/// (place in the log, state, priority, exercise, rule, area).
pub(in crate::store) type Brief<'a> = (u64, &'a str, &'a str, bool, &'a str, &'a str);
