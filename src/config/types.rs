use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::broker::Broker;
use super::publish::{RelayConfig, SinkConfig};
use super::tls::{ClientTls, ServerTls};
use crate::access::AccessList;
use crate::areas::WatchArea;
use crate::decode::FeedSettings;
use crate::engine::EngineSettings;

/// Everything that was configured, each consumer's part by itself: take it apart with
/// `let Config { feeds, http, .. } = config;`.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where bytes come from.
    pub feeds: Vec<FeedConfig>,
    /// Watch areas with the file each came from.
    pub areas: Vec<LoadedArea>,
    /// The file or folder that they were read from; `None` for the built-in area over the world.
    pub areas_path: Option<PathBuf>,
    /// The core's settings.
    pub engine: EngineSettings,
    /// To whom alerts go.
    pub sinks: Vec<SinkConfig>,
    /// To whom sentences go.
    pub relays: Vec<RelayConfig>,
    /// HTTP.
    pub http: HttpConfig,
    /// Who may do what over HTTP.
    pub access: AccessConfig,
    /// The store.
    pub store: StoreConfig,
    /// Logs.
    pub log: LogConfig,
    /// How long a shutdown may take.
    pub shutdown_grace: Duration,
    /// A feed silent for so long is named in `/readyz`.
    pub feed_silence: Duration,
    /// Live silence is judged this much later than event time alone would.
    pub silence_grace: Duration,
}

/// One feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedConfig {
    /// How its bytes are read.
    pub settings: FeedSettings,
    /// Where they come from.
    pub kind: FeedKind,
    /// Sentences and CSV rows taken in a second in the mean; `None` for all that come.
    pub sentences_per_second_max: Option<u32>,
}

/// Where the bytes of a feed come from.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedKind {
    /// Connects to `host:port`, again and again.
    Tcp {
        /// Host and port.
        address: String,
        /// TLS, if the connection is to have it.
        tls: Option<ClientTls>,
    },
    /// Listens; each connection is read by itself.
    TcpListen {
        /// Where to listen.
        address: SocketAddr,
        /// Connections at most; a further one is refused and counted.
        connections_max: usize,
        /// The same for one address.
        connections_per_address_max: usize,
        /// TLS, if connections are to have it.
        tls: Option<ServerTls>,
    },
    /// Connects to the relay of another Picket, and goes on where it was.
    Picket {
        /// Host and port.
        address: String,
        /// TLS, if the connection is to have it.
        tls: Option<ClientTls>,
        /// The file that keeps its place.
        place: PathBuf,
    },
    /// Receives datagrams.
    Udp {
        /// Where to listen.
        address: SocketAddr,
    },
    /// Reads a file; follows it as it grows if asked to.
    File {
        /// Which.
        path: PathBuf,
        /// Whether to wait for more at its end, also across rotation.
        follow: bool,
        /// Times real time by the lines' stamps; `None` reads at full speed.
        rate: Option<f64>,
    },
    /// Standard input.
    Stdin,
    /// A serial port, opened again and again.
    Serial {
        /// Its device.
        path: PathBuf,
        /// Bits a second; 8 data bits, no parity, 1 stop bit.
        baud: u32,
    },
    /// A subject of a NATS server.
    Nats {
        /// The server.
        broker: Broker,
        /// Which; `*` and `>` as NATS has them.
        subject: String,
        /// Stream and durable consumer of `JetStream`; `None` for a plain subscription.
        consumer: Option<(String, String)>,
    },
    /// Topics of an MQTT 5 broker, at quality of service 1.
    Mqtt {
        /// The broker.
        broker: Broker,
        /// Which; `+` and `#` as MQTT has them.
        topic: String,
        /// How Picket is known there: under it the broker keeps what came while Picket was away.
        client_id: String,
        /// The file that keeps what is subscribed to.
        place: PathBuf,
    },
    /// Bodies that are posted to the HTTP server.
    Http {
        /// Bytes of a body at most.
        body_bytes_max: usize,
        /// Names of tokens and certificates that may post whatever their role; beside them officers
        /// and administrators may.
        clients: Vec<String>,
    },
}

