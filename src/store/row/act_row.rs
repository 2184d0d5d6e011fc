use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::text;
use crate::alert::{Act, Deed};
use crate::domain::EventTime;

/// An officer's act in the audit trail: who, when, what. Members that an act has not are `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActRow {
    /// When, by the clock of the one who took the act in.
    #[serde(with = "text")]
    #[schema(value_type = String, format = DateTime)]
    pub time: EventTime,
    /// Who.
    pub by: String,
    /// `acknowledge`, `silence`, `snooze`, `note`, `assign`, `disposition`, `close`,
    /// `security-level`, `make-area`, `change-area`, `delete-area`, `watch`, `unwatch` or `report`.
    pub act: String,
    /// To which alert.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>)]
    pub alert: Option<Uuid>,
    /// The revision that the officer saw.
    pub revision: Option<u32>,
    /// In words.
    pub note: Option<String>,
    /// Until when (silence, snooze).
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<EventTime>,
    /// Into whose hands (assign).
    pub assignee: Option<String>,
    /// What it turned out to be (disposition).
    pub disposition: Option<String>,
    /// Which area (security-level, make-area, change-area, delete-area).
    pub area: Option<String>,
    /// To which level (security-level).
    pub security_level: Option<u8>,
    /// Which contact (watch, unwatch, report).
    #[serde(default)]
    pub contact: Option<String>,
    /// The area as a GeoJSON Feature (make-area, change-area).
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub feature: Option<serde_json::Value>,
}

impl From<&Act> for ActRow {
    fn from(act: &Act) -> Self {
        let (alert, revision) = act.deed.alert().unzip();
        let mut row = Self {
            time: act.time,
            by: act.by.clone(),
            act: verb(&act.deed).to_owned(),
            alert: alert.map(|alert| alert.0),
            revision,
            note: act.note.clone(),
            until: None,
            assignee: None,
            disposition: None,
            area: None,
            security_level: None,
            contact: None,
            feature: None,
        };
        match &act.deed {
            Deed::Silence { until, .. } | Deed::Snooze { until, .. } => row.until = Some(*until),
            Deed::Assign { assignee, .. } => row.assignee.clone_from(assignee),
            Deed::Dispose { disposition, .. } => {
                row.disposition = Some(disposition.as_str().to_owned());
            }
            Deed::SetSecurityLevel { area, level } => {
                row.area = Some(area.to_string());
                row.security_level = Some(level.get());
            }
            Deed::PutArea { area, .. } => {
                row.area = Some(area.area.id.to_string());
                row.feature = serde_json::from_str(&area.feature).ok();
            }
            Deed::DeleteArea { area } => row.area = Some(area.to_string()),
            Deed::Watch { contact } | Deed::Unwatch { contact } => {
                row.contact = Some(contact.to_string());
            }
            Deed::Report(report) => row.contact = report.contact.map(|who| who.to_string()),
            Deed::Acknowledge { .. } | Deed::Note { .. } | Deed::Close { .. } => {}
        }
        row
    }
}

/// The name by which HTTP knows the act.
const fn verb(deed: &Deed) -> &'static str {
    match deed {
        Deed::Acknowledge { .. } => "acknowledge",
        Deed::Silence { .. } => "silence",
        Deed::Snooze { .. } => "snooze",
        Deed::Note { .. } => "note",
        Deed::Assign { .. } => "assign",
        Deed::Dispose { .. } => "disposition",
        Deed::Close { .. } => "close",
        Deed::SetSecurityLevel { .. } => "security-level",
        Deed::PutArea { is_new: true, .. } => "make-area",
        Deed::PutArea { is_new: false, .. } => "change-area",
        Deed::DeleteArea { .. } => "delete-area",
        Deed::Watch { .. } => "watch",
        Deed::Unwatch { .. } => "unwatch",
        Deed::Report(_) => "report",
    }
}
