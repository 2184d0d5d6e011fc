use std::time::Duration;

use super::mistake::Problem;
use super::node::{Node, Value};
use super::notes::Notes;
use super::section::{Section, join};
use super::tls;
use super::types::{FeedConfig, FeedKind};
use crate::decode::{Content, FeedSettings, TimeSource};
use crate::domain::{FeedName, Position};

/// Connections of a `tcp-listen` feed where nobody says otherwise.
pub(super) const CONNECTIONS_MAX: usize = 64;
/// Kinds of feed that can be configured.
const KINDS: [&str; 6] = ["tcp", "tcp-listen", "udp", "file", "stdin", "picket"];
/// Kinds that later versions will have.
const KINDS_NOT_AVAILABLE: [&str; 4] = ["serial", "http", "nats", "mqtt"];
/// Which kinds a key is for; a key that is not named is for every kind.
const KEYS_OF_KINDS: [(&str, &[&str]); 6] = [
    ("address", &["tcp", "tcp-listen", "udp", "picket"]),
    ("tls", &["tcp", "tcp-listen", "picket"]),
    ("connections_max", &["tcp-listen"]),
    ("path", &["file"]),
    ("follow", &["file"]),
    ("rate", &["file"]),
];
/// Time zones reach from -12:00 to +14:00.
const UTC_OFFSET_MAX_SECS: i32 = 14 * 3600;

/// A feed, and what the engine has to know of it.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) config: FeedConfig,
    pub(super) lateness: Option<Duration>,
    pub(super) position: Option<Position>,
    pub(super) own_ship: Option<FeedName>,
}

/// Reads one `[[feed]]`; `None` where it has no name or no source that could stand for it.
pub(super) fn read(section: &Section<'_>, path: &str, notes: &Notes) -> Option<Feed> {
    let name = name(section, "name");
    if section.get("name").is_none() {
        section.missing("name", "a feed needs a name");
    }
    let kind = kind(section, path, notes);
    let clock = match section.choice("clock") {
        "arrival" => TimeSource::Arrival,
        _ => TimeSource::Stamps,
    };
    let utc_offset_secs = utc_offset_secs(section);
    let lateness = section.count("lateness_secs").map(Duration::from_secs);
    let position = position(section);
    let own_ship = name_of_own_ship(section);
    let exercise = section.flag("exercise");
    let kind = kind?;
    let content = match kind {
        FeedKind::Tcp { .. }
        | FeedKind::TcpListen { .. }
        | FeedKind::Picket { .. }
        | FeedKind::Udp { .. } => Content::Sentences,
        FeedKind::File { .. } | FeedKind::Stdin => Content::Detect,
    };
    let settings =
        FeedSettings { name: name?, exercise, time_source: clock, utc_offset_secs, content };
    Some(Feed { config: FeedConfig { settings, kind }, lateness, position, own_ship })
}

/// Notes a kind that only later versions have; nothing else of such a feed can be judged.
pub(super) fn is_of_later_version(feed: &Node, path: &str, notes: &Notes) -> bool {
    let Some(Node { value: Value::Text(kind), place }) = feed.get("kind") else { return false };
    let later = KINDS_NOT_AVAILABLE.contains(&kind.as_str());
    if later {
        notes.note(*place, &join(path, "kind"), Problem::KindNotAvailable(kind.clone()));
    }
    later
}

fn name(section: &Section<'_>, key: &str) -> Option<FeedName> {
    match section.stated_text(key)?.parse() {
        Ok(name) => Some(name),
        Err(invalid) => {
            section.note(key, Problem::FeedName(invalid));
            None
        }
    }
}

fn kind(section: &Section<'_>, path: &str, notes: &Notes) -> Option<FeedKind> {
    if section.get("kind").is_none() {
        section.missing("kind", "a feed needs a kind: tcp, tcp-listen, udp, file, stdin or picket");
        return None;
    }
    let kind = section.stated_text("kind")?;
    if !KINDS.contains(&kind) {
        section.note_choice("kind", kind, &KINDS);
        return None;
    }
    for (key, kinds) in KEYS_OF_KINDS {
        if section.get(key).is_some() && !kinds.contains(&kind) {
            section.note(key, Problem::DoesNotApply(format!("a feed of kind {kind:?}")));
        }
    }
    match kind {
        "tcp" => {
            let tls = tls::client(section, path, notes);
            Some(FeedKind::Tcp { address: address_of_peer(section)?, tls })
        }
        "picket" => {
            let tls = tls::client(section, path, notes);
            let place = std::path::PathBuf::new();
            Some(FeedKind::Picket { address: address_of_peer(section)?, tls, place })
        }
        "tcp-listen" => {
            let connections_max = section.size("connections_max");
            let tls = tls::server(section, path, notes);
            Some(FeedKind::TcpListen { address: listen(section)?, connections_max, tls })
        }
        "udp" => Some(FeedKind::Udp { address: listen(section)? }),
        "file" => file(section),
        _ => Some(FeedKind::Stdin),
    }
}