/// What a full queue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backpressure {
    /// The source waits (TCP, files).
    Wait,
    /// The newest is dropped and counted (UDP).
    DropNewest,
}

/// A watch area as loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedArea {
    /// The area.
    pub area: WatchArea,
    /// The file it came from; `None` for the built-in area over the world.
    pub file: Option<PathBuf>,
    /// Whether an officer made it over HTTP: then it is changed there, and kept in the store.
    pub is_made: bool,
    /// Its GeoJSON geometry as written, for those who draw it.
    pub geometry: serde_json::Value,
    /// How far it reaches round a point or a line.
    pub radius_nm: Option<f64>,
}

/// HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpConfig {
    /// Where to listen; loopback unless authentication is configured.
    pub listen: SocketAddr,
    /// Names by which browsers may call it, beside the address itself and `localhost`.
    pub hosts: Vec<String>,
    /// Event streams at once; a further one is answered 503.
    pub streams_max: usize,
    /// Consoles that follow the live picture at once; a further one is answered 503.
    pub live_clients_max: usize,
    /// How long a question about history may take.
    pub query_budget: Duration,
    /// The same for one client: a token, or an address where there are no tokens.
    pub streams_per_client_max: usize,
    /// Connections at once; further ones wait.
    pub connections_max: usize,
    /// Connections of one address at once; a further one is closed and counted.
    pub connections_per_client_max: usize,
    /// A folder of `PMTiles` charts for the console.
    pub charts: Option<PathBuf>,
    /// TLS; `None` is plain HTTP.
    pub tls: Option<ServerTls>,
}

/// Who may do what over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessConfig {
    /// The access file; without it everybody may do everything, and only from this machine.
    pub path: Option<PathBuf>,
    /// What is in it.
    pub list: Option<Arc<AccessList>>,
    /// How long a browser stays logged in.
    pub session: Duration,
    /// Wrong credentials of one address in a minute; further ones are answered 429.
    pub failures_per_minute_max: usize,
}

/// The store.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreConfig {
    /// What keeps its tables.
    pub engine: StoreEngine,
    /// Its folder.
    pub path: PathBuf,
    /// Days of tracks kept.
    pub retention_days: u32,
    /// Days for which alerts are kept after they ended; `None` keeps them all.
    pub alerts_days: Option<u32>,
    /// Days for which acts stay in the audit trail; `None` keeps them all.
    pub audit_days: Option<u32>,
    /// Days for which it is kept who contacts said they were; `None` keeps it all.
    pub identities_days: Option<u32>,
    /// Bytes on disk at most: the oldest day goes first.
    pub max_bytes: Option<u64>,
    /// Positions are durable within this; alerts and acts at once.
    pub commit_interval: Duration,
    /// Cache of the database, bytes.
    pub cache_bytes: usize,
}

impl StoreConfig {
    /// A store in a folder, everything else as it is without a configuration.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            engine: StoreEngine::Redb,
            path: path.into(),
            retention_days: 90,
            alerts_days: None,
            audit_days: None,
            identities_days: None,
            max_bytes: None,
            commit_interval: Duration::from_secs(1),
            cache_bytes: 64 << 20,
        }
    }
}

/// What keeps the tables of the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreEngine {
    /// redb: one `fdatasync` a commit.
    #[default]
    Redb,
    /// sled 0.34, where the program was built with it.
    Sled,
}

impl StoreEngine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Redb, Self::Sled];

    /// Its name, with which the names of its files end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redb => "redb",
            Self::Sled => "sled",
        }
    }
}

/// Logs.
#[derive(Clone, Debug, PartialEq)]
pub struct LogConfig {
    /// Form of a line.
    pub format: LogFormat,
    /// Filter in the syntax of `tracing`: `info,picket::feeds=debug`.
    pub filter: String,
    /// Where spans go by OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`.
    pub otlp: Option<String>,
}

/// Form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}
