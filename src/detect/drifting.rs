use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{KNOT, Knots, NavigationalStatus, Position, RuleId};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{Contact, TrackPoint};

limits! { Drifting {
    sog_kn_min: "kn" = 1.0 in 0.2..=5.0, "slowest drift";
    sog_kn_max: "kn" = 5.0 in 1.0..=10.0, "fastest drift";
    angle_deg_min: "deg" = 45.0 in 10.0..=80.0, "course over ground off the heading, ahead and astern, by more than this";
    hold_secs: "s" = 600.0 in 60.0..=3600.0, "for so long, in every report";
    made_m_min: "m" = 500.0 in 0.0..=5000.0, "way made good meanwhile at least";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "time without drift that ends it";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Drifting,
    version: "5",
    phase: Phase::Indicator,
    summary: "A ship moves across her own heading, as one without propulsion does.",
    raises: "A ship of 50 m or more makes `sog_kn_min` to `sog_kn_max` over the ground, more than \
             `angle_deg_min` off her heading and off its reverse, in every report of `hold_secs`, \
             as she says or made good over the last two minutes, and until she has made \
             `made_m_min` since; she made way within the hour before it began, not at 7 kn across \
             the heading that she says, and is not moored or at anchor (by a status under which \
             she has made no way), aground, fishing or restricted in her ability to manoeuvre.",
    clears: "Anything else for `clear_secs`.",
    source: "Danish Maritime Authority, AisAbnormal; RTEC 40 degrees; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::TrafficLane, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility, AreaKind::Anchorage],
    parameters: Drifting::PARAMETERS,
};

/// Way is made at 3 kn and what the places at both ends of three minutes may be off.
const WAY_METRES_PER_SECOND: f64 = 3.3 * KNOT;
/// A way made good is taken over so long at least.
const MADE_SPAN: Duration = Duration::from_mins(2);

impl SubjectRule for Drifting {
    fn need(&self) -> Need {
        Need::time(self.hold_secs, self.clear_secs)
    }

    /// Keeps when (`time`) and where (`vector`, degrees) the drift began.
    fn concerns(&self, subject: &Subject<'_>) -> bool {
        let contact = subject.contact;
        contact.may_be_protected() && contact.stillness.made_way_lately(subject.now)
    }

    fn judge(&self, subject: &Subject<'_>, area: &WatchArea, memo: &mut Memo) -> Option<Judgement> {
        let contact = subject.contact;
        let begins = memo.time.is_none();
        let may_begin = || {
            craft::is_protected(contact, area)
                && (!begins || contact.stillness.made_way_lately(subject.now))
        };
        if is_excused(contact) || (!subject.raised && !may_begin()) {
            return Some(Judgement::clears());
        }
        let said = contact.velocity().and_then(|way| self.drift(contact, way));
        let drift = said.or_else(|| self.drift(contact, made_good(contact)?));
        // Ships that wait offshore drift for days: only one that had come there under way as her drift
        // began is told of.
        let came = || !begins || made_way(contact);
        let Some((sog, angle)) = drift.filter(|_| subject.raised || came()) else {
            return Some(Judgement::clears());
        };
        let here = subject.moved.to;
        let since = *memo.time.get_or_insert_with(|| {
            memo.vector = Vector { x: here.position.longitude(), y: here.position.latitude() };
            here.time
        });
        let begun = Position::wrapped(memo.vector.y, memo.vector.x);
        let made = round(distance(begun, here.position).get(), 0);
        let needed = Need::time(self.hold_secs, 0.0).at_level(area.security_level).span;
        let ripe = here.time.since(since) >= needed && made >= self.made_m_min;
        let measures = vec![
            at_most("sog", sog, "kn", self.sog_kn_max),
            at_least("drift_angle", angle, "deg", self.angle_deg_min),
            at_least("made_good", made, "m", self.made_m_min),
        ];
        Some(Judgement::meets(Found { measures, ..Found::default() }).ripe(ripe))
    }
}

impl Drifting {
    /// Speed and angle off the heading of a way over the ground, if it is a drift: the angle is counted
    /// from ahead or astern, whichever is nearer, 0 to 90 degrees.
    fn drift(&self, contact: &Contact, way: Vector) -> Option<(f64, f64)> {
        let sog = round(Knots::from_metres_per_second(way.norm()).get(), 1);
        if !(self.sog_kn_min..=self.sog_kn_max).contains(&sog) {
            return None;
        }
        let angle = way.course()?.angle_to(contact.sound_heading()?);
        let angle = round(angle.min(180.0 - angle), 0);
        (angle > self.angle_deg_min).then_some((sog, angle))
    }
}

/// Velocity made good over the last minutes: what a ship that rolls in a swell reports swings about it.
fn made_good(contact: &Contact) -> Option<Vector> {
    let newest = contact.track.newest()?;
    let before = contact.track.recent_by(newest.time.minus(MADE_SPAN))?;
    let made = LocalFrame::at(before.position).project(newest.position);
    Some(made * (1.0 / newest.time.secs_since(before.time)))
}

fn is_excused(contact: &Contact) -> bool {
    use NavigationalStatus::{Aground, EngagedInFishing, RestrictedManoeuvrability};
    contact.lies_by_status()
        || matches!(
            contact.navigational_status,
            Some(Aground | EngagedInFishing | RestrictedManoeuvrability)
        )
}

/// Whether her positions too say that she made way, as far as they are kept: what a ship that drifts says of
/// her speed scatters.
fn made_way(contact: &Contact) -> bool {
    let points: Vec<TrackPoint> = contact.track.coarse().collect();
    points.windows(3).any(|legs| {
        let [from, _, to] = legs else { return false };
        let made = distance(from.position, to.position).get();
        made >= WAY_METRES_PER_SECOND * to.time.secs_since(from.time)
    })
}
