//! The rule table: one declaration per rule. The configuration's keys, the page "how alerts work",
//! the score's phase and the documentation come from here.

use crate::domain::RuleId;

use super::{
    ais_dark, area_dwell, area_entry, area_exit, area_speed, distress_beacon, duplicate_mmsi,
    fast_approach, loitering, position_jump, safety_text,
};

/// A rule as declared beside its code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleSpec {
    /// Its name.
    pub id: RuleId,
    /// Version, raised whenever the same input may give other alerts.
    pub version: &'static str,
    /// How far up the ladder of threat it stands.
    pub phase: Phase,
    /// One sentence for an officer: what it reports.
    pub summary: &'static str,
    /// When it raises.
    pub raises: &'static str,
    /// When it clears.
    pub clears: &'static str,
    /// Where the figures come from.
    pub source: &'static str,
    /// Its limits.
    pub parameters: &'static [Parameter],
}

/// A limit of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Key in the configuration; the unit ends it.
    pub key: &'static str,
    /// Unit in words of the field: `kn`, `nm`, `s`, `deg`, `count`.
    pub unit: &'static str,
    /// Value where nobody says otherwise.
    pub default: f64,
    /// Smallest value that makes sense.
    pub min: f64,
    /// Largest value that makes sense.
    pub max: f64,
    /// What it limits.
    pub text: &'static str,
}

/// Phases of the threat ladder with the threat each begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// 2: something worth a look.
    Indicator,
    /// 4: suspicious.
    Suspicious,
    /// 6: approach.
    Approach,
    /// 8: alongside.
    Alongside,
    /// 10: control lost or distress.
    Distress,
}

/// All rules, in the order of [`RuleId::ALL`].
pub static RULES: [RuleSpec; 11] = [
    area_entry::SPEC,
    area_exit::SPEC,
    area_dwell::SPEC,
    area_speed::SPEC,
    fast_approach::SPEC,
    loitering::SPEC,
    ais_dark::SPEC,
    distress_beacon::SPEC,
    safety_text::SPEC,
    position_jump::SPEC,
    duplicate_mmsi::SPEC,
];

/// The declaration of a rule.
pub fn spec(rule: RuleId) -> &'static RuleSpec {
    let [first, ..] = &RULES;
    RULES.get(rule.index()).unwrap_or(first)
}

/// Limits of a rule as its code reads them, made from the declared parameters.
pub(super) trait Limits: Copy {
    /// Each parameter's value: what `stated` says for its key, else the default.
    fn resolve(stated: impl Fn(&str) -> Option<f64>) -> Self;
}

/// Declares the parameters of a rule once: the struct its code reads, and their place in the table.
macro_rules! limits {
    ($name:ident { $($key:ident: $unit:literal = $default:literal in $min:literal ..= $max:literal, $text:literal;)* }) => {
        /// Limits of the rule.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(super) struct $name {
            $(#[doc = $text] pub(super) $key: f64,)*
        }

        impl $name {
            const PARAMETERS: &'static [crate::detect::table::Parameter] = &[
                $(crate::detect::table::Parameter {
                    key: stringify!($key),
                    unit: $unit,
                    default: $default,
                    min: $min,
                    max: $max,
                    text: $text,
                },)*
            ];
        }

        impl crate::detect::table::Limits for $name {
            #[allow(unused_variables, reason = "a rule may have no parameters")]
            fn resolve(stated: impl Fn(&str) -> Option<f64>) -> Self {
                Self { $($key: stated(stringify!($key)).unwrap_or($default),)* }
            }
        }
    };
}
pub(super) use limits;

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
