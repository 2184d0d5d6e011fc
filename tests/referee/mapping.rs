//! What a peer's members say in Picket's names and units.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::compare::Members;
use super::source;

/// `testdata/referee/PEER.mapping.toml`.
pub(crate) struct Mapping {
    by_member: BTreeMap<String, Vec<Member>>,
    silent: Vec<Silent>,
}

/// One member of a peer's, in the messages of some types.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    /// Its path; `*` stands for the places of an array.
    theirs: String,
    /// The message types in which it is meant so; all where left out.
    types: Option<Vec<u64>>,
    /// Picket's member for it.
    ours: Option<String>,
    /// Why it is not compared, if it has none.
    unused: Option<String>,
    #[serde(default)]
    rule: Rule,
    /// Ours is theirs divided by this,
    #[serde(default = "one")]
    divide: f64,
    /// and then this more.
    #[serde(default)]
    add: f64,
    /// How far apart numbers may be: rounding of either.
    #[serde(default = "rounding")]
    within: f64,
    /// Numbers, from and to, that are "not available".
    #[serde(default)]
    absent: Vec<[f64; 2]>,
    /// Members of Picket's without one of which this one is absent too.
    #[serde(default)]
    absent_with: Vec<String>,
    /// Members of Picket's without all of which this one is absent too.
    #[serde(default)]
    absent_with_all: Vec<String>,
    /// Members of theirs that are all 0 where this one is "not available".
    #[serde(default)]
    absent_if_zero: Vec<String>,
    /// A flag of theirs without which it says nothing.
    only_if: Option<String>,
    /// Which of the numbers in a text of theirs says it, from 0.
    nth: Option<usize>,
    /// How many characters of a text of theirs say it.
    first: Option<usize>,
    /// The mark in a text of theirs after which it is said.
    after: Option<String>,
    /// How many bits of a whole number of theirs lie after it, and how many say it.
    bits: Option<[u32; 2]>,
    /// Names of theirs for numbers.
    #[serde(default)]
    words: BTreeMap<String, f64>,
    /// The number that is "true" of a flag.
    #[serde(default = "one")]
    is_true: f64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    #[default]
    Number,
    Flag,
    /// A flag that says the opposite.
    OppositeFlag,
    /// A text; blanks at its end say nothing.
    Text,
    /// A text that goes on after the `@` that ends it.
    PaddedText,
}

/// A member of Picket's that the peer has none for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Silent {
    ours: Vec<String>,
    types: Option<Vec<u64>>,
    #[serde(rename = "why")]
    _why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    member: Vec<Member>,
    silent: Vec<Silent>,
}

fn one() -> f64 {
    1.0
}

fn rounding() -> f64 {
    1e-9
}

/// What Picket's member should be by a peer's message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    Absent,
    Number { value: f64, within: f64 },
    Flag(bool),
    Text(String),
}

impl Mapping {
    pub(crate) fn of(peer: &str) -> Self {
        let path = source::path(&format!("referee/{peer}.mapping.toml"));
        let text = std::fs::read_to_string(&path).expect("a mapping");
        let File { member, silent } =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut by_member: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for member in member {
            assert!(
                member.ours.is_some() != member.unused.is_some(),
                "{} is either mapped or unused",
                member.theirs
            );
            by_member.entry(member.theirs.clone()).or_default().push(member);
        }
        Self { by_member, silent }
    }

    /// What Picket's members should be by a peer's message of a type, and those of its members that
    /// the mapping does not know.
    pub(crate) fn expected(
        &self,
        kind: u64,
        theirs: &Members,
    ) -> (BTreeMap<String, Expected>, BTreeSet<String>) {
        let mut expected = BTreeMap::new();
        let mut unknown = BTreeSet::new();
        let mut bound = Vec::new();
        for (path, value) in theirs {
            let (pattern, place) = pattern(path);
            let mut known = false;
            for member in self.by_member.get(&pattern).into_iter().flatten() {
                if !applies(member.types.as_ref(), kind) {
                    continue;
                }
                known = true;
                let Some(ours) = &member.ours else { continue };
                let ours = ours.replace('*', &place);
                expected.insert(ours.clone(), member.expects(value, theirs, &place));
                bound.push((ours, place.clone(), member));
            }
            if !known {
                unknown.insert(pattern);
            }
        }
        for (ours, place, member) in bound {
            let absent = |name: &String| {
                expected
                    .get(&name.replace('*', &place))
                    .is_none_or(|value| *value == Expected::Absent)
            };
            let alone = member.absent_with.iter().any(absent)
                || !member.absent_with_all.is_empty() && member.absent_with_all.iter().all(absent);
            if alone {
                expected.insert(ours, Expected::Absent);
            }
        }
        (without_gaps(expected), unknown)
    }

    /// Whether the peer has no member for this one of Picket's.
    pub(crate) fn is_silent_on(&self, kind: u64, ours: &str) -> bool {
        let (pattern, _) = pattern(ours);
        self.silent.iter().any(|s| applies(s.types.as_ref(), kind) && s.ours.contains(&pattern))
    }
}

