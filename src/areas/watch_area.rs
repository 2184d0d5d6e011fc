use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::RuleSetting;
use crate::domain::{EventTime, Knots, Mmsi, RuleId};
use crate::geodesy::Shape;

/// The name by which an area is meant everywhere: `[a-z0-9-]+`, at most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(Arc<str>);

/// The text is no area id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no area id: 1 to 64 characters of a-z, 0-9 and '-'")]
pub struct InvalidAreaId(pub String);

/// What an area is for; decides which rules are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaKind {
    /// Piracy or armed robbery is known there.
    HighRiskArea,
    /// A port facility under the ISPS Code.
    PortFacility,
    /// An anchorage.
    Anchorage,
    /// Closed to traffic.
    Restricted,
    /// A traffic lane.
    TrafficLane,
    /// A fishing ground.
    FishingGround,
    /// The route of regular craft: pilots, ferries, launches.
    ServiceRoute,
    /// Advised to keep clear.
    AdvisedClear,
    /// Anything else.
    General,
}

/// Security level of the ISPS Code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityLevel {
    /// Normal.
    One,
    /// Heightened.
    Two,
    /// Exceptional.
    Three,
}

/// One watch area.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchArea {
    /// Its id.
    pub id: AreaId,
    /// Its name for people.
    pub name: Arc<str>,
    /// What it is for.
    pub kind: AreaKind,
    /// Its level now.
    pub security_level: SecurityLevel,
    /// In force from; `None`: always was.
    pub valid_from: Option<EventTime>,
    /// In force until, exclusive; `None`: always will be.
    pub valid_to: Option<EventTime>,
    /// Speed limit, for `area-speed`.
    pub speed_limit: Option<Knots>,
    /// What this area says of single rules.
    pub rules: BTreeMap<RuleId, RuleSetting>,
    /// Cleared craft: they take no part in any rule here.
    pub allow: BTreeSet<Mmsi>,
    /// Ships that count as protected whatever their size.
    pub protect: BTreeSet<Mmsi>,
    /// Where it is.
    pub shape: Shape,
}

impl WatchArea {
    /// A general area at level 1 that is always in force and says nothing of its own; named as its id.
    pub fn general(id: AreaId, shape: Shape) -> Self {
        Self {
            name: Arc::clone(&id.0),
            id,
            kind: AreaKind::General,
            security_level: SecurityLevel::One,
            valid_from: None,
            valid_to: None,
            speed_limit: None,
            rules: BTreeMap::new(),
            allow: BTreeSet::new(),
            protect: BTreeSet::new(),
            shape,
        }
    }

    /// Whether it is in force at a time.
    pub fn is_valid_at(&self, time: EventTime) -> bool {
        self.valid_from.is_none_or(|from| time >= from) && self.valid_to.is_none_or(|to| time < to)
    }
}

impl AreaId {
    /// The area over the world that there is where nothing is configured.
    pub fn world() -> Self {
        Self(Arc::from("world"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AreaId {
    type Err = InvalidAreaId;

    fn from_str(text: &str) -> Result<Self, InvalidAreaId> {
        let valid = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if valid { Ok(Self(text.into())) } else { Err(InvalidAreaId(text.to_owned())) }
    }
}

impl fmt::Display for AreaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AreaKind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::HighRiskArea,
        Self::PortFacility,
        Self::Anchorage,
        Self::Restricted,
        Self::TrafficLane,
        Self::FishingGround,
        Self::ServiceRoute,
        Self::AdvisedClear,
        Self::General,
    ];

    /// The name in area files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HighRiskArea => "high-risk-area",
            Self::PortFacility => "port-facility",
            Self::Anchorage => "anchorage",
            Self::Restricted => "restricted",
            Self::TrafficLane => "traffic-lane",
            Self::FishingGround => "fishing-ground",
            Self::ServiceRoute => "service-route",
            Self::AdvisedClear => "advised-clear",
            Self::General => "general",
        }
    }
}

impl FromStr for AreaKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

impl SecurityLevel {
    /// From 1, 2 or 3.
    pub const fn new(level: u8) -> Option<Self> {
        match level {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            _ => None,
        }
    }

    /// 1, 2 or 3.
    pub const fn get(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }
}
