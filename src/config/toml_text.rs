use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Problem;
use super::node::{Entry, Node, NumberForm, Value};
use super::notes::Notes;
use super::source::Place;

/// Reads TOML; every syntax error is noted, and what could be read is given back.
pub(super) fn read(text: &str, source: usize, notes: &Notes) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = Place::new(source, error.span().unwrap_or(0..0));
        notes.note(place, "", Problem::Syntax(error.message().to_owned()));
    }
    Node { place: Place::new(source, 0..0), value: convert_table(table.get_ref(), source) }
}

fn convert(value: &Spanned<DeValue<'_>>, source: usize) -> Node {
    Node { place: Place::new(source, value.span()), value: convert_value(value.get_ref(), source) }
}

fn convert_value(value: &DeValue<'_>, source: usize) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(whole) => whole_number(whole),
                // Beyond 64 bits; every range check refuses it.
                Err(_too_large) => Value::Number(f64::INFINITY, NumberForm::Fraction),
            }
        }
        DeValue::Float(float) => {
            Value::Number(float.as_str().parse().unwrap_or(f64::NAN), NumberForm::Fraction)
        }
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(time) => Value::Time(time.to_string()),
        DeValue::Array(array) => {
            Value::List(array.iter().map(|item| convert(item, source)).collect())
        }
        DeValue::Table(table) => convert_table(table, source),
    }
}

fn convert_table(table: &DeTable<'_>, source: usize) -> Value {
    let entries = table.iter().map(|(key, value)| Entry {
        key: key.get_ref().to_string(),
        key_place: Place::new(source, key.span()),
        node: convert(value, source),
    });
    Value::Table(entries.collect())
}

/// A whole number in both forms.
pub(super) fn whole_number(whole: i64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "no key's range reaches 2^53")]
    let number = whole as f64;
    Value::Number(number, NumberForm::Whole(whole))
}
