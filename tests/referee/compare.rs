//! Two lists of answers to the same sentences, and where they differ.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mapping::Mapping;
use super::picket;

/// The members of a message by their paths, all in one level.
pub(crate) type Members = BTreeMap<String, Value>;

/// What a program made of the message that a sentence completed.
pub(crate) struct Answer {
    pub(crate) sentence: usize,
    /// The message, or how it was refused.
    pub(crate) said: Result<Members, String>,
}

/// One way in which a peer and Picket differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Case {
    /// Message type, by whoever decoded it.
    pub(crate) message_type: u64,
    /// Picket's member, or `(message)` where only one decoded it.
    pub(crate) member: String,
    /// How they differ.
    pub(crate) difference: String,
}

/// How often, and the first time.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    pub(crate) example: String,
}

/// Where the answers of a peer and Picket differ.
pub(crate) struct Findings<'a> {
    mapping: &'a Mapping,
    joins_parts: bool,
    cases: BTreeMap<Case, Seen>,
    /// Names of message 24 A by MMSI.
    names: BTreeMap<u64, Value>,
    /// Messages that both decoded.
    pub(crate) compared: u64,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(mapping: &'a Mapping, joins_parts: bool) -> Self {
        Self { mapping, joins_parts, cases: BTreeMap::new(), names: BTreeMap::new(), compared: 0 }
    }

    pub(crate) fn into_cases(self) -> BTreeMap<Case, Seen> {
        self.cases
    }

    pub(crate) fn compare(&mut self, sentences: &[String], ours: &[Answer], theirs: &[Answer]) {
        let by_sentence = |answers: &'_ [Answer]| -> BTreeMap<usize, usize> {
            answers.iter().enumerate().map(|(place, answer)| (answer.sentence, place)).collect()
        };
        let (our_places, their_places) = (by_sentence(ours), by_sentence(theirs));
        for (at, sentence) in sentences.iter().enumerate() {
            let ours = our_places.get(&at).and_then(|&place| ours.get(place)).map(|a| &a.said);
            let theirs =
                their_places.get(&at).and_then(|&place| theirs.get(place)).map(|a| &a.said);
            match (ours, theirs) {
                (Some(Ok(ours)), Some(Ok(theirs))) => self.members(sentence, ours, theirs),
                (Some(Ok(ours)), silent_or_refused) => {
                    let why = match silent_or_refused {
                        Some(Err(exception)) => format!("the peer raises {exception}"),
                        _ => "the peer says nothing".to_owned(),
                    };
                    self.remember_name(ours);
                    let what = if is_part_a(ours) { "(part A)" } else { "(message)" };
                    self.note(picket::kind(ours), what, &why, sentence);
                }
                (silent_or_refused, Some(Ok(theirs))) => {
                    let why = match silent_or_refused {
                        Some(Err(reason)) => format!("Picket rejects it: {reason}"),
                        _ => "Picket says nothing".to_owned(),
                    };
                    self.note(their_kind(theirs), "(message)", &why, sentence);
                }
                (_, None | Some(Err(_))) => {}
            }
        }
    }

    fn members(&mut self, sentence: &str, ours: &Members, theirs: &Members) {
        let kind = picket::kind(ours);
        self.compared += 1;
        let mut ours = ours.clone();
        self.remember_name(&ours);
        if self.joins_parts && ours.get("part_number").is_some_and(|part| part == 1) {
            let name = mmsi(&ours).and_then(|mmsi| self.names.get(&mmsi));
            ours.extend(name.map(|name| ("part_a.name".to_owned(), name.clone())));
        }
        let (expected, unknown) = self.mapping.expected(kind, theirs);
        for member in unknown {
            let what = format!("the mapping does not know {member}");
            self.note(kind, &member, &what, sentence);
        }
        for (member, value) in &expected {
            if let Some(difference) = value.difference(ours.get(member)) {
                let said = ours.get(member).map_or("nothing".to_owned(), Value::to_string);
                let example = format!("{sentence} Picket {said}, peer {value:?}");
                self.note(kind, member, difference, &example);
            }
        }
        for member in ours.keys() {
            if !expected.contains_key(member) && !self.mapping.is_silent_on(kind, member) {
                self.note(kind, member, "the peer has no member for it", sentence);
            }
        }
    }

    fn remember_name(&mut self, ours: &Members) {
        if let (Some(mmsi), true) = (mmsi(ours), is_part_a(ours)) {
            match ours.get("name") {
                Some(name) => self.names.insert(mmsi, name.clone()),
                None => self.names.remove(&mmsi),
            };
        }
    }

    fn note(&mut self, message_type: u64, member: &str, difference: &str, example: &str) {
        let (member, difference) = (member.to_owned(), difference.to_owned());
        let seen = self
            .cases
            .entry(Case { message_type, member, difference })
            .or_insert_with(|| Seen { count: 0, example: example.to_owned() });
        seen.count += 1;
    }
}

/// All members of an object in one level, with the names and places on the way joined by dots.
pub(crate) fn flat(value: &Value) -> Members {
    let mut members = Members::new();
    flatten("", value, &mut members);
    members
}

fn flatten(path: &str, value: &Value, members: &mut Members) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                flatten(&below(name), value, members);
            }
        }
        Value::Array(array) => {
            for (place, value) in array.iter().enumerate() {
                flatten(&below(&place.to_string()), value, members);
            }
        }
        value => {
            members.insert(path.to_owned(), value.clone());
        }
    }
}

fn is_part_a(ours: &Members) -> bool {
    ours.get("part_number").is_some_and(|part| part == 0)
}

fn mmsi(members: &Members) -> Option<u64> {
    members.get("mmsi").and_then(Value::as_u64)
}

/// The three call it differently.
fn their_kind(theirs: &Members) -> u64 {
    let kind = ["type", "msg_type", "id"].iter().find_map(|name| theirs.get(*name)?.as_u64());
    kind.unwrap_or(0)
}
