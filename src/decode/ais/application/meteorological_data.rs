use super::super::super::Bits;
use super::cursor::Cursor;
use super::measure::{Measure, Scale};
use super::moment::Moment;
use crate::domain::{Degrees, Position};

/// Payloads 1/31 (SN.1/Circ.289, table 14.1) and 1/11 (SN/Circ.236, annex 2): Meteorological and
/// hydrographic data.
#[derive(Clone, Debug, PartialEq)]
pub struct MeteorologicalData {
    /// Where it was measured.
    pub position: Option<Position>,
    /// Better than 10 m; 1/11 does not say.
    pub position_accuracy: Option<bool>,
    /// When: day, hour, minute.
    pub time: Moment,
    /// Average of the last 10 minutes, knots.
    pub average_wind_speed: Option<Measure>,
    /// Maximum of the last 10 minutes, knots.
    pub wind_gust: Option<Measure>,
    /// Where the wind comes from.
    pub wind_direction: Option<Degrees>,
    /// Where the gust came from.
    pub wind_gust_direction: Option<Degrees>,
    /// Dry bulb, degrees Celsius.
    pub air_temperature: Option<Measure>,
    /// Percent.
    pub relative_humidity: Option<Measure>,
    /// Degrees Celsius.
    pub dew_point: Option<Measure>,
    /// Hectopascal, at sea level.
    pub air_pressure: Option<Measure>,
    /// Which way the pressure goes.
    pub air_pressure_tendency: Option<Tendency>,
    /// The equipment sees no farther than the visibility given: there may be more. Not in 1/11.
    pub visibility_limited: Option<bool>,
    /// Nautical miles.
    pub horizontal_visibility: Option<Measure>,
    /// Deviation from chart datum with tide, metres.
    pub water_level: Option<Measure>,
    /// Which way the water level goes.
    pub water_level_trend: Option<Tendency>,
    /// At the surface and at two levels below.
    pub currents: [Current; 3],
    /// Wind waves; the height is the significant one.
    pub waves: Waves,
    /// Swell.
    pub swell: Waves,
    /// Beaufort scale, 0 to 12.
    pub sea_state: Option<u8>,
    /// Degrees Celsius.
    pub water_temperature: Option<Measure>,
    /// What falls.
    pub precipitation: Option<Precipitation>,
    /// Per mille.
    pub salinity: Option<Measure>,
    /// Ice is there.
    pub ice: Option<bool>,
}

/// Current at one level.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Current {
    /// Knots.
    pub speed: Option<Measure>,
    /// Where it flows to.
    pub direction: Option<Degrees>,
    /// Metres below the surface; not of the surface current.
    pub level: Option<Measure>,
}

/// Waves of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Waves {
    /// Metres.
    pub height: Option<Measure>,
    /// Seconds.
    pub period: Option<Measure>,
    /// Where they come from.
    pub direction: Option<Degrees>,
}

/// Which way a measure goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tendency {
    /// It stays.
    Steady,
    /// It falls.
    Decreasing,
    /// It rises.
    Increasing,
}

/// Type of precipitation, 1 to 5 (WMO code table 4.201).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precipitation(u8);

/// In what the two circulars differ.
struct Form {
    wind: Scale,
    air_temperature: Scale,
    dew_point: Scale,
    air_pressure: Scale,
    horizontal_visibility: Scale,
    water_level: Scale,
    current: Scale,
    height: Scale,
    water_temperature: Scale,
    salinity: Scale,
}

const CIRC_289: Form = Form {
    wind: Scale::unsigned(7, 0, 125).or_more(126),
    air_temperature: Scale::signed(11, -600, 600).steps(10.0),
    dew_point: Scale::signed(10, -200, 500).steps(10.0),
    air_pressure: Scale::unsigned(9, 1, 401).offset(799).or_less(0).or_more(402),
    horizontal_visibility: Scale::unsigned(7, 0, 126).steps(10.0),
    water_level: Scale::unsigned(12, 0, 4000).offset(-1000).steps(100.0),
    current: Scale::unsigned(8, 0, 250).steps(10.0).or_more(251),
    height: Scale::unsigned(8, 0, 250).steps(10.0).or_more(251),
    water_temperature: Scale::signed(10, -100, 500).steps(10.0),
    salinity: Scale::unsigned(9, 0, 500).steps(10.0).or_more(501),
};

/// All ones are "not available" in every field.
const CIRC_236: Form = Form {
    wind: Scale::unsigned(7, 0, 120),
    air_temperature: Scale::unsigned(11, 0, 1200).offset(-600).steps(10.0),
    dew_point: Scale::unsigned(10, 0, 700).offset(-200).steps(10.0),
    air_pressure: Scale::unsigned(9, 0, 400).offset(800),
    horizontal_visibility: Scale::unsigned(8, 0, 250).steps(10.0),
    water_level: Scale::unsigned(9, 0, 400).offset(-100).steps(10.0),
    current: Scale::unsigned(8, 0, 250).steps(10.0),
    height: Scale::unsigned(8, 0, 250).steps(10.0),
    water_temperature: Scale::unsigned(10, 0, 600).offset(-100).steps(10.0),
    salinity: Scale::unsigned(9, 0, 500).steps(10.0),
};

