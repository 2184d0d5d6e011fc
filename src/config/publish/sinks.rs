use std::collections::BTreeMap;

use super::sink;
use super::types::SinkConfig;
use crate::config::keys;
use crate::config::mistake::Problem;
use crate::config::node::{Node, Value};
use crate::config::notes::Notes;
use crate::config::section::Section;
use crate::config::source::Place;

/// Sinks at most.
const SINKS_MAX: usize = 64;

/// `[[sink]]`, in the order of the file.
pub(in crate::config) fn read(root: &Node, notes: &Notes) -> Vec<SinkConfig> {
    let mut names = BTreeMap::new();
    let mut sinks = Vec::new();
    for (nth, item) in items(root, "sink", SINKS_MAX, notes).iter().enumerate() {
        let path = format!("sink[{nth}]");
        let section = Section::of(Some(item), path.clone(), keys::SINK.keys, notes);
        let Some(sink) = sink::read(&section, &path, notes) else { continue };
        take_name(&section, &sink.name, "name of the sink", &mut names, notes);
        sinks.push(sink);
    }
    sinks
}

/// The tables of an array, at most so many.
pub(super) fn items<'a>(
    root: &'a Node,
    key: &'static str,
    max: usize,
    notes: &Notes,
) -> &'a [Node] {
    let Some(node) = root.get(key) else { return &[] };
    let Value::List(items) = &node.value else {
        let expected = "an array of tables, [[...]]";
        notes.note(node.place, key, Problem::WrongType { expected, found: node.what() });
        return &[];
    };
    if items.len() > max {
        notes.note(node.place, key, Problem::TooMany { what: "tables of one kind", max });
    }
    items.get(..items.len().min(max)).unwrap_or_default()
}

/// Notes a name that stood before.
pub(super) fn take_name(
    section: &Section<'_>,
    name: &str,
    what: &'static str,
    names: &mut BTreeMap<String, Option<Place>>,
    notes: &Notes,
) {
    if let Some(first) = names.get(name) {
        let first = first.map(|place| notes.file_and_line(place)).unwrap_or_default();
        section.note("name", Problem::Twice { what, found: name.to_owned(), first });
    }
    names.entry(name.to_owned()).or_insert(section.place("name"));
}
