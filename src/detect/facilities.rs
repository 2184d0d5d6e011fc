use super::condition::{ConditionKey, Verdict};
use super::detector::{Detector, Judged};
use super::fast_approach::{Facility, FastApproach};
use super::rule::{Memo, PairRule, Rule};
use super::subject::Subject;
use super::{AreaRef, Detection, Role, craft};
use crate::areas::{AreaIndex, AreaKind};
use crate::domain::{METRES_PER_NAUTICAL_MILE, NauticalMiles, Position, RuleId};
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Contact, Picture};

/// A craft's way is laid out so many times beside itself on each side, up to the widest closest
/// point of approach.
const WAYS_BESIDE: i32 = 2;
/// What it closes is measured over this, seconds.
const CLOSING_SECS: f64 = 30.0;
/// A way is no longer than it is in a plane by more than this share.
const LONGER: f64 = 1.03;

impl Detector {
    /// Judges a fast small craft by the port facilities that it closes.
    pub(super) fn judge_facilities(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        let Subject { contact, picture, now, .. } = subject;
        if !self.book.has_facilities() || picture.associations.is_shadow(contact) {
            return;
        }
        let Some(widest) = FastApproach::of(self.book.widest()) else { return };
        let followed =
            if subject.involved { self.followed_facilities(contact) } else { Vec::new() };
        let mut facilities = Vec::new();
        if contact.is_fast() && craft::is_small(contact) {
            self.facilities_ahead(contact, &widest, &mut facilities);
        }
        let others = followed.iter().copied().filter(|index| !facilities.contains(index));
        let others: Vec<_> = others.collect();
        facilities.extend(others);
        for index in facilities {
            let is_followed = followed.contains(&index);
            if let Some((key, judged)) = self.weigh_facility(subject, index, is_followed) {
                self.settle(&key, now, judged, &[(Role::Approaching, contact)], out);
            }
        }
    }

    /// Port facilities that a craft passes near on her course.
    fn facilities_ahead(
        &self,
        contact: &Contact,
        limits: &FastApproach,
        facilities: &mut Vec<AreaIndex>,
    ) {
        let (Some(place), Some(velocity)) = (contact.position(), contact.velocity()) else {
            return;
        };
        let frame = LocalFrame::at(place);
        let way = velocity * limits.tcpa_secs_max;
        let across = Vector { x: -velocity.y, y: velocity.x } * (1.0 / velocity.norm().max(1e-6));
        let widest = limits.cpa_nm_max * METRES_PER_NAUTICAL_MILE;
        // No way leads further from her than both together, even where a plane is off.
        let furthest = way.norm() * LONGER + widest;
        let furthest = NauticalMiles::new(furthest / METRES_PER_NAUTICAL_MILE);
        let is_near = |reach| self.areas.is_near(place, reach, AreaKind::PortFacility);
        if furthest.is_some_and(|reach| !is_near(reach)) {
            return;
        }
        let is_facility = |index: AreaIndex| {
            let on = self.book.of(index).and_then(FastApproach::of).is_some();
            let area = self.areas.get(index).filter(|area| area.kind == AreaKind::PortFacility);
            on && area.is_some_and(|area| !area.shape.is_world())
        };
        for side in -WAYS_BESIDE..=WAYS_BESIDE {
            let beside = across * (widest * f64::from(side) / f64::from(WAYS_BESIDE));
            let (from, to) = (frame.unproject(beside), frame.unproject(beside + way));
            self.areas.touched_of((from, to), is_facility, facilities);
        }
        facilities.sort_unstable();
        facilities.dedup();
    }

    /// Facilities that an approach by her to is followed.
    fn followed_facilities(&self, contact: &Contact) -> Vec<AreaIndex> {
        self.holds
            .of(contact.id)
            .filter(|key| key.rule == RuleId::FastApproach)
            .filter_map(|key| self.areas.find(key.area.as_ref()?))
            .collect()
    }

    fn weigh_facility(
        &self,
        subject: Subject<'_>,
        index: AreaIndex,
        is_followed: bool,
    ) -> Option<(ConditionKey, Judged)> {
        let Subject { contact, picture, now, .. } = subject;
        let area = self.areas.get(index)?;
        let single = ConditionKey::single(RuleId::FastApproach, contact.id, contact.exercise);
        let key = single.in_area(&area.id);
        let limits = self.book.of(index).and_then(FastApproach::of);
        let applies = area.is_valid_at(now) && !craft::is_allowed(contact, area);
        let Some(limits) = limits.filter(|_| applies) else {
            return is_followed.then(|| (key, Judged::lapse()));
        };
        let (place, velocity) = (contact.position()?, contact.velocity()?);
        let inside = area.shape.contains(place);
        let later = LocalFrame::at(place).unproject(velocity * CLOSING_SECS);
        let range = area.shape.distance_to_boundary(place)?.get();
        let range_later = if area.shape.contains(later) {
            0.0
        } else {
            area.shape.distance_to_boundary(later)?.get()
        };
        let facility = Facility {
            id: area.id.clone(),
            range: if inside { 0.0 } else { range },
            closing: (range - range_later) / CLOSING_SECS,
            passes: inside || self.passes(&limits, contact, index),
        };
        let mut judgement = limits.judge_facility(&facility, contact);
        if judgement.verdict == Verdict::Meets
            && !is_followed
            && (inside || is_busy(picture, contact, place, &facility))
        {
            judgement.verdict = Verdict::Between;
        }
        let matters = is_followed || judgement.verdict == Verdict::Meets;
        let need = limits.need().at_level(area.security_level);
        let (area, memo) = (AreaRef::from(area), Memo::default());
        matters.then_some((
            key,
            Judged { judgement, need, earlier: FastApproach::EARLIER, area, memo },
        ))
    }

    fn passes(&self, limits: &FastApproach, contact: &Contact, index: AreaIndex) -> bool {
        let mut ahead = Vec::new();
        self.facilities_ahead(contact, limits, &mut ahead);
        ahead.contains(&index)
    }
}

/// Whether so many lie still where a craft would reach a facility that fast craft are the ordinary
/// thing there.
fn is_busy(picture: &Picture, contact: &Contact, place: Position, facility: &Facility) -> bool {
    let Some(velocity) = contact.velocity() else { return false };
    let reached = velocity * (facility.range / velocity.norm().max(1e-6));
    let there = LocalFrame::at(place).unproject(reached);
    craft::is_built_up_at(there, contact, picture)
}
