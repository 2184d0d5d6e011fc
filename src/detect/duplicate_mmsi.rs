use std::time::Duration;

use super::findings::{Found, at_least, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{Position, RuleId};
use crate::geodesy::distance;

limits! { DuplicateMmsi {
    distance_nm_min: "nm" = 5.0 in 5.0..=10_000.0, "shortest distance between the two places";
    clean_secs: "s" = 3600.0 in 60.0..=604_800.0, "time without a report of the other vessel after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::DuplicateMmsi,
    version: "4",
    phase: Phase::Indicator,
    summary: "Two vessels report under one MMSI.",
    raises: "Reports have, by their own times, come back three times or more to one of two places \
             `distance_nm_min` or further apart. From then on the second vessel is a contact of her own.",
    clears: "`clean_secs` without a report of the second vessel.",
    source: "Global Fishing Watch, segments of one MMSI; trial on 13 recordings",
    on_in: &[AreaKind::General],
    exempt_in: &[],
    parameters: DuplicateMmsi::PARAMETERS,
};

/// What two vessels on one MMSI show, if they are far enough apart.
pub(super) fn judge(first: Position, second: Position, limits: &DuplicateMmsi) -> Option<Found> {
    let apart = round(distance(first, second).nautical_miles().get(), 1);
    (apart >= limits.distance_nm_min).then(|| Found {
        measures: vec![at_least("distance", apart, "nm", limits.distance_nm_min)],
        ..Found::default()
    })
}

impl DuplicateMmsi {
    /// Time without the second vessel after which it clears.
    pub(super) fn clear(&self) -> Duration {
        Duration::from_secs_f64(self.clean_secs)
    }
}
