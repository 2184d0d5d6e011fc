use nmea_parser::ParsedMessage;

use super::super::fields::{Fields, direction};
use super::super::radar::DistanceUnit;
use super::guard::by_parser;
use crate::domain::{Degrees, Knots, OwnShipReport};

/// Course over ground and ground speed (VTG).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackMadeGood {
    /// Course over ground, true.
    pub cog: Option<Degrees>,
    /// Course over ground, magnetic.
    pub cog_magnetic: Option<Degrees>,
    /// Speed over ground.
    pub sog: Option<Knots>,
    /// Mode of positioning, one letter; N is "not valid".
    pub mode: Option<char>,
}

/// Water speed and heading (VHW).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterSpeedAndHeading {
    /// Heading, true.
    pub true_heading: Option<Degrees>,
    /// Heading, magnetic.
    pub magnetic_heading: Option<Degrees>,
    /// Speed through the water.
    pub speed_through_water: Option<Knots>,
}

/// Own ship data (OSD), by which a radar says what it takes its own ship to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnShipData {
    /// Heading, true.
    pub true_heading: Option<Degrees>,
    /// Whether the heading is valid.
    pub valid: Option<bool>,
    /// Vessel course, true.
    pub course: Option<Degrees>,
    /// What the course counts from.
    pub course_reference: Option<SpeedReference>,
    /// Vessel speed.
    pub speed: Option<Knots>,
    /// What the speed counts from.
    pub speed_reference: Option<SpeedReference>,
    /// Vessel set, true, as entered by hand.
    pub set: Option<Degrees>,
    /// Vessel drift, as entered by hand.
    pub drift: Option<Knots>,
}

/// What a course or speed counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeedReference {
    /// B: tracks the bottom.
    BottomTrackingLog,
    /// M: entered by hand.
    Manual,
    /// P: a positioning system.
    PositioningSystem,
    /// R: tracks a fixed target by radar.
    RadarTracking,
    /// W: the water.
    Water,
}

impl TrackMadeGood {
    /// `VTG,course,T,course,M,speed,N,speed,K,mode`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Vtg(vtg)) = by_parser(sentence, 9) else { return None };
        // Receivers before version 2.3 of the standard leave the letters out, and with them the
        // places that the parser counts on.
        let if_lettered = |number: Option<f64>, place: usize, letter: &str| {
            number.filter(|_| fields.text(place) == Some(letter))
        };
        let kilometres = if_lettered(vtg.sog_kph, 8, "K");
        let knots = kilometres.map(|speed| speed * DistanceUnit::Kilometres.nautical_miles());
        Some(Self {
            cog: if_lettered(vtg.cog_true, 2, "T").and_then(direction),
            cog_magnetic: if_lettered(vtg.cog_magnetic, 4, "M").and_then(direction),
            sog: if_lettered(vtg.sog_knots, 6, "N").or(knots).and_then(Knots::new),
            mode: fields.letter(9),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        if self.mode == Some('N') {
            return OwnShipReport::default();
        }
        OwnShipReport { sog: self.sog, cog: self.cog, ..OwnShipReport::default() }
    }
}

impl WaterSpeedAndHeading {
    /// `VHW,heading,T,heading,M,speed,N,speed,K`
    pub(super) fn read(sentence: &[u8]) -> Option<Self> {
        let Some(ParsedMessage::Vhw(vhw)) = by_parser(sentence, 8) else { return None };
        let knots = vhw.speed_through_water_kmh;
        let knots = knots.map(|speed| speed * DistanceUnit::Kilometres.nautical_miles());
        Some(Self {
            true_heading: vhw.heading_true.and_then(direction),
            magnetic_heading: vhw.heading_magnetic.and_then(direction),
            speed_through_water: vhw.speed_through_water_knots.or(knots).and_then(Knots::new),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        OwnShipReport { true_heading: self.true_heading, ..OwnShipReport::default() }
    }
}

impl OwnShipData {
    /// `OSD,heading,A|V,course,reference,speed,reference,set,drift,K|N|S`
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let unit = fields.text(9).and_then(DistanceUnit::of);
        let knots = |place| Knots::new(fields.number(place)? * unit?.nautical_miles());
        Self {
            true_heading: fields.number(1).and_then(direction),
            valid: fields.validity(2),
            course: fields.number(3).and_then(direction),
            course_reference: fields.text(4).and_then(SpeedReference::of),
            speed: knots(5),
            speed_reference: fields.text(6).and_then(SpeedReference::of),
            set: fields.number(7).and_then(direction),
            drift: knots(8),
        }
    }

    pub(super) fn report(&self) -> OwnShipReport {
        let over_ground =
            |reference: Option<SpeedReference>| reference.is_some_and(SpeedReference::is_ground);
        let sog = self.speed.filter(|_| over_ground(self.speed_reference));
        let cog = self.course.filter(|_| over_ground(self.course_reference));
        let true_heading = self.true_heading.filter(|_| self.valid == Some(true));
        OwnShipReport { position: None, sog, cog, true_heading }
    }
}

impl SpeedReference {
    fn of(letter: &str) -> Option<Self> {
        match letter {
            "B" => Some(Self::BottomTrackingLog),
            "M" => Some(Self::Manual),
            "P" => Some(Self::PositioningSystem),
            "R" => Some(Self::RadarTracking),
            "W" => Some(Self::Water),
            _ => None,
        }
    }

    /// The letter as sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BottomTrackingLog => "B",
            Self::Manual => "M",
            Self::PositioningSystem => "P",
            Self::RadarTracking => "R",
            Self::Water => "W",
        }
    }

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BottomTrackingLog => "bottom tracking log",
            Self::Manual => "manually entered",
            Self::PositioningSystem => "positioning system ground reference",
            Self::RadarTracking => "radar tracking of fixed target",
            Self::Water => "water referenced",
        }
    }

    const fn is_ground(self) -> bool {
        matches!(self, Self::BottomTrackingLog | Self::PositioningSystem | Self::RadarTracking)
    }
}
