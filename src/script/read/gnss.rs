use super::super::Fault;
use super::super::gnss::{Circle, Fault as GnssFault, PlaceError};
use super::limits::{MAX_ITEMS, MAX_SECS, bearing_and_range, metres, millis};
use super::section::{Mistakes, Section};
use crate::domain::Knots;

/// Times in which a contact's own receiver is wrong.
pub(super) fn faults(
    section: &mut Section<'_, '_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<GnssFault>> {
    let sections = section.tables("gnss", MAX_ITEMS, mistakes).into_iter();
    let faults: Vec<_> = sections.map(|section| fault(section, mistakes)).collect();
    faults.into_iter().collect()
}

fn fault(mut section: Section<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<GnssFault> {
    let from = section.required_number("from_secs", (0.0, MAX_SECS), mistakes);
    let to = section.number("to_secs", from.unwrap_or(0.0), MAX_SECS, mistakes);
    let error = match (section.has("at"), section.has("bearing_deg")) {
        (true, true) => {
            let fault = Fault::Sensor("a false place is either `at` or a bearing and a range");
            section.mistake("at", fault, mistakes);
            None
        }
        (true, false) => section.position("at", mistakes).map(PlaceError::At),
        (false, true) => bearing_and_range(&mut section, mistakes)
            .map(|(bearing, range)| PlaceError::Off { bearing, range }),
        (false, false) => Some(PlaceError::None),
    };
    let circle = section.number("circle_nm", 0.001, 100.0, mistakes).and_then(metres);
    let period_secs = if circle.is_some() {
        section.required_number("period_secs", (1.0, MAX_SECS), mistakes)
    } else {
        None
    };
    let sog = section.number("sog_kn", 0.0, 102.2, mistakes).and_then(Knots::new);
    section.finish(mistakes);
    Some(GnssFault {
        from_millis: millis(from?),
        to_millis: millis(to.unwrap_or(MAX_SECS)),
        error: error?,
        circle: circle.zip(period_secs).map(|(radius, period_secs)| Circle { radius, period_secs }),
        sog,
    })
}
