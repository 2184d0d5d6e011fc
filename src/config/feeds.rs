use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::feed;
use super::keys;
use super::mistake::Problem;
use super::node::{Node, Value};
use super::notes::Notes;
use super::section::Section;
use super::source::Place;
use super::suggest::did_you_mean;
use super::types::{FeedConfig, FeedKind};
use crate::decode::{Content, FeedSettings};
use crate::domain::{FeedName, Position};

/// Feeds at most.
const FEEDS_MAX: usize = 256;

/// All feeds, and what the engine has to know of them.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    pub(super) configs: Vec<FeedConfig>,
    pub(super) lateness: BTreeMap<FeedName, Duration>,
    pub(super) positions: BTreeMap<FeedName, Position>,
    pub(super) own_ships: BTreeMap<FeedName, FeedName>,
}

impl Feeds {
    /// Feeds that go on where they were keep their place in the store's folder, under their name.
    pub(super) fn keep_places_in(&mut self, store: &Path) {
        for FeedConfig { settings, kind, .. } in &mut self.configs {
            match kind {
                FeedKind::Picket { place, .. } => {
                    *place = store.join("relay").join(settings.name.as_str());
                }
                FeedKind::Mqtt { place, .. } => {
                    *place = store.join("mqtt").join(settings.name.as_str());
                }
                _ => {}
            }
        }
    }
}

/// `[[feed]]`; where the file does not speak of feeds, the default ones.
pub(super) fn read(root: &Node, http: SocketAddr, notes: &Notes) -> Feeds {
    let Some(node) = root.get("feed") else {
        return Feeds { configs: default_feeds(), ..Feeds::default() };
    };
    let Value::List(items) = &node.value else {
        let problem = Problem::WrongType { expected: "[[feed]], one a feed", found: node.what() };
        notes.note(node.place, "feed", problem);
        return Feeds::default();
    };
    if items.len() > FEEDS_MAX {
        notes.note(node.place, "feed", Problem::TooMany { what: "feeds", max: FEEDS_MAX });
    }
    let mut taken = Taken::default();
    taken.claim_http(root, http);
    let mut feeds = Feeds::default();
    let mut own_ships = Vec::new();
    let names: Vec<&str> = items.iter().filter_map(stated_name).collect();
    for (nth, item) in items.iter().take(FEEDS_MAX).enumerate() {
        let path = format!("feed[{nth}]");
        let section = Section::of(Some(item), path.clone(), keys::FEED.keys, notes);
        let Some(feed) = feed::read(&section, &path, notes) else { continue };
        taken.name(&section, &feed.config, notes);
        taken.source(&section, &feed.config, notes);
        let name = feed.config.settings.name;
        feeds.lateness.extend(feed.lateness.map(|lateness| (name, lateness)));
        feeds.positions.extend(feed.position.map(|position| (name, position)));
        own_ships.extend(feed.own_ship.map(|own_ship| (section, name, own_ship)));
        feeds.configs.push(feed.config);
    }
    for (section, name, own_ship) in own_ships {
        if name == own_ship {
            section.note("own_ship", Problem::OwnShipIsItself);
        } else if names.contains(&own_ship.as_str()) {
            feeds.own_ships.insert(name, own_ship);
        } else {
            let help = did_you_mean(own_ship.as_str(), names.iter().copied());
            section.note_with_help("own_ship", Problem::NoSuchFeed(own_ship.to_string()), help);
        }
    }
    feeds
}

/// The name of a feed as it stands there, whatever else is wrong with the feed.
fn stated_name(feed: &Node) -> Option<&str> {
    match &feed.get("name")?.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// The feeds of a daemon that was told nothing: TCP and UDP on the port that AIS programs send to by
/// custom.
fn default_feeds() -> Vec<FeedConfig> {
    let address = SocketAddr::from(([127, 0, 0, 1], 10110));
    let listen = FeedKind::TcpListen {
        address,
        connections_max: feed::CONNECTIONS_MAX,
        connections_per_address_max: feed::CONNECTIONS_PER_ADDRESS_MAX,
        tls: None,
    };
    [("tcp", listen), ("udp", FeedKind::Udp { address })]
        .into_iter()
        .map(|(name, kind)| FeedConfig {
            settings: FeedSettings {
                content: Content::Sentences,
                ..FeedSettings::named(FeedName::from_stem(name))
            },
            kind,
            sentences_per_second_max: None,
        })
        .collect()
}

/// Names and sources that one feed can have and no second one.
#[derive(Default)]
struct Taken {
    names: BTreeMap<FeedName, Option<Place>>,
    tcp: Vec<(SocketAddr, Option<Place>)>,
    udp: Vec<(SocketAddr, Option<Place>)>,
    stdin: Option<Place>,
    ports: BTreeMap<PathBuf, Option<Place>>,
}

impl Taken {
    fn claim_http(&mut self, root: &Node, http: SocketAddr) {
        let stated = root.get("http").and_then(|section| section.get("listen"));
        self.tcp.push((http, stated.map(|node| node.place)));
    }

    fn name(&mut self, section: &Section<'_>, feed: &FeedConfig, notes: &Notes) {
        let (name, place) = (feed.settings.name, section.place("name"));
        if let Some(first) = self.names.get(&name) {
            let first = at(*first, notes);
            section.note(
                "name",
                Problem::Twice { what: "name of the feed", found: name.to_string(), first },
            );
        }
        self.names.entry(name).or_insert(place);
    }

    fn source(&mut self, section: &Section<'_>, feed: &FeedConfig, notes: &Notes) {
        let (taken, address) = match &feed.kind {
            FeedKind::TcpListen { address, .. } => (&mut self.tcp, *address),
            FeedKind::Udp { address } => (&mut self.udp, *address),
            FeedKind::Stdin => {
                if let Some(first) = self.stdin {
                    let (what, found) = ("source of the feed", "stdin".to_owned());
                    section.note(
                        "kind",
                        Problem::Twice { what, found, first: at(Some(first), notes) },
                    );
                }
                self.stdin = self.stdin.or(section.place("kind"));
                return;
            }
            FeedKind::Serial { path, .. } => {
                self.port(section, path, notes);
                return;
            }
            _ => return,
        };
        if let Some((_, first)) = taken.iter().find(|(other, _)| overlap(*other, address)) {
            let (what, found) = ("address that is listened on", address.to_string());
            section.note("address", Problem::Twice { what, found, first: at(*first, notes) });
        }
        taken.push((address, section.place("address")));
    }

    /// Two readers of one port would each get half of what it says.
    fn port(&mut self, section: &Section<'_>, path: &Path, notes: &Notes) {
        if let Some(first) = self.ports.get(path) {
            let (what, first) = ("serial port of the feed", at(*first, notes));
            let found = path.display().to_string();
            section.note("path", Problem::Twice { what, found, first });
        }
        self.ports.entry(path.to_owned()).or_insert(section.place("path"));
    }
}

/// Where something was stated first.
fn at(place: Option<Place>, notes: &Notes) -> String {
    place.map_or_else(|| "the defaults".to_owned(), |place| notes.file_and_line(place))
}

/// Whether two listeners would ask for one port of one address. Port 0 is any free one.
pub(super) fn overlap(a: SocketAddr, b: SocketAddr) -> bool {
    let any = a.ip().is_unspecified() || b.ip().is_unspecified();
    let family = a.is_ipv4() == b.is_ipv4();
    a.port() != 0 && a.port() == b.port() && (a.ip() == b.ip() || (any && family))
}
