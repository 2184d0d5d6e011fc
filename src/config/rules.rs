use std::collections::BTreeMap;

use super::mistake::Problem;
use super::node::{Entry, Node, Value};
use super::notes::Notes;
use super::section::{expect_table, join};
use super::suggest::did_you_mean;
use crate::areas::{Overrides, RuleSetting};
use crate::detect::{Parameter, spec};
use crate::domain::RuleId;

/// Security levels that may state limits of their own.
const LEVELS: [&str; 2] = ["2", "3"];

/// Reads what a configuration or an area says of rules: by name `true`, `false`, or a table of
/// limits with `enabled` and `level`.
pub(super) fn read(node: &Node, path: &str, notes: &Notes) -> BTreeMap<RuleId, RuleSetting> {
    expect_table(node, path, notes);
    let mut rules = BTreeMap::new();
    for entry in node.entries() {
        let path = join(path, &entry.key);
        let Ok(rule) = entry.key.parse::<RuleId>() else {
            let help = did_you_mean(&entry.key, RuleId::ALL.iter().map(|rule| rule.as_str()));
            notes.note_with_help(entry.key_place, &path, Problem::UnknownRule, help);
            continue;
        };
        if let Some(setting) = setting(rule, &entry.node, &path, notes) {
            rules.insert(rule, setting);
        }
    }
    rules
}

fn setting(rule: RuleId, node: &Node, path: &str, notes: &Notes) -> Option<RuleSetting> {
    match &node.value {
        Value::Null => None,
        Value::Flag(true) => Some(RuleSetting::On(Overrides::default())),
        Value::Flag(false) => Some(RuleSetting::Off),
        Value::Table(entries) => Some(table(rule, entries, path, notes)),
        _ => {
            let expected = "a table of limits, true or false";
            notes.note(node.place, path, Problem::WrongType { expected, found: node.what() });
            None
        }
    }
}

fn table(rule: RuleId, entries: &[Entry], path: &str, notes: &Notes) -> RuleSetting {
    let parameters = spec(rule).parameters;
    let mut enabled = true;
    let mut overrides = Overrides::default();
    for entry in entries {
        let path = join(path, &entry.key);
        match entry.key.as_str() {
            "enabled" => enabled = flag(&entry.node, &path, notes).unwrap_or(true),
            "level" => levels(parameters, &entry.node, &path, &mut overrides, notes),
            _ => limit(parameters, &["enabled", "level"], entry, &path, &mut overrides.base, notes),
        }
    }
    if enabled { RuleSetting::On(overrides) } else { RuleSetting::Off }
}

fn levels(
    parameters: &'static [Parameter],
    node: &Node,
    path: &str,
    overrides: &mut Overrides,
    notes: &Notes,
) {
    expect_table(node, path, notes);
    for level in node.entries() {
        let path = join(path, &level.key);
        let limits = match level.key.as_str() {
            "2" => &mut overrides.level_2,
            "3" => &mut overrides.level_3,
            _ => {
                let (found, allowed) = (level.key.clone(), LEVELS.to_vec());
                notes.note(level.key_place, &path, Problem::NotOneOf { found, allowed });
                continue;
            }
        };
        expect_table(&level.node, &path, notes);
        for entry in level.node.entries() {
            limit(parameters, &[], entry, &join(&path, &entry.key), limits, notes);
        }
    }
}

fn limit(
    parameters: &'static [Parameter],
    others: &[&'static str],
    entry: &Entry,
    path: &str,
    limits: &mut BTreeMap<&'static str, f64>,
    notes: &Notes,
) {
    let Some(parameter) = parameters.iter().find(|parameter| parameter.key == entry.key) else {
        let known = parameters.iter().map(|parameter| parameter.key).chain(others.iter().copied());
        let help = did_you_mean(&entry.key, known);
        notes.note_with_help(entry.key_place, path, Problem::UnknownKey, help);
        return;
    };
    let node = &entry.node;
    match node.value {
        Value::Null => {}
        Value::Number(found, _) if parameter.unit == "count" && found.fract() != 0.0 => {
            let problem = Problem::WrongType { expected: "a whole number", found: node.what() };
            notes.note(node.place, path, problem);
        }
        Value::Number(found, _) if (parameter.min..=parameter.max).contains(&found) => {
            limits.insert(parameter.key, found);
        }
        Value::Number(found, _) => {
            let Parameter { min, max, unit, .. } = *parameter;
            notes.note(node.place, path, Problem::OutOfRange { found, min, max, unit });
        }
        _ => {
            let problem = Problem::WrongType { expected: "a number", found: node.what() };
            notes.note(node.place, path, problem);
        }
    }
}

fn flag(node: &Node, path: &str, notes: &Notes) -> Option<bool> {
    if let Value::Flag(flag) = node.value {
        return Some(flag);
    }
    let problem = Problem::WrongType { expected: "true or false", found: node.what() };
    notes.note(node.place, path, problem);
    None
}
