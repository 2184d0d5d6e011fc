use std::time::Duration;

use super::broker::{broker, stream_name};
use super::mistake::Problem;
use super::node::{Node, Value};
use super::notes::Notes;
use super::section::Section;
use super::tls;
use super::types::{FeedConfig, FeedKind};
use crate::decode::{Content, FeedSettings, TimeSource};
use crate::domain::{FeedName, Position};

/// Connections of a `tcp-listen` feed where nobody says otherwise.
pub(super) const CONNECTIONS_MAX: usize = 64;
/// Of them from one address.
pub(super) const CONNECTIONS_PER_ADDRESS_MAX: usize = 16;
/// Kinds of feed that can be configured.
const KINDS: [&str; 10] =
    ["tcp", "tcp-listen", "udp", "file", "stdin", "serial", "http", "nats", "mqtt", "picket"];
/// Which kinds a key is for; a key that is not named is for every kind.
const KEYS_OF_KINDS: [(&str, &[&str]); 18] = [
    ("address", &["tcp", "tcp-listen", "udp", "nats", "mqtt", "picket"]),
    ("tls", &["tcp", "tcp-listen", "nats", "mqtt", "picket"]),
    ("user", &["nats", "mqtt"]),
    ("secret_file", &["nats", "mqtt"]),
    ("secret_env", &["nats", "mqtt"]),
    ("subject", &["nats"]),
    ("stream", &["nats"]),
    ("consumer", &["nats"]),
    ("topic", &["mqtt"]),
    ("client_id", &["mqtt"]),
    ("connections_max", &["tcp-listen"]),
    ("connections_per_address_max", &["tcp-listen"]),
    ("path", &["file", "serial"]),
    ("follow", &["file"]),
    ("rate", &["file"]),
    ("baud", &["serial"]),
    ("body_bytes_max", &["http"]),
    ("clients", &["http"]),
];
/// Speeds at which receivers speak: 38,400 of AIS (IEC 61993-2), 4,800 of NMEA 0183, and their multiples.
const BAUDS: [u32; 9] = [4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600];
/// Clients that one feed names at most.
const CLIENTS_MAX: usize = 64;
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
    let limit = section.count("sentences_per_second_max");
    let sentences_per_second_max = limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
    let kind = kind?;
    let content = match kind {
        FeedKind::Tcp { .. }
        | FeedKind::TcpListen { .. }
        | FeedKind::Picket { .. }
        | FeedKind::Udp { .. }
        | FeedKind::Serial { .. }
        | FeedKind::Http { .. }
        | FeedKind::Nats { .. }
        | FeedKind::Mqtt { .. } => Content::Sentences,
        FeedKind::File { .. } | FeedKind::Stdin => Content::Detect,
    };
    let settings =
        FeedSettings { name: name?, exercise, time_source: clock, utc_offset_secs, content };
    let config = FeedConfig { settings, kind, sentences_per_second_max };
    Some(Feed { config, lateness, position, own_ship })
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
        section.missing("kind", "a feed needs a kind: tcp, tcp-listen, udp, file, ...");
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
            let connections_per_address_max = section.size("connections_per_address_max");
            let tls = tls::server(section, path, notes);
            let address = listen(section)?;
            let kind =
                FeedKind::TcpListen { address, connections_max, connections_per_address_max, tls };
            Some(kind)
        }
        "udp" => Some(FeedKind::Udp { address: listen(section)? }),
        "file" => file(section),
        "serial" => serial(section),
        "nats" => nats(section, path, notes),
        "mqtt" => mqtt(section, path, notes),
        "http" => Some(FeedKind::Http {
            body_bytes_max: section.size("body_bytes_max"),
            clients: clients(section),
        }),
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

fn nats(section: &Section<'_>, path: &str, notes: &Notes) -> Option<FeedKind> {
    if section.get("subject").is_none() {
        section.missing("subject", "what to subscribe to, as in ais.>");
    }
    let (stream, consumer) = (stream_name(section, "stream"), stream_name(section, "consumer"));
    if consumer.is_some() && stream.is_none() {
        section.note("consumer", Problem::Needs("stream"));
    }
    let consumer = consumer.unwrap_or_else(|| format!("picket-{}", own_name(section)));
    let broker = broker(section, path, notes);
    let subject = section.stated_text("subject")?;
    if !is_subject(subject) {
        let expected =
            "subject: tokens with dots between them, * for any one, > at the end for the rest";
        section.note("subject", Problem::Malformed { found: subject.to_owned(), expected });
    }
    let consumer = stream.map(|stream| (stream, consumer));
    Some(FeedKind::Nats { broker: broker?, subject: subject.to_owned(), consumer })
}

