//! The rules that have to be shown, with the time each has to watch before it can raise.

use picket::domain::RuleId;

/// A rule of the catalogue.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    /// Longest time its raise condition has to hold by default, seconds: a recording says nothing
    /// of a rule unless it is longer than twice that.
    pub(crate) dwell_secs: u32,
}

/// Scenes of different geometry that each rule has to have; each is played at five places.
pub(crate) const SCENES_MIN: usize = 5;

/// Rules whose scenes are there and whose code is not: their scenes are played and not judged.
pub(crate) const NOT_BUILT: &[&str] = &[];

/// What falls short of the bar: rules by recall, quiet scenes by raises, scenes by the order of
/// arrival. Each is printed by `make truth`; nothing does, and the lists are to stay empty.
pub(crate) const SHORT_OF_RECALL: &[&str] = &[];
pub(crate) const NOT_QUIET: &[&str] = &[];
pub(crate) const ORDER_MATTERS: &[&str] = &[];

pub(crate) const RULES: [Rule; 25] = [
    rule("area-entry", 0),
    rule("area-exit", 0),
    rule("area-dwell", 600),
    rule("area-speed", 30),
    rule("fast-approach", 30),
    rule("swarm", 30),
    rule("shadowing", 600),
    rule("mothership", 1200),
    rule("loitering", 1800),
    rule("encounter", 1800),
    rule("boarding-alongside", 180),
    rule("unexpected-stop", 45),
    rule("drifting", 600),
    rule("course-deviation", 2400),
    rule("hijack-suspected", 180),
    rule("ais-dark", 900),
    rule("position-jump", 0),
    rule("duplicate-mmsi", 0),
    rule("identity-change", 0),
    rule("gnss-interference", 600),
    rule("distress-beacon", 0),
    rule("navigational-status", 120),
    rule("safety-text", 0),
    rule("zone-breach", 0),
    rule("dark-contact", 180),
];

/// Whether the engine knows a rule.
pub(crate) fn is_built(rule: &str) -> bool {
    rule.parse::<RuleId>().is_ok() && !NOT_BUILT.contains(&rule)
}

const fn rule(name: &'static str, dwell_secs: u32) -> Rule {
    Rule { name, dwell_secs }
}
