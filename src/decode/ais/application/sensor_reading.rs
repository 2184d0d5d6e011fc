use super::cursor::Cursor;
use super::environmental::Form;
use super::measure::{Measure, Scale};
use super::meteorological_data::{Current, Tendency, Waves};
use super::moment::Moment;
use crate::domain::{Degrees, Position, Text};

/// What a sensor report carries (SN.1/Circ.289, tables 12.5 to 12.15). Sensor descriptions are codes
/// 1 to 5 (table 12.8); 0 and 7 say that there are no data.
#[derive(Clone, Debug, PartialEq)]
pub enum SensorReading {
    /// Type 0: where the site is.
    SiteLocation(SiteLocation),
    /// Type 1: what the site is called.
    StationId(Option<Text<14>>),
    /// Types 2 and, of the USCG, 11.
    Wind(Wind),
    /// Type 3.
    WaterLevel(WaterLevel),
    /// Type 4: currents at up to three levels.
    CurrentFlow {
        /// By level.
        currents: [Current; 3],
        /// Kind of data.
        sensor: Option<u8>,
    },
    /// Type 5: currents in three dimensions at up to two levels.
    CurrentFlow3d {
        /// By level.
        currents: [Current3d; 2],
        /// Kind of data.
        sensor: Option<u8>,
    },
    /// Type 6: currents at up to two places beside the sensor.
    HorizontalFlow {
        /// By place.
        currents: [HorizontalCurrent; 2],
        /// Kind of data; 1/26 does not say.
        sensor: Option<u8>,
    },
    /// Type 7.
    SeaState(SeaState),
    /// Type 8.
    Salinity(Salinity),
    /// Type 9.
    Weather(Weather),
    /// Type 10.
    AirGap(AirGap),
    /// A type without a definition.
    Reserved {
        /// The type as sent, 11 to 15.
        code: u8,
    },
}

/// Where a site is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteLocation {
    /// Its position.
    pub position: Option<Position>,
    /// Of the sensor above mean sea level, metres.
    pub altitude: Option<Measure>,
    /// Whose it is, a code of table 12.6.
    pub owner: Option<u8>,
    /// How long its data hold, a code of table 12.6.
    pub data_timeout: Option<u8>,
}

/// Wind as measured and as forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wind {
    /// Average, knots.
    pub average_speed: Option<Measure>,
    /// Maximum, knots.
    pub gust: Option<Measure>,
    /// Where it comes from.
    pub direction: Option<Degrees>,
    /// Where the gust came from.
    pub gust_direction: Option<Degrees>,
    /// Minutes over which it was averaged; only type 11 says.
    pub averaging_minutes: Option<u8>,
    /// Kind of data.
    pub sensor: Option<u8>,
    /// Forecast average, knots.
    pub forecast_speed: Option<Measure>,
    /// Forecast maximum, knots.
    pub forecast_gust: Option<Measure>,
    /// Forecast direction.
    pub forecast_direction: Option<Degrees>,
    /// From when the forecast holds.
    pub forecast_time: Moment,
    /// For how many minutes; 0 cancels it.
    pub forecast_minutes: Option<u8>,
}

/// Water level as measured and as forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterLevel {
    /// The level is a depth, not a deviation from the datum.
    pub is_depth: Option<bool>,
    /// Metres.
    pub level: Option<Measure>,
    /// The code of the trend, 0 to 2. Editions disagree on which is which.
    pub trend: Option<u8>,
    /// Vertical datum, a code of table 12.9.
    pub datum: Option<u8>,
    /// Kind of data.
    pub sensor: Option<u8>,
    /// The forecast level is a depth.
    pub forecast_is_depth: Option<bool>,
    /// Forecast, metres.
    pub forecast_level: Option<Measure>,
    /// From when the forecast holds.
    pub forecast_time: Moment,
    /// For how many minutes; 0 cancels it.
    pub forecast_minutes: Option<u8>,
}

/// Current in three dimensions at one level. Components of the USCG are as sent only: no published
/// source says how their ninth bit is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Current3d {
    /// Northward, knots.
    pub north: Option<Measure>,
    /// Eastward, knots.
    pub east: Option<Measure>,
    /// Upward, knots.
    pub up: Option<Measure>,
    /// Metres below the surface.
    pub level: Option<Measure>,
}

