//! One scene file yields many scenes: each seed is another place, hour, side, loss and interval.

use std::time::Duration;

use picket::domain::{EventTime, Position};
use picket::script::{Placement, Script};

/// Where and when a scene is played.
struct Place {
    name: &'static str,
    /// Longitude, latitude.
    at: [f64; 2],
    turned_deg: f64,
    mirrored: bool,
    /// Mean solar time of its beginning there, hours.
    local_hour: f64,
}

const PLACES: [Place; 5] = [
    place("gulf, day", [50.3333, 13.8667], 0.0, false, 12.0),
    place("south, night", [18.2, -34.6], 140.0, true, 23.0),
    place("across 180, day", [179.985, -17.6], 30.0, false, 9.0),
    place("66 north, night", [11.4, 66.4], 250.0, true, 22.5),
    place("equator, night", [104.3, 0.02], 75.0, false, 1.0),
];

/// What becomes of the messages.
struct Reception {
    name: &'static str,
    loss: f64,
    class_b_secs: Option<u64>,
    radar_secs: Option<u64>,
}

const RECEPTIONS: [Reception; 4] = [
    Reception { name: "whole", loss: 0.0, class_b_secs: None, radar_secs: None },
    Reception { name: "5 % lost", loss: 0.05, class_b_secs: None, radar_secs: Some(3) },
    Reception { name: "30 % lost", loss: 0.3, class_b_secs: None, radar_secs: Some(3) },
    Reception {
        name: "5 % lost, Class B every 30 s",
        loss: 0.05,
        class_b_secs: Some(30),
        radar_secs: Some(3),
    },
];

/// The day of the scenes: 9 March 2017, 00:00 UTC.
const DAY_SECS: i64 = 1_489_017_600;

/// The scene of a seed.
pub(crate) fn varied(script: &Script, seed: u64) -> Script {
    let (place, reception) = of(seed);
    let [longitude, latitude] = place.at;
    let to = Position::new(latitude, longitude).expect("a place of the earth");
    let secs = (place.local_hour - longitude / 15.0) * 3600.0;
    let placement = Placement { to, turned_deg: place.turned_deg, mirrored: place.mirrored };
    #[expect(clippy::cast_possible_truncation, reason = "a day of seconds")]
    let start = EventTime::from_secs(DAY_SECS + secs.round() as i64);
    let mut script = script.clone().placed(&placement).starting_at(start).with_seed(seed);
    if reception.loss > 0.0 {
        script = script.with_loss(reception.loss);
    }
    if let Some(secs) = reception.class_b_secs {
        script = script.with_class_b_interval(Duration::from_secs(secs));
    }
    if let Some(secs) = reception.radar_secs {
        script = script.with_radar_interval(Duration::from_secs(secs));
    }
    script
}

/// What a seed means, for people.
pub(crate) fn described(seed: u64) -> String {
    let (place, reception) = of(seed);
    format!("seed {seed} ({}, {})", place.name, reception.name)
}

fn of(seed: u64) -> (&'static Place, &'static Reception) {
    let seed = usize::try_from(seed).expect("a small seed");
    (&PLACES[seed % PLACES.len()], &RECEPTIONS[seed / PLACES.len() % RECEPTIONS.len()])
}

const fn place(
    name: &'static str,
    at: [f64; 2],
    turned_deg: f64,
    mirrored: bool,
    local_hour: f64,
) -> Place {
    Place { name, at, turned_deg, mirrored, local_hour }
}
