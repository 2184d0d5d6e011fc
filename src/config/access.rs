//! The access file: tokens and certificates. Kept by `picket token`, readable by people.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::read_text;
use super::keys;
use super::mistake::Problem;
use super::node::{Node, Value};
use super::notes::Notes;
use super::section::Section;
use super::source::{Place, Source};
use super::suggest::did_you_mean;
use super::toml_text;
use super::types::AccessConfig;
use crate::access::{AccessList, CertificateEntry, CertificateMatch, Digest, Role, TokenEntry};
use crate::alert::PERSON_CHARS_MAX;
use crate::areas::AreaId;
use crate::domain::EventTime;

/// Largest access file, bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// Tokens and certificates at most, each.
const ENTRIES_MAX: usize = 1_000;
/// What an entry of either kind may be named like.
const NAME: &str =
    "name: write 1 to 64 characters, first and last no space, without control characters";
const TABLES: [&str; 2] = ["token", "certificate"];

/// `[access]`.
pub(super) fn read(root: &Node, notes: &Notes) -> AccessConfig {
    let section = Section::open(root, keys::ACCESS, notes);
    let path = section.path("path");
    let list = path.as_ref().map(|path| load(path, &section, notes));
    AccessConfig {
        path,
        list: list.map(Arc::new),
        session: section.secs("session_secs"),
        failures_per_minute_max: section.size("failures_per_minute_max"),
    }
}

/// The file that `[access]` names, whatever else the configuration says.
pub(super) fn path(root: &Node, notes: &Notes) -> Option<PathBuf> {
    Section::open(root, keys::ACCESS, notes).path("path")
}

fn load(path: &Path, section: &Section<'_>, notes: &Notes) -> AccessList {
    match read_text(path, FILE_BYTES_MAX) {
        Ok(text) => parse(path, &text, notes).0,
        Err(Problem::Unreadable(error)) => {
            section.note("path", Problem::AccessFile { path: path.to_owned(), error });
            AccessList::default()
        }
        Err(problem) => {
            notes.note_file(path, problem);
            AccessList::default()
        }
    }
}

/// Reads the text of an access file: who is in it, and where each token's name ends.
pub(super) fn parse(
    path: &Path,
    text: &str,
    notes: &Notes,
) -> (AccessList, BTreeMap<String, usize>) {
    let (label, base) = (path.to_owned(), PathBuf::new());
    let source = notes.add(Source { label, base, text: text.to_owned() });
    let root = toml_text::read(text, source, notes);
    for entry in root.entries().iter().filter(|entry| !TABLES.contains(&entry.key.as_str())) {
        let help = did_you_mean(&entry.key, TABLES);
        notes.note_with_help(entry.key_place, &entry.key, Problem::UnknownKey, help);
    }
    let mut names = Names { notes, taken: BTreeMap::new() };
    let tokens = entries(&root, "token", keys::TOKEN, notes, |section| token(section, &mut names));
    let name_ends = names.taken.iter().filter_map(|(name, place)| {
        Some((name.clone(), usize::try_from((*place)?.end).unwrap_or(usize::MAX)))
    });
    let name_ends = name_ends.collect();
    let certificates = entries(&root, "certificate", keys::CERTIFICATE, notes, |section| {
        certificate(section, &mut names)
    });
    (AccessList { tokens, certificates }, name_ends)
}

