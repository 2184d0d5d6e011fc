use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::Duration;

use super::{close, open, updates};
use crate::domain::{ContactId, EventTime, Position};
use crate::picture::{Change, TrackUpdate};
use crate::store::samples::{contact, fix, moved, ship, statics, time, update};
use crate::store::{Bounds, Ended, Reader, Store};

const HOUR: Duration = Duration::from_hours(1);

fn at(seconds: u64) -> EventTime {
    time("2017-03-09T23:00:00Z").plus(Duration::from_secs(seconds))
}

fn place(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).expect("a place")
}

fn singapore() -> Bounds {
    Bounds { south_west: place(1.0, 103.0), north_east: place(1.5, 104.5) }
}

/// Who had how many points in each span, in the order they were handed out.
fn told(reader: &Reader, bounds: Option<Bounds>, to: EventTime) -> Vec<(ContactId, Vec<i64>)> {
    let mut told = Vec::new();
    let ended = reader.points_in(bounds, at(0), to, &|| false, &mut |contact, rows| {
        let seconds = rows.iter().map(|row| row.fix.time.as_secs() - at(0).as_secs());
        told.push((contact, seconds.collect()));
        ControlFlow::Continue(())
    });
    assert_eq!(ended.expect("read"), Ended::Whole);
    told
}

/// Three contacts: one in the box all the time, one beside it in the same cell, one that comes late.
fn fill(store: &mut Store) {
    let radar = contact("radar:coast-1:17:1489049000");
    store
        .commit(&updates(vec![
            moved(ship(2), fix(at(30), 1.2, 103.8)),
            moved(radar, fix(at(10), 1.3, 103.9)),
            moved(ship(1), fix(at(20), 1.7, 103.8)),
            moved(ship(2), fix(at(10), 1.2, 103.8)),
            moved(ship(2), fix(at(700), 1.2, 103.8)),
        ]))
        .expect("a commit");
}

#[test]
fn the_points_in_a_box_come_span_by_span_and_contact_by_contact() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store);
    let reader = store.reader();
    let radar = contact("radar:coast-1:17:1489049000");
    for round in 0..3 {
        let whole = told(&reader, Some(singapore()), at(900));
        assert_eq!(
            whole,
            [(ship(2), vec![10, 30]), (radar, vec![10]), (ship(2), vec![700])],
            "round {round}"
        );
        assert_eq!(told(&reader, Some(singapore()), at(700)).len(), 2, "the end is not in it");
        let everywhere = told(&reader, None, at(900));
        assert_eq!(everywhere.len(), 4);
        assert_eq!(everywhere[0], (ship(1), vec![20]));
        if round == 0 {
            store.commit(&updates(vec![moved(ship(9), fix(at(2_000), 0.0, 0.0))])).expect("ok");
            close(&mut store);
        } else {
            // Late, one of them for the second time: into memory beside the block.
            let late = |seconds| TrackUpdate {
                late: true,
                ..moved(ship(1), fix(at(seconds), 1.7, 103.8))
            };
            store.commit(&updates(vec![late(20)])).expect("a commit");
        }
    }
}

#[test]
fn a_reading_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store);
    store.commit(&updates(vec![moved(ship(9), fix(at(2_000), 0.0, 0.0))])).expect("a commit");
    for _ in 0..2 {
        let reader = store.reader();
        let calls = Cell::new(0);
        let mut break_at_once = |_: ContactId, _: &[_]| {
            calls.set(calls.get() + 1);
            ControlFlow::Break(())
        };
        let ended = reader.points_in(None, at(0), at(9_999), &|| false, &mut break_at_once);
        assert_eq!((ended.expect("read"), calls.get()), (Ended::Stopped, 1));
        let ended = reader.points_in(None, at(0), at(9_999), &|| true, &mut break_at_once);
        assert_eq!((ended.expect("read"), calls.get()), (Ended::Stopped, 1));
        close(&mut store);
    }
}

#[test]
fn the_picture_as_of_a_time_has_the_last_position_of_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store);
    let reader = store.reader();
    for _ in 0..2 {
        let seconds = |at_seconds, bounds, age_max| {
            let (rows, ended) =
                reader.positions_at(at(at_seconds), age_max, bounds, &|| false).expect("read");
            assert_eq!(ended, Ended::Whole);
            let since = |row: &crate::store::TrackRow| row.fix.time.as_secs() - at(0).as_secs();
            rows.iter().map(|(contact, row)| (*contact, since(row))).collect::<Vec<_>>()
        };
        let radar = contact("radar:coast-1:17:1489049000");
        assert_eq!(seconds(20, None, HOUR), [(ship(1), 20), (ship(2), 10), (radar, 10)]);
        assert_eq!(seconds(3_599, Some(singapore()), HOUR), [(ship(2), 700), (radar, 10)]);
        assert_eq!(seconds(700, None, Duration::from_mins(1)), [(ship(2), 700)]);
        store.commit(&updates(vec![moved(ship(9), fix(at(9_000), 0.0, 0.0))])).expect("a commit");
        close(&mut store);
    }
}

#[test]
fn the_newest_point_is_found_in_memory_in_periods_and_in_merged_hours() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    assert_eq!(store.reader().newest().expect("read"), None);
    fill(&mut store);
    let newest = |store: &Store| store.reader().newest().expect("read");
    assert_eq!(newest(&store), Some(at(700)));
    // Two hours after it and on another day, so that its hour is merged, where that is done.
    store.commit(&updates(vec![moved(ship(3), fix(at(7_300), 1.2, 103.8))])).expect("a commit");
    assert_eq!(newest(&store), Some(at(7_300)));
    close(&mut store);
    assert_eq!(newest(&store), Some(at(7_300)));
    drop(store);
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store);
    let later = update(ship(3), at(7_300), Change::Static(statics()));
    store.commit(&updates(vec![later])).expect("a commit");
    close(&mut store);
    assert_eq!(store.metrics().open_points.get(), 0, "all is in blocks");
    assert_eq!(newest(&store), Some(at(700)));
    // A late one beside the merged hour.
    store.commit(&updates(vec![moved(ship(9), fix(at(800), 1.2, 103.8))])).expect("a commit");
    close(&mut store);
    assert_eq!(newest(&store), Some(at(800)));
}
