use super::Script;
use super::contact::{Contact, Identity, Sensor};
use super::encode::{
    BitWriter, Dynamic, RadarTarget, TrackStatus, Transmitter, class_a_position, class_b_position,
    class_b_static_a, class_b_static_b, safety_text, static_and_voyage, tll, ttm,
};
use super::gnss::Fault as GnssFault;
use super::hearing::{Arrival, Delivery, Hearing, Stands, share_of};
use super::interval::interval_millis;
use super::motion::State;
use super::random::Random;
use super::render::TICK_MILLIS;
use crate::domain::{Degrees, EventTime, Knots, Mmsi, MmsiKind, NavigationalStatus};
use crate::geodesy::{LocalFrame, Vector};

/// Static data every six minutes (M.1371-5, annex 1, 4.2.1).
const STATIC_MILLIS: i64 = 360_000;
/// A beacon's text every four minutes (M.1371-5, annex 9).
const BEACON_TEXT_MILLIS: i64 = 240_000;
/// Code 15 of a beacon is "under test" (M.1371-5, table 46).
const BEACON_TEST_STATUS: u8 = 15;
/// Streams of randomness: one a contact for what it measures, one for what becomes of it on the way,
/// and so on for each further sensor.
const STREAMS: u64 = 1 << 32;

/// One contact while it is rendered.
pub(super) struct Player<'a> {
    contact: &'a Contact,
    /// Its place in the script.
    number: usize,
    pub(super) state: State,
    identity: Identity,
    changes_made: usize,
    ears: Vec<Ear<'a>>,
    has_begun: bool,
    pub(super) is_over: bool,
}

/// One way in which it is heard, while it is rendered.
struct Ear<'a> {
    hearing: &'a Hearing,
    random: Random,
    on_the_way: Random,
    /// When it would be, but for the jitter.
    next_report: i64,
    jitter: i64,
    next_static: i64,
}

/// Sentences of one report as they come in.
pub(super) struct Said {
    pub(super) arrival: Arrival,
    /// Place of the contact, for the order of reports of one time.
    pub(super) contact: usize,
    /// Place of the station in the script; `None`: the script's own.
    pub(super) station: Option<usize>,
    pub(super) sentences: Vec<String>,
}

/// What a player needs beside itself.
pub(super) struct Around<'a> {
    pub(super) script: &'a Script,
    /// All contacts as they were at the beginning of the tick.
    pub(super) others: &'a [State],
}

/// A moment of a contact.
struct Moment<'m> {
    sent: i64,
    state: &'m State,
    status: NavigationalStatus,
}

impl<'a> Player<'a> {
    /// Before its beginning.
    pub(super) fn new(
        contact: &'a Contact,
        state: State,
        script: &'a Script,
        number: usize,
    ) -> Self {
        let stream = u64::try_from(number).unwrap_or(u64::MAX);
        let ears = (0..).step_by(2).zip(&contact.hearings);
        let ears = ears.map(|(place, hearing)| Ear {
            hearing,
            random: Random::new(script.seed, stream + place * STREAMS),
            on_the_way: Random::new(script.seed, stream + (place + 1) * STREAMS),
            next_report: contact.begin_millis,
            jitter: 0,
            next_static: contact.begin_millis,
        });
        Self {
            contact,
            number,
            state,
            identity: contact.identity.clone(),
            changes_made: 0,
            ears: ears.collect(),
            has_begun: false,
            is_over: false,
        }
    }

    /// Reports what falls due in the tick, then moves to its end.
    pub(super) fn play(
        &mut self,
        tick: i64,
        around: &Around<'_>,
        transmitter: &mut Transmitter,
        due: &mut Vec<Said>,
    ) {
        let tick_end = tick + TICK_MILLIS;
        if self.is_over || self.contact.begin_millis >= tick_end {
            return;
        }
        let from = tick.max(self.contact.begin_millis);
        if !self.has_begun {
            self.state.begin(self.contact, secs(from - tick), around.others);
            self.has_begun = true;
        }
        let end = self.contact.end_millis.unwrap_or(i64::MAX);
        while let Some((ear, at)) = self.next_due(tick_end) {
            let state = self.state.after(self.contact, secs((at - from).max(0)), around.others);
            let is_through = state.is_through && self.contact.end_millis.is_none();
            if at > end || (is_through && at > from) {
                self.finish(from.max(at.min(end)), &state, around, due);
                return;
            }
            self.change_identity(at);
            let moment = Moment { sent: at, state: &state, status: self.status(&state) };
            self.report(ear, &moment, around, transmitter, due);
        }
        self.state = self.state.after(self.contact, secs(tick_end - from), around.others);
        let is_through = self.state.is_through && self.contact.end_millis.is_none();
        if tick_end > end || is_through {
            let state = self.state;
            self.finish(tick_end.min(end), &state, around, due);
        }
    }

