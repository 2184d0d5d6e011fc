//! What a script says beside its contacts: the waters it plays in, and what is to come of it.

use crate::domain::{Mmsi, Position};

/// Waters of a script. It says only what they are; whoever plays it draws them.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneArea {
    /// Its id.
    pub id: String,
    /// Kind of watch area, in kebab case.
    pub kind: String,
    /// Security level, 1 to 3.
    pub security_level: u8,
    /// Speed limit, knots.
    pub speed_limit_kn: Option<f64>,
    /// Its corners, the first not repeated; empty: all waters.
    pub ring: Vec<Position>,
    /// Rules that are off in it, in kebab case.
    pub off: Vec<String>,
    /// Craft that are cleared in it.
    pub allow: Vec<Mmsi>,
    /// Ships that it protects.
    pub protect: Vec<Mmsi>,
}

/// What is to be raised: the definition of a rule comes to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The rule, in kebab case.
    pub rule: String,
    /// The contact it is about, as a place in [`super::Script::parties`].
    pub about: Option<usize>,
    /// When the definition first holds, seconds from the start; `None`: the rule may raise or not.
    pub holds_secs: Option<f64>,
    /// Latest time after that.
    pub within_secs: f64,
    /// The highest priority it may have, in lower case.
    pub at_most: Option<String>,
}

/// Who takes part in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party<'a> {
    /// Its name in the script.
    pub name: &'a str,
    /// Its MMSI, where it has AIS.
    pub mmsi: Option<Mmsi>,
    /// Its number at a radar, where one tracks it.
    pub radar_number: Option<u8>,
}
