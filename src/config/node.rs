use super::source::Place;

/// A value with its place: the one form in which TOML, JSON and the environment are walked.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Text(String),
    /// A number as written; TOML's `_` and other radixes are resolved.
    Number(f64, NumberForm),
    Flag(bool),
    /// A date or time of TOML, as written.
    Time(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// Whether a number was written with a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberForm {
    Whole(i64),
    Fraction,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) node: Node,
}

impl Node {
    /// The entries of a table; none for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key; null counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let entry = self.entries().iter().find(|entry| entry.key == key)?;
        (!matches!(entry.node.value, Value::Null)).then_some(&entry.node)
    }

    /// What it is, for people.
    pub(super) fn what(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Text(_) => "a text",
            Value::Number(_, NumberForm::Whole(_)) => "a whole number",
            Value::Number(_, NumberForm::Fraction) => "a number with a fraction",
            Value::Flag(_) => "true or false",
            Value::Time(_) => "a date or time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}
