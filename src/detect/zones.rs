use super::boundary::SWEEP_MAX;
use super::condition::{ConditionKey, Verdict};
use super::detector::{Detector, Judged};
use super::findings::round;
use super::pair::{Pair, Side};
use super::rule::{Judgement, Memo, Rule};
use super::subject::Subject;
use super::zone_breach::{MovingZone, REACH_NM, ZoneBreach};
use super::{AreaRef, Detection, Role, craft};
use crate::areas::AreaIndex;
use crate::domain::{ContactId, Knots, NauticalMiles, Position, RuleId};
use crate::geodesy::{LocalFrame, Vector};
use crate::picture::{Contact, Moved, Slot};

/// A way is looked along in so many pieces, to say when it enters a zone.
const PIECES: u32 = 18;

impl Detector {
    /// Judges a vessel's report by the zones that nobody may enter: the outlines of areas, and
    /// those that move with protected ships.
    pub(super) fn judge_zones(&mut self, subject: Subject<'_>, out: &mut Vec<Detection>) {
        if ZoneBreach::of(self.book.widest()).is_none() {
            return;
        }
        let is_shadow = subject.picture.associations.is_shadow(subject.contact);
        self.judge_fixed_zones(subject, is_shadow, out);
        self.judge_moving_zones(subject, is_shadow, out);
    }

    fn judge_fixed_zones(
        &mut self,
        subject: Subject<'_>,
        is_shadow: bool,
        out: &mut Vec<Detection>,
    ) {
        let Subject { contact, taken, now, .. } = subject;
        let Some(place) = contact.position() else { return };
        let followed = if subject.involved { self.followed_zones(contact) } else { Vec::new() };
        let mut zones = Vec::new();
        if !is_shadow && (craft::is_ship(contact) || craft::is_small(contact)) {
            self.zones_ahead(subject, taken.slot, place, &mut zones);
        }
        zones.extend(
            followed.iter().copied().filter(|index| !zones.contains(index)).collect::<Vec<_>>(),
        );
        for index in zones {
            let is_followed = followed.contains(&index);
            let Some((key, judged)) = self.weigh_zone(subject, index, place, is_followed) else {
                continue;
            };
            self.settle(&key, now, judged, &[(Role::Subject, contact)], out);
        }
    }

    /// Areas whose outline is a zone and that lie on her way for the time looked ahead.
    fn zones_ahead(
        &self,
        subject: Subject<'_>,
        slot: Slot,
        place: Position,
        zones: &mut Vec<AreaIndex>,
    ) {
        let Some(widest) = ZoneBreach::of(self.book.widest()) else { return };
        let from = subject.moved.from.map_or(place, |from| from.position);
        let way = subject.contact.velocity().map_or(0.0, Vector::norm) * widest.predict_secs();
        let stays = self.is_where_she_was() && self.places.is_clear_to(slot, from);
        if stays && self.places.is_clear_about(slot, place, way) {
            return;
        }
        let ahead = ahead(subject.contact, place, widest.predict_secs());
        if stays && ahead.is_none_or(|ahead| self.places.is_clear_to(slot, ahead)) {
            return;
        }
        let is_zone = |index: AreaIndex| {
            let limits = self.book.of(index).and_then(ZoneBreach::of);
            limits.is_some() && self.areas.get(index).is_some_and(ZoneBreach::is_fixed_zone)
        };
        let ways = [ahead, swept_from(subject.moved)];
        for end in ways.into_iter().flatten() {
            let mut touched = Vec::new();
            self.areas.touched_of((place, end), is_zone, &mut touched);
            touched.retain(|index| !zones.contains(index));
            zones.append(&mut touched);
        }
    }

    /// Zones of which a breach by her is followed.
    fn followed_zones(&self, contact: &Contact) -> Vec<AreaIndex> {
        self.holds
            .of(contact.id)
            .filter(|key| key.rule == RuleId::ZoneBreach)
            .filter_map(|key| self.areas.find(key.area.as_ref()?))
            .collect()
    }

