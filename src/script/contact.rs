use super::gnss::Fault as GnssFault;
use super::hearing::Hearing;
use crate::domain::{
    Degrees, ImoNumber, Knots, Metres, Mmsi, NavigationalStatus, Position, ShipType,
};

/// One scripted contact.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) identity: Identity,
    /// In order of time.
    pub(super) changes: Vec<Change>,
    pub(super) start: Start,
    pub(super) begin_millis: i64,
    /// `None`: when its legs are through.
    pub(super) end_millis: Option<i64>,
    pub(super) legs: Vec<Leg>,
    pub(super) repeat: bool,
    pub(super) gnss: Vec<GnssFault>,
    /// How it is heard, the contact's own sensor first.
    pub(super) hearings: Vec<Hearing>,
}

/// Where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    At(Position),
    /// Off another contact, where that is by then; the bearing counts from its bow.
    Off {
        target: usize,
        bearing: Degrees,
        range: Metres,
    },
}

/// What it says of itself.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Of AIS contacts.
    pub(super) mmsi: Option<Mmsi>,
    pub(super) name: String,
    pub(super) call_sign: String,
    pub(super) imo: Option<ImoNumber>,
    pub(super) ship_type: Option<ShipType>,
    pub(super) length_m: u16,
    pub(super) beam_m: u16,
    pub(super) destination: String,
    pub(super) navigational_status: NavigationalStatus,
}

/// What it says otherwise from a time on; what is `None` stays as it was.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    pub(super) at_millis: i64,
    pub(super) mmsi: Option<Mmsi>,
    pub(super) name: Option<String>,
    pub(super) call_sign: Option<String>,
    pub(super) imo: Option<ImoNumber>,
    pub(super) ship_type: Option<ShipType>,
    pub(super) length_m: Option<u16>,
    pub(super) beam_m: Option<u16>,
    pub(super) destination: Option<String>,
}

impl Identity {
    /// Takes a change in.
    pub(super) fn change(&mut self, change: &Change) {
        let Change { at_millis: _, mmsi, name, call_sign, imo, ship_type, .. } = change.clone();
        self.mmsi = mmsi.or(self.mmsi);
        self.imo = imo.or(self.imo);
        self.ship_type = ship_type.or(self.ship_type);
        self.length_m = change.length_m.unwrap_or(self.length_m);
        self.beam_m = change.beam_m.unwrap_or(self.beam_m);
        for (said, known) in [
            (name, &mut self.name),
            (call_sign, &mut self.call_sign),
            (change.destination.clone(), &mut self.destination),
        ] {
            if let Some(said) = said {
                *known = said;
            }
        }
    }
}

/// What it is heard by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sensor {
    ClassA,
    ClassB,
    Beacon {
        test: bool,
    },
    /// Range and bearing from the script's radar.
    RadarTtm {
        number: u8,
        radar: Position,
    },
    /// Position.
    RadarTll {
        number: u8,
    },
}

impl Sensor {
    /// Whether the craft itself says nothing here.
    pub(super) const fn is_radar(self) -> bool {
        matches!(self, Self::RadarTtm { .. } | Self::RadarTll { .. })
    }
}

/// One part of its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) motion: Motion,
    /// `None`: until it is where it goes, or the contact ends.
    pub(super) for_secs: Option<f64>,
    pub(super) silent: bool,
    pub(super) navigational_status: Option<NavigationalStatus>,
    /// `None`: the bow points where it goes.
    pub(super) heading: Option<Degrees>,
}

/// How it moves on a leg. Targets are places in the script's list of contacts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Motion {
    Course { course: Degrees, speed: Knots },
    To { place: Position, speed: Knots },
    Hold,
    Pursue { target: usize, speed: Knots, until: Option<Metres> },
    KeepWith { target: usize, bearing: Degrees, range: Metres, speed: Knots },
    Pass(Pass),
    Circle { radius: Metres, speed: Knots, clockwise: bool },
    Swing { radius: Metres, period_secs: f64, bearing: Degrees },
    Ease { speed: Knots, in_secs: f64 },
    Towed { tug: usize, line: Metres },
}

/// Passing another at a closest point, on a constant course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    pub(super) target: usize,
    pub(super) cpa: Metres,
    pub(super) by: PassBy,
    /// The target is left to port.
    pub(super) to_port: bool,
}

/// What decides the speed of a [`Pass`].
#[derive(Clone, Copy, Debug)]
pub(super) enum PassBy {
    Time { in_secs: f64 },
    Speed(Knots),
}

/// A scripted safety text.
#[derive(Clone, Debug)]
pub(super) struct TextMessage {
    pub(super) at_millis: i64,
    pub(super) mmsi: Mmsi,
    /// `None`: to all.
    pub(super) to: Option<Mmsi>,
    pub(super) text: String,
}
