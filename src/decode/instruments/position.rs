use nmea_parser::ParsedMessage;
use nmea_parser::gnss::GgaQualityIndicator;

use super::super::TimeOfDay;
use super::super::fields::{Fields, direction};
use super::super::timestamp;
use super::guard::by_parser;
use crate::domain::{Degrees, EventTime, Knots, Metres, OwnShipReport, Position, Text};

/// Recommended minimum specific GNSS data (RMC).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecommendedMinimum {
    /// UTC of the position, of a valid fix with its date.
    pub utc: Option<EventTime>,
    /// Whether the receiver calls its data valid.
    pub valid: Option<bool>,
    /// Where, valid or not.
    pub position: Option<Position>,
    /// Speed over ground.
    pub sog: Option<Knots>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// Magnetic variation, degrees, east positive.
    pub magnetic_variation: Option<f64>,
    /// Mode of positioning, one letter (A autonomous, D differential, E estimated, N none ...).
    pub mode: Option<char>,
}

/// Global positioning system fix data (GGA).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobalFix {
    /// UTC of the position.
    pub utc_of_position: Option<TimeOfDay>,
    /// Where, valid or not.
    pub position: Option<Position>,
    /// Quality.
    pub quality: Option<FixQuality>,
    /// Satellites in use.
    pub satellites: Option<u8>,
    /// Horizontal dilution of precision.
    pub hdop: Option<f64>,
    /// Antenna altitude above mean sea level.
    pub altitude: Option<Metres>,
    /// Mean sea level above the WGS 84 ellipsoid.
    pub geoid_separation: Option<Metres>,
}

/// Quality of a GGA fix, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixQuality(u8);

/// Geographic position (GLL).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeographicPosition {
    /// Where, valid or not.
    pub position: Option<Position>,
    /// UTC of the position.
    pub utc_of_position: Option<TimeOfDay>,
    /// Whether the receiver calls its data valid.
    pub valid: Option<bool>,
    /// Mode of positioning, one letter.
    pub mode: Option<char>,
}

/// GNSS fix data (GNS).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GnssFix {
    /// UTC of the position.
    pub utc_of_position: Option<TimeOfDay>,
    /// Where, valid or not.
    pub position: Option<Position>,
    /// Mode of each satellite system, one letter each; N is "no fix".
    pub modes: Option<Text<8>>,
    /// Satellites in use.
    pub satellites: Option<u8>,
    /// Horizontal dilution of precision.
    pub hdop: Option<f64>,
    /// Antenna altitude above mean sea level.
    pub altitude: Option<Metres>,
    /// Mean sea level above the WGS 84 ellipsoid.
    pub geoid_separation: Option<Metres>,
}

impl RecommendedMinimum {
    /// `RMC,UTC,A|V,latitude,N|S,longitude,E|W,SOG,COG,date,variation,E|W,mode`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Rmc(rmc)) = by_parser(sentence, 9) else { return None };
        Some(Self {
            utc: timestamp::own_ship(b"RMC", sentence.get(7..)?),
            valid: rmc.status_active,
            position: position(rmc.latitude, rmc.longitude, fields, 4),
            sog: rmc.sog_knots.and_then(Knots::new),
            cog: rmc.bearing.and_then(direction),
            magnetic_variation: fields.signed(10, "E", "W"),
            mode: fields.letter(12),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        if self.valid != Some(true) {
            return OwnShipReport::default();
        }
        OwnShipReport {
            position: self.position,
            sog: self.sog,
            cog: self.cog,
            ..OwnShipReport::default()
        }
    }
}

impl GlobalFix {
    /// `GGA,UTC,latitude,N|S,longitude,E|W,quality,satellites,HDOP,altitude,M,separation,M,...`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Gga(gga)) = by_parser(sentence, 12) else { return None };
        Some(Self {
            utc_of_position: fields.text(1).and_then(TimeOfDay::read),
            position: position(gga.latitude, gga.longitude, fields, 3),
            quality: fields.text(6).and_then(|code| code.parse().ok()).map(FixQuality),
            satellites: gga.satellite_count,
            hdop: finite(gga.hdop),
            altitude: gga.altitude.and_then(Metres::new),
            geoid_separation: gga.geoid_separation.and_then(Metres::new),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        let position = self.position.filter(|_| self.quality.is_some_and(FixQuality::is_valid));
        OwnShipReport { position, ..OwnShipReport::default() }
    }
}

impl FixQuality {
    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// In words; `None` for a code the standard does not know.
    pub fn as_str(self) -> Option<&'static str> {
        Some(match GgaQualityIndicator::new(self.0) {
            GgaQualityIndicator::Invalid if self.0 != 0 => return None,
            GgaQualityIndicator::Invalid => "invalid",
            GgaQualityIndicator::GpsFix => "GPS",
            GgaQualityIndicator::DGpsFix => "differential GPS",
            GgaQualityIndicator::PpsFix => "GPS PPS",
            GgaQualityIndicator::RealTimeKinematic => "RTK",
            GgaQualityIndicator::RealTimeKinematicFloat => "float RTK",
            GgaQualityIndicator::DeadReckoning => "estimated",
            GgaQualityIndicator::ManualInputMode => "manual input",
            GgaQualityIndicator::SimulationMode => "simulator",
        })
    }

    fn is_valid(self) -> bool {
        GgaQualityIndicator::new(self.0) != GgaQualityIndicator::Invalid
    }
}

impl GeographicPosition {
    /// `GLL,latitude,N|S,longitude,E|W,UTC,A|V,mode`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Gll(gll)) = by_parser(sentence, 7) else { return None };
        Some(Self {
            position: position(gll.latitude, gll.longitude, fields, 2),
            utc_of_position: fields.text(5).and_then(TimeOfDay::read),
            valid: gll.data_valid,
            mode: fields.letter(7),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        // The oldest receivers send neither time nor status.
        let position = self.position.filter(|_| self.valid != Some(false));
        OwnShipReport { position, ..OwnShipReport::default() }
    }
}

impl GnssFix {
    /// `GNS,UTC,latitude,N|S,longitude,E|W,modes,satellites,HDOP,altitude,separation,...`
    pub(super) fn read(sentence: &[u8], fields: &Fields<'_>) -> Option<Self> {
        let Some(ParsedMessage::Gns(gns)) = by_parser(sentence, 10) else { return None };
        Some(Self {
            utc_of_position: fields.text(1).and_then(TimeOfDay::read),
            position: position(gns.latitude, gns.longitude, fields, 3),
            modes: fields.label(6),
            satellites: gns.satellite_count,
            hdop: finite(gns.hdop),
            altitude: gns.altitude.and_then(Metres::new),
            geoid_separation: gns.geoid_separation.and_then(Metres::new),
        })
    }

    pub(super) fn report(&self) -> OwnShipReport {
        let is_fix = |modes: &Text<8>| modes.as_str().bytes().any(|mode| mode != b'N');
        let position = self.position.filter(|_| self.modes.as_ref().is_some_and(is_fix));
        OwnShipReport { position, ..OwnShipReport::default() }
    }
}

/// A position whose hemispheres (fields `side` and two after it) were sent: without one the parser
/// takes it for north or east.
fn position(
    latitude: Option<f64>,
    longitude: Option<f64>,
    fields: &Fields<'_>,
    side: usize,
) -> Option<Position> {
    let sides_given = matches!(fields.text(side), Some("N" | "S"))
        && matches!(fields.text(side.saturating_add(2)), Some("E" | "W"));
    Position::new(latitude.filter(|_| sides_given)?, longitude?)
}

fn finite(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite())
}
