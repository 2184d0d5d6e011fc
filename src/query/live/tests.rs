use std::collections::BTreeSet;
use std::time::Duration;

use super::{BoundingBox, Live, Snapshot};
use crate::domain::{ContactId, Position, Text, TransponderClass};
use crate::picture::{Change, TrackUpdate};
use crate::store::samples::{contact, fix, moved, ship, statics, time, update};

fn noon() -> crate::domain::EventTime {
    time("2017-03-09T12:00:00Z")
}

fn at(number: u32, latitude: f64, longitude: f64) -> TrackUpdate {
    moved(ship(number), fix(noon(), latitude, longitude))
}

fn live(updates: &[TrackUpdate]) -> Live {
    let mut live = Live::default();
    for update in updates {
        live.apply(update);
    }
    live
}

fn contacts(snapshot: &Snapshot, within: Option<BoundingBox>) -> Vec<ContactId> {
    snapshot.vessels(within, None, usize::MAX).iter().map(|vessel| vessel.contact).collect()
}

#[test]
fn a_vessel_shows_where_she_is_and_who_she_is() {
    let named =
        update(ship(219_000_001), noon().minus(Duration::from_mins(1)), Change::Static(statics()));
    let snapshot = live(&[at(219_000_001, 1.25, 103.75), named]).publish();
    let vessel = snapshot.vessel(ship(219_000_001)).expect("she is there");
    assert_eq!(vessel.position, Position::new(1.25, 103.75));
    assert_eq!(vessel.name.map(|name| name.to_string()), Some("EVER EXAMPLE".to_owned()));
    assert_eq!((vessel.length, vessel.beam), (Some(230), Some(32)));
    assert_eq!(vessel.time, noon());
    assert_eq!(snapshot.vessel(ship(219_000_002)), None);
}

#[test]
fn a_late_position_leaves_where_she_is() {
    let late = TrackUpdate { late: true, ..at(219_000_001, 9.0, 9.0) };
    let snapshot = live(&[at(219_000_001, 1.25, 103.75), late]).publish();
    let vessel = snapshot.vessel(ship(219_000_001)).expect("she is there");
    assert_eq!(vessel.position, Position::new(1.25, 103.75));
}

#[test]
fn the_last_eight_different_stations_are_remembered() {
    let mut live = live(&[at(219_000_001, 1.0, 2.0)]);
    let heard = |station: u32| TrackUpdate {
        station: Some(Text::from_ascii_lossy(station.to_string().as_bytes())),
        ..update(ship(219_000_001), noon(), Change::Heard)
    };
    [1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 9].map(heard).iter().for_each(|update| live.apply(update));
    live.apply(&TrackUpdate { contact: ship(219_000_009), ..heard(1) });
    let snapshot = live.publish();
    let vessel = snapshot.vessel(ship(219_000_001)).expect("she is there");
    let stations: Vec<String> = vessel.stations.iter().map(ToString::to_string).collect();
    assert_eq!(stations, ["3", "4", "5", "6", "7", "8", "1", "9"]);
    assert_eq!(snapshot.vessel(ship(219_000_009)), None, "hearing alone makes no vessel");
}

#[test]
fn a_snapshot_stays_and_shares_what_did_not_change() {
    let mut live = live(&[]);
    (0..3_000).for_each(|n| live.apply(&at(219_000_000 + n, 1.0, 2.0)));
    let before = live.publish();
    live.apply(&at(219_000_000, 5.0, 6.0));
    let after = live.publish();
    let position =
        |snapshot: &Snapshot| snapshot.vessel(ship(219_000_000)).and_then(|one| one.position);
    assert_eq!(position(&before), Position::new(1.0, 2.0));
    assert_eq!(position(&after), Position::new(5.0, 6.0));
    let chunks = |snapshot: &Snapshot| -> BTreeSet<usize> {
        snapshot
            .vessels
            .as_slice()
            .iter()
            .map(|chunk| std::sync::Arc::as_ptr(chunk).addr())
            .collect()
    };
    let (old, new) = (chunks(&before), chunks(&after));
    assert!(old.len() >= 3);
    assert_eq!(old.difference(&new).count(), 1, "one chunk was copied");
}

