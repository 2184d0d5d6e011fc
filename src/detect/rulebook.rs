use std::collections::{BTreeMap, BTreeSet};

use super::AreaRef;
use super::catalogue::{AreaRules, spec};
use super::craft::AtHome;
use super::fast_approach::FastApproach;
use super::rule::Rule;
use super::table::Limits;
use super::zone_breach::ZoneBreach;
use crate::areas::{
    AreaIndex, AreaKind, Overrides, RuleSetting, SecurityLevel, WatchArea, WatchAreas,
};
use crate::domain::{EventTime, Mmsi, RuleId};

/// Which rules are on in which area, with the limits that apply there at its security level.
#[derive(Debug)]
pub(super) struct Rulebook {
    /// By the index of areas.
    areas: Vec<Entry>,
    /// The same in two words each: which rules say anything there at all.
    said: Vec<Said>,
    anywhere: AreaRules,
    widest: AreaRules,
    guarded: BTreeSet<Mmsi>,
    has_facilities: bool,
}

/// An area's rules, and those that nobody inside is judged by.
#[derive(Debug)]
struct Entry {
    rules: AreaRules,
    exempt: [bool; RuleId::ALL.len()],
}

/// The rules that are on in an area and those it exempts from, a bit each, by their index.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    on: u32,
    exempt: u32,
}

const _: () = assert!(RuleId::ALL.len() <= 32, "a rule is a bit of a u32");

impl Said {
    fn of(stances: &Stances<'_>) -> Self {
        let bits = |holds: fn(&Stance<'_>) -> bool| {
            let all = (0_u32..).zip(&stances.stances).filter(|(_, stance)| holds(stance));
            all.fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        Self {
            on: bits(|stance| matches!(stance, Stance::On(_))),
            exempt: bits(|stance| matches!(stance, Stance::Exempt)),
        }
    }

    /// Whether it says nothing of a rule.
    const fn is_silent(self, rule: usize) -> bool {
        (self.on | self.exempt) >> rule & 1 == 0
    }
}

impl Rulebook {
    /// What the configuration and the areas say together.
    pub(super) fn new(global: &BTreeMap<RuleId, RuleSetting>, areas: &WatchAreas) -> Self {
        let mut book = Self {
            areas: Vec::with_capacity(areas.len()),
            said: Vec::with_capacity(areas.len()),
            anywhere: AreaRules::resolve(&Stances::anywhere(global)),
            widest: AreaRules::default(),
            guarded: BTreeSet::new(),
            has_facilities: false,
        };
        for (_, area) in areas.iter() {
            let stances = Stances::of(global, area);
            let rules = AreaRules::resolve(&stances);
            book.widest = book.widest.widest(rules);
            if ZoneBreach::of(&rules).is_some() {
                book.guarded.extend(&area.protect);
            }
            book.has_facilities |=
                area.kind == AreaKind::PortFacility && FastApproach::of(&rules).is_some();
            book.said.push(Said::of(&stances));
            book.areas.push(Entry { rules, exempt: stances.exempt() });
        }
        book
    }

    /// Ships about which a zone moves in some area.
    pub(super) const fn guarded(&self) -> &BTreeSet<Mmsi> {
        &self.guarded
    }

    /// Whether craft that close a port facility are judged anywhere.
    pub(super) const fn has_facilities(&self) -> bool {
        self.has_facilities
    }

    /// The rules of an area.
    pub(super) fn of(&self, area: AreaIndex) -> Option<&AreaRules> {
        self.areas.get(area.get()).map(|entry| &entry.rules)
    }

    /// Whether a rule is on in an area.
    pub(super) fn is_on(&self, rule: RuleId, area: AreaIndex) -> bool {
        self.said.get(area.get()).is_some_and(|said| said.on >> rule.index() & 1 == 1)
    }

    /// Every rule that is on in some area, with limits within which those of all areas fit.
    pub(super) const fn widest(&self) -> &AreaRules {
        &self.widest
    }

    /// The rules that hold outside every area: calls for help.
    pub(super) const fn anywhere(&self) -> &AreaRules {
        &self.anywhere
    }

    /// Of the areas that contain a place (smallest first) the first in force in which a rule is
    /// on, with its limits; none if a smaller one exempts from it.
    pub(super) fn applicable<'a, R: Rule>(
        &self,
        inside: &[AreaIndex],
        areas: &'a WatchAreas,
        time: EventTime,
    ) -> Option<(&'a WatchArea, R)> {
        R::of(&self.widest)?;
        for index in inside {
            if self.said.get(index.get()).is_none_or(|said| said.is_silent(R::ID.index())) {
                continue;
            }
            let (Some(area), Some(entry)) = (areas.get(*index), self.areas.get(index.get())) else {
                continue;
            };
            if !area.is_valid_at(time) {
                continue;
            }
            if let Some(limits) = R::of(&entry.rules) {
                return Some((area, limits));
            }
            if entry.exempt.get(R::ID.index()).copied().unwrap_or(false) {
                return None;
            }
        }
        None
    }

