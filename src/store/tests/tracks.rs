use std::time::Duration;

use proptest::prelude::*;

use super::{ENDING, close, copy_all, crashed_copy, open, updates};
use crate::domain::{ContactId, EventTime, Position};
use crate::picture::{Fix, TrackUpdate};
use crate::store::samples::{contact, fix, moved, ship, time};
use crate::store::{Reader, Store, TrackRow};

fn at(seconds: i64) -> EventTime {
    time("2017-03-09T23:00:00Z").plus(Duration::from_secs(seconds.unsigned_abs()))
}

fn fixes(reader: &Reader, contact: ContactId) -> Vec<Fix> {
    let rows = reader.track(contact, EventTime::MIN, EventTime::MAX, usize::MAX);
    rows.expect("a track").into_iter().map(|row| row.fix).collect()
}

fn move_clock(store: &mut Store, to: EventTime) {
    let update = moved(ship(999_999_999), fix(to, 0.0, 0.0));
    store.commit(&updates(vec![update])).expect("a commit");
}

#[test]
fn a_track_reads_the_same_before_and_after_its_periods_and_its_day_are_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let reader = store.reader();
    let (one, two) = (ship(219_000_001), contact("radar:coast-1:17:1489049000"));
    let mut expected = (Vec::new(), Vec::new());
    // From 23:00 over midnight to 01:00, every 50 s, each its own commit.
    for step in 0..144_i32 {
        let first = fix(at(i64::from(step) * 50), 1.0 + f64::from(step) / 600_000.0, 103.5);
        let second = Fix { position: Position::new(-1.5, -179.5).expect("a place"), ..first };
        store.commit(&updates(vec![moved(one, first), moved(two, second)])).expect("a commit");
        expected.0.push(first);
        expected.1.push(second);
        if step % 7 == 0 {
            store.maintain().expect("maintenance");
        }
    }
    for _ in 0..2 {
        assert_eq!(fixes(&reader, one), expected.0);
        assert_eq!(fixes(&reader, two), expected.1);
        if store.metrics().open_points.get() > 1 {
            move_clock(&mut store, at(3 * 3600));
        }
        close(&mut store);
    }
    assert_eq!(store.metrics().open_points.get(), 1, "only the last one is in memory");
    let day = |date| folder.path().join("tracks").join(format!("{date}.{ENDING}"));
    assert!(["2017-03-09", "2017-03-10"].into_iter().all(|date| day(date).exists()));
}

#[test]
fn a_span_is_half_open_and_a_limit_takes_the_earliest() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    let all: Vec<Fix> = (0..40).map(|step| fix(at(step * 60), 1.0, 2.0)).collect();
    let moves = all.iter().map(|fix| moved(ship, *fix)).collect();
    store.commit(&updates(moves)).expect("a commit");
    close(&mut store);
    let reader = store.reader();
    let track = |from, to, limit| {
        let rows: Vec<TrackRow> = reader.track(ship, from, to, limit).expect("a track");
        rows.into_iter().map(|row| row.fix).collect::<Vec<_>>()
    };
    assert_eq!(track(at(600), at(1_200), 100), all[10..20]);
    assert_eq!(track(at(600), at(1_200), 3), all[10..13]);
    assert_eq!(track(at(1_200), at(600), 100), []);
    assert_eq!(track(EventTime::MIN, EventTime::MAX, 0), []);
}

#[test]
fn late_points_join_their_period_and_points_sent_twice_are_there_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    let (first, last) = (fix(at(0), 1.0, 2.0), fix(at(590), 1.1, 2.1));
    store.commit(&updates(vec![moved(ship, first), moved(ship, last)])).expect("a commit");
    move_clock(&mut store, at(700));
    close(&mut store);
    let late = fix(at(300), 1.05, 2.05);
    let late_update = TrackUpdate { late: true, ..moved(ship, late) };
    store.commit(&updates(vec![late_update, moved(ship, first)])).expect("a commit");
    for round in 0..3 {
        let rows = store.reader().track(ship, at(0), at(9_999), 9).expect("a track");
        let expected =
            [(first, false), (late, true), (last, false)].map(|(fix, late)| TrackRow { fix, late });
        assert_eq!(rows, expected, "round {round}");
        move_clock(&mut store, at(700 + (round + 1) * 700));
        close(&mut store);
    }
}

