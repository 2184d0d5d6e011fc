use super::payload_fields::{
    current, direction, measure, moment, moment_at, number, tendency, waves,
};
use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::position;
use crate::decode::ais::application::{
    AirGap, Current3d, HorizontalCurrent, Salinity, SeaState, SensorReading, SensorReport,
    SiteLocation, WaterLevel, Weather, Wind,
};
use crate::domain::Text;

pub(super) fn report(object: &mut Object<'_>, report: &SensorReport) {
    moment(object, report.time);
    object.integer("site_id", i64::from(report.site_id));
    match &report.reading {
        SensorReading::SiteLocation(m) => named(object, "site location", |o| site(o, m)),
        SensorReading::StationId(name) => named(object, "station id", |o| {
            o.text("name", name.as_ref().map(Text::as_str));
        }),
        SensorReading::Wind(m) => named(object, "wind", |o| wind(o, m)),
        SensorReading::WaterLevel(m) => named(object, "water level", |o| water_level(o, m)),
        SensorReading::CurrentFlow { currents, sensor } => {
            named(object, "current flow (2D)", |o| {
                o.array("currents", currents.iter(), |inner, &flow| current(inner, flow));
                number(o, "sensor_code", *sensor);
            });
        }
        SensorReading::CurrentFlow3d { currents, sensor } => {
            named(object, "current flow (3D)", |o| {
                o.array("currents", currents.iter(), current_3d);
                number(o, "sensor_code", *sensor);
            });
        }
        SensorReading::HorizontalFlow { currents, sensor } => {
            named(object, "horizontal current flow", |o| {
                o.array("currents", currents.iter(), horizontal_current);
                number(o, "sensor_code", *sensor);
            });
        }
        SensorReading::SeaState(m) => named(object, "sea state", |o| sea_state(o, m)),
        SensorReading::Salinity(m) => named(object, "salinity", |o| salinity(o, m)),
        SensorReading::Weather(m) => named(object, "weather", |o| weather(o, m)),
        SensorReading::AirGap(m) => named(object, "air gap", |o| air_gap(o, m)),
        SensorReading::Reserved { code } => object.integer("report_type_code", i64::from(*code)),
    }
}

fn named(object: &mut Object<'_>, name: &str, fill: impl FnOnce(&mut Object<'_>)) {
    object.plain("report_type", name);
    fill(object);
}

fn site(object: &mut Object<'_>, m: &SiteLocation) {
    position(object, m.position);
    measure(object, "altitude", m.altitude);
    number(object, "owner_code", m.owner);
    number(object, "data_timeout_code", m.data_timeout);
}

fn wind(object: &mut Object<'_>, m: &Wind) {
    measure(object, "average_wind_speed", m.average_speed);
    measure(object, "wind_gust", m.gust);
    direction(object, "wind_direction", m.direction);
    direction(object, "wind_gust_direction", m.gust_direction);
    number(object, "averaging_time", m.averaging_minutes);
    number(object, "sensor_code", m.sensor);
    measure(object, "forecast_wind_speed", m.forecast_speed);
    measure(object, "forecast_wind_gust", m.forecast_gust);
    direction(object, "forecast_wind_direction", m.forecast_direction);
    moment_at(object, "forecast_time", m.forecast_time);
    number(object, "forecast_duration", m.forecast_minutes);
}

fn water_level(object: &mut Object<'_>, m: &WaterLevel) {
    object.flag("is_depth", m.is_depth);
    measure(object, "water_level", m.level);
    number(object, "water_level_trend_code", m.trend);
    number(object, "vertical_datum_code", m.datum);
    number(object, "sensor_code", m.sensor);
    object.flag("forecast_is_depth", m.forecast_is_depth);
    measure(object, "forecast_water_level", m.forecast_level);
    moment_at(object, "forecast_time", m.forecast_time);
    number(object, "forecast_duration", m.forecast_minutes);
}

fn current_3d(object: &mut Object<'_>, m: &Current3d) {
    measure(object, "north", m.north);
    measure(object, "east", m.east);
    measure(object, "up", m.up);
    measure(object, "measuring_level", m.level);
}

fn horizontal_current(object: &mut Object<'_>, m: &HorizontalCurrent) {
    direction(object, "bearing", m.bearing);
    measure(object, "distance", m.distance);
    current(object, m.current);
}

fn sea_state(object: &mut Object<'_>, m: &SeaState) {
    waves(object, "swell", m.swell);
    number(object, "swell_sensor_code", m.swell_sensor);
    number(object, "sea_state", m.sea_state);
    measure(object, "water_temperature", m.water_temperature);
    measure(object, "water_temperature_depth", m.water_temperature_depth);
    number(object, "water_temperature_sensor_code", m.water_temperature_sensor);
    waves(object, "wave", m.waves);
    number(object, "wave_sensor_code", m.wave_sensor);
    measure(object, "salinity", m.salinity);
}

fn salinity(object: &mut Object<'_>, m: &Salinity) {
    measure(object, "water_temperature", m.water_temperature);
    measure(object, "conductivity", m.conductivity);
    measure(object, "water_pressure", m.water_pressure);
    measure(object, "salinity", m.salinity);
    number(object, "salinity_type_code", m.salinity_type);
    number(object, "sensor_code", m.sensor);
}

fn weather(object: &mut Object<'_>, m: &Weather) {
    measure(object, "air_temperature", m.air_temperature);
    number(object, "air_temperature_sensor_code", m.air_temperature_sensor);
    number(object, "precipitation_code", m.precipitation);
    measure(object, "horizontal_visibility", m.horizontal_visibility);
    measure(object, "dew_point", m.dew_point);
    number(object, "dew_point_sensor_code", m.dew_point_sensor);
    measure(object, "air_pressure", m.air_pressure);
    tendency(object, "air_pressure_tendency", m.air_pressure_tendency);
    number(object, "air_pressure_sensor_code", m.air_pressure_sensor);
    measure(object, "salinity", m.salinity);
}

fn air_gap(object: &mut Object<'_>, m: &AirGap) {
    measure(object, "air_draught", m.air_draught);
    measure(object, "air_gap", m.air_gap);
    number(object, "air_gap_trend_code", m.trend);
    measure(object, "forecast_air_gap", m.forecast_air_gap);
    moment_at(object, "forecast_time", m.forecast_time);
}