/// Current at one place beside the sensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HorizontalCurrent {
    /// Where the place is from the sensor.
    pub bearing: Option<Degrees>,
    /// How far, metres.
    pub distance: Option<Measure>,
    /// What flows there.
    pub current: Current,
}

/// Waves and water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeaState {
    /// Swell.
    pub swell: Waves,
    /// Beaufort scale, 0 to 12.
    pub sea_state: Option<u8>,
    /// Kind of data of the swell.
    pub swell_sensor: Option<u8>,
    /// Degrees Celsius.
    pub water_temperature: Option<Measure>,
    /// Where the temperature was taken, metres below the surface.
    pub water_temperature_depth: Option<Measure>,
    /// Kind of data of the temperature.
    pub water_temperature_sensor: Option<u8>,
    /// Wind waves.
    pub waves: Waves,
    /// Kind of data of the waves.
    pub wave_sensor: Option<u8>,
    /// Per mille.
    pub salinity: Option<Measure>,
}

/// Water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Salinity {
    /// Degrees Celsius.
    pub water_temperature: Option<Measure>,
    /// Siemens per metre.
    pub conductivity: Option<Measure>,
    /// Decibar.
    pub water_pressure: Option<Measure>,
    /// Per mille.
    pub salinity: Option<Measure>,
    /// 0 measured, 1 calculated by PSS-78, 2 calculated otherwise.
    pub salinity_type: Option<u8>,
    /// Kind of data.
    pub sensor: Option<u8>,
}

/// Air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weather {
    /// Degrees Celsius.
    pub air_temperature: Option<Measure>,
    /// Kind of data of the temperature.
    pub air_temperature_sensor: Option<u8>,
    /// What falls, as sent, 0 to 3.
    pub precipitation: Option<u8>,
    /// Nautical miles.
    pub horizontal_visibility: Option<Measure>,
    /// Degrees Celsius.
    pub dew_point: Option<Measure>,
    /// Kind of data of the dew point.
    pub dew_point_sensor: Option<u8>,
    /// Hectopascal.
    pub air_pressure: Option<Measure>,
    /// Which way the pressure goes.
    pub air_pressure_tendency: Option<Tendency>,
    /// Kind of data of the pressure.
    pub air_pressure_sensor: Option<u8>,
    /// Per mille.
    pub salinity: Option<Measure>,
}

/// Room under a bridge or a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AirGap {
    /// Clearance for ships, metres.
    pub air_draught: Option<Measure>,
    /// From the water to the sensor, metres.
    pub air_gap: Option<Measure>,
    /// The code of the trend: 0 steady, 1 rising, 2 falling.
    pub trend: Option<u8>,
    /// Forecast, metres.
    pub forecast_air_gap: Option<Measure>,
    /// When the forecast holds.
    pub forecast_time: Moment,
}

const ALTITUDE: Scale = Scale::unsigned(11, 0, 2000).steps(10.0).or_more(2001);
const ALTITUDE_USCG: Scale = Scale::unsigned(12, 0, 2000).steps(10.0);
const WIND: Scale = Scale::unsigned(7, 0, 120).or_more(121);
const WATER_LEVEL: Scale =
    Scale::signed(16, -32_766, 32_766).steps(100.0).or_less(-32_767).or_more(32_767);
const CURRENT: Scale = Scale::unsigned(8, 0, 245).steps(10.0).or_more(246);
const LEVEL: Scale = Scale::unsigned(9, 0, 360).or_more(361);
const DISTANCE: Scale = Scale::unsigned(7, 0, 120).or_more(121);
const HEIGHT: Scale = Scale::unsigned(8, 0, 245).steps(10.0).or_more(246);
const PERIOD: Scale = Scale::unsigned(6, 0, 60);
const WATER_TEMPERATURE: Scale = Scale::unsigned(10, 0, 600).offset(-100).steps(10.0);
const DEPTH: Scale = Scale::unsigned(7, 0, 120).steps(10.0).or_more(121);
const SALINITY: Scale = Scale::unsigned(9, 0, 500).steps(10.0).or_more(501);
const CONDUCTIVITY: Scale = Scale::unsigned(10, 0, 700).steps(100.0).or_more(701);
const WATER_PRESSURE: Scale = Scale::unsigned(16, 0, 60_000).steps(10.0).or_more(60_001);
const AIR_TEMPERATURE: Scale = Scale::signed(11, -600, 600).steps(10.0);
const VISIBILITY: Scale = Scale::unsigned(8, 0, 240).steps(10.0).or_more(241);
const DEW_POINT: Scale = Scale::signed(10, -200, 500).steps(10.0);
const DEW_POINT_USCG: Scale = Scale::unsigned(10, 0, 700).offset(-200).steps(10.0);
const AIR_PRESSURE: Scale = Scale::unsigned(9, 1, 401).offset(799).or_less(0).or_more(402);
const AIR_GAP: Scale = Scale::unsigned(13, 1, 8190).steps(100.0).or_more(8191);