    /// Whom the areas that contain a place exempt from a rule as being at home there: those smaller than
    /// the one that applies.
    pub(super) fn at_home<R: Rule>(
        &self,
        inside: &[AreaIndex],
        areas: &WatchAreas,
        time: EventTime,
    ) -> AtHome {
        let mut at_home = AtHome::default();
        if !exempts_at_home(R::ID) {
            return at_home;
        }
        let in_force = inside.iter().filter_map(|index| Some((*index, areas.get(*index)?)));
        let smaller = in_force
            .filter(|(_, area)| area.is_valid_at(time))
            .take_while(|(index, _)| !self.is_on(R::ID, *index));
        for (_, area) in smaller {
            at_home.in_fishing_ground |= area.kind == AreaKind::FishingGround;
            at_home.on_service_route |= area.kind == AreaKind::ServiceRoute;
        }
        at_home
    }
}

/// Whether fishing grounds and service routes exempt from a rule, not everybody, but whoever is at home
/// there.
const fn exempts_at_home(rule: RuleId) -> bool {
    matches!(rule, RuleId::Swarm | RuleId::Shadowing | RuleId::Encounter)
}

/// How one area, at its security level, stands to every rule.
pub(super) struct Stances<'a> {
    stances: [Stance<'a>; RuleId::ALL.len()],
    level: SecurityLevel,
}

impl<'a> Stances<'a> {
    fn of(global: &'a BTreeMap<RuleId, RuleSetting>, area: &'a WatchArea) -> Self {
        let stances = RuleId::ALL.map(|rule| Stance::of(rule, global.get(&rule), area));
        Self { stances, level: area.security_level }
    }

    /// Where there is no area.
    fn anywhere(global: &'a BTreeMap<RuleId, RuleSetting>) -> Self {
        let stances = RuleId::ALL.map(|rule| match global.get(&rule) {
            Some(RuleSetting::Off) => Stance::Quiet,
            _ if !holds_anywhere(rule) => Stance::Quiet,
            setting => Stance::On([overrides(setting), None]),
        });
        Self { stances, level: SecurityLevel::One }
    }

    /// The limits of a rule, if it is on.
    pub(super) fn limits<L: Limits>(&self, rule: RuleId) -> Option<L> {
        let Some(Stance::On([global, own])) = self.stances.get(rule.index()) else { return None };
        let (global, own) = (*global, *own);
        Some(L::resolve(|key| {
            let stated = |said: Option<&Overrides>| said.and_then(|said| said.get(key, self.level));
            stated(own).or_else(|| stated(global))
        }))
    }

    fn exempt(&self) -> [bool; RuleId::ALL.len()] {
        RuleId::ALL.map(|rule| matches!(self.stances.get(rule.index()), Some(Stance::Exempt)))
    }
}

/// How an area stands to a rule.
enum Stance<'a> {
    /// On, with what the configuration and the area state.
    On([Option<&'a Overrides>; 2]),
    /// Nothing of its own: a larger area may have it on.
    Quiet,
    /// Nobody inside is judged by it, whatever a larger area says.
    Exempt,
}

impl<'a> Stance<'a> {
    fn of(rule: RuleId, global: Option<&'a RuleSetting>, area: &'a WatchArea) -> Self {
        let own = area.rules.get(&rule);
        match own {
            Some(RuleSetting::Off) => return Self::Exempt,
            Some(RuleSetting::On(_)) => return Self::On([overrides(global), overrides(own)]),
            None => {}
        }
        if spec(rule).exempt_in.contains(&area.kind) {
            Self::Exempt
        } else if global == Some(&RuleSetting::Off) || !on_by_default(area, rule) {
            Self::Quiet
        } else {
            Self::On([overrides(global), None])
        }
    }
}

fn overrides(setting: Option<&RuleSetting>) -> Option<&Overrides> {
    match setting {
        Some(RuleSetting::On(overrides)) => Some(overrides),
        Some(RuleSetting::Off) | None => None,
    }
}

/// Whether a rule is on outside of all areas too.
const fn holds_anywhere(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::DistressBeacon | RuleId::SafetyText | RuleId::WatchListed | RuleId::OfficerReport
    )
}

/// A stated speed limit asks for `area-speed` anywhere; else the rule says where it is on.
fn on_by_default(area: &WatchArea, rule: RuleId) -> bool {
    match rule {
        RuleId::AreaSpeed => area.speed_limit.is_some(),
        rule => spec(rule).on_in.contains(&area.kind),
    }
}

impl From<&WatchArea> for AreaRef {
    fn from(area: &WatchArea) -> Self {
        Self {
            id: area.id.clone(),
            name: area.name.clone(),
            kind: area.kind,
            security_level: area.security_level,
        }
    }
}
