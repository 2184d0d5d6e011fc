use super::AlertId;
use crate::areas::{AreaId, MadeArea, SecurityLevel};
use crate::detect::Priority;
use crate::domain::{ContactId, EventTime, Position};

/// What an officer does. An act changes what comes out, so it is an event and replays; it does not
/// move event time.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Who acts.
    pub by: String,
    /// When, by the clock of the one who took the act in.
    pub time: EventTime,
    /// In words.
    pub note: Option<String>,
    /// What is done.
    pub deed: Deed,
}

/// What is done, to which alert as seen at which revision.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Seen and taken up.
    Acknowledge {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
    },
    /// No sound until then.
    Silence {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
        /// Until when.
        until: EventTime,
    },
    /// Record without sound until then, for this contact x area x rule.
    Snooze {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
        /// Until when.
        until: EventTime,
    },
    /// A remark; the text is [`Act::note`].
    Note {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
    },
    /// Into somebody's hands.
    Assign {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
        /// Whose; `None` takes it back.
        assignee: Option<String>,
    },
    /// What it turned out to be.
    Dispose {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
        /// The finding.
        disposition: Disposition,
    },
    /// Ended by the officer.
    Close {
        /// The alert.
        alert: AlertId,
        /// Its revision as the officer saw it.
        revision: u32,
    },
    /// Another security level for an area.
    SetSecurityLevel {
        /// The area.
        area: AreaId,
        /// The level from now on.
        level: SecurityLevel,
    },
    /// A watch area made or replaced.
    PutArea {
        /// The area.
        area: Box<MadeArea>,
        /// It has to be new; otherwise it has to be there.
        is_new: bool,
    },
    /// A watch area taken away.
    DeleteArea {
        /// Which.
        area: AreaId,
    },
    /// Onto the watch list.
    Watch {
        /// Whom.
        contact: ContactId,
    },
    /// Off the watch list.
    Unwatch {
        /// Whom.
        contact: ContactId,
    },
    /// What no sensor saw; the words are [`Act::note`].
    Report(OfficerReport),
}

/// What an officer reports: about a contact or a place, at least one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficerReport {
    /// About whom.
    pub contact: Option<ContactId>,
    /// Where.
    pub position: Option<Position>,
    /// How urgent it is.
    pub priority: Priority,
    /// Part of an exercise.
    pub exercise: bool,
}

/// What an alert turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// It was what it said.
    Confirmed,
    /// It was harmless.
    Benign,
    /// It was no such thing: wrong data or a wrong rule.
    Error,
}

/// Why an act was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// No such alert is open or remembered.
    #[error("there is no alert {0}")]
    UnknownAlert(AlertId),
    /// No such area.
    #[error("there is no watch area {0}")]
    UnknownArea(AreaId),
    /// The id is taken.
    #[error("there is a watch area {0} already")]
    AreaExists(AreaId),
    /// No more are taken.
    #[error("there are {max} {what} already, and no more are kept")]
    Full {
        /// Of what.
        what: &'static str,
        /// How many.
        max: usize,
    },
    /// She is not on the watch list.
    #[error("{0} is not on the watch list")]
    NotWatched(ContactId),
    /// A report about nobody and nowhere, or about somebody who is not in the picture.
    #[error("a report needs a position, or a contact that is in the picture")]
    Nowhere,
    /// The officer saw an older revision.
    #[error("the alert is at revision {newest}, you saw {seen}")]
    Outdated {
        /// What the officer saw.
        seen: u32,
        /// What there is.
        newest: u32,
    },
    /// The state does not allow it.
    #[error("an alert that is {state} cannot be {verb}")]
    WrongState {
        /// The state.
        state: &'static str,
        /// The act as a participle.
        verb: &'static str,
    },
    /// A time in the past.
    #[error("\"until\" has to be later than the act")]
    UntilInPast,
    /// A note without text.
    #[error("a note needs a text")]
    EmptyNote,
    /// A text beyond its bound.
    #[error("{what} has {characters} characters, at most {limit} are kept")]
    TooLong {
        /// Which text: `note`, `by`, `assignee`.
        what: &'static str,
        /// How long it is.
        characters: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl Deed {
    /// The alert it is done to, and the revision the officer saw; `None` for an area.
    pub const fn alert(&self) -> Option<(AlertId, u32)> {
        match self {
            Self::Acknowledge { alert, revision }
            | Self::Silence { alert, revision, .. }
            | Self::Snooze { alert, revision, .. }
            | Self::Note { alert, revision }
            | Self::Assign { alert, revision, .. }
            | Self::Dispose { alert, revision, .. }
            | Self::Close { alert, revision } => Some((*alert, *revision)),
            Self::SetSecurityLevel { .. }
            | Self::PutArea { .. }
            | Self::DeleteArea { .. }
            | Self::Watch { .. }
            | Self::Unwatch { .. }
            | Self::Report(_) => None,
        }
    }

    /// Until when it lasts, where it ends by itself.
    pub const fn until(&self) -> Option<EventTime> {
        match self {
            Self::Silence { until, .. } | Self::Snooze { until, .. } => Some(*until),
            _ => None,
        }
    }
}

impl Disposition {
    /// The name in alerts and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Benign => "benign",
            Self::Error => "error",
        }
    }
}
