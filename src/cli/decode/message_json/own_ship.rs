use super::fields::{MEASURE_PLACES, directions, position};
use crate::cli::decode::json::Object;
use crate::decode::instruments::Instrument;
use crate::domain::{Knots, OwnShipReport};

pub(super) fn write(object: &mut Object<'_>, instrument: &Instrument) {
    let OwnShipReport { position: place, sog, cog, true_heading } = instrument.report;
    position(object, place);
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, cog, true_heading);
    if let Some(utc) = instrument.utc() {
        object.plain("utc", utc);
    }
}