impl SensorReading {
    pub(super) fn read(from: &mut Cursor<'_>, kind: u8, form: Form) -> Self {
        match kind {
            0 => Self::SiteLocation(SiteLocation::read(from, form)),
            1 => Self::StationId(from.text()),
            2 => Self::Wind(Wind::read(from)),
            3 => Self::WaterLevel(WaterLevel::read(from)),
            4 => Self::CurrentFlow {
                currents: [current(from), current(from), current(from)],
                sensor: sensor(from),
            },
            5 => Self::CurrentFlow3d {
                currents: [Current3d::read(from, form), Current3d::read(from, form)],
                sensor: sensor(from),
            },
            6 => horizontal_flow(from, form),
            7 => Self::SeaState(SeaState::read(from)),
            8 => Self::Salinity(Salinity::read(from)),
            9 => Self::Weather(Weather::read(from, form)),
            10 => Self::AirGap(AirGap::read(from)),
            11 if form == Form::Uscg => Self::Wind(Wind::read_averaged(from)),
            code => Self::Reserved { code },
        }
    }
}

/// Three bits; 0 is "no data", 6 reserved, 7 "sensor not available".
fn sensor(from: &mut Cursor<'_>) -> Option<u8> {
    from.byte(3).filter(|sensor| (1..=5).contains(sensor))
}

fn current(from: &mut Cursor<'_>) -> Current {
    Current {
        speed: from.measure(&CURRENT),
        direction: from.direction(),
        level: from.measure(&LEVEL),
    }
}

fn waves(from: &mut Cursor<'_>) -> Waves {
    Waves {
        height: from.measure(&HEIGHT),
        period: from.measure(&PERIOD),
        direction: from.direction(),
    }
}

/// Eight bits of minutes; 255 is "not available".
fn minutes(from: &mut Cursor<'_>) -> Option<u8> {
    from.byte(8).filter(|&minutes| minutes < 255)
}

/// Two bits; 3 is "not available".
fn trend(from: &mut Cursor<'_>) -> Option<u8> {
    from.byte(2).filter(|&trend| trend < 3)
}

/// In 367/33 both places lie on one bearing, and the distance has nine bits.
fn horizontal_flow(from: &mut Cursor<'_>, form: Form) -> SensorReading {
    let common = if form == Form::Uscg { from.direction() } else { None };
    let mut place = || match form {
        Form::Imo => HorizontalCurrent {
            bearing: from.direction(),
            distance: from.measure(&DISTANCE),
            current: current(from),
        },
        Form::Uscg => HorizontalCurrent {
            bearing: common,
            distance: as_sent(from.short(9)),
            current: current(from),
        },
    };
    let currents = [place(), place()];
    let sensor = if form == Form::Uscg { sensor(from) } else { None };
    SensorReading::HorizontalFlow { currents, sensor }
}

/// The code of a measure whose scale is not known.
fn as_sent(code: Option<u16>) -> Option<Measure> {
    code.map(|code| Measure::OutOfScale { code: i32::from(code) })
}

impl SiteLocation {
    /// The USCG begins with its version and keeps the decimals of the position's precision.
    fn read(from: &mut Cursor<'_>, form: Form) -> Self {
        let uscg = form == Form::Uscg;
        from.skip(if uscg { 6 } else { 0 });
        let position = from.fine_position();
        from.skip(if uscg { 3 } else { 0 });
        Self {
            position,
            altitude: from.measure(if uscg { &ALTITUDE_USCG } else { &ALTITUDE }),
            owner: from.byte(4).filter(|&owner| owner != 0),
            data_timeout: from.byte(3).filter(|&timeout| timeout != 0),
        }
    }
}

