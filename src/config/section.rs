use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::keys::{self, Key, SectionKeys, Shape};
use super::mistake::Problem;
use super::node::{Node, NumberForm, Value};
use super::notes::Notes;
use super::source::Place;
use super::suggest::did_you_mean;

/// A table of the configuration while it is read. What is absent or wrong has its default; what is
/// wrong is noted.
pub(super) struct Section<'a> {
    notes: &'a Notes,
    path: String,
    keys: &'static [Key],
    node: Option<&'a Node>,
}

impl<'a> Section<'a> {
    /// Opens a section of the root table; keys that it does not know are noted.
    pub(super) fn open(root: &'a Node, section: SectionKeys, notes: &'a Notes) -> Self {
        let node = section.name.split('.').try_fold(root, |node, name| node.get(name));
        Self::of(node, section.name.to_owned(), section.keys, notes)
    }

    /// Opens a table by itself.
    pub(super) fn of(
        node: Option<&'a Node>,
        path: String,
        keys: &'static [Key],
        notes: &'a Notes,
    ) -> Self {
        if let Some(node) = node {
            expect_table(node, &path, notes);
            for entry in node.entries() {
                let below = join(&path, &entry.key);
                let is_section = keys::TABLES.iter().any(|section| section.name == below);
                if is_section || keys.iter().any(|key| key.name == entry.key) {
                    continue;
                }
                let help = did_you_mean(&entry.key, keys.iter().map(|key| key.name));
                notes.note_with_help(entry.key_place, &below, Problem::UnknownKey, help);
            }
        }
        Self { notes, path, keys, node }
    }

    /// The node of a key, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        self.node?.get(name)
    }

    /// Notes a mistake in the value of a key, or in the table where the key is absent.
    pub(super) fn note(&self, name: &str, problem: Problem) {
        self.note_with_help(name, problem, None);
    }

    /// Notes a mistake together with what was probably meant.
    pub(super) fn note_with_help(&self, name: &str, problem: Problem, help: Option<String>) {
        if let Some(place) = self.place(name) {
            self.notes.note_with_help(place, &join(&self.path, name), problem, help);
        }
    }

    /// The place of a key's value, or of the table where the key is absent.
    pub(super) fn place(&self, name: &str) -> Option<Place> {
        self.get(name).or(self.node).map(|node| node.place)
    }

    /// A text, or its default where the table of keys has one.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let default = match self.shape(name) {
            Some(Shape::Text { default }) => default,
            Some(Shape::Choice { default, .. }) => Some(default),
            _ => None,
        };
        self.stated_text(name).or(default)
    }

    /// A text that is there.
    pub(super) fn stated_text(&self, name: &str) -> Option<&'a str> {
        match &self.get(name)?.value {
            Value::Text(text) => Some(text),
            _ => self.wrong_type(name, "a text"),
        }
    }

    /// One of the key's choices.
    pub(super) fn choice(&self, name: &str) -> &'a str {
        let Some(Shape::Choice { default, choices }) = self.shape(name) else { return "" };
        let Some(text) = self.stated_text(name) else { return default };
        if choices.contains(&text) {
            return text;
        }
        self.note_choice(name, text, choices);
        default
    }

    /// Notes that a text is none of some choices.
    pub(super) fn note_choice(&self, name: &str, text: &str, choices: &[&'static str]) {
        let help = did_you_mean(text, choices.iter().copied());
        let problem = Problem::NotOneOf { found: text.to_owned(), allowed: choices.to_vec() };
        self.note_with_help(name, problem, help);
    }

    /// A whole number within the key's range, or its default.
    pub(super) fn count(&self, name: &str) -> Option<u64> {
        let Some(Shape::Count { default, min, max }) = self.shape(name) else { return None };
        let Some(node) = self.get(name) else { return default };
        let found = match node.value {
            Value::Number(_, NumberForm::Whole(whole)) => u64::try_from(whole).ok(),
            // A whole number beyond 64 bits.
            Value::Number(number, NumberForm::Fraction) if number.is_infinite() => None,
            _ => return self.wrong_type(name, "a whole number").or(default),
        };
        if let Some(found) = found.filter(|found| (min..=max).contains(found)) {
            return Some(found);
        }
        #[expect(clippy::cast_precision_loss, reason = "ranges end below 2^53")]
        self.out_of_range(name, node, (min as f64, max as f64));
        default
    }

    /// The default of a count where it has one; a key without a default is 0.
    pub(super) fn size(&self, name: &str) -> usize {
        self.count(name).and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
    }

    /// A count of seconds.
    pub(super) fn secs(&self, name: &str) -> Duration {
        Duration::from_secs(self.count(name).unwrap_or_default())
    }

    /// A number within the key's range.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let Some(Shape::Number { min, max }) = self.shape(name) else { return None };
        let node = self.get(name)?;
        let Value::Number(number, _) = node.value else {
            return self.wrong_type(name, "a number");
        };
        if (min..=max).contains(&number) {
            return Some(number);
        }
        self.out_of_range(name, node, (min, max));
        None
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str) -> bool {
        let Some(Shape::Flag { default }) = self.shape(name) else { return false };
        match self.get(name).map(|node| &node.value) {
            None => default,
            Some(Value::Flag(flag)) => *flag,
            Some(_) => self.wrong_type(name, "true or false").unwrap_or(default),
        }
    }

    /// The items of a list.
    pub(super) fn list(&self, name: &str) -> &'a [Node] {
        match self.get(name).map(|node| &node.value) {
            None => &[],
            Some(Value::List(items)) => items,
            Some(_) => self.wrong_type(name, "a list").unwrap_or_default(),
        }
    }

    /// A path, relative to the file that names it.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        let text = self.text(name)?;
        match self.get(name) {
            Some(node) => Some(self.notes.resolve(node.place, text)),
            None => Some(text.into()),
        }
    }

    /// An address to listen on.
    pub(super) fn socket_address(&self, name: &str) -> Option<SocketAddr> {
        let text = self.text(name)?;
        let address = text.parse().ok();
        if address.is_none() {
            let expected = "address to listen on: write IP:PORT, as in 127.0.0.1:10110";
            self.note(name, Problem::Malformed { found: text.to_owned(), expected });
        }
        address
    }

    /// Notes that a key has to be there.
    pub(super) fn missing(&self, name: &str, what: &'static str) {
        self.note(name, Problem::Missing(what));
    }

    fn shape(&self, name: &str) -> Option<Shape> {
        let key = self.keys.iter().find(|key| key.name == name);
        debug_assert!(key.is_some(), "{name} is in the table of keys");
        key.map(|key| key.shape)
    }

    fn wrong_type<T>(&self, name: &str, expected: &'static str) -> Option<T> {
        let found = self.get(name)?.what();
        self.note(name, Problem::WrongType { expected, found });
        None
    }

    fn out_of_range(&self, name: &str, node: &Node, (min, max): (f64, f64)) {
        let Value::Number(found, _) = node.value else { return };
        let unit = self.keys.iter().find(|key| key.name == name).map_or("", |key| key.unit);
        self.note(name, Problem::OutOfRange { found, min, max, unit });
    }
}

/// Notes a node that is no table.
pub(super) fn expect_table(node: &Node, path: &str, notes: &Notes) {
    if !matches!(node.value, Value::Table(_)) {
        let problem = Problem::WrongType { expected: "a table", found: node.what() };
        notes.note(node.place, path, problem);
    }
}

/// A key below a path.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
