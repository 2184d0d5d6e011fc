use crate::domain::{BearingReference, RadarStatus};

/// Kilometres in a nautical mile (BIPM).
const KILOMETRES_PER_NAUTICAL_MILE: f64 = 1.852;
/// Kilometres in a statute mile (international yard and pound, 1959).
const KILOMETRES_PER_STATUTE_MILE: f64 = 1.609_344;

/// The unit of a sentence's distances; its speeds are the same per hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistanceUnit {
    /// K.
    Kilometres,
    /// N.
    NauticalMiles,
    /// S.
    StatuteMiles,
}

/// How a target came to be tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquisition {
    /// A: by the tracker itself.
    Automatic,
    /// M: by the operator.
    Manual,
    /// R: it was reported by another device.
    Reported,
}

impl DistanceUnit {
    pub(in super::super) fn of(letter: &str) -> Option<Self> {
        match letter {
            "K" => Some(Self::Kilometres),
            "N" => Some(Self::NauticalMiles),
            "S" => Some(Self::StatuteMiles),
            _ => None,
        }
    }

    /// The letter as sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kilometres => "K",
            Self::NauticalMiles => "N",
            Self::StatuteMiles => "S",
        }
    }

    /// Nautical miles in one of it.
    pub const fn nautical_miles(self) -> f64 {
        match self {
            Self::Kilometres => 1.0 / KILOMETRES_PER_NAUTICAL_MILE,
            Self::NauticalMiles => 1.0,
            Self::StatuteMiles => KILOMETRES_PER_STATUTE_MILE / KILOMETRES_PER_NAUTICAL_MILE,
        }
    }
}

impl Acquisition {
    pub(super) fn of(letter: &str) -> Option<Self> {
        match letter {
            "A" => Some(Self::Automatic),
            "M" => Some(Self::Manual),
            "R" => Some(Self::Reported),
            _ => None,
        }
    }

    /// The letter as sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Automatic => "A",
            Self::Manual => "M",
            Self::Reported => "R",
        }
    }

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
            Self::Reported => "reported",
        }
    }
}

pub(super) fn reference(letter: &str) -> Option<BearingReference> {
    match letter {
        "T" => Some(BearingReference::True),
        "R" => Some(BearingReference::Relative),
        _ => None,
    }
}

pub(super) fn status(letter: &str) -> Option<RadarStatus> {
    match letter {
        "L" => Some(RadarStatus::Lost),
        "Q" => Some(RadarStatus::Query),
        "T" => Some(RadarStatus::Tracking),
        _ => None,
    }
}
