use std::time::Duration;

use super::condition::{Need, Verdict};
use super::craft;
use super::findings::{Found, at_least, at_most, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{SecurityLevel, WatchArea};
use crate::domain::{Knots, METRES_PER_NAUTICAL_MILE, NavigationalStatus, RuleId};
use crate::geodesy::{LocalFrame, Vector};
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
    version: "1",
    phase: Phase::Indicator,
    summary: "A vessel stays about a place without being moored or at anchor.",
    raises: "For `span_secs` no faster than `sog_kn_max` (small craft `small_craft_sog_kn_max`), \
             straightness at most `straightness_max`, within `radius_nm_max`; moving more than a \
             receiver's noise; not at anchor, moored, at berth, nor in an anchorage, a fishing \
             ground or a service route.",
    clears: "Faster than `clear_sog_kn`, or `clear_radius_nm` from the middle, for `clear_secs`.",
    source: "RTEC 1800 s; Global Fishing Watch 2 kn; trial on 13 recordings",
    parameters: Loitering::PARAMETERS,
};

/// Judges a vessel by her last half hour.
pub(super) fn judge(
    contact: &Contact,
    picture: &Picture,
    limits: &Loitering,
) -> (Verdict, Option<Found>) {
    let Some(speed) = contact.speed().map(Knots::get) else { return (Verdict::Between, None) };
    if round(speed, 1) > limits.clear_sog_kn {
        return (Verdict::Clears, None);
    }
    let small = craft::is_small(contact);
    let sog_max = if small { limits.small_craft_sog_kn_max } else { limits.sog_kn_max };
    if round(speed, 1) > sog_max || !moves_about(contact) {
        return (Verdict::Between, None);
    }
    let Some(stay) = Stay::of(contact, limits.span_secs) else { return (Verdict::Between, None) };
    let [middle, radius, straightness] =
        [round(stay.median_kn, 1), round(stay.radius_m, 0), round(stay.straightness, 2)];
    let radius_nm = radius / METRES_PER_NAUTICAL_MILE;
    if radius_nm > limits.clear_radius_nm {
        return (Verdict::Clears, None);
    }
    let meets = middle <= sog_max
        && middle > limits.median_sog_kn_min
        && straightness <= limits.straightness_max
        && radius > limits.radius_m_min
        && radius_nm <= limits.radius_nm_max
        && !craft::is_at_berth(contact, picture, contact.exercise);
    if !meets {
        return (Verdict::Between, None);
    }
    let measures = vec![
        at_most("median_sog", middle, "kn", sog_max),
        at_most("straightness", straightness, "ratio", limits.straightness_max),
        at_most("radius", round(radius_nm, 2), "nm", limits.radius_nm_max),
        at_least("span", round(stay.span_secs, 0), "s", limits.span_secs),
    ];
    (
        Verdict::Meets,
        Some(Found { measures, missing_layers: vec!["anchorages"], ..Found::default() }),
    )
}

impl Loitering {
    /// The half hour is in the judgement itself: one suffices.
    pub(super) fn need(&self) -> Need {
        Need { count: 1, span: Duration::ZERO, clear: Duration::from_secs_f64(self.clear_secs) }
    }

    /// With the time looked back over halved from security level 2 upward.
    pub(super) fn at_level(mut self, area: &WatchArea) -> Self {
        if area.security_level >= SecurityLevel::Two {
            self.span_secs /= 2.0;
        }
        self
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

/// The last half hour of a track.
struct Stay {
    span_secs: f64,
    median_kn: f64,
    straightness: f64,
    radius_m: f64,
}

impl Stay {
    /// `None` while the track is shorter than the span.
    fn of(contact: &Contact, span_secs: f64) -> Option<Self> {
        let newest = contact.track.newest()?;
        let begin = newest.time.minus(Duration::from_secs_f64(span_secs));
        let oldest = contact.track.coarse().rev().find(|point| point.time <= begin)?;
        let frame = LocalFrame::at(newest.position);
        let mut way = 0.0;
        let mut speeds = Vec::new();
        let mut places = Vec::new();
        let mut last: Option<(&TrackPoint, Vector)> = None;
        let later = contact.track.coarse().filter(|point| point.time >= oldest.time);
        let tail = later.clone().next_back().is_none_or(|point| point.time < newest.time);
        for point in later.chain(tail.then_some(newest)) {
            let place = frame.project(point.position);
            if let Some((before, from)) = last {
                let leg = (place - from).norm();
                way += leg;
                let secs = point.time.secs_since(before.time).max(1.0);
                speeds.push(Knots::from_metres_per_second(leg / secs).get());
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
            median_kn: speeds.get(speeds.len() / 2).copied()?,
            straightness: if way > 0.0 { made_good / way } else { 0.0 },
            radius_m: places.iter().map(|p| (*p - centre).norm()).fold(0.0, f64::max),
        })
    }
}
