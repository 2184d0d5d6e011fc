use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, round};
use super::fleet;
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea};
use crate::domain::{Knots, METRES_PER_NAUTICAL_MILE, NavigationalStatus, RuleId};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{Contact, Picture, TrackPoint};

limits! { Loitering {
    span_secs: "s" = 1800.0 in 300.0..=2400.0, "time looked back over";
    sog_kn_max: "kn" = 2.0 in 0.5..=10.0, "fastest vessel that loiters";
    small_craft_sog_kn_max: "kn" = 4.0 in 0.5..=10.0, "fastest small craft that loiters";
    straightness_max: "ratio" = 0.3 in 0.01..=1.0, "way made good over way sailed";
    radius_nm_max: "nm" = 1.0 in 0.1..=10.0, "all of it within this of its middle";
    radius_m_min: "m" = 100.0 in 0.0..=1000.0, "more than the noise of a receiver at rest";
    median_sog_kn_min: "kn" = 0.5 in 0.0..=5.0, "middle speed at least: not lying still";
    clear_sog_kn: "kn" = 5.0 in 1.0..=30.0, "speed that ends it";
    clear_secs: "s" = 180.0 in 0.0..=3600.0, "for so long";
    clear_radius_nm: "nm" = 1.5 in 0.1..=20.0, "or this far from the middle";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Loitering,
    version: "10",
    phase: Phase::Indicator,
    summary: "A vessel stays about a place without being moored or at anchor.",
    raises: "For `span_secs` (at security level 2 or 3 half or a sixth of it too) at a middle \
             speed of no more than `sog_kn_max` (small craft `small_craft_sog_kn_max`), not for \
             `clear_secs` in all faster than `clear_sog_kn`, straightness at most \
             `straightness_max`, within `radius_nm_max`; moving more than a receiver's noise, a \
             ship more than about her anchor; not at anchor, moored, the echo of a ship that lay \
             there as her AIS fell silent, at a declared service near a port, a dredger or pilot \
             vessel at work, one of a fleet (five small or fishing craft within 2 nm, most of which \
             close at less than 2 kn), where two others lie at berth within 1.5 nm, nor in a port \
             facility, an anchorage, a fishing ground or a service route.",
    clears: "Faster than `clear_sog_kn`, or `clear_radius_nm` from the middle, for `clear_secs`.",
    source: "RTEC 1800 s; Global Fishing Watch 2 kn; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::TrafficLane, AreaKind::General],
    exempt_in: &[
        AreaKind::PortFacility,
        AreaKind::Anchorage,
        AreaKind::FishingGround,
        AreaKind::ServiceRoute,
    ],
    parameters: Loitering::PARAMETERS,
};

/// Others who lie still make a harbour within this, nautical miles.
const HARBOUR_NM: f64 = 1.5;
/// A ship at anchor swings about it by her chain and her own length, metres, and slower than this, knots.
const SWING_METRES: f64 = 200.0;
const SWING_KN_MAX: f64 = 1.0;

impl SubjectRule for Loitering {
    /// The half hour is in the judgement itself: one suffices.
    fn need(&self) -> Need {
        Need::once(self.clear_secs)
    }

    fn concerns(&self, subject: &Subject<'_>) -> bool {
        let speed = subject.contact.speed().map_or(0.0, Knots::get);
        let sog_max = self.sog_kn_max.max(self.small_craft_sog_kn_max);
        round(speed, 1) <= sog_max && moves_about(subject.contact)
    }

    /// Judges a vessel by her last half hour; at security level 2 or 3 by half or a sixth of it as
    /// well, for whoever circles widely shows it in the longer time alone.
    fn judge(
        &self,
        subject: &Subject<'_>,
        area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let contact = subject.contact;
        let Some(speed) = contact.speed().map(Knots::get) else {
            return Some(Judgement::between());
        };
        if round(speed, 1) > self.clear_sog_kn {
            return Some(Judgement::clears());
        }
        let small = craft::is_small(contact);
        let sog_max = if small { self.small_craft_sog_kn_max } else { self.sog_kn_max };
        if round(speed, 1) > sog_max || !moves_about(contact) {
            return Some(Judgement::between());
        }
        let shares: &[f64] = match area.security_level {
            SecurityLevel::One => &[1.0],
            SecurityLevel::Two => &[1.0, 2.0],
            SecurityLevel::Three => &[1.0, 2.0, 6.0],
        };
        let spans = shares.iter().map(|share| self.span_secs / share);
        let stays: Vec<(f64, Stay)> = spans
            .filter_map(|span| Some((span, Stay::of(contact, span, self.clear_sog_kn)?)))
            .collect();
        let radius_nm = |stay: &Stay| round(stay.radius_m, 0) / METRES_PER_NAUTICAL_MILE;
        if !stays.is_empty() && stays.iter().all(|(_, it)| radius_nm(it) > self.clear_radius_nm) {
            return Some(Judgement::clears());
        }
        let Some((span, stay)) = stays.iter().find(|(_, stay)| self.is_met_by(stay, small)) else {
            return Some(Judgement::between());
        };
        let meets = !craft::works_in_place(contact)
            && !craft::is_service_in_place(contact, subject.picture)
            && !craft::is_near_port(contact, subject.picture, HARBOUR_NM)
            && !was_at_anchor(contact, subject.picture)
            && !fleet::is_in_fleet(contact, subject.picture);
        if !meets {
            return Some(Judgement::between());
        }
        let measures = vec![
            at_most("median_sog", round(stay.median_kn, 1), "kn", sog_max),
            at_most("straightness", round(stay.straightness, 2), "ratio", self.straightness_max),
            at_most("radius", round(radius_nm(stay), 2), "nm", self.radius_nm_max),
            at_least("span", round(stay.span_secs, 0), "s", round(*span, 0)),
        ];
        let missing_layers = vec!["anchorages"];
        Some(Judgement::meets(Found { measures, missing_layers, ..Found::default() }))
    }
}

impl Loitering {
    /// Whether a stay is one of a vessel that loiters.
    fn is_met_by(&self, stay: &Stay, small: bool) -> bool {
        let sog_max = if small { self.small_craft_sog_kn_max } else { self.sog_kn_max };
        let [middle, radius, straightness] =
            [round(stay.median_kn, 1), round(stay.radius_m, 0), round(stay.straightness, 2)];
        let swings = !small && middle < SWING_KN_MAX;
        let swing = if swings { SWING_METRES } else { 0.0 };
        middle <= sog_max
            && round(stay.first_kn, 1) <= sog_max
            && stay.fast_secs < self.clear_secs
            && middle > self.median_sog_kn_min
            && straightness <= self.straightness_max
            && radius > self.radius_m_min + swing
            && radius / METRES_PER_NAUTICAL_MILE <= self.radius_nm_max
    }
}

/// Not moored, at anchor, fixed, or something that is no vessel.
fn moves_about(contact: &Contact) -> bool {
    let lies = matches!(
        contact.navigational_status,
        Some(
            NavigationalStatus::AtAnchor
                | NavigationalStatus::Moored
                | NavigationalStatus::Aground
                | NavigationalStatus::EngagedInFishing
        )
    );
    let craft = craft::is_ship(contact) || craft::is_small(contact);
    craft && !lies && !contact.stillness.is_fixed()
}

/// The echo of a ship that lay there as she fell silent: no further from her last place than she swings.
fn was_at_anchor(contact: &Contact, picture: &Picture) -> bool {
    let ship = picture.associations.former(contact.id).and_then(|id| picture.contacts.find(id));
    let Some((ship, place)) = ship.zip(contact.position()) else { return false };
    let swing = 2.0 * SWING_METRES + ship.length().map_or(0.0, f64::from) / 2.0;
    (craft::says_she_lies(ship) || ship.stillness.is_fixed())
        && ship.position().is_some_and(|last| distance(last, place).get() <= swing)
}

/// The last half hour of a track.
struct Stay {
    span_secs: f64,
    /// Speed with which it began, as reported.
    first_kn: f64,
    median_kn: f64,
    straightness: f64,
    radius_m: f64,
    /// Legs faster than what ends it, seconds in all.
    fast_secs: f64,
}

impl Stay {
    /// `None` while the track is shorter than the span.
    fn of(contact: &Contact, span_secs: f64, fast_kn: f64) -> Option<Self> {
        let newest = contact.track.newest()?;
        let begin = newest.time.minus(Duration::from_secs_f64(span_secs));
        let oldest = contact.track.coarse().rev().find(|point| point.time <= begin)?;
        let frame = LocalFrame::at(newest.position);
        let (mut way, mut fast_secs) = (0.0, 0.0);
        let mut speeds = Vec::new();
        let mut places = Vec::new();
        let mut last: Option<(TrackPoint, Vector)> = None;
        let later = contact.track.coarse().filter(|point| point.time >= oldest.time);
        let tail = later.clone().next_back().is_none_or(|point| point.time < newest.time);
        for point in later.chain(tail.then_some(*newest)) {
            let place = frame.project(point.position);
            if let Some((before, from)) = last {
                let leg = (place - from).norm();
                way += leg;
                let secs = point.time.secs_since(before.time).max(1.0);
                let speed = Knots::from_metres_per_second(leg / secs).get();
                fast_secs += if speed > fast_kn { secs } else { 0.0 };
                speeds.push(speed);
            }
            places.push(place);
            last = Some((point, place));
        }
        let count = f64::from(u32::try_from(places.len()).ok()?);
        let sum = places.iter().fold(Vector::default(), |sum, place| sum + *place);
        let centre = sum * (1.0 / count);
        let made_good = (*places.last()? - *places.first()?).norm();
        speeds.sort_by(f64::total_cmp);
        Some(Self {
            span_secs: newest.time.secs_since(oldest.time),
            first_kn: oldest.sog.map_or(0.0, Knots::get),
            median_kn: speeds.get(speeds.len() / 2).copied()?,
            straightness: if way > 0.0 { made_good / way } else { 0.0 },
            fast_secs,
            radius_m: places.iter().map(|p| (*p - centre).norm()).fold(0.0, f64::max),
        })
    }
}
