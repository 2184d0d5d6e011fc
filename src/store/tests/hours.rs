use std::fs;
use std::time::Duration;

use super::{ENDING, close, open, updates};
use crate::domain::{ContactId, EventTime, Position};
use crate::picture::TrackUpdate;
use crate::store::samples::{fix, moved, ship, time};
use crate::store::tracks::{Keyframe, Period, drop_keyframes, rebuild_keyframes};
use crate::store::{Bounds, Reader, Store, check};

const HOUR: u64 = 3_600;

fn at(seconds: u64) -> EventTime {
    time("2017-03-09T20:00:00Z").plus(Duration::from_secs(seconds))
}

fn everywhere() -> Bounds {
    let place = |latitude, longitude| Position::new(latitude, longitude).expect("a place");
    Bounds { south_west: place(0.0, 0.0), north_east: place(20.0, 20.0) }
}

/// A point a minute of three ships over hours, each ship in a cell of its own, closed as they come.
fn sail(store: &mut Store, minutes: std::ops::Range<u64>) {
    for minute in minutes {
        let points = (1..=3_u32).map(|number| {
            let step = f64::from(u32::try_from(minute).expect("small")) / 1_000.0;
            moved(ship(number), fix(at(minute * 60), f64::from(number) + step, 5.0))
        });
        store.commit(&updates(points.collect())).expect("a commit");
        if minute % 10 == 0 {
            close(store);
        }
    }
}

type Told = Vec<(ContactId, i64)>;

/// All that can be asked: every track, everything in a box, the picture at some times.
fn answers(reader: &Reader) -> (Vec<Told>, Told, Vec<Told>) {
    let seconds = |time: EventTime| time.as_secs() - at(0).as_secs();
    let tracks = (1..=3).map(|number| {
        let track = reader.track(ship(number), at(0), at(40 * HOUR), 99_999).expect("a track");
        track.iter().map(|row| (ship(number), seconds(row.fix.time))).collect()
    });
    let mut inside = Vec::new();
    reader
        .points_in(Some(everywhere()), at(0), at(40 * HOUR), &|| false, &mut |contact, rows| {
            inside.extend(rows.iter().map(|row| (contact, seconds(row.fix.time))));
            std::ops::ControlFlow::Continue(())
        })
        .expect("points");
    inside.sort_unstable();
    let pictures = [59, HOUR, 90 * 60, 3 * HOUR + 1, 30 * HOUR].map(|second| {
        let (rows, _ended) = reader
            .positions_at(at(second), Duration::from_hours(20), None, &|| false)
            .expect("positions");
        rows.into_iter().map(|(contact, row)| (contact, seconds(row.fix.time))).collect()
    });
    (tracks.collect(), inside, pictures.to_vec())
}

fn merged(store: &Store) -> u64 {
    store.metrics().hours_merged.get()
}

#[test]
fn merging_hours_and_packing_days_changes_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    sail(&mut store, 0..330);
    // The same as the points were sent: one a minute of each.
    let told = |answers: &(Vec<Told>, Told, Vec<Told>)| {
        let (tracks, inside, pictures) = answers;
        assert!(tracks.iter().all(|track| track.len() == 330), "{:?}", tracks[0].len());
        assert_eq!(inside.len(), 3 * 330);
        let last = |second| (1..=3).map(|number| (ship(number), second)).collect::<Told>();
        let expected = [0, 3_600, 5_400, 10_800].map(last);
        assert_eq!(pictures[..4], expected);
    };
    told(&answers(&store.reader()));
    let hours = merged(&store);
    assert!(hours >= 4 || ENDING == "sled", "{hours} hours merged");

    // What comes late shows beside what was merged, in tracks, boxes and the picture of then.
    let late = |number, minute: u64, latitude| TrackUpdate {
        late: true,
        ..moved(ship(number), fix(at(minute * 60 + 30), latitude, 7.5))
    };
    store.commit(&updates(vec![late(1, 59, 1.9), late(3, 59, 9.5)])).expect("a commit");
    let with_late = |reader: &Reader| {
        let (tracks, inside, pictures) = answers(reader);
        assert_eq!(tracks.iter().map(Vec::len).collect::<Vec<_>>(), [331, 330, 331]);
        assert_eq!(inside.len(), 3 * 330 + 2);
        assert!(tracks[0].is_sorted());
        (tracks, inside, pictures)
    };
    let before = with_late(&store.reader());
    // Into blocks, with the clock four hours on; then a day later its hours are merged and packed.
    sail(&mut store, 600..601);
    close(&mut store);
    sail(&mut store, 1_800..1_801);
    for _ in 0..3 {
        sail(&mut store, 1_810..1_811);
    }
    let strip = |(tracks, mut inside, pictures): (Vec<Told>, Told, Vec<Told>)| {
        let of_then = |track: &Told| track.iter().copied().filter(|(_, s)| *s < 330 * 60).collect();
        inside.retain(|(_, second)| *second < 330 * 60);
        (tracks.iter().map(of_then).collect::<Vec<Told>>(), inside, pictures[..4].to_vec())
    };
    let after = answers(&store.reader());
    assert_eq!(strip(after), strip(before));
    let packed = store.metrics().days_packed.get();
    assert!(packed >= 1 || ENDING == "sled", "{packed} days packed");
    let left: Vec<_> = fs::read_dir(folder.path().join("tracks"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().contains("packing"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    drop(store);
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
    let store = open(folder.path());
    assert_eq!(answers(&store.reader()).0[1].len(), 330 + 3);
    assert!(!store.restored().expect("restored").updates.is_empty());
}

#[test]
fn keyframes_made_from_memory_are_those_that_the_blocks_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    sail(&mut store, 0..21);
    // One who is silent afterwards, and three of another at one time.
    store.commit(&updates(vec![moved(ship(4), fix(at(1_290), 4.5, 5.0))])).expect("a commit");
    let there = |latitude| moved(ship(5), fix(at(1_295), latitude, 5.0));
    store.commit(&updates([9.5, 9.1, 9.3].map(there).to_vec())).expect("a commit");
    sail(&mut store, 22..71);
    let days = &store.shared.days;
    let periods = || {
        let first = Period::clamped(at(0));
        (0..6).map(move |number| first.plus(number))
    };
    let keyframe = |period: Period| {
        let looked = days.look(period.day(), |view| Keyframe::read(view, period));
        looked.expect("looked").flatten().expect("a keyframe")
    };
    let made: Vec<Keyframe> = periods().map(keyframe).collect();
    assert_eq!(made[5].last.len(), 5);
    let (first, last) = (Period::clamped(at(0)), Period::clamped(at(3_600)));
    drop_keyframes(days, first, last).expect("dropped");
    rebuild_keyframes(days, first, last).expect("rebuilt");
    assert_eq!(periods().map(keyframe).collect::<Vec<_>>(), made);
}

#[test]
fn a_keyframe_learns_of_what_came_late_into_an_earlier_period() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    // Ship 7 is heard of by one late point alone, hours before the keyframes that show her.
    sail(&mut store, 0..240);
    let late = TrackUpdate { late: true, ..moved(ship(7), fix(at(100), 3.3, 4.4)) };
    store.commit(&updates(vec![late])).expect("a commit");
    sail(&mut store, 1_800..1_811);
    for _ in 0..3 {
        sail(&mut store, 1_820..1_821);
    }
    let at_three =
        store.reader().positions_at(at(3 * HOUR), Duration::from_hours(24), None, &|| false);
    let (rows, _ended) = at_three.expect("positions");
    let seven = rows.get(&ship(7)).expect("ship 7");
    assert_eq!(seven.fix.time, at(100));
}

