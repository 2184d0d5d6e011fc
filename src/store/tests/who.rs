use std::ops::ControlFlow;
use std::time::Duration;

use super::{close, open, updates};
use crate::domain::{EventTime, StaticReport, Text};
use crate::picture::{Change, TrackUpdate};
use crate::store::samples::{fix, moved, ship, statics, time, update};
use crate::store::{Ended, Reader, StaticsRow};

fn at(minutes: u64) -> EventTime {
    time("2017-03-09T08:00:00Z").plus(Duration::from_mins(minutes))
}

fn called(name: &str) -> StaticReport {
    StaticReport { name: Some(Text::from_ascii_lossy(name.as_bytes())), ..statics() }
}

fn says(minutes: u64, report: StaticReport) -> TrackUpdate {
    update(ship(219_000_001), at(minutes), Change::Static(report))
}

fn row(first: u64, last: u64, name: &str) -> StaticsRow {
    StaticsRow { first_seen: at(first), last_seen: at(last), report: called(name) }
}

fn history(reader: &Reader) -> Vec<StaticsRow> {
    reader.statics_history(ship(219_000_001)).expect("a history")
}

#[test]
fn what_a_contact_says_of_herself_is_kept_with_when_it_was_said_first_and_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    for batch in [
        vec![says(0, called("FIRST")), says(6, called("FIRST"))],
        vec![says(12, called("FIRST")), says(18, called("SECOND")), says(24, called("SECOND"))],
        vec![says(30, called("SECOND"))],
    ] {
        store.commit(&updates(batch)).expect("a commit");
    }
    let expected = [row(0, 12, "FIRST"), row(18, 30, "SECOND")];
    assert_eq!(history(&store.reader()), expected);
    assert_eq!(store.metrics().statics.get(), 2, "repetitions are not written");
    drop(store);
    let mut store = open(folder.path());
    assert_eq!(history(&store.reader()), expected);
    // She leaves the picture and comes back, the same as before.
    let gone = update(ship(219_000_001), at(60), Change::Gone);
    store.commit(&updates(vec![gone])).expect("a commit");
    assert_eq!(history(&store.reader()), expected);
    store.commit(&updates(vec![says(90, called("SECOND"))])).expect("a commit");
    close(&mut store);
    assert_eq!(history(&store.reader()), [row(0, 12, "FIRST"), row(18, 90, "SECOND")]);
}

#[test]
fn one_who_calls_herself_otherwise_again_and_again_fills_no_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let changes = (0..300).map(|n| says(n, called(&format!("NAME {n}"))));
    store.commit(&updates(changes.collect())).expect("a commit");
    let history = history(&store.reader());
    assert_eq!(history.len(), 256);
    assert_eq!(history[0], row(44, 44, "NAME 44"));
    assert_eq!(store.metrics().statics_dropped.get(), 44);
}

#[test]
fn the_last_known_of_a_contact_is_there_also_after_she_has_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let last = fix(at(1), 1.25, 103.75);
    store
        .commit(&updates(vec![
            says(0, called("FIRST")),
            moved(ship(219_000_001), last),
            moved(ship(219_000_002), last),
        ]))
        .expect("a commit");
    let here = store.reader().contact(ship(219_000_001)).expect("read").expect("a contact");
    assert_eq!((here.fix, here.statics), (Some(last), Some((at(0), called("FIRST")))));
    let gone = update(ship(219_000_001), at(60), Change::Gone);
    store.commit(&updates(vec![gone])).expect("a commit");
    drop(store);
    let store = open(folder.path());
    let reader = store.reader();
    assert_eq!(reader.contact(ship(219_000_001)).expect("read"), Some(here));
    assert_eq!(reader.contact(ship(219_000_003)).expect("read"), None);
    let mut all = Vec::new();
    let ended = reader.contacts(&|| false, &mut |row| {
        all.push(row.contact);
        ControlFlow::Continue(())
    });
    all.sort_unstable();
    assert_eq!(ended.expect("read"), Ended::Whole);
    assert_eq!(all, [ship(219_000_001), ship(219_000_002)]);
    assert_eq!(
        reader.contacts(&|| true, &mut |_| panic!("stopped")).expect("read"),
        Ended::Stopped
    );
}
