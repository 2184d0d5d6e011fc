use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::{close, config, open, updates};
use crate::domain::{ContactId, EventTime, StaticReport, Text, TransponderClass};
use crate::store::samples::{fix, moved, ship, statics, time};
use crate::store::tracks::{Keyframe, Period, drop_keyframes};
use crate::store::{Import, StaticsRow, Store, check};

fn at(minute: u64) -> EventTime {
    time("2017-03-09T20:00:00Z").plus(Duration::from_mins(minute))
}

/// Ships 1 and 2 once a minute, closed as they come.
fn sail(store: &mut Store, minutes: std::ops::Range<u64>) {
    for minute in minutes {
        let points = (1..=2).map(|number| moved(ship(number), fix(at(minute), 1.0, 5.0)));
        store.commit(&updates(points.collect())).expect("a commit");
        if minute % 10 == 9 {
            close(store);
        }
    }
}

fn import(folder: &Path, rows: &[(u32, u64)]) {
    let mut import = Import::open(&config(folder)).expect("the store opens");
    let kind = (TransponderClass::A, false);
    let feed = "archive".parse().expect("a feed");
    for (number, minute) in rows {
        let fix = fix(at(*minute), 2.0, 6.0);
        import.position(ship(*number), kind, fix, feed).expect("taken");
    }
    import.finish().expect("imported");
}

/// The minutes of the last positions that the keyframe of a minute's period has.
fn keyframe(store: &Store, minute: u64) -> Option<BTreeMap<ContactId, i64>> {
    let period = Period::of(at(minute)).expect("a period");
    let read = store.shared.days.look(period.day(), |view| Keyframe::read(view, period));
    let last = read.expect("it reads")??.last;
    let minute = |millis: i64| (millis - at(0).as_millis()) / 60_000;
    Some(last.into_iter().map(|(who, (point, _))| (who, minute(point.time_millis))).collect())
}

#[test]
fn an_import_leaves_keyframes_of_its_periods_and_of_the_day_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    // Ten hours after the rows that will come, so that midnight is between, and two days after.
    sail(&mut store, 600..670);
    sail(&mut store, 3_480..3_550);
    close(&mut store);
    assert!(keyframe(&store, 659).is_some());
    drop(store);
    // Ship 9 is heard once, ship 1 for an hour.
    let rows: Vec<_> = (0..60).map(|minute| (1, minute)).chain([(9, 3)]).collect();
    import(folder.path(), &rows);
    let store = open(folder.path());
    let with = |ships: &[(u32, i64)]| {
        Some(ships.iter().map(|&(number, minute)| (ship(number), minute)).collect())
    };
    for period in 0..6 {
        let last = period * 10 + 9;
        let read = keyframe(&store, u64::try_from(last).expect("positive"));
        assert_eq!(read, with(&[(1, last), (9, 3)]), "minute {last}");
    }
    assert_eq!(keyframe(&store, 65), None, "nothing came then");
    // With redb the hour is merged: there is one of its end.
    assert_eq!(keyframe(&store, 659), with(&[(1, 659), (2, 659), (9, 3)]));
    // Silent for more than a day.
    assert_eq!(keyframe(&store, 3_489), with(&[(1, 3_489), (2, 3_489)]));
    let picture = store.reader().positions_at(at(607), Duration::from_hours(24), None, &|| false);
    let minutes = picture.expect("positions").0.into_values().map(|row| row.fix.time);
    assert_eq!(minutes.collect::<Vec<_>>(), [at(607), at(607), at(3)]);
    drop(store);
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
}

#[test]
fn an_import_leaves_alone_what_is_far_from_all_of_its_periods() {
    let folder = tempfile::tempdir().expect("a folder");
    let days = |days: u64| days * 24 * 60;
    let mut store = open(folder.path());
    sail(&mut store, days(10)..days(10) + 20);
    sail(&mut store, days(20)..days(20) + 20);
    close(&mut store);
    assert!(keyframe(&store, days(20)).is_some());
    // It is not made again, so nobody has walked there.
    let period = Period::of(at(days(10))).expect("a period");
    drop_keyframes(&store.shared.days, period, period).expect("dropped");
    drop(store);
    import(folder.path(), &[(9, 0), (9, days(30))]);
    let store = open(folder.path());
    assert!(keyframe(&store, 0).is_some());
    assert_eq!(keyframe(&store, days(10)), None);
    assert!(keyframe(&store, days(20)).is_some());
    assert!(keyframe(&store, days(30)).is_some());
}

#[test]
fn a_second_import_into_the_same_hours_is_in_their_keyframes() {
    let folder = tempfile::tempdir().expect("a folder");
    import(folder.path(), &[(1, 0), (1, 5), (1, 15)]);
    import(folder.path(), &[(2, 4), (2, 15), (2, 16)]);
    let store = open(folder.path());
    let last = |ships: [(u32, i64); 2]| {
        Some(ships.into_iter().map(|(number, minute)| (ship(number), minute)).collect())
    };
    assert_eq!(keyframe(&store, 0), last([(1, 5), (2, 4)]));
    assert_eq!(keyframe(&store, 10), last([(1, 15), (2, 16)]));
}

/// A report of ship 1 by the minute.
type Says = (u64, StaticReport);

fn called(name: &str) -> StaticReport {
    StaticReport { name: Some(Text::from_ascii_lossy(name.as_bytes())), ..statics() }
}