impl Member {
    fn expects(&self, value: &Value, theirs: &Members, place: &str) -> Expected {
        let zero = |name: &String| theirs.get(&name.replace('*', place)).is_none_or(is_zero);
        let meaningless =
            self.only_if.as_ref().is_some_and(|flag| theirs.get(flag) == Some(&Value::Bool(false)));
        if meaningless || !self.absent_if_zero.is_empty() && self.absent_if_zero.iter().all(zero) {
            return Expected::Absent;
        }
        match self.rule {
            Rule::Number => self.number(value).map_or(Expected::Absent, |number| {
                Expected::Number { value: number / self.divide + self.add, within: self.within }
            }),
            Rule::Flag => self.flag(value).map_or(Expected::Absent, Expected::Flag),
            Rule::OppositeFlag => {
                self.flag(value).map_or(Expected::Absent, |flag| Expected::Flag(!flag))
            }
            Rule::Text => text(self.part(value)),
            Rule::PaddedText => text(self.part(value).and_then(|text| text.split('@').next())),
        }
    }

    /// What of a text says it.
    fn part<'a>(&self, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str()?;
        let text = match &self.after {
            Some(mark) => text.split_once(mark.as_str())?.1,
            None => text,
        };
        match (self.nth, self.first) {
            (Some(nth), _) => text.split(|c: char| !c.is_ascii_digit()).nth(nth),
            (_, Some(first)) => text.get(..text.len().min(first)),
            _ => Some(text),
        }
    }

    /// The number, unless it stands for "not available".
    fn number(&self, value: &Value) -> Option<f64> {
        let found = match self.part(value) {
            Some(part) => self.words.get(part).copied().or_else(|| part.parse().ok()),
            None => match (self.bits, value.as_u64()) {
                (Some([after, width]), Some(whole)) => {
                    u32::try_from((whole >> after) & ((1 << width) - 1)).ok().map(f64::from)
                }
                _ => value.as_f64(),
            },
        };
        let absent = |number: f64| self.absent.iter().any(|[a, b]| (*a..=*b).contains(&number));
        found.filter(|&number| !absent(number))
    }

    fn flag(&self, value: &Value) -> Option<bool> {
        let number = || self.number(value).map(|number| (number - self.is_true).abs() < 0.5);
        value.as_bool().or_else(number)
    }
}

impl Expected {
    /// What a difference between this and Picket's value is called; `None` if there is none.
    pub(crate) fn difference(&self, ours: Option<&Value>) -> Option<&'static str> {
        let Some(ours) = ours else {
            return (*self != Self::Absent).then_some("only the peer says it");
        };
        let same = match self {
            Self::Absent => return Some("only Picket says it"),
            Self::Number { value, within } => {
                number(ours).is_some_and(|ours| (ours - value).abs() <= *within)
            }
            Self::Flag(flag) => ours.as_bool() == Some(*flag),
            Self::Text(text) => match ours.as_str() {
                Some(ours) if ours == text => true,
                Some(ours) if text.starts_with(ours) => return Some("the peer says more"),
                Some(ours) if ours.starts_with(text.as_str()) => return Some("Picket says more"),
                _ => false,
            },
        };
        (!same).then_some("they differ")
    }
}

/// Picket leaves out an entry of a list of which nothing is said: those after it move up.
fn without_gaps(expected: BTreeMap<String, Expected>) -> BTreeMap<String, Expected> {
    let mut said: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (path, value) in &expected {
        if let (Some((list, place, _)), true) = (entry(path), *value != Expected::Absent) {
            said.entry(list.to_owned()).or_default().insert(place);
        }
    }
    let moved = |path: String| match entry(&path) {
        None => Some(path),
        Some((list, place, member)) => {
            let before = said.get(list)?.iter().position(|&of| of == place)?;
            Some(format!("{list}.{before}.{member}"))
        }
    };
    expected.into_iter().filter_map(|(path, value)| Some((moved(path)?, value))).collect()
}

/// `acknowledged.2.mmsi` in its three parts.
fn entry(path: &str) -> Option<(&str, usize, &str)> {
    let (list, rest) = path.split_once('.')?;
    let (place, member) = rest.split_once('.')?;
    Some((list, place.parse().ok()?, member))
}

fn applies(types: Option<&Vec<u64>>, kind: u64) -> bool {
    types.is_none_or(|types| types.contains(&kind))
}

/// `acks.2.0` as `acks.*.0` and 2: only the first number is a place.
fn pattern(path: &str) -> (String, String) {
    let mut place = String::new();
    let parts = path.split('.').map(|part| {
        if place.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
            part.clone_into(&mut place);
            return "*";
        }
        part
    });
    (parts.collect::<Vec<_>>().join("."), place.clone())
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// A text of nothing but `@` and blanks is all zero too.
fn is_zero(value: &Value) -> bool {
    match value.as_str() {
        Some(text) => text.chars().all(|character| matches!(character, '@' | ' ')),
        None => value.as_f64().is_none_or(|number| number == 0.0),
    }
}

fn text(text: Option<&str>) -> Expected {
    match text.map(str::trim_end) {
        None | Some("") => Expected::Absent,
        Some(text) => Expected::Text(text.to_owned()),
    }
}
