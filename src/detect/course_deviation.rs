use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, measured, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea, WatchAreas};
use crate::domain::{EventTime, KNOT, Knots, Metres, NauticalMiles, Position, RuleId};
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Contact, TrackPoint};

limits! { CourseDeviation {
    deviation_deg_min: "deg" = 60.0 in 10.0..=180.0, "off her middle course by this or more";
    hold_secs: "s" = 600.0 in 60.0..=3600.0, "for so long";
    sog_kn_min: "kn" = 5.0 in 0.5..=50.0, "slowest ship that keeps a course";
    steady_deg: "deg" = 20.0 in 1.0..=90.0, "her course was steady within this";
    steady_share_min: "ratio" = 0.8 in 0.1..=1.0, "for this share of the half hour before";
    places_nm: "nm" = 0.5 in 0.0..=5.0, "not this near to where others were seen to turn";
    clear_deg: "deg" = 20.0 in 1.0..=180.0, "back on her middle course within this";
    clear_secs: "s" = 600.0 in 0.0..=7200.0, "for so long";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::CourseDeviation,
    version: "8",
    phase: Phase::Suspicious,
    summary: "A ship left the course that she had kept for half an hour, where others do not turn.",
    raises: "A ship of 50 m or more at `sog_kn_min` or more, whose course was within `steady_deg` \
             of its middle for `steady_share_min` of half an hour, but for the turn itself of up \
             to ten minutes, over which she made `sog_kn_min` too and was heard without a gap of \
             six minutes (four of her intervals where a feed passes on few reports, at most \
             eleven minutes) or a stop, is `deviation_deg_min` or more off that middle course for \
             `hold_secs` (at security level 2 half of it, at level 3 for 90 s); she did not turn \
             within `places_nm` of where another vessel was seen to turn or to stop, nor in a \
             port, an anchorage or a service route. Not of whoever goes to and fro: dredgers and \
             pilots, warships, searchers, patrols, sailing vessels, and whoever is restricted in \
             her ability to manoeuvre.",
    clears: "Within `clear_deg` of her middle course for `clear_secs`; a new course that she keeps \
             becomes the middle one.",
    source: "TREAD; Danish Maritime Authority p < 0.001",
    on_in: &[AreaKind::HighRiskArea, AreaKind::TrafficLane, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility, AreaKind::Anchorage, AreaKind::ServiceRoute],
    parameters: CourseDeviation::PARAMETERS,
};

/// The middle course is taken over this.
const MIDDLE_SPAN: Duration = Duration::from_mins(30);
/// From so many legs, over so long at least.
const LEGS_MIN: usize = 4;
const COVERED_MIN: Duration = Duration::from_mins(20);
/// Nobody knows where she went in a longer gap: round the bend of a river, as likely as not. Where a feed
/// passes on few reports one may be lost: so many of her intervals, and one of five minutes, though no more
/// than three are known.
const GAP_MAX: Duration = Duration::from_mins(6);
const GAP_INTERVALS: u32 = 4;
const GAP_LONGEST: Duration = Duration::from_mins(11);
/// A turn takes no longer: what is unsteady for longer before she is off her course is no turn.
const TURN_MAX_SECS: f64 = 600.0;
/// A leg between two fixes of a track takes as long.
const LEG_SECS: f64 = 90.0;
/// Slower than this over a leg she lay somewhere, in metres per second: what she does after a call is
/// another voyage. Two knots, for a leg has some of the way to the berth and from it.
const STOPPED: f64 = 2.0 * KNOT;
/// A shorter leg, up to her last report, says nothing of it.
const STOP_SECS_MIN: f64 = LEG_SECS / 2.0;

/// In an area, not near it.
const HERE: NauticalMiles = Metres::ZERO.nautical_miles();

/// What rounding and a plane may make of an angle between two legs, degrees, and of the length of one;
/// further from the equator than this, degrees, the plane says nothing.
const OFF_DEGREES: f64 = 4.0;
const FLAT_MORE: f64 = 1.05;
const FLAT_LATITUDE_MAX: f64 = 75.0;

impl SubjectRule for CourseDeviation {
    /// How long she has been off is in the judgement itself.
    fn need(&self) -> Need {
        Need::once(self.clear_secs)
    }

    /// With the time off her course halved at level 2; at level 3 as soon as there is a leg of it.
    fn at_level(mut self, level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::One => {}
            SecurityLevel::Two => self.hold_secs /= 2.0,
            SecurityLevel::Three => self.hold_secs = LEG_SECS.min(self.hold_secs),
        }
        self
    }

    fn concerns(&self, subject: &Subject<'_>) -> bool {
        let contact = subject.contact;
        let speed = contact.speed().map_or(0.0, Knots::get);
        contact.may_be_protected() && round(speed, 1) >= self.sog_kn_min
    }

    fn judge(
        &self,
        subject: &Subject<'_>,
        area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let contact = subject.contact;
        if !subject.raised && (!craft::is_protected(contact, area) || goes_to_and_fro(contact)) {
            return Some(Judgement::clears());
        }
        let speed = contact.speed()?.get();
        if round(speed, 1) < self.sog_kn_min {
            return Some(Judgement::between());
        }
        let since = subject.now.minus(Duration::from_secs_f64(self.hold_secs));
        if !subject.raised && !self.may_be_off(contact, since) {
            return Some(Judgement::between());
        }
        let Some(legs) = Legs::of(contact, since) else { return Some(Judgement::between()) };
        let off = round(legs.furthest_from_now(contact.velocity()?), 0);
        if off <= self.clear_deg {
            return Some(Judgement::clears());
        }
        let least = round(legs.least_since(), 0);
        let share = round(legs.steady_share(self.steady_deg), 2);
        let meets = off >= self.deviation_deg_min
            && least >= self.deviation_deg_min
            && (subject.raised || share >= self.steady_share_min)
            && (subject.raised || round(legs.speed_kn, 1) >= self.sog_kn_min);
        if !meets {
            return Some(Judgement::between());
        }
        let measures = vec![
            at_least("deviation", least, "deg", self.deviation_deg_min),
            at_least("steady_share", share, "ratio", self.steady_share_min),
            measured("sog", round(speed, 1), "kn"),
        ];
        let missing_layers = vec!["turning-points"];
        Some(Judgement::meets(Found { measures, missing_layers, ..Found::default() }))
    }

    /// Where she turned nobody else was seen to turn or to stop, and the rule is not exempt.
    fn may_begin(&self, subject: &Subject<'_>, areas: &WatchAreas, _memo: &Memo) -> bool {
        let (habits, by, now) = (&subject.picture.habits, subject.contact.id, subject.now);
        let since = now.minus(Duration::from_secs_f64(self.hold_secs));
        let Some(legs) = Legs::of(subject.contact, since) else { return false };
        let is_exempt = |place| SPEC.exempt_in.iter().any(|kind| areas.is_near(place, HERE, *kind));
        !legs.turn(self).any(|place| {
            habits.is_turning_place(place, self.places_nm, by, now)
                || habits.is_stopping_place(place, self.places_nm, (by, false), now)
                || is_exempt(place)
        })
    }
}

