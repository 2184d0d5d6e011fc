use super::Priority;
use super::condition::Need;
use super::findings::{Found, at_least, measured, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{Degrees, Knots, NavigationalStatus, RuleId};
use crate::geodesy::Vector;
use crate::picture::{Contact, TrackPoint};

limits! { ByNavigationalStatus {
    evaluations: "count" = 3.0 in 1.0..=100.0, "reports in a row that raise";
    hold_secs: "s" = 120.0 in 0.0..=3600.0, "or the time for which it holds";
    anchored_sog_kn: "kn" = 3.0 in 0.5..=30.0, "speed above which a vessel that says she is at anchor is told of";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "time without it that ends it";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::NavigationalStatus,
    version: "2",
    phase: Phase::Indicator,
    summary: "A vessel says that she is not under command or aground, or moves while at anchor.",
    raises: "Status 2 (not under command) or 6 (aground) in `evaluations` reports or for \
             `hold_secs`, where another status was heard before; or status 1 (at anchor) while \
             faster than `anchored_sog_kn`, if she said something else while as fast before, or lay \
             still and does not move ahead now: that is a caution.",
    clears: "Another status, or a slower speed, for `clear_secs`.",
    source: "ITU-R M.1371-5, table 46; trial on 13 recordings: a status that was there when first \
             heard is usually a forgotten one",
    on_in: &[
        AreaKind::HighRiskArea,
        AreaKind::TrafficLane,
        AreaKind::AdvisedClear,
        AreaKind::General,
    ],
    exempt_in: &[],
    parameters: ByNavigationalStatus::PARAMETERS,
};

/// Nobody moves while at anchor, whatever the limit, who is slower than this; knots.
const LIES_KN_MAX: f64 = 0.5;
/// A course this near to the heading is ahead.
const AHEAD_DEGREES: f64 = 45.0;

impl SubjectRule for ByNavigationalStatus {
    fn need(&self) -> Need {
        Need::count_or_time(self.evaluations, self.hold_secs, self.clear_secs)
    }

    fn concerns(&self, subject: &Subject<'_>) -> bool {
        use NavigationalStatus::{Aground, AtAnchor, NotUnderCommand};
        let contact = subject.contact;
        match contact.navigational_status {
            Some(NotUnderCommand | Aground) => contact.status_changed,
            Some(AtAnchor) => contact.speed().is_some_and(|sog| sog.get() >= LIES_KN_MAX),
            _ => false,
        }
    }

    fn judge(
        &self,
        subject: &Subject<'_>,
        _area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let contact = subject.contact;
        let Some(status) = contact.navigational_status else { return Some(Judgement::clears()) };
        let sog = contact.speed().map(|speed| round(speed.get(), 1));
        let (speed, ceiling) = match status {
            NavigationalStatus::NotUnderCommand | NavigationalStatus::Aground
                if subject.raised || contact.status_changed =>
            {
                (sog.map(|sog| measured("sog", sog, "kn")), None)
            }
            NavigationalStatus::AtAnchor
                if sog.is_some_and(|sog| sog > self.anchored_sog_kn)
                    && (subject.raised || moves_oddly(contact, self.anchored_sog_kn)) =>
            {
                let above = |sog| at_least("sog", sog, "kn", self.anchored_sog_kn);
                (sog.map(above), Some(Priority::Caution))
            }
            _ => return Some(Judgement::clears()),
        };
        let code = measured("navigational_status", f64::from(status.code()), "code");
        let measures = std::iter::once(code).chain(speed).collect();
        Some(Judgement::meets(Found { measures, ceiling, ..Found::default() }))
    }
}

/// Whether a ship that says she is at anchor and moves says so in spite of it: she was as fast all
/// the time since she said something else, or she lay still and moves across
/// or against her heading, as one does whose anchor drags. Who weighs and sails ahead has only
/// forgotten to change it.
fn moves_oddly(contact: &Contact, sog_kn: f64) -> bool {
    let slow = |point: &TrackPoint| point.sog.map(Knots::get).is_some_and(|sog| sog <= sog_kn);
    let lay_still = contact.track.coarse().any(|point| slow(&point));
    if !lay_still {
        return contact.status_changed;
    }
    let course = contact.velocity().and_then(Vector::course);
    contact
        .true_heading
        .zip(course)
        .is_some_and(|(heading, course)| Degrees::angle_to(course, heading) > AHEAD_DEGREES)
}