fn entries<T>(
    root: &Node,
    table: &str,
    known: &'static [keys::Key],
    notes: &Notes,
    mut read: impl FnMut(&Section<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(node) = root.get(table) else { return Vec::new() };
    let Value::List(items) = &node.value else {
        let expected = "[[token]] or [[certificate]], one each";
        notes.note(node.place, table, Problem::WrongType { expected, found: node.what() });
        return Vec::new();
    };
    if items.len() > ENTRIES_MAX {
        let what = "entries of one kind";
        notes.note(node.place, table, Problem::TooMany { what, max: ENTRIES_MAX });
    }
    let items = items.iter().take(ENTRIES_MAX).enumerate();
    items
        .filter_map(|(nth, item)| {
            read(&Section::of(Some(item), format!("{table}[{nth}]"), known, notes))
        })
        .collect()
}

fn token(section: &Section<'_>, names: &mut Names<'_>) -> Option<TokenEntry> {
    let name = names.take(section);
    let role = role(section);
    if section.get("digest").is_none() {
        section.missing("digest", "what `picket token new` wrote");
    }
    let digest = digest(section, "digest");
    let (created, expires) = (moment(section, "created"), moment(section, "expires"));
    let revoked = moment(section, "revoked");
    let areas = areas(section);
    Some(TokenEntry { name: name?, role: role?, digest: digest?, created, expires, revoked, areas })
}

fn certificate(section: &Section<'_>, names: &mut Names<'_>) -> Option<CertificateEntry> {
    let name = names.take(section);
    let role = role(section);
    let fingerprint = digest(section, "fingerprint").map(CertificateMatch::Fingerprint);
    let dns_name = section.stated_text("dns_name");
    let dns_name = dns_name.map(|name| CertificateMatch::DnsName(name.to_owned()));
    match (section.get("fingerprint"), section.get("dns_name")) {
        (None, None) => {
            section.missing("fingerprint", "fingerprint or dns_name says which certificate");
        }
        (Some(_), Some(_)) => {
            section.note("dns_name", Problem::NotWith("fingerprint: one of them is enough"));
        }
        _ => {}
    }
    let areas = areas(section);
    let matching = fingerprint.or(dns_name);
    Some(CertificateEntry { name: name?, role: role?, matching: matching?, areas })
}

/// Names that acts will be signed by: no two alike.
struct Names<'a> {
    notes: &'a Notes,
    taken: BTreeMap<String, Option<Place>>,
}

impl Names<'_> {
    fn take(&mut self, section: &Section<'_>) -> Option<Arc<str>> {
        if section.get("name").is_none() {
            section.missing("name", "whose it is; acts are signed by it");
        }
        let name = section.stated_text("name")?;
        let fits = (1..=PERSON_CHARS_MAX).contains(&name.chars().count());
        if !fits || name.trim() != name || name.chars().any(char::is_control) {
            section.note("name", Problem::Malformed { found: name.to_owned(), expected: NAME });
            return None;
        }
        if let Some(first) = self.taken.get(name) {
            let first = first.map(|place| self.notes.file_and_line(place)).unwrap_or_default();
            let (what, found) = ("name of an entry", name.to_owned());
            section.note("name", Problem::Twice { what, found, first });
        }
        self.taken.entry(name.to_owned()).or_insert(section.place("name"));
        Some(name.into())
    }
}

fn role(section: &Section<'_>) -> Option<Role> {
    if section.get("role").is_none() {
        section.missing("role", "viewer, analyst, officer or administrator");
    }
    let text = section.stated_text("role")?;
    let role = Role::of(text);
    if role.is_none() {
        section.note_choice("role", text, &Role::ALL.map(Role::as_str));
    }
    role
}

/// What is wrong with a digest is said without showing it: it might be a secret in the wrong place.
fn digest(section: &Section<'_>, key: &str) -> Option<Digest> {
    let digest = section.stated_text(key)?.parse();
    if digest.is_err() {
        section.note(key, Problem::NoDigest);
    }
    digest.ok()
}

fn moment(section: &Section<'_>, key: &str) -> Option<EventTime> {
    let node = section.get(key)?;
    let (Value::Text(text) | Value::Time(text)) = &node.value else {
        let (expected, found) = ("a time", node.what());
        section.note(key, Problem::WrongType { expected, found });
        return None;
    };
    let time = text.parse().ok();
    if time.is_none() {
        let expected = "time: write it as in 2027-01-31T00:00:00Z";
        section.note(key, Problem::Malformed { found: text.clone(), expected });
    }
    time
}

fn areas(section: &Section<'_>) -> Option<Arc<BTreeSet<AreaId>>> {
    section.get("areas")?;
    let mut areas = BTreeSet::new();
    for item in section.list("areas") {
        let Value::Text(text) = &item.value else {
            let (expected, found) = ("ids of watch areas", item.what());
            section.note("areas", Problem::WrongType { expected, found });
            continue;
        };
        match text.parse() {
            Ok(area) => drop(areas.insert(area)),
            Err(invalid) => section.note("areas", Problem::AreaId(invalid)),
        }
    }
    Some(Arc::new(areas))
}
