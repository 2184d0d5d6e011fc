//! One skiff, seen by a radar ashore and by one aboard a ship under way, resolves to where she is.

use geo::{Bearing, Destination, Distance, Geodesic, Point};
use picket::decode::{Decoded, Decoder, FeedSettings};
use picket::domain::{EventTime, FeedName, Report};
use picket::engine::{Effect, Engine, Event};
use picket::picture::{Change, Fix};

use crate::stage::{at, settings};

/// Metres per second in a knot (BIPM).
const KNOT: f64 = 1852.0 / 3600.0;

/// A craft on a geodesic, by the `geo` crate, whose geodesics Picket does not use.
struct Craft {
    start: Point,
    course: f64,
    knots: f64,
}

impl Craft {
    fn after(&self, secs: f64) -> Point {
        Geodesic.destination(self.start, self.course, self.knots * KNOT * secs)
    }
}

const SHIP: Craft =
    Craft { start: Point(geo::Coord { x: 50.30, y: 13.80 }), course: 60.0, knots: 14.0 };
const SKIFF: Craft =
    Craft { start: Point(geo::Coord { x: 50.38, y: 13.85 }), course: 205.0, knots: 24.0 };
/// The ship is set 5 degrees to port of her heading.
const HEADING: f64 = 65.0;

fn sentence(time: EventTime, body: &str) -> String {
    let checksum = |text: &str| text.bytes().fold(0, |sum, byte| sum ^ byte);
    let tag = format!("c:{}", time.as_secs());
    format!("\\{tag}*{:02X}\\${body}*{:02X}\r\n", checksum(&tag), checksum(body))
}

/// `ddmm.mmmm` of a coordinate that is not negative.
fn packed(degrees: f64, width: usize) -> String {
    let whole = degrees.trunc();
    format!("{whole:0width$}{:07.4}", (degrees - whole) * 60.0)
}

fn place(point: Point) -> String {
    format!("{},N,{},E", packed(point.y(), 2), packed(point.x(), 3))
}

fn own_ship(secs: i64, time: EventTime) -> String {
    let there = place(SHIP.after(seconds(secs)));
    let clock = time.to_string()[11..19].replace(':', "");
    let rmc = format!("GPRMC,{clock}.00,A,{there},{:.1},{:.1},090317,,", SHIP.knots, SHIP.course);
    sentence(time, &rmc) + &sentence(time, &format!("HEHDT,{HEADING:.1},T"))
}

/// Distance to 0.001 nm and angle to 0.1 degree, as tracking radars write them.
fn ttm(secs: i64, time: EventTime, from_bow: bool) -> String {
    let (ship, skiff) = (SHIP.after(seconds(secs)), SKIFF.after(seconds(secs)));
    let range = Geodesic.distance(ship, skiff) / 1852.0;
    let bearing = Geodesic.bearing(ship, skiff);
    let (angle, letter) = if from_bow { (bearing - HEADING, 'R') } else { (bearing, 'T') };
    let angle = angle.rem_euclid(360.0);
    let body = format!("RATTM,12,{range:.3},{angle:.1},{letter},24.0,205.0,T,,,N,,T,,,A");
    sentence(time, &body)
}

fn tll(secs: i64, time: EventTime) -> String {
    sentence(time, &format!("RATLL,3,{},,,T,", place(SKIFF.after(seconds(secs)))))
}

fn seconds(secs: i64) -> f64 {
    EventTime::from_secs(secs).secs_since(EventTime::from_secs(0))
}

/// The fixes that a feed of its own leads to.
fn fixes(feed: &str, lines: &[String]) -> Vec<Fix> {
    let settings_of_feed = FeedSettings::named(FeedName::from_stem(feed));
    let mut decoder = Decoder::new(settings_of_feed.clone());
    let (settings, areas) = settings();
    let (mut engine, mut effects) = (Engine::new(settings, areas), Vec::new());
    for line in lines {
        decoder.push(line.as_bytes(), None, &mut |decoded| {
            let Decoded::Accepted { message, raw, station, time, payload_hash, .. } = decoded
            else {
                panic!("{decoded:?}")
            };
            let feed = &settings_of_feed;
            let report = Report::from_message(feed, message, raw, station, time, payload_hash);
            let report = report.expect("every sentence says something");
            engine.handle(Event::Report(report), &mut effects);
        });
    }
    let fixes = effects.into_iter().filter_map(|effect| match effect {
        Effect::Track(update) => match update.change {
            Change::Fix(fix) => Some(fix),
            _ => None,
        },
        Effect::Anomaly(anomaly) => panic!("{anomaly:?}"),
        _ => None,
    });
    fixes.collect()
}

/// The largest distance between fixes and the truth, metres.
fn worst(fixes: &[Fix]) -> f64 {
    let off = |fix: &Fix| {
        let truth = SKIFF.after(fix.time.secs_since(at("08:40:00")));
        Geodesic.distance(truth, Point::new(fix.position.longitude(), fix.position.latitude()))
    };
    fixes.iter().map(off).fold(0.0, f64::max)
}

fn lines(mut say: impl FnMut(i64, EventTime) -> Vec<String>) -> Vec<String> {
    let start = at("08:40:00").as_secs();
    (0..300).flat_map(|secs| say(secs, EventTime::from_secs(start + secs))).collect()
}

#[test]
fn a_skiff_is_where_she_is_whichever_radar_sees_her() {
    // A radar ashore gives positions to 0.0001 minute, 0.2 m.
    let ashore = fixes(
        "ashore",
        &lines(|secs, time| match secs % 3 {
            0 => vec![tll(secs, time)],
            _ => vec![],
        }),
    );
    assert_eq!(ashore.len(), 100);
    assert!(worst(&ashore) < 0.3, "{}", worst(&ashore));
    // Half of 0.1 degree at 5.7 nm is 9.2 m, half of 0.001 nm 0.9 m, and the plane of 20 nm is good
    // to 0.1 %, 10.6 m: at most 21 m.
    for from_bow in [false, true] {
        let aboard = fixes(
            "aboard",
            &lines(|secs, time| match secs % 3 {
                0 => vec![own_ship(secs, time), ttm(secs, time, from_bow)],
                _ => vec![own_ship(secs, time)],
            }),
        );
        assert_eq!(aboard.len(), 100);
        assert!(worst(&aboard) < 21.0, "{}", worst(&aboard));
    }
}

#[test]
fn between_fixes_of_her_own_the_ship_goes_on() {
    // Instruments every 10 s: without dead reckoning the ship, and with her the skiff, would be up
    // to 9 s at 14 kn behind, 65 m.
    let aboard = fixes(
        "aboard",
        &lines(|secs, time| {
            let instruments = (secs % 10 == 0).then(|| own_ship(secs, time));
            instruments.into_iter().chain((secs % 3 == 0).then(|| ttm(secs, time, false))).collect()
        }),
    );
    assert_eq!(aboard.len(), 100);
    assert!(worst(&aboard) < 21.0, "{}", worst(&aboard));
}
