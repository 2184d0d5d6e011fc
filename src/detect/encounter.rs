use std::time::Duration;

use super::Role;
use super::condition::Need;
use super::craft;
use super::findings::{Found, at_most, measured, round};
use super::pair::Pair;
use super::rule::{Judgement, Memo, PairRule, Tier};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{Knots, RuleId};
use crate::picture::Contact;

limits! { Encounter {
    range_m_max: "m" = 250.0 in 20.0..=1800.0, "furthest range";
    hold_secs: "s" = 1800.0 in 300.0..=14_400.0, "for so long";
    sog_kn_max: "kn" = 2.0 in 0.5..=10.0, "at a middle speed of less than this";
    clear_factor: "ratio" = 1.25 in 1.0..=10.0, "range that ends it, in furthest ranges";
    clear_secs: "s" = 600.0 in 0.0..=7200.0, "for so long";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::Encounter,
    version: "1",
    phase: Phase::Indicator,
    summary: "Two vessels met at sea and stay together.",
    raises: "Two vessels that came there under way are within `range_m_max` of each other for \
             `hold_secs`, at a middle speed below `sog_kn_max`; neither lies still, is at berth, at \
             anchor or moored, nor declares a service, and they are not in built-up water.",
    clears: "Further apart than `clear_factor` times the range for `clear_secs`.",
    source: "Skylight (250 m, 30 min); Global Fishing Watch 2 kn; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::AdvisedClear, AreaKind::General],
    exempt_in: &[AreaKind::FishingGround, AreaKind::ServiceRoute, AreaKind::Anchorage],
    parameters: Encounter::PARAMETERS,
};

/// Class B reports every three minutes when slow.
const AGE_MAX: Duration = Duration::from_mins(7);

impl PairRule for Encounter {
    const TIER: Tier = Tier::Near;
    const ROLE: Role = Role::Other;

    fn need(&self) -> Need {
        Need::time(self.hold_secs, self.clear_secs)
    }

    fn fits(pair: &Pair<'_>) -> bool {
        pair.is_in_order() && meets_others(pair.first.contact) && meets_others(pair.second.contact)
    }

    fn may_meet(&self, pair: &Pair<'_>) -> bool {
        pair.range <= self.range_m_max + 0.5
    }

    fn judge(&self, pair: &Pair<'_>, _area: &WatchArea, _memo: &mut Memo) -> Option<Judgement> {
        if pair.first.age > AGE_MAX || pair.second.age > AGE_MAX {
            return None;
        }
        let range = round(pair.range, 0);
        if range > self.range_m_max * self.clear_factor {
            return Some(Judgement::clears());
        }
        let [first, second] =
            [middle_speed(pair.first.contact)?, middle_speed(pair.second.contact)?];
        let middle = round(f64::midpoint(first, second), 1);
        if range > self.range_m_max || middle >= self.sog_kn_max {
            return Some(Judgement::between());
        }
        let measures = vec![
            at_most("range", range, "m", self.range_m_max),
            at_most("median_sog", middle, "kn", self.sog_kn_max),
            measured("sog", round(pair.first.speed_kn().unwrap_or(0.0), 1), "kn"),
        ];
        let missing_layers = vec!["anchorages"];
        Some(Judgement::meets(Found { measures, missing_layers, ..Found::default() }))
    }

    /// Both came there under way.
    fn may_begin(&self, pair: &Pair<'_>, _area: &WatchArea) -> bool {
        let came = |contact: &Contact| {
            contact.stillness.made_way_lately(pair.now)
                && !contact.stillness.is_fixed()
                && !craft::is_at_berth(contact, pair.picture, pair.exercise())
        };
        let (first, second) = (pair.first.contact, pair.second.contact);
        came(first) && came(second) && !craft::is_built_up(first, pair.picture, pair.exercise())
    }
}

/// A vessel under way that declares no service: pilots, tugs and tenders meet ships all day.
fn meets_others(contact: &Contact) -> bool {
    craft::is_ship(contact) && !craft::says_she_lies(contact) && !craft::declares_service(contact)
}

/// The middle of her last reported speeds in knots, so that one wild report does not count.
fn middle_speed(contact: &Contact) -> Option<f64> {
    let mut speeds: Vec<f64> =
        contact.track.recent().rev().take(5).filter_map(|p| p.sog).map(Knots::get).collect();
    speeds.sort_by(f64::total_cmp);
    speeds.get(speeds.len() / 2).copied()
}
