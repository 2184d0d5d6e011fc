use super::Alert;
use crate::detect::Cause;
use crate::domain::EventTime;

/// One step in the life of an alert, with the alert as it is afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// Place in the transition log, from 1.
    pub seq: u64,
    /// What happened.
    pub kind: TransitionKind,
    /// When.
    pub time: EventTime,
    /// Why, where the rule alone does not say it.
    pub cause: Option<Cause>,
    /// The alert afterwards.
    pub alert: Alert,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransitionKind {
    /// First seen.
    Raised,
    /// Participants, priority or a measure changed.
    Updated,
    /// The priority rose or a step was reached.
    Escalated,
    /// It came back within ten minutes.
    Retriggered,
    /// The condition ended.
    Cleared,
    /// An officer took it up.
    Acknowledged,
    /// An officer stopped its sound.
    Silenced,
    /// An officer muted contact x area x rule.
    Snoozed,
    /// An officer gave it to somebody.
    Assigned,
    /// An officer said what it was.
    Disposed,
    /// An officer remarked on it.
    Note,
    /// An officer ended it.
    Closed,
    /// Late data contradict it.
    Withdrawn,
}

impl TransitionKind {
    /// The name in alerts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Updated => "updated",
            Self::Escalated => "escalated",
            Self::Retriggered => "retriggered",
            Self::Cleared => "cleared",
            Self::Acknowledged => "acknowledged",
            Self::Silenced => "silenced",
            Self::Snoozed => "snoozed",
            Self::Assigned => "assigned",
            Self::Disposed => "disposed",
            Self::Note => "note",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}
