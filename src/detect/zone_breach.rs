use std::time::Duration;

use super::condition::{Need, Verdict};
use super::craft;
use super::findings::{Found, at_most, measured, round};
use super::pair::Pair;
use super::rule::{Judgement, Memo, PairRule, Rule, Tier};
use super::table::{Phase, RuleSpec, limits};
use super::{Priority, Role};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{Degrees, KNOT, METRES_PER_NAUTICAL_MILE, NavigationalStatus, RuleId};
use crate::geodesy::Vector;
use crate::picture::Contact;

limits! { ZoneBreach {
    zone_m: "m" = 457.0 in 10.0..=3700.0, "radius of the zone that moves with a ship of the area's `protect` list";
    keep_out_m: "m" = 91.0 in 5.0..=3700.0, "radius within which nobody may come at all: escalates";
    moored_m: "m" = 23.0 in 1.0..=3700.0, "width of the zone about her hull while she is moored";
    ahead_nm: "nm" = 0.0 in 0.0..=3.0, "reach of the zone ahead of her under way, for gas carriers 2; 0 is the radius";
    astern_nm: "nm" = 0.0 in 0.0..=3.0, "reach of the zone astern of her under way, for gas carriers 1; 0 is the radius";
    predict_secs: "s" = 180.0 in 0.0..=900.0, "an entry expected within this counts";
    evaluations: "count" = 2.0 in 1.0..=100.0, "reports in a row by which it is expected; an entry itself counts at once";
    sog_kn_min: "kn" = 3.0 in 0.5..=30.0, "slowest craft of which an entry is expected";
    clear_factor: "ratio" = 1.33 in 1.0..=10.0, "distance that ends it, in widths of the zone";
    clear_secs: "s" = 60.0 in 0.0..=3600.0, "for so long";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::ZoneBreach,
    version: "5",
    phase: Phase::Suspicious,
    summary: "A craft enters a security zone, or will within minutes.",
    raises: "A craft enters a restricted area, at whatever speed, or passes through it between two \
             reports, or will enter it on her course at `sog_kn_min` or more within \
             `predict_secs`, by `evaluations` reports; or the zone that moves with a ship of the \
             area's `protect` list: `zone_m` about her, `moored_m` from her hull while she is \
             moored, under way `ahead_nm` and `astern_nm` if these are longer. Escalates inside the zone and \
             again within `keep_out_m`. Takes the place of area-entry where both are on. Not craft \
             of `allow` or `protect`, nor, in the first minute of either, a radar's target that may \
             turn out to be the ship herself; craft that declare a service are at most a caution in \
             a moving zone.",
    clears: "Beyond `clear_factor` times the zone, and not expected there, for `clear_secs`.",
    source: "33 CFR 165.2015 (500 and 100 yards), 165.1317 (25 yards moored), 165.805 (gas carriers)",
    on_in: &[AreaKind::PortFacility, AreaKind::Restricted],
    exempt_in: &[],
    parameters: ZoneBreach::PARAMETERS,
};

/// A fix older than this says nothing about who is where.
const AGE_MAX: Duration = Duration::from_mins(6);
/// A zone reaches no further than this with what a fast craft closes in the time looked ahead,
/// nautical miles.
pub(super) const REACH_NM: f64 = 6.0;

/// The rule as it judges a craft beside a protected ship whose zone moves with her.
#[derive(Clone, Copy, Debug)]
pub(super) struct MovingZone(ZoneBreach);

impl Rule for MovingZone {
    const ID: RuleId = RuleId::ZoneBreach;

    fn of(rules: &super::catalogue::AreaRules) -> Option<Self> {
        ZoneBreach::of(rules).map(Self)
    }
}

impl ZoneBreach {
    /// Reports in a row, or one that is inside.
    pub(super) fn need(&self) -> Need {
        Need::count_or_time(self.evaluations, f64::from(u32::MAX), self.clear_secs)
    }

    /// Whether an area's own outline is a zone: that of a restricted area, and wherever somebody
    /// turned the rule on in so many words. Everybody who calls at a port facility enters it.
    pub(super) fn is_fixed_zone(area: &WatchArea) -> bool {
        let stated = area.rules.contains_key(&RuleId::ZoneBreach);
        match area.kind {
            AreaKind::Restricted => true,
            AreaKind::PortFacility => false,
            _ => stated,
        }
    }

    /// Seconds looked ahead.
    pub(super) const fn predict_secs(&self) -> f64 {
        self.predict_secs
    }

    /// What a craft's way says of a fixed zone: inside or `secs` before it.
    pub(super) fn found(&self, sog_kn: f64, inside: bool, secs: f64) -> Judgement {
        let measures = vec![
            at_most("entry_in", round(secs, 0), "s", self.predict_secs),
            measured("sog", sog_kn, "kn"),
        ];
        let found = Found { measures, step: u8::from(inside), ..Found::default() };
        let judgement = Judgement::meets(found);
        if inside { judgement.ripe(true) } else { judgement }
    }

    /// Half the length of the zone about a ship in the direction of a craft, metres.
    fn reach(&self, pair: &Pair<'_>) -> f64 {
        let ship = pair.first;
        let half = |contact: &Contact| contact.length().map_or(0.0, f64::from) / 2.0;
        if is_moored(ship.contact) {
            return self.moored_m + half(ship.contact);
        }
        let ahead = self.ahead_nm * METRES_PER_NAUTICAL_MILE;
        let astern = self.astern_nm * METRES_PER_NAUTICAL_MILE;
        let way = ship.velocity.filter(|velocity| velocity.norm() >= self.sog_kn_min * KNOT);
        let Some(bow) = way.and_then(Vector::course) else { return self.zone_m };
        let toward = (pair.second.place - ship.place).course();
        let off = toward.map_or(0.0, |toward| Degrees::angle_to(toward, bow));
        // The long zone is as wide as the round one: an ellipse by its two halves.
        let long = if off <= 90.0 { ahead } else { astern };
        if long <= self.zone_m {
            return self.zone_m;
        }
        let (sin, cos) = libm::sincos(off.to_radians());
        let (across, along) = (sin / self.zone_m, cos / long);
        1.0 / libm::sqrt(across * across + along * along)
    }
}

impl PairRule for MovingZone {
    const TIER: Tier = Tier::Fast;
    const ROLE: Role = Role::Approaching;

    fn need(&self) -> Need {
        self.0.need()
    }

    fn fits(pair: &Pair<'_>) -> bool {
        craft::is_ship(pair.first.contact)
            && (craft::is_ship(pair.second.contact) || craft::is_small(pair.second.contact))
    }

    fn judge(&self, pair: &Pair<'_>, area: &WatchArea, _memo: &mut Memo) -> Option<Judgement> {
        let Self(limits) = self;
        if pair.first.age > AGE_MAX || pair.second.age > AGE_MAX {
            return None;
        }
        let guarded =
            |contact: &Contact| contact.mmsi().is_some_and(|mmsi| area.protect.contains(&mmsi));
        if !guarded(pair.first.contact) || guarded(pair.second.contact) {
            return Some(Judgement::clears());
        }
        let sog = round(pair.second.speed_kn()?, 1);
        let reach = round(limits.reach(pair), 0);
        let range = round(pair.range, 0);
        let inside = range <= reach;
        let entry = if inside { Some(0.0) } else { entry_secs(pair, reach) };
        let expected = entry.filter(|secs| round(*secs, 0) <= limits.predict_secs);
        let Some(secs) = expected.filter(|_| sog >= limits.sog_kn_min || pair.raised) else {
            let away = range > reach * limits.clear_factor;
            return Some(if away { Judgement::clears() } else { Judgement::between() });
        };
        let keep_out = limits.keep_out_m.min(reach);
        let step = u8::from(inside) + u8::from(range <= keep_out);
        let measures = vec![
            at_most("range", range, "m", reach),
            at_most("entry_in", round(secs, 0), "s", limits.predict_secs),
            measured("sog", sog, "kn"),
        ];
        let service = craft::declares_service(pair.second.contact);
        let found = Found {
            measures,
            step,
            ceiling: service.then_some(Priority::Caution),
            ..Found::default()
        };
        let judgement = Judgement { verdict: Verdict::Meets, found, ripe: None };
        Some(if inside { judgement.ripe(true) } else { judgement })
    }
}

/// Seconds until a craft is within a distance of a ship; `None` if she will not be.
fn entry_secs(pair: &Pair<'_>, reach: f64) -> Option<f64> {
    let (ship, craft) = (pair.first.velocity?, pair.second.velocity?);
    let (apart, relative) = (pair.second.place - pair.first.place, craft - ship);
    // |apart + relative t| = reach, the earlier of the two moments.
    let (a, b) = (relative.dot(relative), apart.dot(relative));
    let c = apart.dot(apart) - reach * reach;
    let root = b * b - a * c;
    if a <= 0.0 || b >= 0.0 || root < 0.0 {
        return None;
    }
    Some((-b - libm::sqrt(root)) / a)
}

fn is_moored(contact: &Contact) -> bool {
    contact.navigational_status == Some(NavigationalStatus::Moored) && craft::is_still(contact)
}
