use std::collections::BTreeMap;
use std::time::Duration;

use super::feeds::Feeds;
use super::keys;
use super::node::Node;
use super::notes::Notes;
use super::rules;
use super::section::Section;
use crate::alert::AlertSettings;
use crate::areas::{Overrides, RuleSetting};
use crate::domain::RuleId;
use crate::engine::EngineSettings;

/// `[engine]`, `[rules]` and what feeds say of themselves: the core's settings and the silence
/// grace of the shell.
pub(super) fn read(root: &Node, feeds: &Feeds, notes: &Notes) -> (EngineSettings, Duration) {
    let section = Section::open(root, keys::ENGINE, notes);
    let settings = EngineSettings {
        lateness: feeds.lateness.clone(),
        lateness_default: section.secs("lateness_secs"),
        feed_positions: feeds.positions.clone(),
        feed_own_ships: feeds.own_ships.clone(),
        rules: read_rules(root, notes),
        contacts_max: section.size("contacts_max"),
        contact_expiry: section.secs("contact_expiry_secs"),
        duplicate_window: section.secs("duplicate_window_secs"),
        duplicates_max: section.size("duplicates_max"),
        alerts: AlertSettings { capacity: section.size("alerts_max") },
    };
    (settings, section.secs("silence_grace_secs"))
}

/// A rule of which nothing is said but that it is enabled is as if it was not named: which kinds of
/// area it is on in stays the rule's own matter.
fn read_rules(root: &Node, notes: &Notes) -> BTreeMap<RuleId, RuleSetting> {
    let Some(node) = root.get("rules") else { return BTreeMap::new() };
    let mut settings = rules::read(node, "rules", notes);
    settings.retain(|_, setting| *setting != RuleSetting::On(Overrides::default()));
    settings
}
