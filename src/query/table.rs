use serde::{Serialize, Serializer};

use crate::domain::{ContactId, EventTime, Position};

/// What the columns of an answer are called and hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// `positions`, `stops` ...: names layers and files.
    pub name: &'static str,
    /// The columns beside the place.
    pub columns: &'static [Column],
    /// The rows have a place.
    pub placed: bool,
    /// The rows are points of ways: by contact, then time; a way ends where contact or `segment`
    /// changes.
    pub moving: bool,
    /// The column that names a row.
    pub id: Option<&'static str>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, with its unit where it has none of ITU-R M.1371.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds; each value may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A moment, to the millisecond.
    Time,
    /// Texts.
    List,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing was sent, or does not apply.
    Absent,
    /// Text.
    Text(String),
    /// Text that the program knows.
    Word(&'static str),
    /// A contact.
    Contact(ContactId),
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Time(EventTime),
    /// Texts.
    List(Vec<String>),
}

/// A row: a value for each column, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where.
    pub place: Option<Position>,
    /// In the order of the schema.
    pub values: Vec<Value>,
}

impl Schema {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

impl Row {
    /// The value of a column; absent where the schema has no such column.
    pub fn value(&self, column: Option<usize>) -> &Value {
        column.and_then(|column| self.values.get(column)).unwrap_or(&Value::Absent)
    }
}

impl Value {
    /// A number with so many decimals, or nothing.
    pub fn decimals(value: Option<f64>, places: i32) -> Self {
        value.map_or(Self::Absent, |value| Self::Number(rounded(value, places)))
    }

    /// A text, or nothing.
    pub fn text(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Absent, |value| Self::Text(value.to_string()))
    }

    /// A whole number, or nothing.
    pub fn integer(value: Option<impl Into<i64>>) -> Self {
        value.map_or(Self::Absent, |value| Self::Integer(value.into()))
    }

    /// How many; more than a column can hold is as many as it can.
    pub fn count(value: usize) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }

    /// A time, or nothing.
    pub fn time(value: Option<EventTime>) -> Self {
        value.map_or(Self::Absent, Self::Time)
    }

    /// The same with another number, if it is one.
    pub(super) fn map_number(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Number(number) => Self::Number(change(number)),
            other => other,
        }
    }

    /// As text; `None` where absent.
    pub fn to_text(&self) -> Option<String> {
        Some(match self {
            Self::Absent => return None,
            Self::Text(text) => text.clone(),
            Self::Word(word) => (*word).to_owned(),
            Self::Contact(contact) => contact.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Time(time) => time.to_string(),
            Self::List(texts) => texts.join(" "),
        })
    }

    /// As JSON, as it is serialized.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Contact(contact) => serializer.collect_str(contact),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Time(time) => serializer.collect_str(time),
            Self::List(texts) => texts.serialize(serializer),
        }
    }
}

/// Decimals of a coordinate in texts: finer than the 1/60,000,000 of a degree that the store keeps,
/// so that the stored step is found again.
const COORDINATE_DECIMALS: i32 = 8;

/// `[longitude, latitude]` for texts.
pub fn coordinates(place: Position) -> [f64; 2] {
    [place.longitude(), place.latitude()].map(|degrees| rounded(degrees, COORDINATE_DECIMALS))
}

/// A number with so many decimals.
pub(super) fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}