    /// The next report in the tick: which of its sensors, and when.
    fn next_due(&self, tick_end: i64) -> Option<(usize, i64)> {
        let due = self.ears.iter().enumerate().map(|(place, ear)| (ear.due(), place));
        due.min().filter(|(at, _)| *at < tick_end).map(|(at, place)| (place, at))
    }

    /// The end of its part: a radar says that it lost the target.
    fn finish(&mut self, at: i64, state: &State, around: &Around<'_>, due: &mut Vec<Said>) {
        self.is_over = true;
        for ear in &self.ears {
            let dynamic = exact(state, around.script.time_of(at));
            due.extend(radar(ear.hearing.sensor, &dynamic, TrackStatus::Lost).map(|said| Said {
                arrival: Arrival { at_millis: at, stamp_millis: at },
                contact: self.number,
                station: None,
                sentences: vec![said],
            }));
        }
    }

    fn status(&self, state: &State) -> NavigationalStatus {
        let of_leg = state.leg(self.contact).and_then(|leg| leg.navigational_status);
        of_leg.unwrap_or(self.identity.navigational_status)
    }

    /// Takes in what it says otherwise by now; changed data is sent with the next report.
    fn change_identity(&mut self, now: i64) {
        let pending = self.contact.changes.get(self.changes_made..).unwrap_or_default();
        for change in pending.iter().take_while(|change| change.at_millis <= now) {
            self.identity.change(change);
            self.changes_made += 1;
            for ear in &mut self.ears {
                ear.next_static = now;
            }
        }
    }

    /// One report of one sensor, and with it what is said less often, at every station that hears
    /// it; nothing where it is silent or lost.
    fn report(
        &mut self,
        place: usize,
        moment: &Moment<'_>,
        around: &Around<'_>,
        transmitter: &mut Transmitter,
        due: &mut Vec<Said>,
    ) {
        let delivery = around.script.delivery;
        let Some(ear) = self.ears.get_mut(place) else { return };
        let hearing = ear.hearing;
        // Drawn even where nothing comes of it, so that a silence changes nothing else.
        let dynamic = ear.measured(self.contact, moment, around.script.time_of(moment.sent));
        let is_lost = ear.random.unit() < hearing.loss;
        let arrivals = ear.arrivals(&delivery, moment, around);
        ear.schedule(moment);
        let leg = moment.state.leg(self.contact);
        if is_lost || leg.is_some_and(|leg| leg.silent) || hearing.is_silent(moment.sent) {
            return;
        }
        let sentences =
            if let Some(mmsi) = self.identity.mmsi.filter(|_| !hearing.sensor.is_radar()) {
                let is_static_due = moment.sent >= ear.next_static;
                if is_static_due {
                    ear.next_static = moment.sent + static_millis(hearing.sensor);
                }
                let mut sentences = Vec::new();
                let mut send = |bits| sentences.extend(transmitter.sentences(&bits));
                position(hearing.sensor, mmsi, moment, &dynamic).into_iter().for_each(&mut send);
                if is_static_due {
                    statics(hearing.sensor, mmsi, &self.identity).into_iter().for_each(&mut send);
                }
                sentences
            } else {
                radar(hearing.sensor, &dynamic, TrackStatus::Tracking).into_iter().collect()
            };
        due.extend(arrivals.into_iter().map(|(station, arrival)| Said {
            arrival,
            contact: self.number,
            station,
            sentences: sentences.clone(),
        }));
    }
}

