use super::payload_fields::{current, direction, measure, moment, number, tendency, waves};
use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::position;
use crate::decode::ais::application::{Current, MeteorologicalData, Precipitation};

pub(super) fn write(object: &mut Object<'_>, m: &MeteorologicalData) {
    position(object, m.position);
    object.flag("position_accuracy", m.position_accuracy);
    moment(object, m.time);
    measure(object, "average_wind_speed", m.average_wind_speed);
    measure(object, "wind_gust", m.wind_gust);
    direction(object, "wind_direction", m.wind_direction);
    direction(object, "wind_gust_direction", m.wind_gust_direction);
    measure(object, "air_temperature", m.air_temperature);
    measure(object, "relative_humidity", m.relative_humidity);
    measure(object, "dew_point", m.dew_point);
    measure(object, "air_pressure", m.air_pressure);
    tendency(object, "air_pressure_tendency", m.air_pressure_tendency);
    object.flag("visibility_limited", m.visibility_limited);
    measure(object, "horizontal_visibility", m.horizontal_visibility);
    measure(object, "water_level", m.water_level);
    tendency(object, "water_level_trend", m.water_level_trend);
    for (name, flow) in ["surface_current", "current_2", "current_3"].into_iter().zip(m.currents) {
        if flow != Current::default() {
            object.object(name, |inner| current(inner, flow));
        }
    }
    waves(object, "wave", m.waves);
    waves(object, "swell", m.swell);
    number(object, "sea_state", m.sea_state);
    measure(object, "water_temperature", m.water_temperature);
    object.text("precipitation", m.precipitation.map(Precipitation::as_str));
    number(object, "precipitation_code", m.precipitation.map(Precipitation::code));
    measure(object, "salinity", m.salinity);
    object.flag("ice", m.ice);
}
