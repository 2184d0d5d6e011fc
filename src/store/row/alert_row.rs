use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    AdviceRow, AreaRow, CauseRow, EvidenceRow, FactorsRow, ParticipantRow, PointRow, text,
};
use crate::alert::AlertId;
use crate::domain::{EventTime, RuleId};

/// An alert transition in the form of the contract: stored, streamed and printed as this JSON.
/// Every member is always present, `null` where there is none, in this order. Times are RFC 3339 in
/// UTC with milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertRow {
    /// Version of this form: [`AlertRow::SCHEMA`].
    pub schema: u32,
    /// Place in the durable transition log.
    pub seq: u64,
    /// The alert's id, the same through all of its revisions.
    #[serde(with = "text")]
    #[schema(value_type = String)]
    pub id: Uuid,
    /// 1 when raised, one more with each transition.
    pub revision: u32,
    /// What happened: `raised`, `updated`, `escalated`, ...
    pub transition: String,
    /// The rule.
    #[serde(with = "text")]
    #[schema(value_type = String)]
    pub rule: RuleId,
    /// The rule's version.
    pub rule_version: String,
    /// `caution`, `warning`, `alarm` or `emergency`.
    pub priority: String,
    /// 0 to 100.
    pub score: u8,
    /// What the score follows from.
    pub factors: FactorsRow,
    /// `unacknowledged`, `acknowledged`, `rtn-unacknowledged`, `normal` or `withdrawn`.
    pub state: String,
    /// When it happened.
    #[serde(with = "text")]
    #[schema(value_type = String, format = DateTime)]
    pub time: EventTime,
    /// When the alert was raised.
    #[serde(with = "text")]
    #[schema(value_type = String, format = DateTime)]
    pub raised_at: EventTime,
    /// When the condition ended.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub cleared_at: Option<EventTime>,
    /// The area whose limits applied.
    pub area: AreaRow,
    /// Who takes part, by role, then by contact.
    pub participants: Vec<ParticipantRow>,
    /// Where; `null` for a call from nobody knows where.
    pub position: Option<PointRow>,
    /// What shows it.
    pub evidence: EvidenceRow,
    /// What published guidance says to do.
    pub advice: Vec<AdviceRow>,
    /// The alert it is a child of.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>)]
    pub parent: Option<Uuid>,
    /// Why, where the rule alone does not say it.
    pub cause: Option<CauseRow>,
    /// Derived from an exercise.
    pub exercise: bool,
    /// Who acknowledged the present state.
    pub acknowledged_by: Option<String>,
    /// Who has it in hand.
    pub assignee: Option<String>,
    /// `confirmed`, `benign` or `error`.
    pub disposition: Option<String>,
    /// No sound until then.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub silenced_until: Option<EventTime>,
    /// Recorded without sound until then.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snoozed_until: Option<EventTime>,
}

impl AlertRow {
    /// The version of the form that this program writes.
    pub const SCHEMA: u32 = 1;

    /// The alert's id as the core has it.
    pub const fn alert_id(&self) -> AlertId {
        AlertId(self.id)
    }

    /// Whether an officer still has it before him.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "unacknowledged" | "acknowledged" | "rtn-unacknowledged")
    }
}
