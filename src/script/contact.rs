use crate::domain::{
    Degrees, ImoNumber, Knots, Metres, Mmsi, NavigationalStatus, Position, ShipType,
};

/// One scripted contact.
#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) identity: Identity,
    pub(super) sensor: Sensor,
    pub(super) start: Position,
    pub(super) begin_millis: i64,
    /// `None`: when its legs are through.
    pub(super) end_millis: Option<i64>,
    /// `None`: as M.1371 says.
    pub(super) interval_millis: Option<i64>,
    pub(super) legs: Vec<Leg>,
    pub(super) repeat: bool,
    pub(super) noise: Noise,
    /// Share of messages never heard.
    pub(super) loss: f64,
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

/// One part of its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub(super) motion: Motion,
    /// `None`: until it is where it goes, or the contact ends.
    pub(super) for_secs: Option<f64>,
    pub(super) silent: bool,
    pub(super) navigational_status: Option<NavigationalStatus>,
}

/// How it moves on a leg. Targets are places in the script's list of contacts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Motion {
    Course { course: Degrees, speed: Knots },
    To { place: Position, speed: Knots },
    Hold,
    Pursue { target: usize, speed: Knots, until: Option<Metres> },
    KeepWith { target: usize, bearing: Degrees, range: Metres, speed: Knots },
}

/// Standard deviations of what is reported.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Noise {
    pub(super) position_m: f64,
    pub(super) sog_kn: f64,
    pub(super) cog_deg: f64,
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
