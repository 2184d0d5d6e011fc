use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;

limits! { AreaEntry {
    length_m_min: "m" = 0.0 in 0.0..=500.0, "only vessels at least this long; 0 takes those of unknown length as well";
    sog_kn_min: "kn" = 0.0 in 0.0..=102.2, "only vessels at least this fast when they cross";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaEntry,
    version: "4",
    phase: Phase::Indicator,
    summary: "A vessel crossed into the area.",
    raises: "The way between two reports crosses the boundary inward; of two more than 30 minutes \
             apart the one is outside, the other inside. A vessel first heard inside has not entered. Into an area that ships are advised to keep clear of only a protected \
             ship does, and it is a caution.",
    clears: "60 s outside.",
    source: "Tile38 enter, exit and cross; Global Fishing Watch, hysteresis of port visits",
    on_in: &[AreaKind::Restricted, AreaKind::AdvisedClear],
    exempt_in: &[],
    parameters: AreaEntry::PARAMETERS,
};
