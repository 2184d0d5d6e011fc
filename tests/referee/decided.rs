//! The differences that are known, each with the reason that decides it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use super::compare::{Case, Seen};
use super::source;

/// What an entry says until a person has written why.
const UNDECIDED: &str = "undecided";

/// `testdata/referee/PEER.decided.toml`.
pub(crate) struct Decided {
    peer: String,
    file: File,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Paragraphs of ITU-R M.1371-5 and other reasons, by the names that the cases use.
    #[serde(default)]
    reasons: BTreeMap<String, String>,
    #[serde(default)]
    case: Vec<Entry>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    message_type: u64,
    member: String,
    difference: String,
    /// A name of `reasons`.
    reason: String,
    example: String,
    counts: BTreeMap<String, u64>,
}

impl Decided {
    pub(crate) fn of(peer: &str) -> Self {
        let text = std::fs::read_to_string(source::path(&file_name(peer))).unwrap_or_default();
        let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{peer}: {error}"));
        Self { peer: peer.to_owned(), file }
    }

    /// Fails unless what was found is what is decided, case by case and count by count.
    pub(crate) fn hold_against(mut self, found: &BTreeMap<Case, BTreeMap<&str, Seen>>) {
        let mut wrong = String::new();
        let was: BTreeMap<Case, Entry> =
            self.file.case.drain(..).map(|entry| (entry.case(), entry)).collect();
        for (case, seen) in found {
            let entry = entry(case, seen, was.get(case));
            match was.get(case) {
                Some(before) if before.counts == entry.counts => {}
                Some(before) => note(&mut wrong, &entry, &format!("was {:?}", before.counts)),
                None => note(&mut wrong, &entry, "is not in the file"),
            }
            if !self.file.reasons.contains_key(&entry.reason) {
                note(&mut wrong, &entry, &format!("has no reason, but {:?}", entry.reason));
            }
            self.file.case.push(entry);
        }
        for (case, entry) in &was {
            if !found.contains_key(case) {
                note(&mut wrong, entry, "is gone");
            }
        }
        for reason in self.file.reasons.keys() {
            if !self.file.case.iter().any(|entry| entry.reason == *reason) {
                writeln!(wrong, "reason {reason} decides nothing").expect("a String");
            }
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(source::path(&file_name(&self.peer)), self.written()).expect("written");
        }
        assert!(wrong.is_empty(), "{}:\n{wrong}", self.peer);
    }

    fn written(&self) -> String {
        let mut text = format!(
            "# Where {} and Picket differ on the recordings and vectors of testdata, how often, and what\n\
             # decides it. `UPDATE_GOLDEN=1 cargo test --test referee` writes cases, counts and examples\n\
             # anew; the reasons are written by people.\n\n[reasons]\n",
            self.peer
        );
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        for (name, reason) in &self.file.reasons {
            writeln!(text, "{name} = {}", quoted(reason)).expect("a String");
        }
        for entry in &self.file.case {
            let counts: Vec<String> = entry
                .counts
                .iter()
                .map(|(source, n)| format!("{} = {n}", quoted(source)))
                .collect();
            writeln!(
                text,
                "\n[[case]]\ntype = {}\nmember = {}\ndifference = {}\nreason = {}\nexample = {}\ncounts = {{ {} }}",
                entry.message_type,
                quoted(&entry.member),
                quoted(&entry.difference),
                quoted(&entry.reason),
                quoted(&entry.example),
                counts.join(", ")
            )
            .expect("a String");
        }
        text
    }
}

impl Entry {
    fn case(&self) -> Case {
        let Self { message_type, member, difference, .. } = self.clone();
        Case { message_type, member, difference }
    }
}

fn entry(case: &Case, seen: &BTreeMap<&str, Seen>, before: Option<&Entry>) -> Entry {
    let Case { message_type, member, difference } = case.clone();
    let example = seen.values().next().map_or("", |seen| &seen.example);
    Entry {
        message_type,
        member,
        difference,
        reason: before.map_or(UNDECIDED, |before| &before.reason).to_owned(),
        example: example.to_owned(),
        counts: seen.iter().map(|(source, seen)| ((*source).to_owned(), seen.count)).collect(),
    }
}

fn note(wrong: &mut String, entry: &Entry, what: &str) {
    let Entry { message_type, member, difference, counts, example, .. } = entry;
    let line = format!("type {message_type}, {member}: {difference} {counts:?} {what}");
    writeln!(wrong, "{line}\n    {example}").expect("a String");
}

fn file_name(peer: &str) -> String {
    format!("referee/{peer}.decided.toml")
}
