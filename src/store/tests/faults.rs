use std::path::Path;
use std::time::Duration;

use super::{ENDING, close, config, open};
use crate::domain::{ContactId, EventTime, TransponderClass};
use crate::store::faulty::{break_after, heal};
use crate::store::samples::{fix, level_act, moved, raised, ship};
use crate::store::{Batch, Import, Imported, Reader, StoreError, check};

const SHIP: u32 = 219_000_001;

fn batch(number: u64) -> Batch {
    let seconds = i64::try_from(number).expect("small") * 60;
    Batch {
        updates: vec![moved(ship(SHIP), fix(EventTime::from_secs(seconds), 1.0, 2.0))],
        transitions: vec![raised(number, seconds)],
        acts: vec![level_act("gulf-of-aden", crate::areas::SecurityLevel::Two, seconds)],
    }
}

/// How many transitions, points and acts are there.
fn seen(reader: &Reader) -> (usize, usize, usize) {
    let whole = |contact: ContactId| reader.track(contact, EventTime::MIN, EventTime::MAX, 99);
    (
        reader.transitions_after(0, 99).expect("transitions").len(),
        whole(ship(SHIP)).expect("a track").len(),
        reader.acts_after(EventTime::MIN, 99).expect("acts").len(),
    )
}

fn assert_full(error: &StoreError, path: &Path) {
    assert!(matches!(error, StoreError::Io { path: named, .. } if named == path), "{error:?}");
}

#[test]
fn of_a_batch_on_a_full_disk_nothing_is_there_until_it_is_committed_again() {
    let mut failures = 0;
    for left in 0..200 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(format!("watch.{ENDING}"));
        let mut store = open(folder.path());
        let reader = store.reader();
        store.commit(&batch(1)).expect("a commit");
        break_after(&path, left);
        let done = store.commit(&batch(2));
        if done.is_ok() {
            heal(&path);
            break;
        }
        failures += 1;
        assert_full(&done.expect_err("the disk is full"), &path);
        assert_eq!(seen(&reader), (1, 1, 1), "failing after {left} changes");
        break_after(&path, 0);
        store.commit(&batch(2)).expect_err("the disk is still full");
        heal(&path);
        store.commit(&batch(2)).expect("the disk has room again");
        assert_eq!(seen(&reader), (2, 2, 2));
        assert_eq!(store.metrics().commit_failures.get(), 2);
        drop((store, reader));
        assert_eq!(seen(&open(folder.path()).reader()), (2, 2, 2));
    }
    assert!(failures >= 3, "a commit makes several changes, {failures} of them failed");
}

#[test]
fn a_closing_that_fails_is_tried_again_and_loses_nothing() {
    let mut failures = 0;
    for left in 0..200 {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        for number in [1, 2, 30] {
            store.commit(&batch(number)).expect("a commit");
        }
        let reader = store.reader();
        let day = folder.path().join(format!("tracks/1970-01-01.{ENDING}"));
        break_after(&day, left);
        store.maintain().expect("a closing starts");
        let done = store.finish_closing();
        heal(&day);
        if done.is_ok() {
            break;
        }
        failures += 1;
        assert_full(&done.expect_err("the disk is full"), &day);
        assert_eq!(seen(&reader), (3, 3, 3), "failing after {left} changes");
        assert_eq!(store.metrics().open_points.get(), 3);
        close(&mut store);
        assert_eq!(store.metrics().open_points.get(), 1);
        assert_eq!(seen(&reader), (3, 3, 3));
    }
    assert!(failures >= 3, "a closing makes several changes, {failures} of them failed");
}

/// Ships enough for several transactions of a daemon's closing, in two periods.
fn import(folder: &Path) -> Result<Imported, StoreError> {
    let mut import = Import::open(&config(folder)).expect("the store opens");
    let feed = "archive".parse().expect("a feed");
    for seconds in [60, 900] {
        for number in 0..2_500 {
            let fix = fix(EventTime::from_secs(seconds), 1.0, 2.0);
            let kind = (TransponderClass::A, false);
            import.position(ship(SHIP + number), kind, fix, feed)?;
        }
    }
    import.finish()
}

#[test]
fn of_a_period_whose_import_fails_everybody_is_told_of_everything_or_of_nothing() {
    let mut failures = 0;
    let mut left = 0;
    loop {
        let folder = tempfile::tempdir().expect("a folder");
        drop(open(folder.path()));
        let day = folder.path().join(format!("tracks/1970-01-01.{ENDING}"));
        break_after(&day, left);
        let done = import(folder.path());
        heal(&day);
        if done.is_ok() {
            break;
        }
        failures += 1;
        assert_full(&done.expect_err("the disk is full"), &day);
        assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
        let store = open(folder.path());
        let reader = store.reader();
        for seconds in [60, 900] {
            let at = EventTime::from_secs(seconds);
            let tracks = (0..2_500).filter(|number| {
                let after = at.plus(Duration::from_millis(1));
                let track = reader.track(ship(SHIP + number), at, after, 9).expect("a track");
                !track.is_empty()
            });
            let picture = reader.positions_at(at, Duration::ZERO, None, &|| false);
            let (tracks, picture) = (tracks.count(), picture.expect("positions").0.len());
            assert!([0, 2_500].contains(&tracks), "{tracks} tracks, failing after {left} changes");
            assert_eq!(picture, tracks, "failing after {left} changes");
        }
        drop((store, reader));
        assert_eq!(import(folder.path()).expect("imported").positions, 5_000);
        assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
        // By every change at first, then some.
        left += 1 + left / 4;
    }
    assert!(failures >= 3, "an import makes several changes, {failures} of them failed");
}
