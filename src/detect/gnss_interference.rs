use std::time::Duration;

use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;

limits! { GnssInterference {
    vessels_min: "count" = 3.0 in 2.0..=100.0, "vessels that jump";
    within_nm: "nm" = 10.0 in 0.5..=100.0, "to places within this of each other";
    within_secs: "s" = 600.0 in 30.0..=7200.0, "within this time";
    clear_secs: "s" = 1800.0 in 60.0..=86_400.0, "time without a jump there after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::GnssInterference,
    version: "3",
    phase: Phase::Indicator,
    summary: "Several vessels' positions jump to one place, as they do where GNSS is disturbed.",
    raises: "`vessels_min` vessels jump, as for position-jump, to places within `within_nm` of each \
             other within `within_secs`; told half a minute later, when all who jumped have been \
             heard. It takes the place of their position-jump and duplicate-mmsi.",
    clears: "`clear_secs` without a further jump there.",
    source: "SeaSpoofFinder",
    on_in: &[AreaKind::HighRiskArea, AreaKind::General],
    exempt_in: &[],
    parameters: GnssInterference::PARAMETERS,
};

impl GnssInterference {
    /// Time without a jump after which it clears.
    pub(super) fn clear(&self) -> Duration {
        Duration::from_secs_f64(self.clear_secs)
    }
}
