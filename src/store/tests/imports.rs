use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::{close, config, open, updates};
use crate::domain::{ContactId, EventTime, TransponderClass};
use crate::store::samples::{fix, moved, ship, time};
use crate::store::tracks::{Keyframe, Period, drop_keyframes};
use crate::store::{Import, Store, check};

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
