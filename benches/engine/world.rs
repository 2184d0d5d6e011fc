use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::time::Duration;

use picket::alert::AlertSettings;
use picket::areas::{AreaId, AreaKind, Overrides, RuleSetting, WatchArea, WatchAreas};
use picket::domain::{
    Degrees, Dimensions, EventTime, FeedName, Knots, Mmsi, NauticalMiles, NavigationalStatus,
    Position, PositionReport, RawSentence, Report, ReportBody, RuleId, ShipType, StaticReport,
    Subject, TransponderClass,
};
use picket::engine::EngineSettings;
use picket::geodesy::Shape;

/// Ports and straits about which vessels gather.
const HUBS: u32 = 200;
/// Shares of the bench world.
const IN_HUBS: f64 = 0.65;
const AT_ANCHOR: f64 = 0.60;
const SMALL: f64 = 0.25;
const FAST: f64 = 0.05;
const OUT_OF_ORDER: f64 = 0.05;
/// Event time between two reports of a vessel: 100,000 make 5,000 reports a second.
const INTERVAL_MILLIS: f64 = 20_000.0;
/// The dense box: one square degree off Singapore.
const BOX: (f64, f64) = (1.0, 104.0);

/// Where the vessels are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// All over the world, two thirds of them about ports and straits.
    World,
    /// In one square degree.
    Box,
}

/// Which rules are on in the areas.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Every one: by the areas' kinds, over one general area that is the whole world.
    Every,
    /// Entry, exit and dwell alone.
    Fences,
}

/// A busy world, the same on every run: 65 % of vessels in 200 hubs, 60 % at anchor, 25 % small
/// craft, 5 % at 15 kn or more, 5 % of reports out of order.
pub(crate) struct World {
    random: Random,
    vessels: Vec<Vessel>,
    areas: Vec<WatchArea>,
    millis: f64,
    turn: usize,
}

struct Vessel {
    mmsi: Mmsi,
    class: TransponderClass,
    length: u16,
    ship_type: u8,
    position: (f64, f64),
    speed: f64,
    course: f64,
    anchored: bool,
    reported: f64,
    introduced: bool,
}

impl World {
    pub(crate) fn new(vessels: u32, areas: usize, place: Place, rules: Rules) -> Self {
        let mut random = Random(42);
        let hubs: Vec<(f64, f64)> = (0..HUBS)
            .map(|_| (random.between(-55.0, 65.0), random.between(-180.0, 180.0)))
            .collect();
        let vessels =
            (0..vessels).map(|index| Vessel::new(index, place, &hubs, &mut random)).collect();
        let mut areas: Vec<_> =
            (0..areas).map(|index| area(index, place, rules, &hubs, &mut random)).collect();
        if rules == Rules::Every {
            areas.push(the_world());
        }
        Self { random, vessels, areas, millis: 1_700_000_000_000.0, turn: 0 }
    }

    pub(crate) fn areas(&self) -> WatchAreas {
        WatchAreas::new(self.areas.clone()).expect("different ids")
    }

    /// The next reports of the world: every vessel in turn, all moving.
    pub(crate) fn reports(&mut self, count: usize) -> Vec<Report> {
        let feed: FeedName = "bench".parse().expect("a name");
        let mut reports = Vec::with_capacity(count);
        while reports.len() < count {
            self.millis += INTERVAL_MILLIS / self.vessels.len() as f64;
            let index = self.turn % self.vessels.len();
            self.turn += 1;
            let late = self.random.unit() < OUT_OF_ORDER;
            let time = self.millis - if late { self.random.between(0.0, 20_000.0) } else { 0.0 };
            let vessel = &mut self.vessels[index];
            let hash = self.turn as u64;
            reports.push(vessel.report(feed, time, hash));
        }
        reports
    }
}

impl Vessel {
    fn new(index: u32, place: Place, hubs: &[(f64, f64)], random: &mut Random) -> Self {
        let position = if place == Place::Box {
            (BOX.0 + random.unit(), BOX.1 + random.unit())
        } else if random.unit() < IN_HUBS {
            let (latitude, longitude) = hubs[random.below(hubs.len())];
            let (distance, angle) = (random.unit().sqrt() * 0.25, random.unit() * TAU);
            (latitude + distance * angle.cos(), longitude + distance * angle.sin())
        } else {
            (random.between(-60.0, 70.0), random.between(-180.0, 180.0))
        };
        let small = random.unit() < SMALL;
        let kind = random.unit();
        let anchored = kind < AT_ANCHOR;
        let speed = match kind {
            kind if kind < AT_ANCHOR => 0.1,
            kind if kind > 1.0 - FAST => random.between(15.0, 30.0),
            _ => random.between(4.0, 14.0),
        };
        Self {
            mmsi: Mmsi::new(200_000_000 + index * 7).expect("an MMSI"),
            class: if small { TransponderClass::B } else { TransponderClass::A },
            length: if small { 12 } else { 60 + u16::try_from(random.below(240)).expect("small") },
            ship_type: if small { 37 } else { 70 },
            position,
            speed,
            course: random.between(0.0, 360.0),
            anchored,
            reported: 0.0,
            introduced: false,
        }
    }

