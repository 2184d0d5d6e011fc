use std::time::Duration;

use super::Priority;
use super::findings::{Found, at_least, measured, round};
use super::identity_change;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{EventTime, RuleId, StaticReport};

limits! { WatchListed {
    absence_secs: "s" = 3600.0 in 60.0..=2_592_000.0, "shortest silence after which she counts as seen again";
    clear_secs: "s" = 1800.0 in 60.0..=604_800.0, "time without further news after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::WatchListed,
    version: "1",
    phase: Phase::Suspicious,
    summary: "There is news of a contact on the watch list.",
    raises: "A contact on the list is heard for the first time or after `absence_secs` of silence; \
             she comes into a watch area where she was not in the ten minutes before; or she says \
             that she is another one. An entry escalates what was raised when she was seen, a \
             change of identity both. Anywhere, and a warning at most: the list says who is of \
             interest, not what she does.",
    clears: "`clear_secs` without further news.",
    source: "Picket: AIS-catcher #256, notifications of vessels and areas",
    on_in: &AreaKind::ALL,
    exempt_in: &[],
    parameters: WatchListed::PARAMETERS,
};

impl WatchListed {
    /// Time without news after which it clears.
    pub(super) fn clear(&self) -> Duration {
        Duration::from_secs_f64(self.clear_secs)
    }

    /// That she was not heard before, or not for long.
    pub(super) fn seen(&self, before: Option<EventTime>, now: EventTime) -> Option<Found> {
        let Some(before) = before else {
            return Some(news(vec![measured("first_seen", 1.0, "count")], 0));
        };
        let absence = round(now.secs_since(before), 0);
        let long = absence >= self.absence_secs;
        let measure = at_least("seen_after", absence, "s", self.absence_secs);
        long.then(|| news(vec![measure], 0))
    }
}

/// That she came into areas.
pub(super) fn entered(names: &[&str]) -> Option<Found> {
    let count = u32::try_from(names.len()).map_or(0.0, f64::from);
    let found = news(vec![measured("areas_entered", count, "count")], 1);
    let sentence = Some(format!("entered {}", names.join(", ")));
    (!names.is_empty()).then_some(Found { sentence, ..found })
}

/// That she says she is another one.
pub(super) fn renamed(before: Option<&StaticReport>, now: &StaticReport) -> Option<Found> {
    let restated = identity_change::restated(before?, now)?;
    Some(Found { sentence: restated.sentence, ..news(restated.measures, 2) })
}

fn news(measures: Vec<super::Measure>, step: u8) -> Found {
    Found { measures, step, ceiling: Some(Priority::Warning), ..Found::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::table::Limits;

    #[test]
    fn she_is_seen_when_she_was_never_heard_or_not_for_an_hour() {
        let limits = WatchListed::resolve(|_| None);
        let at = EventTime::from_secs;
        for (before, told) in [(None, true), (Some(1_000), false), (Some(0), true)] {
            let seen = limits.seen(before.map(at), at(3_600));
            assert_eq!(seen.is_some(), told, "{before:?}");
        }
    }
}