const RELATIVE_HUMIDITY: Scale = Scale::unsigned(7, 0, 100);
const LEVEL: Scale = Scale::unsigned(5, 0, 30);
const PERIOD: Scale = Scale::unsigned(6, 0, 60);

impl MeteorologicalData {
    /// Bits of 1/31 with the spare ones.
    pub(super) const CIRC_289_BITS: usize = 304;
    /// Bits of 1/11 with the spare ones.
    pub(super) const CIRC_236_BITS: usize = 296;

    pub(super) fn read_circ_289(bits: Bits<'_>) -> Self {
        let mut from = Cursor::at(bits, 0);
        let position = from.position();
        let position_accuracy = from.flag();
        let time = Moment::read(&mut from);
        Self { position, position_accuracy, ..Self::read(&mut from, time, &CIRC_289, true) }
    }

    pub(super) fn read_circ_236(bits: Bits<'_>) -> Self {
        let mut from = Cursor::at(bits, 0);
        let position = from.position_latitude_first();
        let time = Moment::read(&mut from);
        // Day 31 is "not available" where hour and minute are too.
        let no_time = time.hour.is_none() && time.minute.is_none() && time.day == Some(31);
        let time = if no_time { Moment::default() } else { time };
        Self { position, ..Self::read(&mut from, time, &CIRC_236, false) }
    }

    /// What follows the time.
    fn read(from: &mut Cursor<'_>, time: Moment, form: &Form, says_limit: bool) -> Self {
        Self {
            position: None,
            position_accuracy: None,
            time,
            average_wind_speed: from.measure(&form.wind),
            wind_gust: from.measure(&form.wind),
            wind_direction: from.direction(),
            wind_gust_direction: from.direction(),
            air_temperature: from.measure(&form.air_temperature),
            relative_humidity: from.measure(&RELATIVE_HUMIDITY),
            dew_point: from.measure(&form.dew_point),
            air_pressure: from.measure(&form.air_pressure),
            air_pressure_tendency: Tendency::read(from),
            visibility_limited: if says_limit { from.flag() } else { None },
            horizontal_visibility: from.measure(&form.horizontal_visibility),
            water_level: from.measure(&form.water_level),
            water_level_trend: Tendency::read(from),
            currents: [
                Current::flow(from, form),
                Current::below(from, form),
                Current::below(from, form),
            ],
            waves: Waves::read(from, form),
            swell: Waves::read(from, form),
            sea_state: from.byte(4).filter(|&beaufort| beaufort <= 12),
            water_temperature: from.measure(&form.water_temperature),
            precipitation: Precipitation::read(from),
            salinity: from.measure(&form.salinity),
            ice: match from.byte(2) {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
        }
    }
}

impl Current {
    fn flow(from: &mut Cursor<'_>, form: &Form) -> Self {
        Self { speed: from.measure(&form.current), direction: from.direction(), level: None }
    }

    fn below(from: &mut Cursor<'_>, form: &Form) -> Self {
        let flow = Self::flow(from, form);
        Self { level: from.measure(&LEVEL), ..flow }
    }
}

impl Waves {
    fn read(from: &mut Cursor<'_>, form: &Form) -> Self {
        Self {
            height: from.measure(&form.height),
            period: from.measure(&PERIOD),
            direction: from.direction(),
        }
    }
}

impl Tendency {
    /// Two bits; 3 is "not available".
    pub(super) fn read(from: &mut Cursor<'_>) -> Option<Self> {
        match from.byte(2)? {
            0 => Some(Self::Steady),
            1 => Some(Self::Decreasing),
            2 => Some(Self::Increasing),
            _ => None,
        }
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        match self {
            Self::Steady => 0,
            Self::Decreasing => 1,
            Self::Increasing => 2,
        }
    }

    /// The word of the circular.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Decreasing => "decreasing",
            Self::Increasing => "increasing",
        }
    }
}

impl Precipitation {
    /// Three bits; 0 and 6 are reserved, 7 is "not available".
    fn read(from: &mut Cursor<'_>) -> Option<Self> {
        from.byte(3).filter(|code| (1..=5).contains(code)).map(Self)
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The words of the code table.
    pub const fn as_str(self) -> &'static str {
        match self.0 {
            1 => "rain",
            2 => "thunderstorm",
            3 => "freezing rain",
            4 => "mixed/ice",
            _ => "snow",
        }
    }
}
