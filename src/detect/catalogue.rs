use super::rule::Rule;
use super::rulebook::Stances;
use super::table::{Limits, RuleSpec};
use super::{
    ais_dark, area_dwell, area_entry, area_exit, area_speed, boarding_alongside, course_deviation,
    dark_contact, distress_beacon, drifting, duplicate_mmsi, encounter, fast_approach,
    gnss_interference, hijack_suspected, identity_change, loitering, mothership,
    navigational_status, officer_report, position_jump, safety_text, shadowing, swarm,
    unexpected_stop, watch_listed, zone_breach,
};
use crate::domain::RuleId;

/// Lists every rule once, by the module and the limits it declares.
macro_rules! catalogue {
    ($($module:ident :: $limits:ident,)*) => {
        /// All rules, in the order of [`RuleId::ALL`].
        pub static RULES: [RuleSpec; RuleId::ALL.len()] = [$($module::SPEC,)*];

        /// The rules of one area; `None` is off.
        #[derive(Clone, Copy, Debug, Default)]
        pub(super) struct AreaRules {
            $($module: Option<$module::$limits>,)*
        }

        impl AreaRules {
            /// What the stances of an area towards each rule come to.
            pub(super) fn resolve(stances: &Stances<'_>) -> Self {
                Self { $($module: stances.limits($module::SPEC.id),)* }
            }

            /// Rules that are on in either, with limits within which both fit.
            pub(super) fn widest(self, other: Self) -> Self {
                Self {
                    $($module: match (self.$module, other.$module) {
                        (Some(one), Some(another)) => Some(one.widest(another)),
                        (one, another) => one.or(another),
                    },)*
                }
            }
        }

        $(impl Rule for $module::$limits {
            const ID: RuleId = $module::SPEC.id;

            fn of(rules: &AreaRules) -> Option<Self> {
                rules.$module
            }
        })*
    };
}

catalogue! {
    area_entry::AreaEntry,
    area_exit::AreaExit,
    area_dwell::AreaDwell,
    area_speed::AreaSpeed,
    fast_approach::FastApproach,
    swarm::Swarm,
    shadowing::Shadowing,
    mothership::Mothership,
    loitering::Loitering,
    encounter::Encounter,
    boarding_alongside::BoardingAlongside,
    unexpected_stop::UnexpectedStop,
    drifting::Drifting,
    course_deviation::CourseDeviation,
    navigational_status::ByNavigationalStatus,
    hijack_suspected::HijackSuspected,
    ais_dark::AisDark,
    distress_beacon::DistressBeacon,
    safety_text::SafetyTextRule,
    position_jump::PositionJump,
    duplicate_mmsi::DuplicateMmsi,
    identity_change::IdentityChange,
    gnss_interference::GnssInterference,
    zone_breach::ZoneBreach,
    dark_contact::DarkContact,
    watch_listed::WatchListed,
    officer_report::OfficerReport,
}

/// The declaration of a rule.
pub fn spec(rule: RuleId) -> &'static RuleSpec {
    let [first, ..] = &RULES;
    RULES.get(rule.index()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_declares_itself_in_its_own_place() {
        for rule in RuleId::ALL {
            assert_eq!(spec(rule).id, rule);
        }
    }

    #[test]
    fn every_default_is_within_its_range_and_every_text_is_there() {
        for spec in &RULES {
            let texts = [spec.summary, spec.raises, spec.clears, spec.source];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", spec.id);
            for parameter in spec.parameters {
                let range = parameter.min..=parameter.max;
                assert!(range.contains(&parameter.default), "{} {}", spec.id, parameter.key);
            }
        }
    }
}
