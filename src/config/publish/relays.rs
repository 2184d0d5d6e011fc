use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::relay::{self, Known};
use super::sinks::{items, take_name};
use super::types::{RelayConfig, RelayKind};
use crate::config::feeds::overlap;
use crate::config::keys;
use crate::config::mistake::Problem;
use crate::config::node::Node;
use crate::config::notes::Notes;
use crate::config::section::Section;
use crate::config::types::{FeedConfig, FeedKind, LoadedArea};

/// Relays at most.
const RELAYS_MAX: usize = 16;

/// `[[relay]]`, in the order of the file.
pub(in crate::config) fn read(
    root: &Node,
    http: SocketAddr,
    feeds: &[FeedConfig],
    areas: &[LoadedArea],
    notes: &Notes,
) -> Vec<RelayConfig> {
    let names: Vec<_> = feeds.iter().map(|feed| feed.settings.name).collect();
    let known = Known { feeds: &names, areas };
    let mut taken = vec![(http, "[http]".to_owned())];
    taken.extend(feeds.iter().filter_map(listener));
    let mut names = BTreeMap::new();
    let mut relays = Vec::new();
    for (nth, item) in items(root, "relay", RELAYS_MAX, notes).iter().enumerate() {
        let path = format!("relay[{nth}]");
        let section = Section::of(Some(item), path.clone(), keys::RELAY.keys, notes);
        let Some(relay) = relay::read(&section, &path, known, notes) else { continue };
        take_name(&section, &relay.name, "name of the relay", &mut names, notes);
        if let RelayKind::Tcp { address, .. } = relay.kind {
            if let Some((_, first)) = taken.iter().find(|(other, _)| overlap(*other, address)) {
                let (what, found) = ("address that is listened on", address.to_string());
                section.note("address", Problem::Twice { what, found, first: first.clone() });
            }
            taken.push((address, format!("relay {}", relay.name)));
        }
        relays.push(relay);
    }
    relays
}

fn listener(feed: &FeedConfig) -> Option<(SocketAddr, String)> {
    match feed.kind {
        FeedKind::TcpListen { address, .. } => {
            Some((address, format!("feed {}", feed.settings.name)))
        }
        _ => None,
    }
}
