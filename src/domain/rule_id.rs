use std::fmt;
use std::str::FromStr;

/// A rule of the detection catalogue; its text form is kebab case everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleId {
    /// A vessel crossed into an area.
    AreaEntry,
    /// A vessel crossed out of an area.
    AreaExit,
    /// A vessel stayed in an area.
    AreaDwell,
    /// A vessel exceeds an area's speed limit.
    AreaSpeed,
    /// A fast small craft is on a course that closes a protected ship.
    FastApproach,
    /// Several small craft close one protected ship at a time.
    Swarm,
    /// A small craft keeps company with a protected ship under way.
    Shadowing,
    /// A fast small craft left a slow vessel at sea.
    Mothership,
    /// A vessel stays about a place without being moored or anchored.
    Loitering,
    /// Two vessels met at sea and stay together.
    Encounter,
    /// A small craft stays alongside a protected ship.
    BoardingAlongside,
    /// A ship under way lost her way where none are seen to stop.
    UnexpectedStop,
    /// A ship moves across her own heading.
    Drifting,
    /// A ship left the course that she had kept.
    CourseDeviation,
    /// A vessel says that she is not under command or aground.
    NavigationalStatus,
    /// Craft closed a ship, and then something happened to her.
    HijackSuspected,
    /// A vessel under way fell silent where others are still heard.
    AisDark,
    /// A SART, MOB device or EPIRB transmits.
    DistressBeacon,
    /// A safety-related text that calls for attention.
    SafetyText,
    /// A vessel's positions imply a speed no vessel has.
    PositionJump,
    /// Two vessels alternate on one MMSI.
    DuplicateMmsi,
    /// A vessel says that she is another one than before.
    IdentityChange,
    /// Several vessels' positions jump to one place.
    GnssInterference,
    /// A craft enters a security zone, or is about to.
    ZoneBreach,
    /// A radar follows a craft that sends no AIS.
    DarkContact,
    /// There is news of a contact on the watch list.
    WatchListed,
    /// An officer reports what no sensor did.
    OfficerReport,
}

/// Rules that describe one incident: while one of a family is open on a target, further ones are its
/// children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleFamily {
    /// Craft that close a target.
    Approach,
    /// Vessels that meet.
    Contact,
    /// How a vessel moves.
    Motion,
    /// Vessels that are not heard.
    Silence,
    /// Who a vessel says she is, and where.
    Identity,
    /// Boundaries of areas.
    Area,
    /// Calls for help.
    Distress,
    /// What others come to together.
    Composite,
}

impl RuleId {
    /// All rules, in the order of the catalogue.
    pub const ALL: [Self; 27] = [
        Self::AreaEntry,
        Self::AreaExit,
        Self::AreaDwell,
        Self::AreaSpeed,
        Self::FastApproach,
        Self::Swarm,
        Self::Shadowing,
        Self::Mothership,
        Self::Loitering,
        Self::Encounter,
        Self::BoardingAlongside,
        Self::UnexpectedStop,
        Self::Drifting,
        Self::CourseDeviation,
        Self::NavigationalStatus,
        Self::HijackSuspected,
        Self::AisDark,
        Self::DistressBeacon,
        Self::SafetyText,
        Self::PositionJump,
        Self::DuplicateMmsi,
        Self::IdentityChange,
        Self::GnssInterference,
        Self::ZoneBreach,
        Self::DarkContact,
        Self::WatchListed,
        Self::OfficerReport,
    ];

    /// The name in configuration, alerts and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AreaEntry => "area-entry",
            Self::AreaExit => "area-exit",
            Self::AreaDwell => "area-dwell",
            Self::AreaSpeed => "area-speed",
            Self::FastApproach => "fast-approach",
            Self::Swarm => "swarm",
            Self::Shadowing => "shadowing",
            Self::Mothership => "mothership",
            Self::Loitering => "loitering",
            Self::Encounter => "encounter",
            Self::BoardingAlongside => "boarding-alongside",
            Self::UnexpectedStop => "unexpected-stop",
            Self::Drifting => "drifting",
            Self::CourseDeviation => "course-deviation",
            Self::NavigationalStatus => "navigational-status",
            Self::HijackSuspected => "hijack-suspected",
            Self::AisDark => "ais-dark",
            Self::DistressBeacon => "distress-beacon",
            Self::SafetyText => "safety-text",
            Self::PositionJump => "position-jump",
            Self::DuplicateMmsi => "duplicate-mmsi",
            Self::IdentityChange => "identity-change",
            Self::GnssInterference => "gnss-interference",
            Self::ZoneBreach => "zone-breach",
            Self::DarkContact => "dark-contact",
            Self::WatchListed => "watch-listed",
            Self::OfficerReport => "officer-report",
        }
    }

    /// Which incidents it belongs to; where an area judges for itself, those are of the family of areas.
    pub const fn family(self) -> RuleFamily {
        match self {
            Self::AreaEntry | Self::AreaExit | Self::AreaDwell | Self::AreaSpeed => {
                RuleFamily::Area
            }
            Self::FastApproach | Self::Swarm | Self::Shadowing | Self::ZoneBreach => {
                RuleFamily::Approach
            }
            Self::BoardingAlongside | Self::Encounter | Self::Mothership => RuleFamily::Contact,
            Self::Loitering
            | Self::UnexpectedStop
            | Self::Drifting
            | Self::CourseDeviation
            | Self::NavigationalStatus => RuleFamily::Motion,
            Self::AisDark | Self::DarkContact => RuleFamily::Silence,
            Self::DistressBeacon | Self::SafetyText | Self::OfficerReport => RuleFamily::Distress,
            Self::HijackSuspected => RuleFamily::Composite,
            Self::PositionJump
            | Self::DuplicateMmsi
            | Self::IdentityChange
            | Self::GnssInterference
            | Self::WatchListed => RuleFamily::Identity,
        }
    }

    /// Its place in [`RuleId::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl RuleFamily {
    /// All families.
    pub const ALL: [Self; 8] = [
        Self::Approach,
        Self::Contact,
        Self::Motion,
        Self::Silence,
        Self::Identity,
        Self::Area,
        Self::Distress,
        Self::Composite,
    ];

    /// The name in incident keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approach => "approach",
            Self::Contact => "contact",
            Self::Motion => "motion",
            Self::Silence => "silence",
            Self::Identity => "identity",
            Self::Area => "area",
            Self::Distress => "distress",
            Self::Composite => "composite",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RuleId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::RuleId;

    #[test]
    fn the_index_of_a_rule_is_its_place_in_the_catalogue() {
        for (place, rule) in RuleId::ALL.into_iter().enumerate() {
            assert_eq!(rule.index(), place);
            assert_eq!(rule.as_str().parse(), Ok(rule));
        }
    }
}