    fn report(&mut self, feed: FeedName, millis: f64, payload_hash: u64) -> Report {
        if self.reported > 0.0 && millis > self.reported {
            let miles = self.speed * (millis - self.reported) / 3_600_000.0;
            let (sin, cos) = self.course.to_radians().sin_cos();
            self.position.0 = (self.position.0 + miles * cos / 60.0).clamp(-75.0, 75.0);
            let scale = self.position.0.to_radians().cos();
            self.position.1 += miles * sin / 60.0 / scale;
        }
        self.reported = self.reported.max(millis);
        let body = if self.introduced { self.position() } else { self.statics() };
        self.introduced = true;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this century")]
        let time = EventTime::from_millis(millis as i64);
        Report {
            feed,
            exercise: false,
            station: None,
            time,
            payload_hash,
            subject: Subject::Ais(self.mmsi),
            raw: RawSentence::new(b"!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"),
            body,
        }
    }

    fn position(&self) -> ReportBody {
        let status = if self.anchored {
            NavigationalStatus::AtAnchor
        } else {
            NavigationalStatus::UnderWayUsingEngine
        };
        ReportBody::Position(PositionReport {
            class: self.class,
            position: Some(Position::wrapped(
                whole(self.position.0, 600_000.0),
                whole(self.position.1, 600_000.0),
            )),
            sog: Knots::new(whole(self.speed, 10.0)),
            cog: Degrees::new(whole(self.course, 10.0)),
            true_heading: Degrees::new(whole(self.course, 1.0)),
            navigational_status: (self.class == TransponderClass::A).then_some(status),
            utc_second: None,
            long_range: false,
            own_ship: false,
        })
    }

    fn statics(&self) -> ReportBody {
        let half = self.length / 2;
        ReportBody::Static(StaticReport {
            class: Some(self.class),
            ship_type: ShipType::from_code(self.ship_type),
            dimensions: Some(Dimensions {
                to_bow: half,
                to_stern: self.length - half,
                to_port: 4,
                to_starboard: 4,
            }),
            ..StaticReport::default()
        })
    }
}

/// Rounded to so many parts of one, as AIS sends it: positions in 1/10,000 minute, the rest in tenths.
fn whole(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

fn area(
    index: usize,
    place: Place,
    rules: Rules,
    hubs: &[(f64, f64)],
    random: &mut Random,
) -> WatchArea {
    let (latitude, longitude) = hubs[index % hubs.len()];
    let centre = Position::wrapped(
        latitude + random.between(-0.5, 0.5),
        longitude + random.between(-0.5, 0.5),
    );
    let radius = random.between(3.0, 40.0);
    let (centre, radius) = match place {
        Place::World => (centre, radius),
        Place::Box => (Position::wrapped(BOX.0 + 0.5, BOX.1 + 0.5), 120.0),
    };
    let radius = NauticalMiles::new(radius).expect("a radius");
    let fences = |rule: RuleId| match rule {
        RuleId::AreaEntry | RuleId::AreaExit | RuleId::AreaDwell => {
            RuleSetting::On(Overrides::default())
        }
        _ => RuleSetting::Off,
    };
    let own = match rules {
        Rules::Every => BTreeMap::new(),
        Rules::Fences => RuleId::ALL.into_iter().map(|rule| (rule, fences(rule))).collect(),
    };
    let kind = AreaKind::ALL[index % AreaKind::ALL.len()];
    let id = format!("area-{index}").parse().expect("an id");
    WatchArea {
        kind,
        speed_limit: Knots::new(20.0).filter(|_| kind == AreaKind::PortFacility),
        rules: own,
        ..WatchArea::general(id, Shape::corridor(&[centre], radius).expect("a circle"))
    }
}

fn the_world() -> WatchArea {
    WatchArea::general(AreaId::world(), Shape::world())
}

pub(crate) fn settings() -> EngineSettings {
    EngineSettings {
        lateness: BTreeMap::new(),
        lateness_default: Duration::from_secs(30),
        feed_positions: BTreeMap::new(),
        feed_own_ships: BTreeMap::new(),
        rules: BTreeMap::new(),
        contacts_max: 2_000_000,
        contact_expiry: Duration::from_hours(24),
        duplicate_window: Duration::from_secs(30),
        duplicates_max: 2_000_000,
        alerts: AlertSettings { capacity: 100_000 },
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): the same world on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }
}
