use nmea_parser::ParsedMessage;

use super::super::fields::{Fields, direction};
use super::guard::by_parser;
use crate::domain::{Degrees, OwnShipReport};

/// Heading, true (HDT).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrueHeading {
    /// The heading.
    pub true_heading: Option<Degrees>,
}

/// True heading and status (THS).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadingAndStatus {
    /// The heading, valid or not.
    pub true_heading: Option<Degrees>,
    /// Mode, one letter: A autonomous, E estimated, M manual, S simulator, V not valid.
    pub mode: Option<char>,
}

/// Heading, deviation and variation (HDG).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadingSensor {
    /// Magnetic heading as the sensor reads it.
    pub sensor_heading: Option<Degrees>,
    /// Magnetic deviation, degrees, east positive.
    pub magnetic_deviation: Option<f64>,
    /// Magnetic variation, degrees, east positive.
    pub magnetic_variation: Option<f64>,
}

impl TrueHeading {
    /// `HDT,heading,T`
    pub(super) fn read(sentence: &[u8]) -> Option<Self> {
        let Some(ParsedMessage::Hdt(hdt)) = by_parser(sentence, 2) else { return None };
        Some(Self { true_heading: hdt.heading_true.and_then(direction) })
    }

    pub(super) fn report(self) -> OwnShipReport {
        report(self.true_heading)
    }
}

impl HeadingAndStatus {
    /// `THS,heading,mode`
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self { true_heading: fields.number(1).and_then(direction), mode: fields.letter(2) }
    }

    pub(super) fn report(&self) -> OwnShipReport {
        report(self.true_heading.filter(|_| self.mode != Some('V')))
    }
}

impl HeadingSensor {
    /// `HDG,heading,deviation,E|W,variation,E|W`
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            sensor_heading: fields.number(1).and_then(direction),
            magnetic_deviation: fields.signed(2, "E", "W"),
            magnetic_variation: fields.signed(4, "E", "W"),
        }
    }

    /// The sensor's heading with its deviation; a blank deviation is none to be applied (IEC
    /// 61162-1).
    pub fn magnetic_heading(&self) -> Option<Degrees> {
        Degrees::new(self.sensor_heading?.get() + self.magnetic_deviation.unwrap_or(0.0))
    }

    /// The magnetic heading with the variation; `None` where that was not sent.
    pub fn true_heading(&self) -> Option<Degrees> {
        Degrees::new(self.magnetic_heading()?.get() + self.magnetic_variation?)
    }

    pub(super) fn report(&self) -> OwnShipReport {
        report(self.true_heading())
    }
}

fn report(true_heading: Option<Degrees>) -> OwnShipReport {
    OwnShipReport { true_heading, ..OwnShipReport::default() }
}
