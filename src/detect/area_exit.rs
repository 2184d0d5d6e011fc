use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;

limits! { AreaExit {
    length_m_min: "m" = 0.0 in 0.0..=500.0, "only vessels at least this long; 0 takes those of unknown length as well";
    sog_kn_min: "kn" = 0.0 in 0.0..=102.2, "only vessels at least this fast when they cross";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaExit,
    version: "3",
    phase: Phase::Indicator,
    summary: "A vessel crossed out of the area.",
    raises: "The way between two reports crosses the boundary outward.",
    clears: "60 s outside, or back inside.",
    source: "Tile38 enter, exit and cross; Global Fishing Watch, hysteresis of port visits",
    on_in: &[AreaKind::Restricted],
    exempt_in: &[],
    parameters: AreaExit::PARAMETERS,
};