impl CourseDeviation {
    /// Whether a ship may be off a course that she had kept: most have not been heard for long
    /// enough, or sailed before as they sail now. Says yes too often.
    fn may_be_off(&self, contact: &Contact, since: EventTime) -> bool {
        let (Some(newest), Some(oldest)) = (contact.track.newest(), contact.track.coarse().next())
        else {
            return false;
        };
        if oldest.time.plus(COVERED_MIN) > since {
            return false;
        }
        if newest.position.latitude().abs() > FLAT_LATITUDE_MAX {
            return true;
        }
        // For so many seconds before she may have been unsteady; her steady legs are so much off her
        // last one, if that is off their course.
        let share = self.steady_share_min - 0.005;
        let others = MIDDLE_SPAN.as_secs_f64() * (1.0 - share) + (TURN_MAX_SECS + LEG_SECS) * share;
        let off_deg = self.deviation_deg_min - self.steady_deg - OFF_DEGREES;
        let nearly = libm::cos(off_deg.clamp(0.0, 180.0).to_radians());
        let flat = LocalFrame::at(newest.position).flat();
        let begin = since.minus(MIDDLE_SPAN);
        let gap_max = gap_max(contact);
        let (mut to, mut last, mut along) = ((newest.time, Vector::default()), None, 0.0);
        let legs = contact.track.coarse().rev().filter(|point| point.time < newest.time);
        for from in legs.take_while(|point| point.time >= begin) {
            let place = flat.project(from.position);
            let (leg, is_before) = (to.1 - place, to.0 <= since);
            if to.0.since(from.time) > gap_max {
                return is_before;
            }
            let secs = to.0.secs_since(from.time);
            if secs >= STOP_SECS_MIN && leg.norm() < STOPPED * FLAT_MORE * secs {
                return true;
            }
            let last = *last.get_or_insert(leg);
            if is_before && leg.dot(last) > nearly * leg.norm() * last.norm() {
                along += secs;
                if along > others {
                    return false;
                }
            }
            to = (from.time, place);
        }
        true
    }
}

/// The longest gap over which the way of a contact is known.
fn gap_max(contact: &Contact) -> Duration {
    let usual = contact.usual_interval().unwrap_or_default();
    (usual * GAP_INTERVALS).clamp(GAP_MAX, GAP_LONGEST)
}

/// Whether she keeps no course for long by what she is or does: works where she is, patrols, searches, or
/// tacks.
fn goes_to_and_fro(contact: &Contact) -> bool {
    craft::works_in_place(contact)
        || contact.statics.ship_type.is_some_and(|it| matches!(it.code(), 35 | 36 | 51 | 55))
}