impl Wind {
    fn read(from: &mut Cursor<'_>) -> Self {
        Self {
            average_speed: from.measure(&WIND),
            gust: from.measure(&WIND),
            direction: from.direction(),
            gust_direction: from.direction(),
            averaging_minutes: None,
            sensor: sensor(from),
            forecast_speed: from.measure(&WIND),
            forecast_gust: from.measure(&WIND),
            forecast_direction: from.direction(),
            forecast_time: Moment::read(from),
            forecast_minutes: minutes(from),
        }
    }

    /// Type 11 of the USCG: averaged over a stated time, its forecast without a day.
    fn read_averaged(from: &mut Cursor<'_>) -> Self {
        Self {
            average_speed: from.measure(&WIND),
            gust: from.measure(&WIND),
            direction: from.direction(),
            gust_direction: None,
            averaging_minutes: from.byte(6),
            sensor: sensor(from),
            forecast_speed: from.measure(&WIND),
            forecast_gust: from.measure(&WIND),
            forecast_direction: from.direction(),
            forecast_time: Moment::read_without_day(from),
            forecast_minutes: minutes(from),
        }
    }
}

impl WaterLevel {
    fn read(from: &mut Cursor<'_>) -> Self {
        Self {
            is_depth: from.flag(),
            level: from.measure(&WATER_LEVEL),
            trend: trend(from),
            datum: from.byte(5).filter(|&datum| datum < 14),
            sensor: sensor(from),
            forecast_is_depth: from.flag(),
            forecast_level: from.measure(&WATER_LEVEL),
            forecast_time: Moment::read(from),
            forecast_minutes: minutes(from),
        }
    }
}

impl Current3d {
    fn read(from: &mut Cursor<'_>, form: Form) -> Self {
        let mut component = || match form {
            Form::Imo => from.measure(&CURRENT),
            Form::Uscg => as_sent(from.short(9)),
        };
        let (north, east, up) = (component(), component(), component());
        Self { north, east, up, level: from.measure(&LEVEL) }
    }
}

impl SeaState {
    fn read(from: &mut Cursor<'_>) -> Self {
        Self {
            swell: waves(from),
            sea_state: from.byte(4).filter(|&beaufort| beaufort <= 12),
            swell_sensor: sensor(from),
            water_temperature: from.measure(&WATER_TEMPERATURE),
            water_temperature_depth: from.measure(&DEPTH),
            water_temperature_sensor: sensor(from),
            waves: waves(from),
            wave_sensor: sensor(from),
            salinity: from.measure(&SALINITY),
        }
    }
}

impl Salinity {
    fn read(from: &mut Cursor<'_>) -> Self {
        Self {
            water_temperature: from.measure(&WATER_TEMPERATURE),
            conductivity: from.measure(&CONDUCTIVITY),
            water_pressure: from.measure(&WATER_PRESSURE),
            salinity: from.measure(&SALINITY),
            salinity_type: from.byte(2).filter(|&kind| kind < 3),
            sensor: sensor(from),
        }
    }
}

impl Weather {
    fn read(from: &mut Cursor<'_>, form: Form) -> Self {
        Self {
            air_temperature: from.measure(&AIR_TEMPERATURE),
            air_temperature_sensor: sensor(from),
            precipitation: from.byte(2),
            horizontal_visibility: from.measure(&VISIBILITY),
            dew_point: from.measure(match form {
                Form::Imo => &DEW_POINT,
                Form::Uscg => &DEW_POINT_USCG,
            }),
            dew_point_sensor: sensor(from),
            air_pressure: from.measure(&AIR_PRESSURE),
            air_pressure_tendency: Tendency::read(from),
            air_pressure_sensor: sensor(from),
            salinity: from.measure(&SALINITY),
        }
    }
}

impl AirGap {
    fn read(from: &mut Cursor<'_>) -> Self {
        Self {
            air_draught: from.measure(&AIR_GAP),
            air_gap: from.measure(&AIR_GAP),
            trend: trend(from),
            forecast_air_gap: from.measure(&AIR_GAP),
            forecast_time: Moment::read(from),
        }
    }
}
