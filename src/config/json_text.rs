use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

use super::mistake::Problem;
use super::node::{Entry, Node, NumberForm, Value};
use super::notes::Notes;
use super::source::Place;

/// JSON as RFC 8259 has it: none of the parser's liberties.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads JSON; a syntax error is noted and gives `None`.
pub(super) fn read(text: &str, source: usize, notes: &Notes) -> Option<Node> {
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            if parsed.value.is_none() {
                notes.note(Place::new(source, 0..0), "", Problem::Syntax("no JSON in it".into()));
            }
            Some(convert(parsed.value?, source, notes))
        }
        Err(error) => {
            let message = error.kind().to_string();
            notes.note(place(error.range(), source), "", Problem::Syntax(message));
            None
        }
    }
}

fn convert(value: ast::Value<'_>, source: usize, notes: &Notes) -> Node {
    let place = place(value.range(), source);
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
        ast::Value::NumberLit(number) => {
            let form = number.value.parse().map_or(NumberForm::Fraction, NumberForm::Whole);
            Value::Number(number.value.parse().unwrap_or(f64::NAN), form)
        }
        ast::Value::BooleanLit(flag) => Value::Flag(flag.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            let items = array.elements.into_iter().map(|item| convert(item, source, notes));
            Value::List(items.collect())
        }
        ast::Value::Object(object) => Value::Table(convert_object(object, source, notes)),
    };
    Node { place, value }
}

fn convert_object(object: ast::Object<'_>, source: usize, notes: &Notes) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for property in object.properties {
        let key_place = place(property.name.range(), source);
        let key = property.name.into_string();
        if seen.insert(key.clone()) {
            entries.push(Entry { key, key_place, node: convert(property.value, source, notes) });
        } else {
            notes.note(key_place, &key, Problem::KeyTwice);
        }
    }
    entries
}

fn place(range: Range, source: usize) -> Place {
    Place::new(source, range.start..range.end)
}

/// The node as plain JSON, for those who hand it on.
pub(super) fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Text(text) | Value::Time(text) => text.as_str().into(),
        Value::Number(_, NumberForm::Whole(whole)) => (*whole).into(),
        Value::Number(number, NumberForm::Fraction) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Table(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.node))).collect()
        }
    }
}
