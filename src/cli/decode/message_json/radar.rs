use super::fields::{MEASURE_PLACES, directions, position};
use crate::cli::decode::json::Object;
use crate::decode::radar::RadarMessage;
use crate::domain::{BearingReference, Knots, RadarPlot, RadarReport, RadarStatus, Text};

pub(super) fn write(object: &mut Object<'_>, target: &RadarMessage) {
    let RadarMessage { number, report } = target;
    let RadarReport { plot, sog, cog, status, name } = report;
    object.integer("target_number", i64::from(*number));
    match *plot {
        RadarPlot::Absolute(place) => position(object, Some(place)),
        RadarPlot::Relative { range, bearing, reference } => {
            object.decimal("range_nm", range.get(), MEASURE_PLACES);
            object.decimal("bearing", bearing.get(), MEASURE_PLACES);
            object.plain(
                "bearing_reference",
                match reference {
                    BearingReference::True => "true",
                    BearingReference::Relative => "relative",
                },
            );
        }
    }
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, *cog, None);
    object.plain(
        "target_status",
        match status {
            RadarStatus::Lost => "lost",
            RadarStatus::Query => "query",
            RadarStatus::Tracking => "tracking",
        },
    );
    object.text("name", name.as_ref().map(Text::as_str));
}
