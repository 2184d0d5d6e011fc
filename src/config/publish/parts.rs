//! What several kinds of sink have in common.

use super::Template;
use super::types::{Destination, HttpTarget};
use crate::areas::AreaId;
use crate::config::broker::secret;
use crate::config::feed::address_of_peer;
use crate::config::mistake::Problem;
use crate::config::node::{Node, Value};
use crate::config::notes::Notes;
use crate::config::section::Section;
use crate::config::suggest::did_you_mean;
use crate::config::tls;

/// Names of one list at most.
pub(super) const LIST_MAX: usize = 256;

pub(super) fn http_target(section: &Section<'_>, path: &str, notes: &Notes) -> Option<HttpTarget> {
    if section.get("url").is_none() {
        section.missing("url", "where to post, https://HOST/PATH");
    }
    let (target, proxy) = (url(section, "url"), url(section, "proxy"));
    let secret = secret(section);
    Some(HttpTarget { url: target?, tls: tls::client(section, path, notes), proxy, secret })
}

/// A URL of HTTP, if one is stated.
pub(in crate::config) fn url(section: &Section<'_>, key: &str) -> Option<String> {
    let text = section.stated_text(key)?;
    let whole = reqwest::Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.has_host()
    });
    if whole.is_none() {
        let expected = "URL, as in https://ops.example/alerts, without user and password";
        section.note(key, Problem::Malformed { found: text.to_owned(), expected });
    }
    whole.map(|_url| text.to_owned())
}

pub(super) fn destination(section: &Section<'_>, path: &str, notes: &Notes) -> Option<Destination> {
    let udp = section.choice("protocol") == "udp";
    if udp && section.get("tls").is_some() {
        section.note("tls", Problem::NotWith("protocol = \"udp\": TLS needs TCP"));
    }
    let tls = tls::client(section, path, notes);
    Some(Destination { address: address_of_peer(section)?, udp, tls })
}

/// A template, or the one that holds where none is stated.
pub(super) fn template(section: &Section<'_>, key: &str, default: &str) -> Option<Template> {
    let text = match section.get(key) {
        Some(_) => section.stated_text(key)?,
        None => default,
    };
    match Template::parse(text) {
        Ok(template) => Some(template),
        Err(name) => {
            let expected =
                "template: a text with {rule}, {priority}, {name} and other fields in it";
            let help = did_you_mean(&name, Template::names());
            section.note_with_help(key, Problem::Malformed { found: name, expected }, help);
            None
        }
    }
}

/// The texts of a list, each with its place.
pub(super) fn texts<'a>(
    section: &Section<'a>,
    path: &str,
    key: &'static str,
    notes: &Notes,
) -> Vec<(&'a str, &'a Node)> {
    let items = section.list(key);
    if items.len() > LIST_MAX {
        section.note(key, Problem::TooMany { what: key, max: LIST_MAX });
    }
    let read = |(nth, item): (usize, &'a Node)| {
        if let Value::Text(text) = &item.value {
            return Some((text.as_str(), item));
        }
        let problem = Problem::WrongType { expected: "a text", found: item.what() };
        notes.note(item.place, &format!("{path}.{key}[{nth}]"), problem);
        None
    };
    items.iter().take(LIST_MAX).enumerate().filter_map(read).collect()
}

/// Ids of watch areas; whether there are such areas only the daemon knows, since officers make some.
pub(super) fn areas(section: &Section<'_>, path: &str, notes: &Notes) -> Vec<String> {
    let mut areas = Vec::new();
    for (id, node) in texts(section, path, "areas", notes) {
        if id.parse::<AreaId>().is_ok() {
            areas.push(id.to_owned());
        } else {
            let (found, expected) = (id.to_owned(), "id of a watch area");
            let problem = Problem::Malformed { found, expected };
            notes.note(node.place, &format!("{path}.areas"), problem);
        }
    }
    areas
}
