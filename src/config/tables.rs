use std::path::PathBuf;
use std::time::Duration;

use tracing_subscriber::EnvFilter;

use super::keys;
use super::mistake::Problem;
use super::node::{Node, Value};
use super::notes::Notes;
use super::publish;
use super::section::Section;
use super::tls::ServerTls;
use super::types::{AccessConfig, HttpConfig, LogConfig, LogFormat, StoreConfig, StoreEngine};
use crate::domain::EventTime;

/// Names of hosts at most.
const HOSTS_MAX: usize = 64;
/// Longest name of a host (RFC 1035), with room for a port.
const HOST_BYTES_MAX: usize = 259;

/// `[http]`.
pub(super) fn http(root: &Node, notes: &Notes) -> HttpConfig {
    let section = Section::open(root, keys::HTTP, notes);
    let listen = section.socket_address("listen");
    let items = section.list("hosts");
    if items.len() > HOSTS_MAX {
        section.note("hosts", Problem::TooMany { what: "hosts", max: HOSTS_MAX });
    }
    let hosts = items.iter().take(HOSTS_MAX).enumerate();
    HttpConfig {
        listen: listen.unwrap_or_else(|| ([127, 0, 0, 1], 8080).into()),
        hosts: hosts.filter_map(|(nth, item)| host(nth, item, notes)).collect(),
        streams_max: section.size("streams_max"),
        live_clients_max: section.size("live_clients_max"),
        query_budget: Duration::from_secs(section.count("query_budget_secs").unwrap_or_default()),
        streams_per_client_max: section.size("streams_per_client_max"),
        connections_max: section.size("connections_max"),
        connections_per_client_max: section.size("connections_per_client_max"),
        charts: section.path("charts"),
        tls: tls(root, notes),
    }
}

/// `[http.tls]`.
fn tls(root: &Node, notes: &Notes) -> Option<ServerTls> {
    let section = Section::open(root, keys::HTTP_TLS, notes);
    let (certificate, key) = (section.path("certificate"), section.path("key"));
    let client_ca = section.path("client_ca");
    match (&certificate, &key) {
        (Some(_), None) => section.note("certificate", Problem::Needs("key")),
        (None, Some(_)) => section.note("key", Problem::Needs("certificate")),
        (None, None) if client_ca.is_some() => {
            section.note("client_ca", Problem::Needs("certificate and key"));
        }
        _ => {}
    }
    Some(ServerTls { certificate: certificate?, key: key?, client_ca })
}

/// What can be reached from outside this machine needs somebody who can say who they are.
pub(super) fn check_reach(
    root: &Node,
    http: &HttpConfig,
    access: &AccessConfig,
    now: EventTime,
    notes: &Notes,
) {
    if http.listen.ip().is_loopback() {
        return;
    }
    let problem = match &access.list {
        None => Problem::NotLoopback(http.listen),
        Some(list) if !list.admits_somebody(now) => Problem::NobodyCanEnter(http.listen),
        Some(_) => return,
    };
    Section::open(root, keys::HTTP, notes).note("listen", problem);
}

fn host(nth: usize, item: &Node, notes: &Notes) -> Option<String> {
    let key = format!("http.hosts[{nth}]");
    let Value::Text(host) = &item.value else {
        let problem = Problem::WrongType { expected: "a text", found: item.what() };
        notes.note(item.place, &key, problem);
        return None;
    };
    let valid = (1..=HOST_BYTES_MAX).contains(&host.len())
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    if valid {
        return Some(host.to_ascii_lowercase());
    }
    let expected = "name of a host: write it without scheme and path, as in picket.example";
    notes.note(item.place, &key, Problem::Malformed { found: host.clone(), expected });
    None
}

/// `[store]`.
pub(super) fn store(root: &Node, notes: &Notes) -> StoreConfig {
    let section = Section::open(root, keys::STORE, notes);
    let retention = section.count("retention_days").unwrap_or_default();
    let days = |key| Some(u32::try_from(section.count(key)?).unwrap_or(u32::MAX));
    let engine = match section.choice("engine") {
        "sled" if cfg!(feature = "sled") => StoreEngine::Sled,
        "sled" => {
            section.note("engine", Problem::NotBuilt("sled"));
            StoreEngine::Redb
        }
        _ => StoreEngine::Redb,
    };
    StoreConfig {
        engine,
        path: section.path("path").unwrap_or_default(),
        retention_days: u32::try_from(retention).unwrap_or(u32::MAX),
        alerts_days: days("alerts_days"),
        audit_days: days("audit_days"),
        identities_days: days("identities_days"),
        max_bytes: section.count("max_bytes"),
        commit_interval: Duration::from_millis(
            section.count("commit_interval_ms").unwrap_or_default(),
        ),
        cache_bytes: section.size("cache_bytes"),
    }
}

/// `[log]`.
pub(super) fn log(root: &Node, notes: &Notes) -> LogConfig {
    let section = Section::open(root, keys::LOG, notes);
    let format = match section.choice("format") {
        "json" => LogFormat::Json,
        _ => LogFormat::Text,
    };
    let filter = section.text("filter").unwrap_or_default();
    if let Err(error) = EnvFilter::builder().parse(filter) {
        let (found, reason) = (filter.to_owned(), error.to_string());
        section.note("filter", Problem::LogFilter { found, reason });
    }
    let otlp = publish::url(&section, "otlp");
    if otlp.is_some() && !cfg!(feature = "otlp") {
        section.note("otlp", Problem::NotBuilt("otlp"));
    }
    LogConfig { format, filter: filter.to_owned(), otlp }
}

/// `[shutdown]`: how long a shutdown may take.
pub(super) fn shutdown_grace(root: &Node, notes: &Notes) -> Duration {
    Section::open(root, keys::SHUTDOWN, notes).secs("grace_secs")
}

/// `[health]`: a feed silent for so long is named.
pub(super) fn feed_silence(root: &Node, notes: &Notes) -> Duration {
    Section::open(root, keys::HEALTH, notes).secs("feed_silence_secs")
}

/// `[watch_areas]`: the file or folder, if one is named.
pub(super) fn watch_areas(root: &Node, notes: &Notes) -> Option<PathBuf> {
    Section::open(root, keys::WATCH_AREAS, notes).path("path")
}
