use std::time::Duration;

use super::findings::{Found, at_least, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::RuleId;
use crate::picture::Jump;

limits! { PositionJump {
    distance_nm_min: "nm" = 3.0 in 0.5..=10_000.0, "shortest jump that counts";
    speed_kn_min: "kn" = 60.0 in 20.0..=10_000.0, "slowest implied speed that counts";
    clean_secs: "s" = 3600.0 in 60.0..=604_800.0, "time without a jump after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::PositionJump,
    version: "5",
    phase: Phase::Indicator,
    summary: "A vessel's positions imply a speed that no vessel has.",
    raises: "Two reports in a row at a place `distance_nm_min` or more from the track, with an \
             implied speed of `speed_kn_min` or more (to the first of them, where the second comes so \
             late that a slower vessel would be there), and none of the former place for 30 s. \
             Reports whose time stamp is not their own second, and late ones, prove nothing.",
    clears: "`clean_secs` without a jump.",
    source: "M3 30-40 kn, Global Fishing Watch 25-30 kn, AISdb 50 kn; trial on 13 recordings",
    on_in: &[AreaKind::General],
    exempt_in: &[],
    parameters: PositionJump::PARAMETERS,
};

/// What a jump shows, if it is far and fast enough.
pub(super) fn judge(jump: &Jump, limits: &PositionJump) -> Option<Found> {
    let distance = round(jump.distance.get(), 1);
    let speed = round(jump.speed.get(), 0);
    let counts = distance >= limits.distance_nm_min && speed >= limits.speed_kn_min;
    counts.then(|| Found {
        measures: vec![
            at_least("distance", distance, "nm", limits.distance_nm_min),
            at_least("implied_speed", speed, "kn", limits.speed_kn_min),
        ],
        ..Found::default()
    })
}

impl PositionJump {
    /// Time without a jump after which it clears.
    pub(super) fn clear(&self) -> Duration {
        Duration::from_secs_f64(self.clean_secs)
    }
}
