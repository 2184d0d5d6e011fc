use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::fast_approach::Reach;
use super::table::Limits;
use super::{
    AreaRef, ais_dark, area_dwell, area_entry, area_exit, area_speed, distress_beacon,
    duplicate_mmsi, fast_approach, loitering, position_jump, safety_text,
};
use crate::areas::{
    AreaIndex, AreaKind, Overrides, RuleSetting, SecurityLevel, WatchArea, WatchAreas,
};
use crate::domain::{EventTime, RuleId};

/// Which rules are on in which area, with the limits that apply there at its security level.
#[derive(Debug)]
pub(super) struct Rulebook {
    areas: HashMap<AreaIndex, AreaRules, FixedState>,
    anywhere: AreaRules,
    reach: Option<Reach>,
}

/// The rules of one area; `None` is off.
#[derive(Clone, Copy, Debug)]
pub(super) struct AreaRules {
    pub(super) area_entry: Option<area_entry::AreaEntry>,
    pub(super) area_exit: Option<area_exit::AreaExit>,
    pub(super) area_dwell: Option<area_dwell::AreaDwell>,
    pub(super) area_speed: Option<area_speed::AreaSpeed>,
    pub(super) fast_approach: Option<fast_approach::FastApproach>,
    pub(super) loitering: Option<loitering::Loitering>,
    pub(super) ais_dark: Option<ais_dark::AisDark>,
    pub(super) distress_beacon: Option<distress_beacon::DistressBeacon>,
    pub(super) safety_text: Option<safety_text::SafetyTextRule>,
    pub(super) position_jump: Option<position_jump::PositionJump>,
    pub(super) duplicate_mmsi: Option<duplicate_mmsi::DuplicateMmsi>,
    exempt: [bool; RuleId::ALL.len()],
}

impl Rulebook {
    /// What the configuration and the areas say together.
    pub(super) fn new(global: &BTreeMap<RuleId, RuleSetting>, areas: &WatchAreas) -> Self {
        let mut book = Self {
            areas: HashMap::with_hasher(FixedState::default()),
            anywhere: AreaRules::anywhere(global),
            reach: None,
        };
        for (index, area) in areas.iter() {
            let rules = AreaRules::of(global, area);
            if let Some(reach) = rules.fast_approach.as_ref().map(Reach::of) {
                book.reach = Some(book.reach.map_or(reach, |widest| widest.or(reach)));
            }
            book.areas.insert(index, rules);
        }
        book
    }

    /// The rules of an area.
    pub(super) fn of(&self, area: AreaIndex) -> Option<&AreaRules> {
        self.areas.get(&area)
    }

    /// The widest limits of `fast-approach`; `None` where it is on nowhere.
    pub(super) const fn reach(&self) -> Option<Reach> {
        self.reach
    }

    /// The rules that hold outside every area: calls for help.
    pub(super) const fn anywhere(&self) -> &AreaRules {
        &self.anywhere
    }

    /// Of the areas that contain a place (smallest first) the first in force in which a rule is
    /// on, with its limits; none if a smaller one exempts from it.
    pub(super) fn applicable<'a, L>(
        &self,
        rule: RuleId,
        pick: impl Fn(&AreaRules) -> Option<L>,
        inside: &[AreaIndex],
        areas: &'a WatchAreas,
        time: EventTime,
    ) -> Option<(&'a WatchArea, L)> {
        for &index in inside {
            let (Some(area), Some(rules)) = (areas.get(index), self.of(index)) else { continue };
            if !area.is_valid_at(time) {
                continue;
            }
            if let Some(limits) = pick(rules) {
                return Some((area, limits));
            }
            if rules.exempt.get(rule.index()).copied().unwrap_or(false) {
                return None;
            }
        }
        None
    }
}

impl AreaRules {
    fn of(global: &BTreeMap<RuleId, RuleSetting>, area: &WatchArea) -> Self {
        let stance = |rule: RuleId| Stance::of(rule, global.get(&rule), area);
        Self::resolve(stance, area.security_level)
    }

    fn anywhere(global: &BTreeMap<RuleId, RuleSetting>) -> Self {
        let stance = |rule: RuleId| match global.get(&rule) {
            Some(RuleSetting::Off) => Stance::Quiet,
            _ if !matches!(rule, RuleId::DistressBeacon | RuleId::SafetyText) => Stance::Quiet,
            setting => Stance::On([overrides(setting), None]),
        };
        Self::resolve(stance, SecurityLevel::One)
    }

    fn resolve<'a>(stance: impl Fn(RuleId) -> Stance<'a>, level: SecurityLevel) -> Self {
        fn limits<'a, L: Limits>(
            stance: &impl Fn(RuleId) -> Stance<'a>,
            rule: RuleId,
            level: SecurityLevel,
        ) -> Option<L> {
            let Stance::On(overrides) = stance(rule) else { return None };
            Some(L::resolve(|key| {
                let [global, own] = overrides;
                let stated = |said: Option<&Overrides>| said.and_then(|said| said.get(key, level));
                stated(own).or_else(|| stated(global))
            }))
        }
        Self {
            area_entry: limits(&stance, RuleId::AreaEntry, level),
            area_exit: limits(&stance, RuleId::AreaExit, level),
            area_dwell: limits(&stance, RuleId::AreaDwell, level),
            area_speed: limits(&stance, RuleId::AreaSpeed, level),
            fast_approach: limits(&stance, RuleId::FastApproach, level),
            loitering: limits(&stance, RuleId::Loitering, level),
            ais_dark: limits(&stance, RuleId::AisDark, level),
            distress_beacon: limits(&stance, RuleId::DistressBeacon, level),
            safety_text: limits(&stance, RuleId::SafetyText, level),
            position_jump: limits(&stance, RuleId::PositionJump, level),
            duplicate_mmsi: limits(&stance, RuleId::DuplicateMmsi, level),
            exempt: RuleId::ALL.map(|rule| matches!(stance(rule), Stance::Exempt)),
        }
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
        if exempts(area.kind, rule) {
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

/// DETECTION, "Which rules are on where". A stated speed limit asks for `area-speed` anywhere.
fn on_by_default(area: &WatchArea, rule: RuleId) -> bool {
    use RuleId as R;
    match rule {
        R::DistressBeacon | R::SafetyText => return true,
        R::AreaSpeed => return area.speed_limit.is_some(),
        _ => {}
    }
    match area.kind {
        AreaKind::HighRiskArea => matches!(rule, R::FastApproach | R::Loitering | R::AisDark),
        AreaKind::PortFacility | AreaKind::Anchorage => rule == R::FastApproach,
        AreaKind::Restricted => matches!(rule, R::AreaEntry | R::AreaExit | R::AreaDwell),
        AreaKind::TrafficLane => rule == R::Loitering,
        AreaKind::FishingGround | AreaKind::ServiceRoute => false,
        AreaKind::AdvisedClear | AreaKind::General => {
            !matches!(rule, R::AreaEntry | R::AreaExit | R::AreaDwell)
        }
    }
}

/// DETECTION: fishing grounds and service routes exempt from loitering; so does an anchorage.
fn exempts(kind: AreaKind, rule: RuleId) -> bool {
    let place_to_wait =
        matches!(kind, AreaKind::FishingGround | AreaKind::ServiceRoute | AreaKind::Anchorage);
    rule == RuleId::Loitering && place_to_wait
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