/// The legs of a track before and since a moment, against the middle course of those before.
struct Legs {
    middle: Vector,
    /// One after the other, without a gap or a stop between them.
    all: Vec<Leg>,
    /// Angles of each to the middle course, degrees.
    off: Vec<f64>,
    /// How many are before.
    before: usize,
    /// Over the earlier ones.
    speed_kn: f64,
}

/// The way from one fix to the next, metres, and its time, seconds.
struct Leg {
    from: TrackPoint,
    to: TrackPoint,
    way: Vector,
    secs: f64,
}

impl Legs {
    /// `None` while there are too few, or none since.
    fn of(contact: &Contact, since: EventTime) -> Option<Self> {
        let newest = contact.track.newest()?;
        let frame = LocalFrame::at(newest.position);
        let begin = since.minus(MIDDLE_SPAN);
        let points: Vec<TrackPoint> = contact
            .track
            .coarse()
            .filter(|point| point.time >= begin && point.time < newest.time)
            .chain([*newest])
            .collect();
        let gap_max = gap_max(contact).as_secs_f64();
        let (mut legs, mut before) = (Vec::new(), 0);
        for pair in points.windows(2) {
            let [from, to] = pair else { continue };
            let leg = Leg::between(&frame, *from, *to);
            if leg.secs > gap_max || leg.is_stop() {
                if to.time > since {
                    return None;
                }
                (legs, before) = (Vec::new(), 0);
                continue;
            }
            legs.push(leg);
            if to.time <= since {
                before = legs.len();
            }
        }
        let (earlier, later) = legs.split_at_checked(before)?;
        let covered: f64 = earlier.iter().map(|leg| leg.secs).sum();
        let made: f64 = earlier.iter().map(|leg| leg.way.norm()).sum();
        // Each leg counts for its time, so that a fast one does not count more.
        let middle = earlier
            .iter()
            .filter(|leg| leg.way.norm() > 0.0)
            .fold(Vector::default(), |sum, leg| sum + leg.way * (leg.secs / leg.way.norm()));
        let enough =
            before >= LEGS_MIN && covered >= COVERED_MIN.as_secs_f64() && !later.is_empty();
        let course = middle.course().filter(|_| enough)?;
        let angle = |leg: &Leg| leg.way.course().map_or(0.0, |it| it.angle_to(course));
        let off = legs.iter().map(angle).collect();
        Some(Self { middle, all: legs, off, before, speed_kn: made / covered / KNOT })
    }

    /// The fixes of her turn: from the last leg along her middle course to the first of those that are off
    /// it without a break up to now.
    fn turn(&self, limits: &CourseDeviation) -> impl Iterator<Item = Position> {
        let is_off = |off: &&f64| round(**off, 0) >= limits.deviation_deg_min;
        let is_turning = |off: &&f64| **off > limits.steady_deg;
        let mut back = self.off.iter().rev().peekable();
        let (mut off, mut turning) = (0, 0);
        while back.next_if(is_off).is_some() {
            off += 1;
        }
        while back.next_if(is_turning).is_some() {
            turning += 1;
        }
        let along = usize::from(back.next().is_some());
        let begin = self.all.len() - off - turning - along;
        let legs = self.all.iter().skip(begin).take(along + turning + 1);
        legs.flat_map(|leg| [leg.from.position, leg.to.position])
    }

    /// The share of the time before her turn in which she was within so many degrees of her middle course.
    fn steady_share(&self, within_deg: f64) -> f64 {
        let (mut steady, mut all, mut turning) = (0.0, 0.0, 0.0);
        let before = self.all.iter().zip(&self.off).take(self.before).rev();
        // The legs before she is off it are those of the turn itself.
        let before = before.skip_while(|(leg, off)| {
            turning += leg.secs;
            **off > within_deg && turning <= TURN_MAX_SECS
        });
        for (leg, off) in before {
            all += leg.secs;
            steady += if *off <= within_deg { leg.secs } else { 0.0 };
        }
        // Without the turn there may be less than what is asked for with it.
        steady / COVERED_MIN.as_secs_f64().max(all)
    }

    /// The smallest angle of the legs since, the one in which they begin included.
    fn least_since(&self) -> f64 {
        self.off.iter().skip(self.before).copied().fold(180.0, f64::min)
    }

    fn furthest_from_now(&self, velocity: Vector) -> f64 {
        match (self.middle.course(), velocity.course()) {
            (Some(middle), Some(now)) => now.angle_to(middle),
            _ => 0.0,
        }
    }
}

impl Leg {
    fn between(frame: &LocalFrame, from: TrackPoint, to: TrackPoint) -> Self {
        let way = frame.project(to.position) - frame.project(from.position);
        Self { from, to, way, secs: to.time.secs_since(from.time) }
    }

    fn is_stop(&self) -> bool {
        self.secs >= STOP_SECS_MIN && self.way.norm() < STOPPED * self.secs
    }
}
