//! Members of instrument sentences: AIS names where AIS has the field, other fields in the words of
//! IEC 61162-1 with the unit at the end.

use super::fields::{MEASURE_PLACES, directions, position};
use super::radar::reference;
use crate::cli::decode::json::Object;
use crate::decode::TimeOfDay;
use crate::decode::instruments::{
    DateAndTime, Depth, DilutionOfPrecision, FixMode, FixQuality, GeographicPosition, GlobalFix,
    GnssFix, HeadingAndStatus, HeadingSensor, Instrument, OwnShipData, RecommendedMinimum,
    SpeedReference, TrackMadeGood, WaterSpeedAndHeading, Wind,
};
use crate::domain::{Degrees, EventTime, Knots, Metres, Text};

/// Writes what an instrument says.
pub(super) fn write(object: &mut Object<'_>, instrument: &Instrument) {
    object.plain("formatter", instrument.formatter());
    match instrument {
        Instrument::RecommendedMinimum(m) => recommended_minimum(object, m),
        Instrument::GlobalFix(m) => global_fix(object, m),
        Instrument::GeographicPosition(m) => geographic_position(object, m),
        Instrument::GnssFix(m) => gnss_fix(object, m),
        Instrument::TrackMadeGood(m) => track_made_good(object, m),
        Instrument::DateAndTime(m) => date_and_time(object, m),
        Instrument::TrueHeading(m) => directions(object, None, m.true_heading),
        Instrument::HeadingAndStatus(m) => heading_and_status(object, m),
        Instrument::HeadingSensor(m) => heading_sensor(object, m),
        Instrument::WaterSpeedAndHeading(m) => water_speed_and_heading(object, m),
        Instrument::OwnShipData(m) => own_ship_data(object, m),
        Instrument::Depth(m) => depth(object, m),
        Instrument::Wind(m) => wind(object, m),
        Instrument::WaterTemperature(m) => measure(object, "water_temperature_c", m.celsius),
        Instrument::DilutionOfPrecision(m) => dilution(object, m),
    }
}

fn recommended_minimum(object: &mut Object<'_>, m: &RecommendedMinimum) {
    utc(object, m.utc);
    object.flag("valid", m.valid);
    position(object, m.position);
    measure(object, "sog", m.sog.map(Knots::get));
    directions(object, m.cog, None);
    measure(object, "magnetic_variation", m.magnetic_variation);
    code(object, "mode_code", m.mode);
}

fn global_fix(object: &mut Object<'_>, m: &GlobalFix) {
    utc_of_position(object, m.utc_of_position);
    position(object, m.position);
    object.text("quality", m.quality.and_then(FixQuality::as_str));
    object.integer("quality_code", m.quality.map(|quality| i64::from(quality.code())));
    object.integer("satellites", m.satellites.map(i64::from));
    measure(object, "hdop", m.hdop);
    measure(object, "altitude_m", m.altitude.map(Metres::get));
    measure(object, "geoid_separation_m", m.geoid_separation.map(Metres::get));
}

fn geographic_position(object: &mut Object<'_>, m: &GeographicPosition) {
    position(object, m.position);
    utc_of_position(object, m.utc_of_position);
    object.flag("valid", m.valid);
    code(object, "mode_code", m.mode);
}

fn gnss_fix(object: &mut Object<'_>, m: &GnssFix) {
    utc_of_position(object, m.utc_of_position);
    position(object, m.position);
    object.text("mode_codes", m.modes.as_ref().map(Text::as_str));
    object.integer("satellites", m.satellites.map(i64::from));
    measure(object, "hdop", m.hdop);
    measure(object, "altitude_m", m.altitude.map(Metres::get));
    measure(object, "geoid_separation_m", m.geoid_separation.map(Metres::get));
}

fn track_made_good(object: &mut Object<'_>, m: &TrackMadeGood) {
    directions(object, m.cog, None);
    measure(object, "cog_magnetic", m.cog_magnetic.map(Degrees::get));
    measure(object, "sog", m.sog.map(Knots::get));
    code(object, "mode_code", m.mode);
}