/// `HOST:PORT`.
pub(super) fn address_of_peer(section: &Section<'_>) -> Option<String> {
    if section.get("address").is_none() {
        section.missing("address", "where to connect to, HOST:PORT");
    }
    let address = section.stated_text("address")?;
    let valid = is_host_and_port(address);
    if !valid {
        let (found, expected) = (address.to_owned(), "HOST:PORT, as in 192.0.2.10:10110");
        section.note("address", Problem::Malformed { found, expected });
    }
    valid.then(|| address.to_owned())
}

/// Whether a text is `HOST:PORT`.
pub(super) fn is_host_and_port(address: &str) -> bool {
    address.rsplit_once(':').is_some_and(|(host, port)| {
        let bare = !host.contains(':') || (host.starts_with('[') && host.ends_with(']'));
        let plain = host.bytes().all(|b| b.is_ascii_graphic() && !b"/@".contains(&b));
        let port = port.parse().is_ok_and(|port: u16| port != 0);
        !host.is_empty() && bare && plain && port
    })
}

fn listen(section: &Section<'_>) -> Option<std::net::SocketAddr> {
    if section.get("address").is_none() {
        section.missing("address", "where to listen, IP:PORT");
    }
    section.socket_address("address")
}

fn file(section: &Section<'_>) -> Option<FeedKind> {
    if section.get("path").is_none() {
        section.missing("path", "which file to read");
    }
    let (follow, rate) = (section.flag("follow"), section.number("rate"));
    if follow && rate.is_some() {
        section.note("rate", Problem::NotWith("follow: a file that grows sets its own pace"));
    }
    Some(FeedKind::File { path: section.path("path")?, follow, rate })
}

/// `+01:00` as 3600.
fn utc_offset_secs(section: &Section<'_>) -> i32 {
    let Some(text) = section.text("utc_offset") else { return 0 };
    let offset = parse_utc_offset(text);
    if offset.is_none() {
        let (found, expected) = (text.to_owned(), "offset from UTC, as in +01:00 or -03:30");
        section.note("utc_offset", Problem::Malformed { found, expected });
    }
    offset.unwrap_or(0)
}

fn parse_utc_offset(text: &str) -> Option<i32> {
    let (sign, clock) = match text.strip_prefix('-') {
        Some(clock) => (-1, clock),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = clock.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let secs = hours * 3600 + minutes * 60;
    (minutes < 60 && secs <= UTC_OFFSET_MAX_SECS).then_some(sign * secs)
}

/// `[lon, lat]`.
fn position(section: &Section<'_>) -> Option<Position> {
    section.get("position")?;
    let items = section.list("position");
    let [longitude, latitude] = items else {
        if let Some(Node { value: Value::List(_), .. }) = section.get("position") {
            let (expected, found) = ("[longitude, latitude]", "another number of items");
            section.note("position", Problem::WrongType { expected, found });
        }
        return None;
    };
    let (Value::Number(longitude, _), Value::Number(latitude, _)) =
        (&longitude.value, &latitude.value)
    else {
        let (expected, found) = ("[longitude, latitude]", "items that are no numbers");
        section.note("position", Problem::WrongType { expected, found });
        return None;
    };
    let (longitude, latitude) = (*longitude, *latitude);
    let position = Position::new(latitude, longitude);
    if position.is_none() {
        section.note("position", Problem::NoPlace { longitude, latitude });
    }
    position
}

fn name_of_own_ship(section: &Section<'_>) -> Option<FeedName> {
    if section.get("position").is_some() && section.get("own_ship").is_some() {
        section.note("own_ship", Problem::NotWith("position: a radar either stands or moves"));
    }
    name(section, "own_ship")
}

#[cfg(test)]
mod tests {
    use super::parse_utc_offset;

    #[test]
    fn offsets_are_read_as_iso_8601_writes_them() {
        for (text, secs) in [
            ("+00:00", Some(0)),
            ("+01:00", Some(3_600)),
            ("-03:30", Some(-12_600)),
            ("+14:00", Some(50_400)),
            ("+14:01", None),
            ("+1:00", None),
            ("01:00", None),
            ("+01:60", None),
            ("+0é:00", None),
            ("Z", None),
        ] {
            assert_eq!(parse_utc_offset(text), secs, "{text}");
        }
    }
}
