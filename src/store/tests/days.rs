use std::fs;

use super::{ENDING, close, config, open, updates};
use crate::config::StoreConfig;
use crate::domain::EventTime;
use crate::store::samples::{fix, moved, ship};
use crate::store::{Store, StoreError};

const DAY: i64 = 86_400;

/// One position at noon of each day from 1970-01-02 on, closed day by day.
pub(in crate::store::tests) fn fill(store: &mut Store, days: std::ops::RangeInclusive<i64>) {
    for day in days {
        let noon = EventTime::from_secs(day * DAY + DAY / 2);
        let moves = (0..200).map(|n| {
            let fix = fix(noon.plus(std::time::Duration::from_secs(n)), 1.0, 2.0);
            moved(ship(219_000_001), fix)
        });
        store.commit(&updates(moves.collect())).expect("a commit");
        let later = EventTime::from_secs(day * DAY + DAY / 2 + 900);
        store
            .commit(&updates(vec![moved(ship(219_000_001), fix(later, 1.0, 2.0))]))
            .expect("a commit");
        close(store);
    }
}

fn days(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("tracks")).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| Some(name.strip_suffix(ENDING)?.strip_suffix('.')?.to_owned()))
        .collect();
    names.sort();
    names
}

#[test]
fn days_older_than_is_kept_go_and_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&StoreConfig { retention_days: 2, ..config(folder.path()) })
        .expect("the store opens");
    fill(&mut store, 1..=6);
    assert_eq!(days(folder.path()), ["1970-01-05", "1970-01-06", "1970-01-07"]);
    assert_eq!(store.metrics().days_removed.with_label_values(&["age"]).get(), 3);
    let track = store.reader().track(ship(219_000_001), EventTime::MIN, EventTime::MAX, 9_999);
    assert_eq!(track.expect("a track").len(), 3 * 201);
}

#[test]
fn beyond_its_bytes_the_oldest_day_goes_but_never_the_present_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&StoreConfig { max_bytes: Some(1), ..config(folder.path()) })
        .expect("the store opens");
    fill(&mut store, 1..=3);
    assert_eq!(days(folder.path()), ["1970-01-04"]);
    assert_eq!(store.metrics().days_removed.with_label_values(&["size"]).get(), 2);
}

#[test]
fn more_days_than_may_be_open_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store, 1..=12);
    let track = store.reader().track(ship(219_000_001), EventTime::MIN, EventTime::MAX, 9_999);
    assert_eq!(track.expect("a track").len(), 12 * 201);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").expect("a file");
    let error = Store::open(&config(&file.join("data"))).expect_err("it is no folder");
    assert!(matches!(&error, StoreError::Folder { path, .. } if *path == file.join("data")));
    let said = error.to_string();
    assert!(said.starts_with("cannot write the store folder "), "{said}");
}

#[test]
fn a_second_owner_is_told_who_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = open(folder.path());
    let error = Store::open(&config(folder.path())).expect_err("it is locked");
    let path = folder.path().join(format!("watch.{ENDING}"));
    assert_eq!(
        error.to_string(),
        format!("the store file {} is in use by another process", path.display()),
    );
    drop(first);
    open(folder.path());
}

#[test]
fn alerts_acts_and_names_go_after_their_days_and_what_is_needed_stays() {
    use crate::picture::Change;
    use crate::store::samples::{level_act, raised, settled, statics, update};
    use crate::store::{AlertFilter, Batch};

    let folder = tempfile::tempdir().expect("a folder");
    let kept = StoreConfig {
        alerts_days: Some(10),
        audit_days: Some(10),
        identities_days: Some(10),
        ..config(folder.path())
    };
    let mut store = Store::open(&kept).expect("the store opens");
    let level = |seconds| level_act("gulf-of-aden", crate::areas::SecurityLevel::Two, seconds);
    let gone = |number, seconds| {
        let at = EventTime::from_secs(seconds);
        [Change::Static(statics()), Change::Gone].map(|change| update(ship(number), at, change))
    };
    // An alert that ends at once, one that stays open, an act and a ship that leaves; a sink that
    // has all of them.
    store
        .commit(&Batch {
            transitions: vec![settled(1, DAY), raised(2, DAY)],
            acts: vec![level(DAY)],
            ..updates(gone(7, DAY).to_vec())
        })
        .expect("a commit");
    store.sink_log().advance(&[("hook".to_owned(), 2)].into()).expect("noted");
    let later = |store: &mut Store, day: i64, seq| {
        let seconds = day * DAY;
        let batch = Batch {
            transitions: vec![settled(seq, seconds)],
            acts: vec![level(seconds)],
            ..updates(vec![moved(ship(8), fix(EventTime::from_secs(seconds), 1.0, 2.0))])
        };
        store.commit(&batch).expect("a commit");
        close(store);
        let reader = store.reader();
        let alerts = reader.alerts(&AlertFilter::default(), None, 99).expect("alerts").items;
        let seqs = reader.transitions_after(0, 99).expect("transitions");
        assert_eq!(alerts.len(), seqs.len());
        (
            seqs.iter().map(|row| row.seq).collect::<Vec<_>>(),
            reader.acts_after(EventTime::MIN, 99).expect("acts").len(),
            reader.statics_history(ship(7)).expect("statics").len(),
        )
    };
    assert_eq!(later(&mut store, 9, 3), (vec![1, 2, 3], 2, 1));
    assert_eq!(later(&mut store, 12, 4), (vec![2, 3, 4], 2, 0), "what the sink has may go");
    assert_eq!(later(&mut store, 30, 5), (vec![2, 3, 4, 5], 1, 0), "it has not these");
    store.sink_log().advance(&[("hook".to_owned(), 5)].into()).expect("noted");
    assert_eq!(later(&mut store, 31, 6), (vec![2, 5, 6], 2, 0), "the open one stays");
    assert_eq!(store.reader().security_levels().expect("levels").len(), 1, "it is in force");
    let removed = |kind| store.metrics().records_removed.with_label_values(&[kind]).get();
    assert_eq!(["alerts", "audit", "identities"].map(removed), [3, 3, 1]);
    drop(store);
    assert_eq!(crate::store::check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
}

#[test]
fn a_sink_that_was_taken_out_does_not_keep_alerts_for_ever() {
    use crate::store::Batch;
    use crate::store::samples::settled;

    let folder = tempfile::tempdir().expect("a folder");
    let kept = StoreConfig { alerts_days: Some(10), ..config(folder.path()) };
    let mut store = Store::open(&kept).expect("the store opens");
    let log = store.sink_log();
    let cursors = [("gone".to_owned(), 0), ("here".to_owned(), 2)];
    log.advance(&cursors.into()).expect("noted");
    let mut left = |day: i64, seq| {
        let at = EventTime::from_secs(day * DAY);
        let batch = Batch {
            transitions: vec![settled(seq, day * DAY)],
            ..updates(vec![moved(ship(8), fix(at, 1.0, 2.0))])
        };
        store.commit(&batch).expect("a commit");
        close(&mut store);
        let rows = store.reader().transitions_after(0, 99).expect("transitions");
        rows.iter().map(|row| row.seq).collect::<Vec<_>>()
    };
    assert_eq!(left(1, 1), [1]);
    assert_eq!(left(2, 2), [1, 2]);
    assert_eq!(left(20, 3), [1, 2, 3], "nobody said which sinks there are");
    log.expect(["here".to_owned()]);
    assert_eq!(left(21, 4), [3, 4], "the other one holds nothing back");
    assert_eq!(log.cursor("gone").expect("read"), Some(0), "it may come back, and keeps its place");
}
