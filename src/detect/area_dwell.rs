use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;

limits! { AreaDwell {
    dwell_secs: "s" = 600.0 in 30.0..=604_800.0, "time inside after which it raises";
    length_m_min: "m" = 0.0 in 0.0..=500.0, "only vessels at least this long; 0 takes those of unknown length as well";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaDwell,
    version: "2",
    phase: Phase::Indicator,
    summary: "A vessel stayed in the area.",
    raises: "Inside for `dwell_secs` (half of it at security level 2, none at level 3), absences of less \
             than 60 s included, and still heard.",
    clears: "60 s outside.",
    source: "Tile38 enter, exit and cross",
    on_in: &[AreaKind::Restricted],
    exempt_in: &[],
    parameters: AreaDwell::PARAMETERS,
};
