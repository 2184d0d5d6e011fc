use std::collections::BTreeMap;

use super::SecurityLevel;

/// What a configuration or an area says of one rule.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleSetting {
    /// Switched off.
    Off,
    /// Switched on, with other limits where stated.
    On(Overrides),
}

/// Limits other than the default, by the parameter's key in the rule table; those of a security
/// level hold from that level upward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// At every level.
    pub base: BTreeMap<&'static str, f64>,
    /// At level 2 and above.
    pub level_2: BTreeMap<&'static str, f64>,
    /// At level 3.
    pub level_3: BTreeMap<&'static str, f64>,
}

impl Overrides {
    /// The limit stated for a parameter at a level, the sharpest level's first.
    pub fn get(&self, key: &str, level: SecurityLevel) -> Option<f64> {
        let at_3 = (level >= SecurityLevel::Three).then(|| self.level_3.get(key)).flatten();
        let at_2 = (level >= SecurityLevel::Two).then(|| self.level_2.get(key)).flatten();
        at_3.or(at_2).or_else(|| self.base.get(key)).copied()
    }
}