impl Ear<'_> {
    fn due(&self) -> i64 {
        self.next_report + self.jitter
    }

    /// When the next report falls due.
    fn schedule(&mut self, moment: &Moment<'_>) {
        let Hearing { sensor, interval_millis: stated, jitter_millis, .. } = *self.hearing;
        let sog = Knots::from_metres_per_second(moment.state.velocity.norm()).get();
        let interval = stated.unwrap_or_else(|| interval_millis(sensor, sog, moment.status));
        self.next_report += interval;
        if jitter_millis > 0 {
            // A report does not overtake the one before.
            let most = jitter_millis.min(interval / 2 - 1);
            self.jitter = share_of(2 * most, self.on_the_way.unit()) - most;
        }
    }

    /// The stations that the message reaches, each with its arrival.
    fn arrivals(
        &mut self,
        delivery: &Delivery,
        moment: &Moment<'_>,
        around: &Around<'_>,
    ) -> Vec<(Option<usize>, Arrival)> {
        let (late, stations) = (self.hearing.late, &around.script.stations);
        if self.hearing.sensor.is_radar() || stations.is_empty() {
            let arrival = delivery.arrival(moment.sent, late, &mut self.on_the_way);
            return arrival.map(|arrival| (None, arrival)).into_iter().collect();
        }
        let mut arrivals = Vec::new();
        for (place, station) in stations.iter().enumerate() {
            let stands = match station.stands {
                Stands::At(place) => Some(place),
                Stands::With(contact) => around.others.get(contact).map(|state| state.position),
            };
            let share =
                stands.map_or(0.0, |stands| station.share_heard(stands, moment.state.position));
            let is_heard = self.on_the_way.unit() < share;
            let arrival = delivery.arrival(moment.sent, late, &mut self.on_the_way);
            arrivals.extend(arrival.filter(|_| is_heard).map(|arrival| (Some(place), arrival)));
        }
        arrivals
    }

    /// What the sensor makes of the state.
    fn measured(&mut self, contact: &Contact, moment: &Moment<'_>, time: EventTime) -> Dynamic {
        let noise = self.hearing.noise;
        let mut exact = exact(moment.state, time);
        let fault = GnssFault::at(&contact.gnss, moment.sent);
        if let Some(fault) = fault.filter(|_| !self.hearing.sensor.is_radar()) {
            exact.position = fault.place(exact.position, secs(moment.sent - fault.from_millis));
            exact.sog = fault.sog.map_or(exact.sog, Knots::get);
        }
        let off = Vector { x: self.random.normal(), y: self.random.normal() } * noise.position_m;
        let sog = exact.sog + self.random.normal() * noise.sog_kn;
        let cog = exact.cog.get() + self.random.normal() * noise.cog_deg;
        let position = if noise.position_m > 0.0 {
            LocalFrame::at(exact.position).unproject(off)
        } else {
            exact.position
        };
        Dynamic { time, position, sog: sog.max(0.0), cog: Degrees::new(cog).unwrap_or(exact.cog) }
    }
}

const fn static_millis(sensor: Sensor) -> i64 {
    match sensor {
        Sensor::Beacon { .. } => BEACON_TEXT_MILLIS,
        _ => STATIC_MILLIS,
    }
}

fn position(
    sensor: Sensor,
    mmsi: Mmsi,
    moment: &Moment<'_>,
    dynamic: &Dynamic,
) -> Option<BitWriter> {
    match sensor {
        Sensor::ClassA => {
            let heading = Some(moment.state.heading);
            Some(class_a_position(mmsi, moment.status.code(), heading, dynamic))
        }
        Sensor::ClassB => Some(class_b_position(mmsi, dynamic)),
        Sensor::Beacon { test } => {
            let active = NavigationalStatus::BeaconActive.code();
            let status = if test { BEACON_TEST_STATUS } else { active };
            Some(class_a_position(mmsi, status, None, dynamic))
        }
        Sensor::RadarTtm { .. } | Sensor::RadarTll { .. } => None,
    }
}

fn statics(sensor: Sensor, mmsi: Mmsi, identity: &Identity) -> Vec<BitWriter> {
    match sensor {
        Sensor::ClassA => vec![static_and_voyage(mmsi, identity)],
        Sensor::ClassB => {
            vec![class_b_static_a(mmsi, identity), class_b_static_b(mmsi, identity)]
        }
        Sensor::Beacon { test } => {
            let kind = match mmsi.kind() {
                MmsiKind::ManOverboard => "MOB",
                MmsiKind::Epirb => "EPIRB",
                _ => "SART",
            };
            let said = if test { "TEST" } else { "ACTIVE" };
            vec![safety_text(mmsi, None, &format!("{kind} {said}"))]
        }
        Sensor::RadarTtm { .. } | Sensor::RadarTll { .. } => vec![],
    }
}

fn radar(sensor: Sensor, dynamic: &Dynamic, status: TrackStatus) -> Option<String> {
    let target = |number| RadarTarget {
        number,
        // A radar knows no names; what the operator typed would stand here.
        name: "",
        time: dynamic.time,
        position: dynamic.position,
        sog: dynamic.sog,
        cog: dynamic.cog,
        status,
    };
    match sensor {
        Sensor::RadarTtm { number, radar } => Some(ttm(radar, &target(number))),
        Sensor::RadarTll { number } => Some(tll(&target(number))),
        Sensor::ClassA | Sensor::ClassB | Sensor::Beacon { .. } => None,
    }
}

fn exact(state: &State, time: EventTime) -> Dynamic {
    let sog = Knots::from_metres_per_second(state.velocity.norm()).get();
    Dynamic { time, position: state.position, sog, cog: state.course }
}

fn secs(millis: i64) -> f64 {
    EventTime::from_millis(millis).secs_since(EventTime::from_millis(0))
}
