use nmea_parser::ParsedMessage;

use super::super::fields::{Fields, direction};
use super::super::radar::DistanceUnit;
use super::guard::by_parser;
use crate::domain::{BearingReference, Degrees, KNOT, Knots, Metres};

/// Depth (DPT).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Depth {
    /// Water below the transducer.
    pub below_transducer: Option<Metres>,
    /// Transducer below the waterline where positive, above the keel where negative.
    pub transducer_offset: Option<Metres>,
    /// Largest depth of the range in use.
    pub range: Option<Metres>,
}

/// Wind speed and angle (MWV).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wind {
    /// Angle from the bow, 0 to 359 degrees.
    pub angle: Option<Degrees>,
    /// Relative as measured, or true as calculated with the ship's own motion taken off.
    pub reference: Option<BearingReference>,
    /// Wind speed.
    pub speed: Option<Knots>,
    /// Whether the data are valid.
    pub valid: Option<bool>,
}

/// Water temperature (MTW).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterTemperature {
    /// Degrees Celsius.
    pub celsius: Option<f64>,
}

impl Depth {
    /// `DPT,depth,offset,range`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Dpt(dpt)) = by_parser(sentence, 2) else { return None };
        Some(Self {
            below_transducer: dpt.depth_relative_to_transducer.and_then(Metres::new),
            transducer_offset: dpt.transducer_offset.and_then(Metres::new),
            range: fields.number(3).and_then(Metres::new),
        })
    }
}

impl Wind {
    /// `MWV,angle,R|T,speed,K|M|N|S,A|V`; `nmea-parser` refuses it where the speed is blank, as in
    /// every sentence of a sensor without data.
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let knots = |speed: f64| match fields.text(4)? {
            "M" => Some(speed / KNOT),
            letter => Some(speed * DistanceUnit::of(letter)?.nautical_miles()),
        };
        Self {
            angle: fields.number(1).and_then(direction),
            reference: fields.text(2).and_then(|letter| match letter {
                "R" => Some(BearingReference::Relative),
                "T" => Some(BearingReference::True),
                _ => None,
            }),
            speed: fields.number(3).and_then(knots).and_then(Knots::new),
            valid: fields.validity(5),
        }
    }
}

impl WaterTemperature {
    /// `MTW,temperature,C`
    pub(super) fn read(sentence: &[u8]) -> Option<Self> {
        let Some(ParsedMessage::Mtw(mtw)) = by_parser(sentence, 2) else { return None };
        Some(Self { celsius: mtw.temperature.filter(|celsius| celsius.is_finite()) })
    }
}
