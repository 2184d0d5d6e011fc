//! A busy sea, the same on every machine: 65 in 100 vessels around 200 ports, 60 at anchor, which
//! report every three minutes, the others every ten seconds; in the steps that AIS sends, with the
//! noise of real receivers.

use std::time::Duration;

use picket::domain::{
    ContactId, Degrees, EventTime, FeedName, Knots, Mmsi, NavigationalStatus, Position,
    TransponderClass,
};
use picket::picture::{Change, Fix, TrackUpdate};

pub(crate) const VESSELS: usize = 50_000;
const HUBS: u64 = 200;
/// Seconds between reports.
const UNDER_WAY: u64 = 10;
const AT_ANCHOR: u64 = 180;
/// 2026-03-02T00:00:00Z.
const START_SECS: i64 = 1_772_409_600;
/// ITU-R M.1371: 1/10,000 minute.
const STEPS: f64 = 600_000.0;
const STATIONS: [&str; 4] = ["north", "south", "east", "west"];

/// Vessels that move second by second.
pub(crate) struct World {
    vessels: Vec<Vessel>,
    feeds: Vec<FeedName>,
    chance: Chance,
    second: u64,
    waiting: Vec<TrackUpdate>,
}

struct Vessel {
    number: u32,
    latitude: f64,
    longitude: f64,
    sog: f64,
    cog: f64,
    anchored: bool,
    feed: usize,
    phase: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        let hub = |number: u64| {
            let mut place = Chance(number + 1);
            (place.between(-45.0, 60.0), place.between(-175.0, 175.0))
        };
        let vessels = (0..VESSELS).map(|number| {
            let (latitude, longitude) = if chance.below(100) < 65 {
                let (latitude, longitude) = hub(chance.below(HUBS));
                (latitude + chance.between(-0.4, 0.4), longitude + chance.between(-0.4, 0.4))
            } else {
                (chance.between(-55.0, 65.0), chance.between(-179.0, 179.0))
            };
            let anchored = chance.below(100) < 60;
            Vessel {
                number: 200_000_000 + u32::try_from(number).expect("few") * 7,
                latitude,
                longitude,
                sog: if anchored { 0.0 } else { chance.between(3.0, 22.0) },
                cog: chance.between(0.0, 359.9),
                anchored,
                feed: usize::try_from(chance.below(4)).expect("few"),
                phase: chance.below(AT_ANCHOR),
            }
        });
        Self {
            vessels: vessels.collect(),
            feeds: STATIONS.map(|name| name.parse().expect("a feed")).to_vec(),
            chance,
            second: 0,
            waiting: Vec::new(),
        }
    }

    /// Event time so far.
    pub(crate) fn now(&self) -> EventTime {
        Self::start().plus(Duration::from_secs(self.second))
    }

    pub(crate) fn start() -> EventTime {
        EventTime::from_secs(START_SECS)
    }

    /// The next reports, so many of them.
    pub(crate) fn reports(&mut self, count: usize) -> Vec<TrackUpdate> {
        while self.waiting.len() < count {
            self.advance();
        }
        self.waiting.drain(..count).collect()
    }

    /// A vessel that is under way near a port.
    pub(crate) fn busy_vessels(&self) -> Vec<(ContactId, Position)> {
        let under_way = self.vessels.iter().filter(|vessel| !vessel.anchored);
        under_way.map(|vessel| (contact(vessel.number), place(vessel))).take(400).collect()
    }

    fn advance(&mut self) {
        let Self { vessels, feeds, chance, second, waiting } = self;
        let time = Self::start().plus(Duration::from_secs(*second));
        for vessel in vessels {
            let every = if vessel.anchored { AT_ANCHOR } else { UNDER_WAY };
            if (*second + vessel.phase).is_multiple_of(every) {
                vessel.sail(every, chance);
                waiting.push(vessel.report(time, feeds[vessel.feed], chance));
            }
        }
        *second += 1;
    }
}

impl Vessel {
    fn sail(&mut self, seconds: u64, chance: &mut Chance) {
        if self.anchored {
            return;
        }
        self.cog = (self.cog + chance.between(-1.5, 1.5)).rem_euclid(360.0);
        self.sog = (self.sog + chance.between(-0.15, 0.15)).clamp(2.0, 24.0);
        let miles = self.sog * Duration::from_secs(seconds).as_secs_f64() / 3_600.0;
        let course = self.cog.to_radians();
        self.latitude += miles / 60.0 * libm::cos(course);
        self.longitude +=
            miles / 60.0 * libm::sin(course) / libm::cos(self.latitude.to_radians()).max(0.1);
        if self.latitude.abs() > 75.0 {
            self.cog = (180.0 - self.cog).rem_euclid(360.0);
        }
        self.longitude = (self.longitude + 180.0).rem_euclid(360.0) - 180.0;
    }

    fn report(&self, time: EventTime, feed: FeedName, chance: &mut Chance) -> TrackUpdate {
        let contact = contact(self.number);
        let step = |value: f64, noise: f64, steps: f64| ((value + noise) * steps).round() / steps;
        // Receivers are wrong by a few metres, at anchor the ship swings.
        let mut wrong = || chance.between(-4e-5, 4e-5);
        let latitude = step(self.latitude, wrong(), STEPS).clamp(-90.0, 90.0);
        let longitude = step(self.longitude, wrong(), STEPS).clamp(-180.0, 180.0);
        let course = self.cog + chance.between(-0.4, 0.4);
        let whole = (course + chance.between(-1.0, 1.0)).round().rem_euclid(360.0);
        let status = u8::from(self.anchored);
        let milliseconds = chance.below(1_000);
        let fix = Fix {
            time: time.plus(Duration::from_millis(milliseconds)),
            position: Position::new(latitude, longitude).expect("on earth"),
            sog: Knots::new(step(self.sog + chance.between(0.0, 0.1), 0.0, 10.0)),
            cog: Degrees::new(step(course.rem_euclid(359.9), 0.0, 10.0)),
            true_heading: Degrees::new(whole),
            navigational_status: NavigationalStatus::from_code(status),
        };
        TrackUpdate {
            contact,
            mmsi: contact.mmsi(),
            exercise: false,
            time: fix.time,
            late: false,
            feed,
            station: None,
            class: TransponderClass::A,
            change: Change::Fix(fix),
        }
    }
}

fn contact(number: u32) -> ContactId {
    ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI"))
}

fn place(vessel: &Vessel) -> Position {
    Position::new(vessel.latitude, vessel.longitude).expect("on earth")
}

/// Marsaglia's xorshift64*: the world is the same every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 33) % end
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let whole = f64::from(u32::try_from(self.next() >> 32).expect("32 bits"));
        low + (high - low) * whole / f64::from(u32::MAX)
    }
}