#[test]
fn a_crash_loses_no_committed_point_and_doubles_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    let mut expected = Vec::new();
    for step in 0..100 {
        let next = fix(at(step * 30), 1.0, 2.0);
        expected.push(next);
        store.commit(&updates(vec![moved(ship, next)])).expect("a commit");
        if step % 25 == 0 {
            let copy = crashed_copy(folder.path());
            let mut again = open(copy.path());
            assert_eq!(fixes(&again.reader(), ship), expected);
            // What was in memory is closed by whoever starts next.
            move_clock(&mut again, at(7_200));
            close(&mut again);
            assert_eq!(fixes(&again.reader(), ship), expected);
            close(&mut store);
        }
    }
}

#[test]
fn a_closing_that_ended_between_its_two_files_is_done_again_without_doubles() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    store.commit(&updates(vec![moved(ship, fix(at(0), 1.0, 2.0))])).expect("a commit");
    move_clock(&mut store, at(700));
    // The log as before the closing, with the blocks as after it.
    let copy = crashed_copy(folder.path());
    close(&mut store);
    copy_all(&folder.path().join("tracks"), &copy.path().join("tracks"));
    let mut again = open(copy.path());
    assert_eq!(fixes(&again.reader(), ship), [fix(at(0), 1.0, 2.0)]);
    close(&mut again);
    assert_eq!(fixes(&again.reader(), ship), [fix(at(0), 1.0, 2.0)]);
}

#[test]
fn times_that_no_calendar_holds_are_refused_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let ship = ship(219_000_001);
    let wild = [EventTime::MIN, EventTime::from_millis(-1), EventTime::MAX];
    let late = |time| TrackUpdate { late: true, ..moved(ship, fix(time, 0.0, 0.0)) };
    store.commit(&updates(wild.map(late).to_vec())).expect("a commit");
    close(&mut store);
    assert_eq!(store.metrics().points_refused.get(), 3);
    assert_eq!(fixes(&store.reader(), ship), []);
}

#[test]
fn contacts_are_found_by_where_they_were_also_across_the_antimeridian() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    let places =
        [(219_000_001, 1.2, 103.8), (219_000_002, -16.5, 179.9), (219_000_003, -16.5, -179.9)];
    let moves = places
        .map(|(mmsi, latitude, longitude)| moved(ship(mmsi), fix(at(0), latitude, longitude)));
    store.commit(&updates(moves.to_vec())).expect("a commit");
    let place = |latitude, longitude| Position::new(latitude, longitude).expect("a place");
    for _ in 0..2 {
        let find = |south_west, north_east| {
            let found = store.reader().contacts_in(south_west, north_east, at(0), at(60));
            found.expect("contacts").into_iter().collect::<Vec<_>>()
        };
        assert_eq!(find(place(1.0, 103.0), place(1.5, 104.5)), [ship(219_000_001)]);
        assert_eq!(
            find(place(-17.0, 179.0), place(-16.0, -179.0)),
            [ship(219_000_002), ship(219_000_003)],
        );
        assert_eq!(find(place(2.0, 103.0), place(3.0, 104.0)), []);
        move_clock(&mut store, at(700));
        close(&mut store);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Points(Vec<(u8, u16, i16)>),
    Close,
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Contact, seconds after the start (five hours over midnight), and a place.
    let points = prop::collection::vec((0..3_u8, 0..18_000_u16, -30_000..30_000_i16), 0..20);
    let step = prop_oneof![
        6 => points.prop_map(Step::Points),
        2 => Just(Step::Close),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn points_read_back_whatever_batches_closings_and_restarts_come_between(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        let mut model: [Vec<(i64, i16)>; 3] = Default::default();
        for step in steps {
            match step {
                Step::Points(points) => {
                    let of = |&(n, seconds, place): &(u8, u16, i16)| {
                        let place = f64::from(place);
                        let fix = fix(at(i64::from(seconds)), place / 1_000.0, place / 200.0);
                        moved(ship(219_000_000 + u32::from(n)), fix)
                    };
                    store.commit(&updates(points.iter().map(of).collect())).expect("a commit");
                    for (n, seconds, place) in points {
                        model[usize::from(n)].push((i64::from(seconds), place));
                    }
                }
                Step::Close => close(&mut store),
                Step::Restart => {
                    drop(store);
                    store = open(folder.path());
                }
            }
        }
        for (n, expected) in (0..).zip(&mut model) {
            expected.sort_unstable();
            expected.dedup();
            let read: Vec<(i64, i16)> = fixes(&store.reader(), ship(219_000_000 + n))
                .iter()
                .map(|fix| {
                    let seconds = fix.time.as_secs() - at(0).as_secs();
                    let place = (fix.position.longitude() * 200.0).round();
                    (seconds, format!("{place}").parse().expect("a small number"))
                })
                .collect();
            prop_assert_eq!(&read, expected);
        }
    }
}
