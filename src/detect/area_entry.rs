use super::table::{Parameter, Phase, RuleSpec};
use crate::domain::RuleId;

pub(crate) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaEntry,
    version: "1",
    phase: Phase::Indicator,
    summary: "",
    raises: "",
    clears: "",
    source: "",
    parameters: &[Parameter { key: "x", unit: "s", default: 0.0, min: 0.0, max: 1.0, text: "" }],
};
