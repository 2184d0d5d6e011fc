use crate::detect::{AreaRef, IncidentKey, IncidentSubject, Measure, Participant, Priority};
use crate::domain::{ContactId, EventTime, Position, RuleId};
use crate::risk::Factors;

use super::{Advice, AlertId, Disposition, Trail};

/// One alert as of one revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its id, computed once when raised.
    pub id: AlertId,
    /// 1 when raised, one more with each transition.
    pub revision: u32,
    /// The rule.
    pub rule: RuleId,
    /// The rule's version.
    pub rule_version: String,
    /// Priority now.
    pub priority: Priority,
    /// Score now, 0 to 100.
    pub score: u8,
    /// What the score follows from.
    pub factors: Factors,
    /// State of the lifecycle.
    pub state: AlertState,
    /// When raised.
    pub raised_at: EventTime,
    /// When the condition ended, if it has.
    pub cleared_at: Option<EventTime>,
    /// Event time of the last transition that a rule made: raised, updated, escalated, retriggered,
    /// cleared or withdrawn. An `updated` follows 30 s after it at the earliest.
    pub reported_at: EventTime,
    /// The area whose limits applied.
    pub area: AreaRef,
    /// What incident it belongs to.
    pub incident: IncidentKey,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// Where; `None` for a call from nobody knows where.
    pub position: Option<Position>,
    /// What shows it.
    pub evidence: Evidence,
    /// What seafarers are advised to do, with its sources; fixed by the rule.
    pub advice: &'static [Advice],
    /// The alert it is a child of.
    pub parent: Option<AlertId>,
    /// Derived from an exercise.
    pub exercise: bool,
    /// Highest escalation step reached.
    pub step: u8,
    /// Who acknowledged the present state.
    pub acknowledged_by: Option<String>,
    /// Who has it in hand.
    pub assignee: Option<String>,
    /// What it turned out to be.
    pub disposition: Option<Disposition>,
    /// No sound until then.
    pub silenced_until: Option<EventTime>,
    /// Recorded without sound until then.
    pub snoozed_until: Option<EventTime>,
}

/// What shows an alert to be so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Measures beside limits.
    pub measures: Vec<Measure>,
    /// Positions of all participants from the minutes before.
    pub positions: Trail,
    /// Raw sentences.
    pub sentences: Vec<String>,
    /// Layers that were wanted and not there.
    pub missing_layers: Vec<&'static str>,
}

/// States of the lifecycle (IEC 62682, MSC.302(87)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertState {
    /// The condition holds, nobody has acknowledged.
    Unacknowledged,
    /// The condition holds, somebody has acknowledged.
    Acknowledged,
    /// The condition ended before anybody acknowledged.
    RtnUnacknowledged,
    /// Ended.
    Normal,
    /// Contradicted by late data; final.
    Withdrawn,
}

/// A mute of one contact x area x rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Snooze {
    /// Who is muted.
    pub contact: ContactId,
    /// Where.
    pub area: crate::areas::AreaId,
    /// For which rule.
    pub rule: RuleId,
    /// Taken in an exercise; it mutes exercise alerts only.
    pub exercise: bool,
    /// Until when.
    pub until: EventTime,
}

impl Alert {
    /// Whom a snooze of this alert mutes: whom the incident is about; for a facility the first
    /// contact that takes part, since nobody means to mute the facility itself.
    pub fn muted_contact(&self) -> Option<ContactId> {
        muted_contact(&self.incident, &self.participants)
    }
}

/// As [`Alert::muted_contact`], of its incident and its participants.
pub(super) fn muted_contact(
    incident: &IncidentKey,
    participants: &[Participant],
) -> Option<ContactId> {
    let participants = participants.iter().map(|participant| &participant.who);
    std::iter::once(&incident.about).chain(participants).find_map(|who| match who {
        IncidentSubject::Contact(contact) => Some(*contact),
        IncidentSubject::Area(_) => None,
    })
}

impl AlertState {
    /// The name in alerts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unacknowledged => "unacknowledged",
            Self::Acknowledged => "acknowledged",
            Self::RtnUnacknowledged => "rtn-unacknowledged",
            Self::Normal => "normal",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the rule's condition holds.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Unacknowledged | Self::Acknowledged)
    }

    /// Whether an officer still has it before him.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unacknowledged | Self::Acknowledged | Self::RtnUnacknowledged)
    }
}