fn date_and_time(object: &mut Object<'_>, m: &DateAndTime) {
    utc(object, m.utc);
    object.integer("local_zone_hours", m.local_zone_hours.map(i64::from));
    object.integer("local_zone_minutes", m.local_zone_minutes.map(i64::from));
}

fn heading_and_status(object: &mut Object<'_>, m: &HeadingAndStatus) {
    directions(object, None, m.true_heading);
    code(object, "mode_code", m.mode);
}

fn heading_sensor(object: &mut Object<'_>, m: &HeadingSensor) {
    measure(object, "sensor_heading", m.sensor_heading.map(Degrees::get));
    measure(object, "magnetic_deviation", m.magnetic_deviation);
    measure(object, "magnetic_variation", m.magnetic_variation);
    measure(object, "magnetic_heading", m.magnetic_heading().map(Degrees::get));
    directions(object, None, m.true_heading());
}

fn water_speed_and_heading(object: &mut Object<'_>, m: &WaterSpeedAndHeading) {
    directions(object, None, m.true_heading);
    measure(object, "magnetic_heading", m.magnetic_heading.map(Degrees::get));
    measure(object, "speed_through_water_kn", m.speed_through_water.map(Knots::get));
}

fn own_ship_data(object: &mut Object<'_>, m: &OwnShipData) {
    directions(object, None, m.true_heading);
    object.flag("valid", m.valid);
    measure(object, "course", m.course.map(Degrees::get));
    speed_reference(object, ["course_reference", "course_reference_code"], m.course_reference);
    measure(object, "speed_kn", m.speed.map(Knots::get));
    speed_reference(object, ["speed_reference", "speed_reference_code"], m.speed_reference);
    measure(object, "set", m.set.map(Degrees::get));
    measure(object, "drift_kn", m.drift.map(Knots::get));
}

fn depth(object: &mut Object<'_>, m: &Depth) {
    measure(object, "depth_below_transducer_m", m.below_transducer.map(Metres::get));
    measure(object, "transducer_offset_m", m.transducer_offset.map(Metres::get));
    measure(object, "depth_range_m", m.range.map(Metres::get));
}

fn wind(object: &mut Object<'_>, m: &Wind) {
    measure(object, "wind_angle", m.angle.map(Degrees::get));
    object.text("wind_reference", m.reference.map(reference));
    measure(object, "wind_speed_kn", m.speed.map(Knots::get));
    object.flag("valid", m.valid);
}

fn dilution(object: &mut Object<'_>, m: &DilutionOfPrecision) {
    object.flag("automatic", m.automatic);
    object.text("fix_mode", m.fix_mode.map(FixMode::as_str));
    object.integer("fix_mode_code", m.fix_mode.map(|mode| i64::from(mode.code())));
    object.integer("satellites", i64::from(m.satellites));
    measure(object, "pdop", m.pdop);
    measure(object, "hdop", m.hdop);
    measure(object, "vdop", m.vdop);
}

fn speed_reference(object: &mut Object<'_>, names: [&str; 2], found: Option<SpeedReference>) {
    let [word, code] = names;
    object.text(word, found.map(SpeedReference::as_str));
    object.text(code, found.map(SpeedReference::code));
}

fn measure(object: &mut Object<'_>, name: &str, value: Option<f64>) {
    object.decimal(name, value, MEASURE_PLACES);
}

fn code(object: &mut Object<'_>, name: &str, letter: Option<char>) {
    object.text(name, letter.map(|letter| letter.encode_utf8(&mut [0; 4]).to_owned()).as_deref());
}

fn utc(object: &mut Object<'_>, time: Option<EventTime>) {
    if let Some(time) = time {
        object.plain("utc", time);
    }
}

fn utc_of_position(object: &mut Object<'_>, time: Option<TimeOfDay>) {
    if let Some(time) = time {
        object.plain("utc_of_position", time);
    }
}
