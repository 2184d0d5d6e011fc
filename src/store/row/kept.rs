use serde::{Deserialize, Serialize};

use super::{AlertRow, text};
use crate::alert::{Alert, Transition};
use crate::detect::{IncidentKey, IncidentSubject};
use crate::domain::{EventTime, RuleFamily};

/// What an alert needs beyond the contract's JSON to live on after a restart; stored beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Family of the incident key.
    family: String,
    /// Whom the incident is about: a contact, or `area:ID`.
    about: String,
    /// Highest escalation step reached.
    pub(super) step: u8,
    /// When a rule last reported.
    #[serde(with = "text")]
    pub(super) reported_at: EventTime,
}

/// A value of the transition log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::store) struct StoredAlert {
    pub(in crate::store) row: AlertRow,
    pub(super) kept: Kept,
}

impl From<&Transition> for StoredAlert {
    fn from(transition: &Transition) -> Self {
        Self { row: transition.into(), kept: (&transition.alert).into() }
    }
}

impl From<&Alert> for Kept {
    fn from(alert: &Alert) -> Self {
        let about = match &alert.incident.about {
            IncidentSubject::Contact(contact) => contact.to_string(),
            IncidentSubject::Area(area) => format!("area:{area}"),
        };
        let family = alert.incident.family.as_str().to_owned();
        Self { family, about, step: alert.step, reported_at: alert.reported_at }
    }
}

impl Kept {
    /// The incident key; `None` where the texts say none.
    pub(super) fn incident(&self) -> Option<IncidentKey> {
        let family = RuleFamily::ALL.into_iter().find(|family| family.as_str() == self.family)?;
        let about = match self.about.strip_prefix("area:") {
            Some(area) => IncidentSubject::Area(area.parse().ok()?),
            None => IncidentSubject::Contact(self.about.parse().ok()?),
        };
        Some(IncidentKey { family, about })
    }
}
