use std::path::PathBuf;

use super::keys::{self, Key, Shape};
use super::mistake::Problem;
use super::node::{Entry, Node, NumberForm, Value};
use super::notes::Notes;
use super::source::{Place, Source};
use super::suggest::did_you_mean;
use super::toml_text::whole_number;
use crate::detect::spec;
use crate::domain::RuleId;

/// What the names of overrides begin with.
const PREFIX: &str = "PICKET__";
/// Longest value of an override, bytes.
const VALUE_BYTES_MAX: usize = 4096;

/// The process's environment, as far as it is meant for the configuration. A byte that is not UTF-8
/// becomes U+FFFD, which no key accepts.
pub fn process_environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
}

/// Where an override goes.
struct Target {
    path: Vec<&'static str>,
    shape: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Number,
    Flag,
    Array,
}

/// Sets every `PICKET__SECTION__KEY` in the tree; names are taken in order, so that the same
/// environment gives the same messages.
pub(super) fn apply(
    root: &mut Node,
    variables: impl IntoIterator<Item = (String, String)>,
    notes: &Notes,
) {
    let mut variables: Vec<_> =
        variables.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
    variables.sort();
    for (name, value) in variables {
        let value_at = name.len() + 1;
        let text = format!("{name}={value}");
        let end = text.len();
        let (label, base) = (PathBuf::from("environment"), PathBuf::new());
        let source = notes.add(Source { label, base, text });
        let name_place = Place::new(source, 0..name.len());
        let place = Place::new(source, value_at..end);
        if value.len() > VALUE_BYTES_MAX {
            let what = "bytes in a variable";
            notes.note(name_place, &name, Problem::TooMany { what, max: VALUE_BYTES_MAX });
            continue;
        }
        if value.contains('\u{fffd}') {
            notes.note(place, &name, Problem::EnvironmentNotUtf8);
            continue;
        }
        match target(&name) {
            Some(Target { shape: Form::Array, .. }) => {
                notes.note(name_place, &name, Problem::ArrayInEnvironment);
            }
            Some(Target { path, shape }) => {
                set(root, &path, &Node { place, value: convert(&value, shape) });
            }
            None => {
                let known = known_names();
                let help = did_you_mean(&name, known.iter().map(String::as_str));
                notes.note_with_help(name_place, &name, Problem::UnknownKey, help);
            }
        }
    }
}

fn target(name: &str) -> Option<Target> {
    let name = name.strip_prefix(PREFIX)?;
    if ["FEED", "SINK"].iter().any(|array| is_below(name, array)) {
        return Some(Target { path: Vec::new(), shape: Form::Array });
    }
    targets().find(|target| variable(&target.path) == name)
}

/// Whether a name is that of an array or of something in it.
fn is_below(name: &str, array: &str) -> bool {
    name.strip_prefix(array).is_some_and(|rest| rest.is_empty() || rest.starts_with("__"))
}

/// Every key that the environment may set.
fn targets() -> impl Iterator<Item = Target> {
    let tables = keys::TABLES.into_iter().flat_map(|section| {
        let target = |key: &Key| Target {
            path: section.name.split('.').chain([key.name]).collect(),
            shape: form(key),
        };
        section.keys.iter().map(target).collect::<Vec<_>>()
    });
    tables.chain(RuleId::ALL.into_iter().flat_map(rule_targets))
}

fn rule_targets(rule: RuleId) -> Vec<Target> {
    let below = |path: &[&'static str], shape| Target {
        path: ["rules", rule.as_str()].into_iter().chain(path.iter().copied()).collect(),
        shape,
    };
    let mut targets = vec![below(&["enabled"], Form::Flag)];
    for parameter in spec(rule).parameters {
        targets.push(below(&[parameter.key], Form::Number));
        targets.push(below(&["level", "2", parameter.key], Form::Number));
        targets.push(below(&["level", "3", parameter.key], Form::Number));
    }
    targets
}

fn form(key: &Key) -> Form {
    match key.shape {
        Shape::Text { .. } | Shape::Choice { .. } => Form::Text,
        Shape::Count { .. } | Shape::Number { .. } => Form::Number,
        Shape::Flag { .. } => Form::Flag,
        Shape::List | Shape::Table => Form::Array,
    }
}

/// `rules.fast-approach.sog_kn_min` as `RULES__FAST_APPROACH__SOG_KN_MIN`.
fn variable(path: &[&str]) -> String {
    path.join("__").replace('-', "_").to_ascii_uppercase()
}

fn known_names() -> Vec<String> {
    targets().map(|target| format!("{PREFIX}{}", variable(&target.path))).collect()
}

/// The value in the form that its key has; what cannot be read stays a text, which the reading of
/// the key then refuses in its own words.
fn convert(value: &str, form: Form) -> Value {
    let text = || Value::Text(value.to_owned());
    match form {
        Form::Text | Form::Array => text(),
        Form::Flag => value.parse().map_or_else(|_neither| text(), Value::Flag),
        Form::Number => match value.parse() {
            Ok(whole) => whole_number(whole),
            Err(_not_whole) => match value.parse::<f64>() {
                Ok(number) => Value::Number(number, NumberForm::Fraction),
                Err(_no_number) => text(),
            },
        },
    }
}

fn set(node: &mut Node, path: &[&'static str], leaf: &Node) {
    let Some((key, rest)) = path.split_first() else {
        *node = leaf.clone();
        return;
    };
    // What is no table is a mistake of the file and stays for its reader to see.
    let Value::Table(entries) = &mut node.value else { return };
    if let Some(entry) = entries.iter_mut().find(|entry| entry.key == *key) {
        return set(&mut entry.node, rest, leaf);
    }
    let mut child = Node { place: leaf.place, value: Value::Table(Vec::new()) };
    set(&mut child, rest, leaf);
    entries.push(Entry { key: (*key).to_owned(), key_place: leaf.place, node: child });
}
