use std::time::Duration;

use super::{AreaRef, IncidentKey, IncidentSubject};
use crate::areas::{AreaId, SecurityLevel};
use crate::domain::{ContactId, RuleFamily, RuleId};

/// One condition that a rule follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ConditionKey {
    /// The rule.
    pub(super) rule: RuleId,
    /// The target, else the subject.
    pub(super) about: ContactId,
    /// Who approaches her.
    pub(super) other: Option<ContactId>,
    /// The area, for rules that each area judges for itself.
    pub(super) area: Option<AreaId>,
    /// Judged for an exercise.
    pub(super) exercise: bool,
}

/// What a rule finds at one evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The raise condition is met.
    Meets,
    /// Neither met nor clear.
    Between,
    /// The clear condition is met.
    Clears,
}

/// For how long a verdict has to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Need {
    /// Evaluations that suffice to raise.
    pub(super) count: u32,
    /// Time that suffices to raise.
    pub(super) span: Duration,
    /// Time to clear.
    pub(super) clear: Duration,
    /// Of the evaluations meanwhile, the share that has to meet the condition: below 1 an
    /// interruption does not begin anew.
    pub(super) share: f64,
}

/// What follows from an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing.
    None,
    /// The condition has held long enough, now.
    Raise,
    /// It is raised, and its measures are due.
    Continue(AreaRef),
    /// It is raised, and has ended, now.
    Ends(End),
}

/// What the end of a raised condition leaves of its alert, which has an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Other conditions of the same alert are raised.
    Part(AreaRef),
    /// It was the last one.
    Whole(AreaRef),
}

impl Need {
    /// One evaluation raises.
    pub(super) fn once(clear_secs: f64) -> Self {
        Self { count: 1, span: Duration::ZERO, ..Self::time(0.0, clear_secs) }
    }

    /// Every evaluation for a time.
    pub(super) fn time(hold_secs: f64, clear_secs: f64) -> Self {
        Self {
            count: u32::MAX,
            span: Duration::from_secs_f64(hold_secs.max(0.0)),
            clear: Duration::from_secs_f64(clear_secs.max(0.0)),
            share: 1.0,
        }
    }

    /// So many evaluations in a row, or every one for a time.
    pub(super) fn count_or_time(count: f64, hold_secs: f64, clear_secs: f64) -> Self {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 1..=1000"
        )]
        let count = count.clamp(1.0, 1000.0) as u32;
        Self { count, ..Self::time(hold_secs, clear_secs) }
    }

    /// DETECTION: security level 2 halves times and counts, level 3 raises at the first evaluation.
    pub(super) fn at_level(self, level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::One => self,
            SecurityLevel::Two => {
                Self { count: self.count.div_ceil(2), span: self.span / 2, ..self }
            }
            SecurityLevel::Three => Self { count: 1, span: Duration::ZERO, ..self },
        }
    }
}

impl ConditionKey {
    /// The condition of a single-vessel rule.
    pub(super) fn single(rule: RuleId, about: ContactId, exercise: bool) -> Self {
        Self { rule, about, other: None, area: None, exercise }
    }

    /// The same, judged by one area for itself.
    pub(super) fn in_area(self, area: &AreaId) -> Self {
        Self { area: Some(area.clone()), ..self }
    }

    /// Who holds its alert open by it.
    pub(super) fn by(&self) -> ContactId {
        self.other.unwrap_or(self.about)
    }

    /// The incident that it belongs to. A craft that approaches a facility is one of those who do.
    pub(super) fn incident(&self) -> IncidentKey {
        let about = IncidentSubject::Contact(self.about);
        match &self.area {
            None => IncidentKey { family: self.rule.family(), about },
            Some(area) if self.rule == RuleId::FastApproach => IncidentKey {
                family: self.rule.family(),
                about: IncidentSubject::Area(area.clone()),
            },
            Some(_) => IncidentKey { family: RuleFamily::Area, about },
        }
    }
}