#[test]
fn who_says_much_keeps_her_periods_and_every_answer_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    // Two ships in one cell, one of them every two seconds on a course that no column repeats.
    let there = |number, second: u64| {
        let part = f64::from(u32::try_from(second * second % 7_919).expect("small")) / 90_000.0;
        moved(ship(number), fix(at(second), 1.0 + part, 5.0 + part * part))
    };
    for minute in 0..200_u64 {
        let busy = (0..30).map(|two| there(8, minute * 60 + two * 2));
        let points = busy.chain([there(9, minute * 60)]).collect();
        store.commit(&updates(points)).expect("a commit");
        if minute % 10 == 0 {
            close(&mut store);
        }
    }
    let before = (busy_answers(&store.reader()), merged(&store));
    // Late ones of both, into an hour that is merged; then its day is past.
    let late = [(8, 3_601), (9, 3_601)]
        .map(|(number, second)| TrackUpdate { late: true, ..there(number, second) });
    store.commit(&updates(late.to_vec())).expect("a commit");
    sail(&mut store, 1_800..1_821);
    sail(&mut store, 1_830..1_831);
    assert!(merged(&store) > before.1 || ENDING == "sled");
    let (mut tracks, inside, pictures) = before.0;
    for (track, contact) in tracks.iter_mut().zip([8, 9]) {
        track.push((ship(contact), 3_601));
        track.sort_unstable();
    }
    let mut inside = [inside, vec![(ship(8), 3_601), (ship(9), 3_601)]].concat();
    inside.sort_unstable();
    let after = busy_answers(&store.reader());
    assert_eq!(after.0[0].len(), 200 * 30 + 1);
    // The picture of 7,300 seconds knows of nothing that came before.
    assert_eq!(after, (tracks, inside, pictures));
    drop(store);
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
}

/// The tracks of ships 8 and 9, all that is in their cell, and the picture at two hours and a bit.
fn busy_answers(reader: &Reader) -> (Vec<Told>, Told, Told) {
    let seconds = |time: EventTime| time.as_secs() - at(0).as_secs();
    let tracks = [8, 9].map(|number| {
        let track = reader.track(ship(number), at(0), at(4 * HOUR), 99_999).expect("a track");
        track.iter().map(|row| (ship(number), seconds(row.fix.time))).collect()
    });
    let mut inside = Vec::new();
    for bounds in [Some(everywhere()), None] {
        let mut told = Vec::new();
        reader
            .points_in(bounds, at(0), at(4 * HOUR), &|| false, &mut |contact, rows| {
                told.extend(rows.iter().map(|row| (contact, seconds(row.fix.time))));
                std::ops::ControlFlow::Continue(())
            })
            .expect("points");
        told.sort_unstable();
        assert!(inside.is_empty() || inside == told, "with a box and without");
        inside = told;
    }
    let (rows, _ended) = reader
        .positions_at(at(7_301), Duration::from_hours(1), None, &|| false)
        .expect("positions");
    let picture = rows.into_iter().map(|(contact, row)| (contact, seconds(row.fix.time)));
    (tracks.to_vec(), inside, picture.collect())
}

#[test]
fn a_reader_goes_on_reading_while_its_day_is_packed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    sail(&mut store, 0..200);
    let reader = store.reader();
    let mut count = 0;
    reader
        .points_in(None, at(0), at(40 * HOUR), &|| false, &mut |_contact, rows| {
            if count == 0 {
                sail(&mut store, 1_800..1_821);
                sail(&mut store, 1_830..1_831);
            }
            count += rows.len();
            std::ops::ControlFlow::Continue(())
        })
        .expect("points");
    assert!(count >= 600, "{count}");
}
