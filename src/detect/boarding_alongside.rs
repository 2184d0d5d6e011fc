use std::time::Duration;

use super::condition::{Need, Verdict};
use super::craft;
use super::findings::{Found, at_most, round};
use super::pair::{Glance, Pair, ROUNDING_KN, Side};
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::table::{Phase, RuleSpec, limits};
use super::{Priority, Role};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{
    Dimensions, EventTime, KNOT, METRES_PER_NAUTICAL_MILE, NavigationalStatus, RuleId,
    TransponderClass,
};
use crate::geodesy::Vector;
use crate::picture::{Contact, Mark, Reach, SMALL_LENGTH_MAX, Traits};

limits! { BoardingAlongside {
    gap_m_max: "m" = 50.0 in 5.0..=1000.0, "widest gap between the hulls";
    range_nm_max: "nm" = 0.1 in 0.01..=1.0, "furthest range where a length is not known";
    speed_difference_kn_max: "kn" = 1.0 in 0.1..=10.0, "largest difference of speeds";
    hold_secs: "s" = 180.0 in 10.0..=3600.0, "for so long";
    clear_gap_m: "m" = 200.0 in 10.0..=5000.0, "gap that ends it";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "for so long";
    leaving_kn_min: "kn" = 10.0 in 1.0..=102.2, "a craft that leaves this fast escalates it";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::BoardingAlongside,
    version: "8",
    phase: Phase::Alongside,
    summary: "A small craft stays alongside a ship, as one does from which somebody boards.",
    raises: "The gap between the hulls of a small craft and a protected ship is `gap_m_max` or \
             less (range `range_nm_max` or less where a length is not known), at a difference of \
             speeds of at most `speed_difference_kn_max` (1.5 kn by radar), for `hold_secs`. Not \
             craft that have neither made 3 kn within the hour nor come 150 m nearer to the ship, \
             or that lie still, or declare a service within 3 nm of a port (elsewhere that is a \
             caution), nor what radar alone follows and never saw 150 m from there, as a buoy, or \
             never further than 100 m beyond half her length from the ship nor, on the whole, \
             outside of her hull, as her own echo, nor ships at berth outside a port facility. \
             Escalates when the craft leaves at `leaving_kn_min`.",
    clears: "Gap beyond `clear_gap_m` for `clear_secs`.",
    source: "RTEC rendezvous 240 s; ASAM: of ships at anchor 88 % were boarded at night; trial on \
             13 recordings",
    on_in: &[
        AreaKind::HighRiskArea,
        AreaKind::PortFacility,
        AreaKind::Anchorage,
        AreaKind::General,
    ],
    exempt_in: &[],
    parameters: BoardingAlongside::PARAMETERS,
};

/// A fix older than this says nothing about who is alongside; but whoever reports less often, as a
/// ship at anchor or a Class B craft that hardly moves, is where she was for two of her intervals; for
/// three where she cannot have moved further than this in them, metres.
const AGE_MAX: Duration = Duration::from_secs(90);
const MOVED_METRES_MAX: f64 = 200.0;
/// Speeds of a radar's target that states none come from its positions: good to this only, by
/// MSC.192(79) 1.5 kn once a track is a minute old; knots.
const RADAR_SPEED_KN: f64 = 1.5;
/// Plots of a buoy are so far apart at most, metres: what has not been further off since it was first seen may
/// be one that a ship came to.
const CAME_METRES: f64 = 150.0;
/// An echo of a ship lies within half her length and this of her antenna, for all that plots, positions and the
/// time between them are off.
const APART_METRES: f64 = 100.0;
/// And what lies further outside of her hull than this, metres, is none; a ship whose beam is not known may be so
/// wide.
const BESIDE_METRES: f64 = 10.0;
const BEAM_METRES: f64 = 30.0;
/// The middle of fewer places is not known well enough.
const BESIDE_FIXES: u32 = 10;
/// Evaluations of the hold that have to meet the limits: one wild fix is no departure.
const SHARE: f64 = 0.8;

impl PairRule for BoardingAlongside {
    const TIER: Tier = Tier::Near;
    const ROLE: Role = Role::Approaching;

    fn need(&self) -> Need {
        Need { share: SHARE, ..Need::time(self.hold_secs, self.clear_secs) }
    }

    fn reach(&self, one: &Mark) -> Reach {
        let of_target = if one.traits.has(Traits::MAYBE_PROTECTED) {
            Reach::small(self.furthest([one.length, SMALL_LENGTH_MAX]))
        } else {
            Reach::NOBODY
        };
        let is_craft = one.traits.has(Traits::SMALL) && !one.traits.has(Traits::FIXED);
        let of_craft = Reach::anybody(Self::TIER.reach_metres());
        of_target.or(if is_craft { of_craft } else { Reach::NOBODY })
    }

    /// A craft that lies still has not come, and whoever did already is followed.
    fn might(&self, glance: &Glance<'_>) -> bool {
        let (target, craft) = (glance.first, glance.second);
        let speeds = [target, craft].map(|mark| mark.velocity().norm() / KNOT);
        let speed_max = self.speed_difference_kn_max.max(RADAR_SPEED_KN) + ROUNDING_KN;
        craft.traits.has(Traits::SMALL.and(Traits::MOTION))
            && !craft.traits.has(Traits::FIXED)
            && target.traits.has(Traits::MAYBE_PROTECTED.and(Traits::MOTION))
            && (speeds[0] - speeds[1]).abs() <= speed_max
            && glance.may_be_within(self.furthest([target.length, craft.length]))
    }

    fn fits(pair: &Pair<'_>) -> bool {
        craft::is_small(pair.second.contact) && craft::may_be_protected(pair.first.contact)
    }

    fn may_meet(&self, pair: &Pair<'_>) -> bool {
        gap(pair, self) <= self.gap_m_max + 0.5
    }

    /// A craft that leaves is a step of the alert, not a child of it: whoever acknowledged the one is asked
    /// anew by the same. Keeps that the craft came there (`flag`): alongside a ship at anchor she may lie still.
    fn judge(&self, pair: &Pair<'_>, _area: &WatchArea, memo: &mut Memo) -> Option<Judgement> {
        if is_stale(&pair.first) || is_stale(&pair.second) {
            return None;
        }
        let gap = round(gap(pair, self), 0);
        let speed = round(pair.speed_difference_kn()?, 1);
        let by_radar = pair.second.contact.class == TransponderClass::Radar;
        let speed_max = if by_radar {
            self.speed_difference_kn_max.max(RADAR_SPEED_KN)
        } else {
            self.speed_difference_kn_max
        };
        let leaves = pair.raised
            && gap > self.gap_m_max
            && round(pair.second.speed_kn()?, 1) >= self.leaving_kn_min;
        let measures = vec![
            at_most("hull_gap", gap, "m", self.gap_m_max),
            at_most("speed_difference", speed, "kn", speed_max),
        ];
        let craft = pair.second.contact;
        let ceiling = craft::declares_service(craft).then_some(Priority::Caution);
        let found = Found { measures, step: u8::from(leaves), ceiling, ..Found::default() };
        let came = !craft.stillness.is_fixed() && came_to(craft, pair.first.contact, pair.now);
        let verdict = if gap > self.clear_gap_m {
            Verdict::Clears
        } else if gap <= self.gap_m_max && speed <= speed_max && (memo.flag || came) {
            memo.flag = true;
            Verdict::Meets
        } else {
            Verdict::Between
        };
        Some(Judgement { verdict, found, ripe: None })
    }

    /// The target is protected and not at berth, but in a port facility: whoever says that she is at anchor,
    /// aground or not under command lies at none.
    fn may_begin(&self, pair: &Pair<'_>, area: &WatchArea) -> bool {
        let (target, craft) = (pair.first.contact, pair.second.contact);
        let lies = target.stillness.is_fixed()
            && !matches!(
                target.navigational_status,
                Some(
                    NavigationalStatus::AtAnchor
                        | NavigationalStatus::Aground
                        | NavigationalStatus::NotUnderCommand
                )
            )
            && area.kind != AreaKind::Anchorage;
        craft::is_protected(target, area)
            && !craft::is_protected(craft, area)
            && !craft::is_service_in_place(craft, pair.picture)
            && (area.kind == AreaKind::PortFacility
                || !(lies || craft::is_at_berth(target, pair.picture, pair.exercise())))
    }
}

impl BoardingAlongside {
    /// The furthest range of two of these lengths, 0 where one is not known, in metres with what
    /// rounding may add.
    fn furthest(&self, lengths: [u16; 2]) -> f64 {
        let [one, other] = lengths.map(f64::from);
        let without = self.range_nm_max * METRES_PER_NAUTICAL_MILE;
        (self.gap_m_max + f64::midpoint(one, other)).max(without) + 0.5
    }
}

/// Whether a craft came to where the ship is: by her own way, however slow; or made way of late, as one that
/// was first seen alongside.
fn came_to(craft: &Contact, ship: &Contact, now: EventTime) -> bool {
    let made_way = craft.stillness.made_way_lately(now);
    if craft.class == TransponderClass::Radar {
        return made_way && has_come_to(craft, ship);
    }
    let half = ship.length().map_or(0.0, |length| f64::from(length) / 2.0);
    made_way
        || craft::has_come(craft, CAME_METRES) && craft::was_apart(craft, ship, half + CAME_METRES)
}

/// Whether what radar follows came there, or lies beside the ship: what is seen inside of her hull alone is her own
/// echo, under another number or by another radar.
fn has_come_to(craft: &Contact, ship: &Contact) -> bool {
    let half = ship.length().map_or(0.0, |length| f64::from(length) / 2.0);
    craft::has_come(craft, CAME_METRES)
        && (craft::was_apart(craft, ship, half + APART_METRES) || lies_beside(craft, ship, half))
}

/// Whether the middle of a craft's last places is outside of a ship's hull, as she heads.
fn lies_beside(craft: &Contact, ship: &Contact, half_length: f64) -> bool {
    let Some(way) = ship.velocity().filter(|way| way.norm() > 0.0) else { return true };
    let ahead = way * (1.0 / way.norm());
    let (sum, count) = craft::offsets(craft.track.recent(), ship)
        .fold((Vector::default(), 0_u32), |(sum, count), offset| (sum + offset, count + 1));
    if count < BESIDE_FIXES {
        return false;
    }
    let middle = sum * (1.0 / f64::from(count));
    let beam = ship.statics.dimensions.and_then(Dimensions::beam).map_or(BEAM_METRES, f64::from);
    let across = (middle.x * ahead.y - middle.y * ahead.x).abs();
    across > beam / 2.0 + BESIDE_METRES || middle.dot(ahead).abs() > half_length + BESIDE_METRES
}

fn is_stale(side: &Side<'_>) -> bool {
    let moved =
        side.velocity.map_or(f64::INFINITY, |velocity| velocity.norm() * side.age.as_secs_f64());
    let intervals = if moved <= MOVED_METRES_MAX { 3 } else { 2 };
    side.age > AGE_MAX.max(side.contact.nominal_interval() * intervals)
}

/// Metres between the hulls: the range less half of both lengths. Where a length is not known, the
/// range counted so that its own limit is that of the gap.
fn gap(pair: &Pair<'_>, limits: &BoardingAlongside) -> f64 {
    let length = |contact: &Contact| contact.length().map(f64::from);
    let beyond = match (length(pair.first.contact), length(pair.second.contact)) {
        (Some(target), Some(craft)) => f64::midpoint(target, craft),
        _ => limits.range_nm_max * METRES_PER_NAUTICAL_MILE - limits.gap_m_max,
    };
    (pair.range - beyond).max(0.0)
}
