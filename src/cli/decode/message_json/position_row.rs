use super::fields::{
    MEASURE_PLACES, dimensions, directions, navigational_status, position, ship_type,
};
use crate::cli::decode::json::Object;
use crate::decode::csv::PositionRow;
use crate::domain::{Knots, Metres, NavigationalStatus, PositionReport, StaticReport, Text};

pub(super) fn write(object: &mut Object<'_>, row: &PositionRow) {
    let PositionReport {
        position: place, sog, cog, true_heading, navigational_status: status, ..
    } = row.position;
    object.integer("mmsi", i64::from(row.mmsi.get()));
    position(object, place);
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, cog, true_heading);
    navigational_status(object, status, status.map(NavigationalStatus::code));
    let Some(statics) = row.statics else { return };
    let StaticReport { imo, call_sign, name, draught, destination, .. } = statics;
    object.integer("imo_number", imo.map(|imo| i64::from(imo.get())));
    object.text("call_sign", call_sign.as_ref().map(Text::as_str));
    object.text("name", name.as_ref().map(Text::as_str));
    ship_type(object, statics.ship_type);
    dimensions(object, statics.dimensions);
    object.decimal("draught", draught.map(Metres::get), MEASURE_PLACES);
    object.text("destination", destination.as_ref().map(Text::as_str));
}
