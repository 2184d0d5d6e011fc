use super::super::super::Bits;
use super::cursor::Cursor;
use super::measure::{Measure, Scale};
use crate::domain::Text;

const LENGTH: Scale = Scale::unsigned(13, 1, 8000).steps(10.0);
const BEAM: Scale = Scale::unsigned(10, 1, 1000).steps(10.0);
const DRAUGHT: Scale = Scale::unsigned(11, 1, 2000).steps(100.0);

/// Payload 200/10 (Inland AIS, edition 1.01, table 2.6): Inland ship static and voyage related data.
#[derive(Clone, Debug, PartialEq)]
pub struct InlandShip {
    /// Unique European vessel identification number.
    pub vessel_id: Option<Text<8>>,
    /// Metres.
    pub length: Option<Measure>,
    /// Metres.
    pub beam: Option<Measure>,
    /// Type of ship or combination: ERI code, four digits.
    pub ship_type: Option<u16>,
    /// Blue cones or lights, 0 to 3, or 4 for the B flag.
    pub hazardous_cargo: Option<u8>,
    /// Metres.
    pub draught: Option<Measure>,
    /// Loaded, or not: code 1 and code 2 of the table, as the IALA register of application-specific
    /// messages has it too.
    pub loaded: Option<bool>,
    /// Speed from a sensor of high quality, not GNSS.
    pub speed_quality: Option<bool>,
    /// Course from a sensor of high quality, not GNSS.
    pub course_quality: Option<bool>,
    /// Heading from a sensor of high quality, such as a gyro.
    pub heading_quality: Option<bool>,
}

impl InlandShip {
    /// Bits with the spare ones.
    pub(super) const BITS: usize = 112;

    /// Length, beam, type and draught 0, hazard 5 and load 0 are "unknown".
    pub(super) fn read(bits: Bits<'_>) -> Self {
        let mut from = Cursor::at(bits, 0);
        Self {
            vessel_id: from.text(),
            length: from.measure(&LENGTH),
            beam: from.measure(&BEAM),
            ship_type: from.short(14).filter(|&code| code != 0),
            hazardous_cargo: from.byte(3).filter(|&cones| cones <= 4),
            draught: from.measure(&DRAUGHT),
            loaded: match from.byte(2) {
                Some(1) => Some(true),
                Some(2) => Some(false),
                _ => None,
            },
            speed_quality: from.flag(),
            course_quality: from.flag(),
            heading_quality: from.flag(),
        }
    }
}
