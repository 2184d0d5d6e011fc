use super::fields::{
    MEASURE_PLACES, dimensions, directions, epfd, eta, navigational_status, position, rate_of_turn,
    ship_type,
};
use crate::cli::decode::json::Object;
use crate::decode::csv::{PositionRow, RowTurn};
use crate::domain::{Knots, Metres, NavigationalStatus, PositionReport, StaticReport, Text};

pub(super) fn write(object: &mut Object<'_>, row: &PositionRow) {
    let PositionReport {
        position: place, sog, cog, true_heading, navigational_status: status, ..
    } = row.position;
    object.integer("mmsi", i64::from(row.mmsi.get()));
    position(object, place);
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, cog, true_heading);
    let code = row.navigational_status_code.or(status.map(NavigationalStatus::code));
    navigational_status(object, status, code);
    turn(object, row.rot);
    epfd(object, row.epfd);
    eta(object, row.eta);
    object.text("class", row.position.class.as_str());
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

fn turn(object: &mut Object<'_>, turn: Option<RowTurn>) {
    match turn {
        Some(RowTurn::DegreesPerMinute(turn)) => object.decimal("rot", turn, MEASURE_PLACES),
        Some(RowTurn::Code(code)) => rate_of_turn(object, Some(code)),
        None => {}
    }
}
