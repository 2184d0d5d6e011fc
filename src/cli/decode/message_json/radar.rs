//! Members of radar sentences, in the words of IEC 61162-1 with the unit at the end.

use super::fields::{MEASURE_PLACES, position};
use crate::cli::decode::json::Object;
use crate::decode::radar::{
    Acquisition, DistanceUnit, RadarMessage, TargetLabels, TargetPosition, TrackedTarget,
};
use crate::domain::{BearingReference, Degrees, Knots, NauticalMiles, RadarStatus, Text};

/// Decimals of a range: radars send 0.001 nautical mile or kilometre at best.
const RANGE_PLACES: u32 = 4;

/// Writes what a radar says.
pub(super) fn write(object: &mut Object<'_>, message: &RadarMessage) {
    object.plain("formatter", message.formatter());
    match message {
        RadarMessage::TrackedTarget(target) => tracked_target(object, target),
        RadarMessage::TargetPosition(target) => target_position(object, target),
        RadarMessage::TargetLabels(labels) => target_labels(object, labels),
    }
}

fn tracked_target(object: &mut Object<'_>, m: &TrackedTarget) {
    object.integer("target_number", i64::from(m.number));
    object.decimal("range_nm", m.range.map(NauticalMiles::get), RANGE_PLACES);
    object.decimal("bearing", m.bearing.map(Degrees::get), MEASURE_PLACES);
    object.text("bearing_reference", m.bearing_reference.map(reference));
    object.decimal("speed_kn", m.speed.map(Knots::get), MEASURE_PLACES);
    object.decimal("course", m.course.map(Degrees::get), MEASURE_PLACES);
    object.text("course_reference", m.course_reference.map(reference));
    object.decimal("cpa_nm", m.cpa.map(NauticalMiles::get), MEASURE_PLACES);
    object.decimal("tcpa_min", m.tcpa_minutes, MEASURE_PLACES);
    object.text("unit_code", m.unit.map(DistanceUnit::code));
    object.text("name", m.name.as_ref().map(Text::as_str));
    target_status(object, m.status);
    object.flag("reference_target", m.is_reference.then_some(true));
    if let Some(time) = m.utc_of_data {
        object.plain("utc_of_data", time);
    }
    object.text("acquisition", m.acquisition.map(Acquisition::as_str));
    object.text("acquisition_code", m.acquisition.map(Acquisition::code));
}

fn target_position(object: &mut Object<'_>, m: &TargetPosition) {
    object.integer("target_number", i64::from(m.number));
    position(object, m.position);
    object.text("name", m.name.as_ref().map(Text::as_str));
    if let Some(time) = m.utc_of_data {
        object.plain("utc_of_data", time);
    }
    target_status(object, m.status);
    object.flag("reference_target", m.is_reference.then_some(true));
}

/// A label that was taken away is a target without one.
fn target_labels(object: &mut Object<'_>, labels: &TargetLabels) {
    object.array("targets", labels.iter(), |target, label| {
        target.integer("target_number", i64::from(label.number));
        target.text("label", label.label.as_ref().map(Text::as_str));
    });
}

fn target_status(object: &mut Object<'_>, status: Option<RadarStatus>) {
    let Some(status) = status else { return };
    let (word, code) = match status {
        RadarStatus::Lost => ("lost", "L"),
        RadarStatus::Query => ("query", "Q"),
        RadarStatus::Tracking => ("tracking", "T"),
    };
    object.plain("target_status", word);
    object.plain("target_status_code", code);
}

pub(super) const fn reference(reference: BearingReference) -> &'static str {
    match reference {
        BearingReference::True => "true",
        BearingReference::Relative => "relative",
    }
}
