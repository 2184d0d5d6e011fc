use std::time::Duration;

use super::AreaRef;
use super::condition::ConditionKey;
use super::detector::{CLEAR_SPAN, Detector};
use super::distress_beacon::DistressBeacon;
use super::duplicate_mmsi::DuplicateMmsi;
use super::gnss_interference::GnssInterference;
use super::identity_change::IdentityChange;
use super::mothership::Mothership;
use super::pairs::is_about_pairs;
use super::position_jump::PositionJump;
use super::rule::{PairRule, Rule};
use super::watch_listed::WatchListed;
use crate::domain::{ContactId, EventTime, RuleId};

/// An incident that was open before a restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Resumed {
    /// The rule.
    pub rule: RuleId,
    /// The area whose limits applied.
    pub area: AreaRef,
    /// Whom it is about.
    pub about: ContactId,
    /// Everyone else who takes part.
    pub others: Vec<ContactId>,
    /// Derived from an exercise.
    pub exercise: bool,
    /// Whether the area judges for itself, so that each has incidents of its own.
    pub of_area: bool,
    /// When it was raised.
    pub raised_at: EventTime,
    /// Escalation step reached.
    pub step: u8,
}

impl Detector {
    /// What follows, until [`Detector::resume`], was lived before, up to a time: whoever was silent
    /// at `since` is so to its end, and looking at her once then is enough.
    pub fn begin_recall(&mut self, since: EventTime, until: EventTime) {
        self.silences.recalled = Some((since, until));
    }

    /// Takes up the incidents that were open before a restart, after the last hours have been
    /// replayed: they go on, and nothing that the replay alone raised counts as told.
    pub fn resume(&mut self, incidents: &[Resumed]) {
        let recalled = self.silences.recalled.take();
        self.holds.lower_all();
        for incident in incidents {
            let until = recalled.map_or(incident.raised_at, |(_, until)| until);
            self.resume_one(incident, until);
        }
    }

    fn resume_one(&mut self, incident: &Resumed, now: EventTime) {
        let single = ConditionKey::single(incident.rule, incident.about, incident.exercise);
        let area = incident.of_area.then(|| incident.area.id.clone());
        let partners: Vec<Option<ContactId>> = if is_about_pairs(incident.rule) && area.is_none() {
            incident.others.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        let clear =
            if self.ends_by_itself(incident) { self.clear_of(incident) } else { Duration::MAX };
        for other in partners {
            let key = ConditionKey { other, area: area.clone(), ..single.clone() };
            let (step, times) = (incident.step, (incident.raised_at, now));
            self.holds.resume(&key, incident.area.clone(), step, times, clear, &mut self.timers);
        }
        if incident.rule == RuleId::AisDark {
            self.silences.resume(incident.about, incident.raised_at);
        }
    }

    /// Whether a resumed incident ends once nobody's report touches it: not where only an officer ends
    /// it, she would have to be heard first, or to leave an area that she is known to be in.
    fn ends_by_itself(&self, incident: &Resumed) -> bool {
        match incident.rule {
            RuleId::SafetyText | RuleId::HijackSuspected | RuleId::AisDark => false,
            RuleId::AreaEntry | RuleId::AreaExit | RuleId::AreaDwell => {
                let area = self.areas.find(&incident.area.id);
                !area.is_some_and(|area| self.boundaries.knows(incident.about, area))
            }
            _ => true,
        }
    }

    /// How long the rule of a resumed incident waits for news before it ends, where it has a time of its
    /// own for that.
    fn clear_of(&self, incident: &Resumed) -> Duration {
        let index = self.areas.find(&incident.area.id);
        let rules = index.and_then(|index| self.book.of(index)).unwrap_or(self.book.anywhere());
        let own = match incident.rule {
            RuleId::DistressBeacon => DistressBeacon::of(rules).map(DistressBeacon::clear),
            RuleId::PositionJump => PositionJump::of(rules).map(|limits| limits.clear()),
            RuleId::DuplicateMmsi => DuplicateMmsi::of(rules).map(|limits| limits.clear()),
            RuleId::IdentityChange => IdentityChange::of(rules).map(|limits| limits.clear()),
            RuleId::GnssInterference => GnssInterference::of(rules).map(|limits| limits.clear()),
            RuleId::WatchListed => WatchListed::of(rules).map(|limits| limits.clear()),
            RuleId::Mothership => Mothership::of(rules).map(|limits| limits.need().clear),
            _ => None,
        };
        own.unwrap_or(CLEAR_SPAN)
    }
}
