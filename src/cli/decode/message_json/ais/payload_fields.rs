use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::MEASURE_PLACES;
use crate::decode::ais::application::{Current, Measure, Moment, Tendency, Waves};
use crate::domain::Degrees;

/// An end of the scale has a code and no value.
pub(super) fn measure(object: &mut Object<'_>, name: &str, measure: Option<Measure>) {
    match measure {
        Some(Measure::Value(value)) => object.decimal(name, value, MEASURE_PLACES),
        Some(Measure::OutOfScale { code }) => {
            object.integer(&format!("{name}_code"), i64::from(code));
        }
        None => {}
    }
}

pub(super) fn direction(object: &mut Object<'_>, name: &str, direction: Option<Degrees>) {
    object.decimal(name, direction.map(Degrees::get), MEASURE_PLACES);
}

pub(super) fn number(object: &mut Object<'_>, name: &str, number: Option<impl Into<i64>>) {
    object.integer(name, number.map(Into::into));
}

pub(super) fn moment(object: &mut Object<'_>, moment: Moment) {
    let Moment { month, day, hour, minute } = moment;
    number(object, "month", month);
    number(object, "day", day);
    number(object, "hour", hour);
    number(object, "minute", minute);
}

/// A moment as member, where any of it was given.
pub(super) fn moment_at(object: &mut Object<'_>, name: &str, at: Moment) {
    if !at.is_empty() {
        object.object(name, |inner| moment(inner, at));
    }
}

pub(super) fn tendency(object: &mut Object<'_>, name: &str, tendency: Option<Tendency>) {
    object.text(name, tendency.map(Tendency::as_str));
    number(object, &format!("{name}_code"), tendency.map(Tendency::code));
}

pub(super) fn current(object: &mut Object<'_>, current: Current) {
    measure(object, "speed", current.speed);
    direction(object, "direction", current.direction);
    measure(object, "measuring_level", current.level);
}

pub(super) fn waves(object: &mut Object<'_>, of: &str, waves: Waves) {
    measure(object, &format!("{of}_height"), waves.height);
    measure(object, &format!("{of}_period"), waves.period);
    direction(object, &format!("{of}_direction"), waves.direction);
}
