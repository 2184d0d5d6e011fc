use super::condition::{Need, Verdict};
use super::findings::{Found, at_least, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::WatchArea;
use crate::domain::{Knots, RuleId};

limits! { AreaSpeed {
    margin_kn: "kn" = 1.0 in 0.0..=20.0, "raises above the limit by this, clears below the limit by this";
    hold_secs: "s" = 30.0 in 0.0..=3600.0, "time above before it raises";
    clear_secs: "s" = 60.0 in 0.0..=3600.0, "time below before it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AreaSpeed,
    version: "2",
    phase: Phase::Suspicious,
    summary: "A vessel is faster than the area's speed limit.",
    raises: "Smoothed speed over ground above the limit by `margin_kn` for `hold_secs`.",
    clears: "Below the limit by `margin_kn` for `clear_secs`, or outside for 60 s.",
    source: "RTEC, speed near the coast; one raw SOG never raises",
    on_in: &[],
    exempt_in: &[],
    parameters: AreaSpeed::PARAMETERS,
};

impl SubjectRule for AreaSpeed {
    const IN_EACH_AREA: bool = true;

    fn need(&self) -> Need {
        Need::time(self.hold_secs, self.clear_secs)
    }

    fn judge(
        &self,
        subject: &Subject<'_>,
        area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let limit = area.speed_limit?.get();
        let speed = round(subject.contact.speed().map(Knots::get)?, 1);
        // The smoothed speed lags behind: what she says herself has to be above the limit as well.
        let said = subject.contact.track.newest().and_then(|last| last.sog).map(Knots::get);
        let above = |speed: f64| speed > limit + self.margin_kn;
        let verdict = if above(speed) && said.is_none_or(|said| above(round(said, 1))) {
            Verdict::Meets
        } else if speed < limit - self.margin_kn {
            Verdict::Clears
        } else {
            Verdict::Between
        };
        let found =
            Found { measures: vec![at_least("sog", speed, "kn", limit)], ..Found::default() };
        Some(Judgement { verdict, found, ripe: None })
    }
}