/// Subjects with wildcards, as the NATS protocol has them.
fn is_subject(text: &str) -> bool {
    let tokens: Vec<&str> = text.split('.').collect();
    tokens.iter().enumerate().all(|(nth, token)| {
        let plain = token.bytes().all(|b| b.is_ascii_graphic() && b != b'*' && b != b'>');
        let rest = *token == ">" && nth + 1 == tokens.len();
        !token.is_empty() && (plain || *token == "*" || rest)
    })
}

fn mqtt(section: &Section<'_>, path: &str, notes: &Notes) -> Option<FeedKind> {
    if section.get("topic").is_none() {
        section.missing("topic", "what to subscribe to, as in ais/+/nmea");
    }
    let client_id = section.stated_text("client_id").map(str::to_owned);
    // A sink of the same name is another client.
    let client_id = client_id.unwrap_or_else(|| format!("picket-feed-{}", own_name(section)));
    let broker = broker(section, path, notes);
    let topic = section.stated_text("topic")?;
    if !is_topic_filter(topic) {
        let expected =
            "topic filter: levels with / between them, + for any one, # at the end for the rest";
        section.note("topic", Problem::Malformed { found: topic.to_owned(), expected });
    }
    let place = std::path::PathBuf::new();
    Some(FeedKind::Mqtt { broker: broker?, topic: topic.to_owned(), client_id, place })
}

/// MQTT 5, 4.7.
fn is_topic_filter(text: &str) -> bool {
    let levels: Vec<&str> = text.split('/').collect();
    let fits = (1..=65_535).contains(&text.len()) && !text.contains('\0');
    fits && levels.iter().enumerate().all(|(nth, level)| {
        let rest = *level == "#" && nth + 1 == levels.len();
        !level.contains(['+', '#']) || *level == "+" || rest
    })
}

fn own_name<'a>(section: &Section<'a>) -> &'a str {
    match section.get("name").map(|node| &node.value) {
        Some(Value::Text(name)) => name,
        _ => "feed",
    }
}

fn serial(section: &Section<'_>) -> Option<FeedKind> {
    if section.get("path").is_none() {
        section.missing("path", "which device to read, as in /dev/ttyUSB0");
    }
    let baud = section.count("baud").and_then(|baud| u32::try_from(baud).ok());
    let baud = baud.unwrap_or(BAUDS[0]);
    if !BAUDS.contains(&baud) {
        let expected =
            "baud rate: 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800 or 921600";
        section.note("baud", Problem::Malformed { found: baud.to_string(), expected });
    }
    Some(FeedKind::Serial { path: section.path("path")?, baud })
}

/// Names as they stand in the access file.
fn clients(section: &Section<'_>) -> Vec<String> {
    let items = section.list("clients");
    if items.len() > CLIENTS_MAX {
        section.note("clients", Problem::TooMany { what: "clients", max: CLIENTS_MAX });
    }
    let name = |item: &Node| {
        if let Value::Text(name) = &item.value {
            return Some(name.clone());
        }
        let (expected, found) = ("a list of names of tokens and certificates", item.what());
        section.note("clients", Problem::WrongType { expected, found });
        None
    };
    items.iter().take(CLIENTS_MAX).filter_map(name).collect()
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
    use super::{is_subject, is_topic_filter, parse_utc_offset};

    #[test]
    fn subjects_are_those_of_nats() {
        for subject in ["ais", "ais.north.nmea", "ais.*.nmea", "ais.>", ">", "*"] {
            assert!(is_subject(subject), "{subject}");
        }
        for wrong in ["", "ais.", ".ais", "ais..nmea", "ais.>.nmea", "ais.n*", "a is", "ais.é"] {
            assert!(!is_subject(wrong), "{wrong}");
        }
    }

    #[test]
    fn topic_filters_are_those_of_mqtt() {
        for filter in ["ais", "/ais/", "ais/+/nmea", "ais/#", "#", "+", "$share/watch/ais/#"] {
            assert!(is_topic_filter(filter), "{filter}");
        }
        for wrong in ["", "ais/#/nmea", "ais#", "a+/b", "a\0b"] {
            assert!(!is_topic_filter(wrong), "{wrong}");
        }
    }

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
