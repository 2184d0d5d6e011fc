//! The rule table: one declaration per rule. The configuration's keys, the page "how alerts work",
//! the score's phase and the documentation come from here.

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
pub static RULES: [RuleSpec; 11] = [super::area_entry::SPEC; 11];

/// The declaration of a rule.
pub fn spec(rule: RuleId) -> &'static RuleSpec {
    RULES.iter().find(|spec| spec.id == rule).unwrap_or(&RULES[0])
}
