use std::net::SocketAddr;

use super::parts::{LIST_MAX, texts};
use super::sink::name;
use super::types::{MessageType, RelayArea, RelayConfig, RelayFilter, RelayKind};
use crate::config::feed::is_host_and_port;
use crate::config::mistake::Problem;
use crate::config::node::{Node, NumberForm, Value};
use crate::config::notes::Notes;
use crate::config::section::Section;
use crate::config::suggest::did_you_mean;
use crate::config::tls;
use crate::config::types::LoadedArea;
use crate::domain::FeedName;

const KINDS: [&str; 2] = ["tcp", "udp"];
/// Which kinds a key is for; a key that is not named is for every kind.
const KEYS_OF_KINDS: [(&str, &str); 5] = [
    ("address", "tcp"),
    ("clients_max", "tcp"),
    ("tls", "tcp"),
    ("buffer_bytes", "tcp"),
    ("to", "udp"),
];
/// Bytes that wait for a network that takes no datagrams.
const UDP_BUFFER_BYTES: usize = 4 << 20;
/// AIS messages there are (ITU-R M.1371-5).
const AIS_TYPES: std::ops::RangeInclusive<i64> = 1..=27;

/// What a filter of a relay may name.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) feeds: &'a [FeedName],
    pub(super) areas: &'a [LoadedArea],
}

/// Reads one `[[relay]]`; `None` where it has no name or no kind that could stand for it.
pub(super) fn read(
    section: &Section<'_>,
    path: &str,
    known: Known<'_>,
    notes: &Notes,
) -> Option<RelayConfig> {
    let name = name(section, "a relay needs a name");
    let kind = kind(section, path, notes);
    let filter = RelayFilter {
        feeds: feeds(section, path, known.feeds, notes),
        areas: shapes(section, path, known.areas, notes),
        types: types(section, path, notes),
        exercise: section.flag("exercise"),
    };
    let duplicates = section.flag("duplicates");
    let buffer_bytes = section.size("buffer_bytes");
    let buffer_bytes = match kind {
        Some(RelayKind::Udp { .. }) => UDP_BUFFER_BYTES,
        _ => buffer_bytes,
    };
    Some(RelayConfig { name: name?, kind: kind?, filter, duplicates, buffer_bytes })
}

fn kind(section: &Section<'_>, path: &str, notes: &Notes) -> Option<RelayKind> {
    if section.get("kind").is_none() {
        section.missing("kind", "a relay needs a kind: tcp or udp");
        return None;
    }
    let kind = section.stated_text("kind")?;
    if !KINDS.contains(&kind) {
        section.note_choice("kind", kind, &KINDS);
        return None;
    }
    for (key, of) in KEYS_OF_KINDS {
        if section.get(key).is_some() && kind != of {
            section.note(key, Problem::DoesNotApply(format!("a relay of kind {kind:?}")));
        }
    }
    if kind == "udp" {
        return Some(RelayKind::Udp { to: receivers(section, path, notes) });
    }
    if section.get("address").is_none() {
        section.missing("address", "where to listen, IP:PORT");
    }
    let tls = tls::server(section, path, notes);
    let certified = tls.as_ref().is_some_and(|tls| tls.client_ca.is_some());
    let address: SocketAddr = section.socket_address("address")?;
    if !address.ip().is_loopback() && !certified {
        section.note("address", Problem::RelayNotLoopback(address));
    }
    Some(RelayKind::Tcp { address, clients_max: section.size("clients_max"), tls })
}

fn receivers(section: &Section<'_>, path: &str, notes: &Notes) -> Vec<String> {
    if section.get("to").is_none() {
        section.missing("to", "where to send to, [\"HOST:PORT\", ...]");
    }
    let mut to = Vec::new();
    for (address, node) in texts(section, path, "to", notes) {
        if is_host_and_port(address) {
            to.push(address.to_owned());
        } else {
            let (found, expected) = (address.to_owned(), "HOST:PORT, as in 192.0.2.10:10110");
            notes.note(node.place, &format!("{path}.to"), Problem::Malformed { found, expected });
        }
    }
    to
}

fn feeds(section: &Section<'_>, path: &str, known: &[FeedName], notes: &Notes) -> Vec<FeedName> {
    let mut feeds = Vec::new();
    for (text, node) in texts(section, path, "feeds", notes) {
        if let Some(feed) = known.iter().find(|feed| feed.as_str() == text) {
            feeds.push(*feed);
            continue;
        }
        let help = did_you_mean(text, known.iter().map(FeedName::as_str));
        let problem = Problem::NoSuchFeed(text.to_owned());
        notes.note_with_help(node.place, &format!("{path}.feeds"), problem, help);
    }
    feeds
}

/// Areas as their files have them: those that officers make are not for relays.
fn shapes(
    section: &Section<'_>,
    path: &str,
    known: &[LoadedArea],
    notes: &Notes,
) -> Vec<RelayArea> {
    let mut areas = Vec::new();
    for (id, node) in texts(section, path, "areas", notes) {
        if let Some(loaded) = known.iter().find(|loaded| loaded.area.id.as_str() == id) {
            areas.push(RelayArea { id: id.to_owned(), shape: loaded.area.shape.clone() });
            continue;
        }
        let help = did_you_mean(id, known.iter().map(|loaded| loaded.area.id.as_str()));
        let (found, expected) = (id.to_owned(), "id of a watch area of these files");
        let problem = Problem::Malformed { found, expected };
        notes.note_with_help(node.place, &format!("{path}.areas"), problem, help);
    }
    areas
}

/// AIS messages by number, other sentences by the three letters of their formatter.
fn types(section: &Section<'_>, path: &str, notes: &Notes) -> Vec<MessageType> {
    let items = section.list("types");
    if items.len() > LIST_MAX {
        section.note("types", Problem::TooMany { what: "types", max: LIST_MAX });
    }
    let mut types = Vec::new();
    for item in items.iter().take(LIST_MAX) {
        if let Some(kind) = message_type(item) {
            types.push(kind);
            continue;
        }
        let found = match &item.value {
            Value::Text(text) => text.clone(),
            Value::Number(number, _) => number.to_string(),
            _ => item.what().to_owned(),
        };
        let expected = "type of message: 1 to 27 for AIS, or three capitals as in \"TTM\"";
        notes.note(item.place, &format!("{path}.types"), Problem::Malformed { found, expected });
    }
    types
}

fn message_type(item: &Node) -> Option<MessageType> {
    match &item.value {
        Value::Number(_, NumberForm::Whole(number)) if AIS_TYPES.contains(number) => {
            Some(MessageType::Ais(u8::try_from(*number).ok()?))
        }
        Value::Text(text) if text.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            Some(MessageType::Formatter(text.as_bytes().try_into().ok()?))
        }
        _ => None,
    }
}