/// Says how many changes of who she is were new.
fn import_said(folder: &Path, said: &[Says]) -> u64 {
    let mut import = Import::open(&config(folder)).expect("the store opens");
    let feed = "archive".parse().expect("a feed");
    for (minute, report) in said {
        import.statics(ship(1), at(*minute), report, feed).expect("taken");
    }
    import.finish().expect("imported").statics
}

fn history(folder: &Path) -> Vec<StaticsRow> {
    open(folder).reader().statics_history(ship(1)).expect("a history")
}

fn row(first: u64, last: u64, report: StaticReport) -> StaticsRow {
    StaticsRow { first_seen: at(first), last_seen: at(last), report }
}

#[test]
fn older_history_that_is_imported_after_newer_keeps_who_somebody_was_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let newer = [(1_000, called("NEW")), (1_005, called("NEW"))];
    let older = [(0, called("OLD")), (5, called("OLD"))];
    assert_eq!(import_said(folder.path(), &newer), 1);
    assert_eq!(import_said(folder.path(), &older), 1);
    let expected = [row(0, 5, called("OLD")), row(1_000, 1_005, called("NEW"))];
    assert_eq!(history(folder.path()), expected);
    let known = open(folder.path()).reader().contact(ship(1)).expect("read").expect("a contact");
    assert_eq!(known.statics, Some((at(1_005), called("NEW"))));
    // A second time nothing is new.
    assert_eq!(import_said(folder.path(), &newer), 0);
    assert_eq!(import_said(folder.path(), &older), 0);
    assert_eq!(history(folder.path()), expected);
    // Between the two, and before both, each for herself.
    assert_eq!(import_said(folder.path(), &[(500, called("NEW"))]), 0);
    assert_eq!(import_said(folder.path(), &[(10, called("OLD")), (600, called("OTHER"))]), 2);
    let moment = Duration::from_millis(1);
    let expected = [
        row(0, 10, called("OLD")),
        StaticsRow { last_seen: at(600).minus(moment), ..row(500, 500, called("NEW")) },
        row(600, 600, called("OTHER")),
        StaticsRow { first_seen: at(600).plus(moment), ..row(0, 1_005, called("NEW")) },
    ];
    assert_eq!(history(folder.path()), expected);
}

#[test]
fn rows_in_any_order_say_the_same_of_who_somebody_was() {
    let mut said = Vec::new();
    for (minutes, name) in
        [(0..12, "FIRST"), (12..13, "SECOND"), (13..40, "FIRST"), (40..60, "LAST")]
    {
        said.extend(minutes.map(|minute| (minute, called(name))));
    }
    let expected = [
        row(0, 11, called("FIRST")),
        row(12, 12, called("SECOND")),
        row(13, 39, called("FIRST")),
        row(40, 59, called("LAST")),
    ];
    // Seven and 60 have no common divisor: each comes once.
    let orders = [1, 7, 59].map(|step| (0..60).map(|n| said[n * step % 60]).collect::<Vec<_>>());
    for order in orders {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(import_said(folder.path(), &order), 4);
        assert_eq!(history(folder.path()), expected);
    }
}

#[test]
fn a_report_that_falls_into_what_is_kept_cuts_it_in_two() {
    let folder = tempfile::tempdir().expect("a folder");
    import_said(folder.path(), &[(0, called("MOSTLY")), (30, called("MOSTLY"))]);
    assert_eq!(import_said(folder.path(), &[(10, called("ONCE"))]), 2);
    let moment = Duration::from_millis(1);
    let expected = [
        StaticsRow { last_seen: at(10).minus(moment), ..row(0, 0, called("MOSTLY")) },
        row(10, 10, called("ONCE")),
        StaticsRow { first_seen: at(10).plus(moment), ..row(30, 30, called("MOSTLY")) },
    ];
    assert_eq!(history(folder.path()), expected);
}

#[test]
fn what_was_said_before_in_part_is_known_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = StaticReport { name: called("PARTLY").name, ..StaticReport::default() };
    let size = StaticReport { dimensions: statics().dimensions, ..StaticReport::default() };
    let both = StaticReport { dimensions: size.dimensions, ..name };
    import_said(folder.path(), &[(10, size), (20, size)]);
    import_said(folder.path(), &[(0, name)]);
    assert_eq!(history(folder.path()), [row(0, 0, name), row(10, 20, both)]);
}

#[test]
fn one_who_calls_herself_otherwise_in_every_row_of_an_archive_fills_no_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let said: Vec<Says> = (0..2_000).map(|n| (n, called(&format!("NAME {n}")))).collect();
    assert_eq!(import_said(folder.path(), &said), 256);
    let history = history(folder.path());
    assert_eq!(history.len(), 256);
    assert_eq!(history[0], row(1_744, 1_744, called("NAME 1744")));
}

#[test]
fn positions_without_names_leave_the_names_that_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    import_said(folder.path(), &[(0, called("NAMED"))]);
    import(folder.path(), &[(1, 30)]);
    import(folder.path(), &[(1, 20)]);
    let known = open(folder.path()).reader().contact(ship(1)).expect("read").expect("a contact");
    assert_eq!(known.statics, Some((at(0), called("NAMED"))));
    assert_eq!(known.fix.map(|fix| fix.time), Some(at(30)));
}
