use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;

limits! { OfficerReport {} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::OfficerReport,
    version: "1",
    phase: Phase::Distress,
    summary: "An officer reports what no sensor did.",
    raises: "At once, with the priority that the officer gives it, about a contact or a place. It \
             cannot be switched off.",
    clears: "By an officer.",
    source: "Picket: calls by voice, letters and lookouts belong into the same list",
    on_in: &AreaKind::ALL,
    exempt_in: &[],
    parameters: OfficerReport::PARAMETERS,
};