    fn weigh_zone(
        &self,
        subject: Subject<'_>,
        index: AreaIndex,
        place: Position,
        is_followed: bool,
    ) -> Option<(ConditionKey, Judged)> {
        let Subject { contact, moved, now, .. } = subject;
        let area = self.areas.get(index)?;
        let single = ConditionKey::single(RuleId::ZoneBreach, contact.id, contact.exercise);
        let key = single.in_area(&area.id);
        let limits = self.book.of(index).and_then(ZoneBreach::of);
        let in_force = area.is_valid_at(now) && !craft::is_allowed(contact, area);
        let guarded = contact.mmsi().is_some_and(|mmsi| area.protect.contains(&mmsi));
        let Some(limits) = limits.filter(|_| in_force && !guarded) else {
            return is_followed.then(|| (key, Judged::lapse()));
        };
        let sog = round(contact.speed().map_or(0.0, Knots::get), 1);
        let inside = area.shape.contains(place);
        // Nor does she come who lies still: her receiver wanders.
        let came = !craft::lies_in_place(contact)
            && moved.from.is_some_and(|from| {
                self.was_inside(index) == Some(false) || !area.shape.contains(from.position)
            });
        let passed = !inside
            && came
            && swept_from(moved).is_some_and(|from| area.shape.touches(from, place));
        let judgement = if passed || inside && (is_followed || came) {
            limits.found(sog, true, 0.0)
        } else if inside || sog < limits.sog_kn_min {
            // Whoever was inside when first heard did not enter.
            Judgement::clears()
        } else {
            let ahead = ahead(contact, place, limits.predict_secs());
            let share =
                ahead.and_then(|ahead| first_inside(place, ahead, |at| area.shape.contains(at)));
            share.map_or_else(Judgement::clears, |share| {
                limits.found(sog, false, share * limits.predict_secs())
            })
        };
        let matters = is_followed || judgement.verdict == Verdict::Meets;
        let need = limits.need().at_level(area.security_level);
        let (area, memo) = (AreaRef::from(area), Memo::default());
        matters.then_some((key, Judged { judgement, need, earlier: 0, area, memo }))
    }

    fn judge_moving_zones(
        &mut self,
        subject: Subject<'_>,
        is_shadow: bool,
        out: &mut Vec<Detection>,
    ) {
        let Subject { contact, picture, taken, now, .. } = subject;
        if self.book.guarded().is_empty() {
            return;
        }
        let (Some(place), Some(radius)) = (contact.position(), NauticalMiles::new(REACH_NM)) else {
            return;
        };
        let frame = LocalFrame::at(place);
        let Some(me) = Side::of(taken.slot, contact, &frame, now) else { return };
        let mut partners: Vec<(ContactId, Slot, bool)> = Vec::new();
        if subject.involved {
            for key in self.holds.of(contact.id).filter(|key| key.rule == RuleId::ZoneBreach) {
                let others = [Some(key.about), key.other].into_iter().flatten();
                let found = others
                    .filter(|id| *id != contact.id)
                    .filter_map(|id| Some((id, picture.contacts.slot(id)?, true)));
                partners.extend(found);
            }
        }
        if !is_shadow {
            let mine = self.is_guarded(contact);
            picture.contacts.near(place, radius, |slot, other| {
                if other.id != contact.id && (mine != self.is_guarded(other)) {
                    partners.push((other.id, slot, false));
                }
            });
        }
        partners.sort_unstable_by_key(|(id, _, followed)| (*id, !followed));
        partners.dedup_by_key(|(id, _, _)| *id);
        partners.retain(|&(_, slot, followed)| {
            followed || !self.is_seen_twice(picture, contact, slot, now)
        });
        for (id, slot, followed) in partners {
            let Some(other) = picture.contacts.find(id) else { continue };
            let Some(pair) = Pair::of(me, (slot, other), &frame, now, picture) else { continue };
            let pair = if self.is_guarded(contact) { pair } else { pair.turned() };
            self.judge_oriented::<MovingZone>(pair, followed, out);
        }
    }

    fn is_guarded(&self, contact: &Contact) -> bool {
        contact.mmsi().is_some_and(|mmsi| self.book.guarded().contains(&mmsi))
    }
}

/// Where she was at the report before, if the way from there is known well enough to cross anything.
fn swept_from(moved: &Moved) -> Option<Position> {
    let from = moved.from.filter(|from| moved.to.time.since(from.time) <= SWEEP_MAX)?;
    Some(from.position)
}

/// Where she will be after so many seconds, if she makes way.
fn ahead(contact: &Contact, place: Position, secs: f64) -> Option<Position> {
    let velocity = contact.velocity().filter(|velocity| velocity.norm() > 0.0)?;
    Some(LocalFrame::at(place).unproject(velocity * secs))
}

/// The share of a way after which it is first inside.
fn first_inside(from: Position, to: Position, is_inside: impl Fn(Position) -> bool) -> Option<f64> {
    let frame = LocalFrame::at(from);
    let way = frame.project(to);
    (1..=PIECES)
        .map(|piece| f64::from(piece) / f64::from(PIECES))
        .find(|share| is_inside(frame.unproject(way * *share)))
}