#[test]
fn vessels_come_and_go_in_the_order_of_contacts() {
    // A fixed walk through 5,000 numbers (9,973 is prime, so each comes once), then every third leaves.
    let mut live = live(&[]);
    let numbers: Vec<u32> = (0..5_000_u32).map(|n| 219_000_000 + n * 9_973 % 50_021).collect();
    for &number in &numbers {
        live.apply(&at(number, 1.0, 2.0));
    }
    let gone = numbers.iter().step_by(3);
    gone.for_each(|&number| live.apply(&update(ship(number), noon(), Change::Gone)));
    live.apply(&update(ship(1), noon(), Change::Gone));
    let left: BTreeSet<ContactId> = numbers
        .iter()
        .enumerate()
        .filter(|(place, _)| place % 3 != 0)
        .map(|(_, &number)| ship(number))
        .collect();
    let snapshot = live.publish();
    assert_eq!(contacts(&snapshot, None), left.iter().copied().collect::<Vec<_>>());
    assert!(left.iter().all(|&contact| snapshot.vessel(contact).is_some()));
    assert!(snapshot.vessels.as_slice().iter().all(|chunk| (1..=1_024).contains(&chunk.len())));
    for &number in &numbers {
        live.apply(&update(ship(number), noon(), Change::Gone));
    }
    assert_eq!(live.publish().vessels.as_slice().len(), 0);
}

#[test]
fn pages_give_every_staying_vessel_once_while_others_come_and_go() {
    let mut live = live(&[]);
    let staying: Vec<u32> = (0..100).map(|n| 219_000_000 + n * 10).collect();
    for &number in &staying {
        live.apply(&at(number, 1.0, 2.0));
    }
    let (mut after, mut seen) = (None, Vec::new());
    for round in 0.. {
        let snapshot = live.publish();
        let page = snapshot.vessels(None, after, 7);
        let Some(last) = page.last() else { break };
        after = Some(last.contact);
        seen.extend(page.iter().map(|vessel| vessel.contact));
        // One comes behind the cursor, and the one at the cursor may leave.
        live.apply(&at(219_000_001 + round, 1.0, 2.0));
        if !staying.iter().any(|&number| Some(ship(number)) == after) {
            live.apply(&update(last.contact, noon(), Change::Gone));
        }
    }
    let stayed: Vec<ContactId> =
        seen.iter().copied().filter(|one| staying.iter().any(|&n| ship(n) == *one)).collect();
    assert_eq!(stayed, staying.iter().map(|&number| ship(number)).collect::<Vec<_>>());
}

#[test]
fn a_box_finds_vessels_on_both_sides_of_the_antimeridian() {
    let radar = contact("radar:coast-1:17:1489049000");
    let nowhere = update(radar, noon(), Change::Static(statics()));
    let updates = [
        at(219_000_001, -16.0, 179.5),
        at(219_000_002, -16.0, -179.5),
        at(219_000_003, 1.0, 1.0),
        nowhere,
    ];
    let snapshot = live(&updates).publish();
    let fiji = BoundingBox { west: 177.0, south: -20.0, east: -178.0, north: -15.0 };
    assert_eq!(contacts(&snapshot, Some(fiji)), [ship(219_000_001), ship(219_000_002)]);
    assert_eq!(contacts(&snapshot, None).len(), 4);
}

#[test]
fn the_nearest_come_first_across_the_antimeridian_and_near_a_pole() {
    let updates = [
        at(219_000_001, 0.0, 179.9),
        at(219_000_002, 0.0, -179.7),
        at(219_000_003, 0.0, 178.0),
        at(219_000_004, 89.9, 0.0),
        at(219_000_005, 89.9, 180.0),
    ];
    let snapshot = live(&updates).publish();
    let find = |latitude, longitude, count| {
        let place = Position::new(latitude, longitude).expect("a place");
        snapshot.nearest(place, count)
    };
    let found = find(0.0, -179.9, 2);
    // 0.2 degrees of the equator each: 22.24 km on the mean sphere (111.195 km a degree).
    let expected = [219_000_001, 219_000_002].map(ship);
    let mut both: Vec<ContactId> = found.iter().map(|(vessel, _)| vessel.contact).collect();
    both.sort_unstable();
    assert_eq!(both, expected);
    assert!(found.iter().all(|(_, metres)| (metres - 22_239.0).abs() < 1.0), "{found:?}");
    let polar: Vec<ContactId> = find(89.95, 90.0, 2).iter().map(|(one, _)| one.contact).collect();
    assert_eq!(polar.len(), 2);
    assert!(polar.iter().all(|one| [ship(219_000_004), ship(219_000_005)].contains(one)));
    assert_eq!(find(0.0, 0.0, 99).len(), 5);
}

#[test]
fn classes_are_counted_and_exercises_apart() {
    let drill = contact("exercise:drill:999000001");
    let beacon = TrackUpdate { class: TransponderClass::Beacon, ..at(970_000_001, 1.0, 2.0) };
    let updates = [
        at(219_000_001, 1.0, 2.0),
        at(219_000_002, 1.0, 2.0),
        beacon,
        moved(drill, fix(noon(), 1.0, 2.0)),
    ];
    let mut counts = live(&updates).publish().counts();
    counts.sort_by_key(|&(class, exercise, _)| (format!("{class:?}"), exercise));
    assert_eq!(
        counts,
        [
            (TransponderClass::A, false, 2),
            (TransponderClass::A, true, 1),
            (TransponderClass::Beacon, false, 1),
        ],
    );
}
