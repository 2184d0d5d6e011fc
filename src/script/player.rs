use super::Script;
use super::contact::{Contact, Sensor};
use super::encode::{
    BitWriter, Dynamic, RadarTarget, TrackStatus, Transmitter, class_a_position, class_b_position,
    class_b_static_a, class_b_static_b, safety_text, static_and_voyage, tll, ttm,
};
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

/// One contact while it is rendered.
pub(super) struct Player<'a> {
    contact: &'a Contact,
    /// Its place in the script.
    number: usize,
    pub(super) state: State,
    random: Random,
    next_report: i64,
    next_static: i64,
    pub(super) is_over: bool,
}

/// Sentences of one tick, to be brought into order: time, contact, sentences.
pub(super) type Due = Vec<(i64, usize, Vec<String>)>;

impl<'a> Player<'a> {
    /// Before its beginning.
    pub(super) fn new(contact: &'a Contact, seed: u64, number: usize) -> Self {
        Self {
            contact,
            number,
            state: State::new(contact),
            random: Random::new(seed, u64::try_from(number).unwrap_or(u64::MAX)),
            next_report: contact.begin_millis,
            next_static: contact.begin_millis,
            is_over: false,
        }
    }

    /// Reports what falls due in the tick, then moves to its end.
    pub(super) fn play(
        &mut self,
        tick: i64,
        others: &[State],
        script: &Script,
        transmitter: &mut Transmitter,
        due: &mut Due,
    ) {
        let tick_end = tick + TICK_MILLIS;
        if self.is_over || self.contact.begin_millis >= tick_end {
            return;
        }
        let from = tick.max(self.contact.begin_millis);
        let end = self.contact.end_millis.unwrap_or(i64::MAX);
        while self.next_report < tick_end && !self.is_over {
            let at = self.next_report;
            let state = self.state.after(self.contact, secs(at - from), others);
            let is_through = state.is_through && self.contact.end_millis.is_none();
            if at > end || (is_through && at > from) {
                self.finish(from.max(at.min(end)), &state, script, due);
                return;
            }
            let status = self.status(&state);
            due.extend(self.report(at, &state, status, script, transmitter));
            let sog = Knots::from_metres_per_second(state.velocity.norm()).get();
            let interval = self.contact.interval_millis;
            self.next_report +=
                interval.unwrap_or_else(|| interval_millis(self.contact.sensor, sog, status));
        }
        self.state = self.state.after(self.contact, secs(tick_end - from), others);
        let is_through = self.state.is_through && self.contact.end_millis.is_none();
        if tick_end > end || is_through {
            let state = self.state;
            self.finish(tick_end.min(end), &state, script, due);
        }
    }

    /// The end of its part: a radar says that it lost the target.
    fn finish(&mut self, at: i64, state: &State, script: &Script, due: &mut Due) {
        self.is_over = true;
        if matches!(self.contact.sensor, Sensor::RadarTtm { .. } | Sensor::RadarTll { .. }) {
            let dynamic = exact(state, script.time_of(at));
            due.extend(
                self.radar(&dynamic, TrackStatus::Lost).map(|said| (at, self.number, vec![said])),
            );
        }
    }

    fn status(&self, state: &State) -> NavigationalStatus {
        let of_leg = state.leg(self.contact).and_then(|leg| leg.navigational_status);
        of_leg.unwrap_or(self.contact.identity.navigational_status)
    }

    /// One report, and with it what is said less often; nothing where it is silent or lost.
    fn report(
        &mut self,
        at: i64,
        state: &State,
        status: NavigationalStatus,
        script: &Script,
        transmitter: &mut Transmitter,
    ) -> Option<(i64, usize, Vec<String>)> {
        // Drawn even where nothing comes of it, so that a silence changes nothing else.
        let dynamic = self.measured(state, script.time_of(at));
        let is_lost = self.random.unit() < self.contact.loss;
        if is_lost || state.leg(self.contact).is_some_and(|leg| leg.silent) {
            return None;
        }
        let Some(mmsi) = self.contact.identity.mmsi else {
            let sentence = self.radar(&dynamic, TrackStatus::Tracking)?;
            return Some((at, self.number, vec![sentence]));
        };
        let mut sentences = Vec::new();
        let is_static_due = at >= self.next_static;
        if is_static_due {
            self.next_static = at + self.static_millis();
        }
        let mut send = |bits| sentences.extend(transmitter.sentences(&bits));
        send(self.position(mmsi, status, state, &dynamic)?);
        if is_static_due {
            self.statics(mmsi).into_iter().for_each(&mut send);
        }
        Some((at, self.number, sentences))
    }

    fn static_millis(&self) -> i64 {
        match self.contact.sensor {
            Sensor::Beacon { .. } => BEACON_TEXT_MILLIS,
            _ => STATIC_MILLIS,
        }
    }

    fn position(
        &self,
        mmsi: Mmsi,
        status: NavigationalStatus,
        state: &State,
        dynamic: &Dynamic,
    ) -> Option<BitWriter> {
        match self.contact.sensor {
            Sensor::ClassA => {
                Some(class_a_position(mmsi, status.code(), Some(state.course), dynamic))
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

    fn statics(&self, mmsi: Mmsi) -> Vec<BitWriter> {
        let identity = &self.contact.identity;
        match self.contact.sensor {
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

    fn radar(&self, dynamic: &Dynamic, status: TrackStatus) -> Option<String> {
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
        match self.contact.sensor {
            Sensor::RadarTtm { number, radar } => Some(ttm(radar, &target(number))),
            Sensor::RadarTll { number } => Some(tll(&target(number))),
            Sensor::ClassA | Sensor::ClassB | Sensor::Beacon { .. } => None,
        }
    }

    /// What its sensor makes of the state.
    fn measured(&mut self, state: &State, time: EventTime) -> Dynamic {
        let noise = self.contact.noise;
        let exact = exact(state, time);
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

fn exact(state: &State, time: EventTime) -> Dynamic {
    let sog = Knots::from_metres_per_second(state.velocity.norm()).get();
    Dynamic { time, position: state.position, sog, cog: state.course }
}

fn secs(millis: i64) -> f64 {
    EventTime::from_millis(millis).secs_since(EventTime::from_millis(0))
}
