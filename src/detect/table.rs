//! The rule table: one declaration per rule. The configuration's keys, the page "how alerts work",
//! the score's phase and the documentation come from here.

use crate::areas::AreaKind;
use crate::domain::RuleId;

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
    /// Kinds of area in which it is on unless somebody says otherwise.
    pub on_in: &'static [AreaKind],
    /// Kinds of area in which nobody is judged by it, whatever a larger area says.
    pub exempt_in: &'static [AreaKind],
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

/// Limits of a rule as its code reads them, made from the declared parameters.
pub(super) trait Limits: Copy {
    /// Each parameter's value: what `stated` says for its key, else the default.
    fn resolve(stated: impl Fn(&str) -> Option<f64>) -> Self;

    /// Limits within which both fit, to rule out quickly what meets neither: of a key that ends in
    /// `_min` the smaller value, of any other the larger.
    fn widest(self, other: Self) -> Self;
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

            #[allow(unused_variables, reason = "a rule may have no parameters")]
            fn widest(self, other: Self) -> Self {
                Self {
                    $($key: if stringify!($key).ends_with("_min") {
                        self.$key.min(other.$key)
                    } else {
                        self.$key.max(other.$key)
                    },)*
                }
            }
        }
    };
}
pub(super) use limits;
