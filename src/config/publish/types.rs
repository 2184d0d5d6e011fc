use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::Template;
use crate::config::{Broker, ClientTls, SecretSource, ServerTls};
use crate::detect::Priority;
use crate::domain::{FeedName, RuleId};
use crate::geodesy::Shape;

/// Somebody whom alert transitions are sent to.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkConfig {
    /// Its name, `[a-z0-9-]+`: under it its progress is kept.
    pub name: String,
    /// Where transitions go and in what form.
    pub kind: SinkKind,
    /// Which transitions.
    pub filter: SinkFilter,
    /// Whether a sink that is new begins with the oldest transition rather than with the next.
    pub from_start: bool,
    /// Refusals after which a transition becomes a dead letter.
    pub attempts_max: u32,
    /// A transition that could not be delivered within this becomes a dead letter.
    pub give_up: Duration,
    /// An attempt fails after so long.
    pub timeout: Duration,
    /// The text for people, where the form has one.
    pub template: Template,
}

/// Where transitions go and in what form.
#[derive(Clone, Debug, PartialEq)]
pub enum SinkKind {
    /// `CloudEvents` by HTTP POST; the secret signs them.
    Webhook(HttpTarget),
    /// NATS `JetStream`.
    Nats {
        /// The server.
        broker: Broker,
        /// Subject of each message.
        subject: Template,
        /// A stream to be made where it is not there.
        stream: Option<String>,
    },
    /// MQTT 5, quality of service 1.
    Mqtt {
        /// The server.
        broker: Broker,
        /// Topic of each message.
        topic: Template,
        /// How Picket is known there.
        client_id: String,
    },
    /// Cursor on Target.
    Cot {
        /// The TAK server.
        to: Destination,
        /// How often vessels are sent; `None` for alerts alone.
        vessels_every: Option<Duration>,
        /// How long an event holds.
        stale: Duration,
    },
    /// CAP 1.2 messages and an Atom feed in a folder.
    Cap {
        /// Which.
        path: PathBuf,
        /// Who says so.
        sender: String,
        /// Messages kept in the folder.
        keep: usize,
    },
    /// Prometheus Alertmanager; the secret is a bearer token.
    Alertmanager {
        /// Where.
        http: HttpTarget,
        /// How often open alerts are said again.
        repeat: Duration,
    },
    /// Syslog, RFC 5424.
    Syslog {
        /// Where.
        to: Destination,
        /// Facility, 0 to 23.
        facility: u8,
    },
    /// NMEA 0183 alert sentences.
    Nmea {
        /// Where.
        to: Destination,
        /// Which sentence.
        format: AlertFormat,
    },
    /// JSON lines in a file.
    File {
        /// Which.
        path: PathBuf,
        /// It is set aside when it has grown to this.
        rotate_bytes: u64,
        /// Files set aside that are kept.
        rotate_keep: usize,
    },
}

/// An HTTP server.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpTarget {
    /// Where to post.
    pub url: String,
    /// Whom to trust and how to show oneself.
    pub tls: Option<ClientTls>,
    /// A proxy on the way.
    pub proxy: Option<String>,
    /// What only the two know.
    pub secret: Option<SecretSource>,
}

/// Where lines and datagrams go.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// `host:port`.
    pub address: String,
    /// Whether as datagrams.
    pub udp: bool,
    /// TLS over TCP, if the connection is to have it.
    pub tls: Option<ClientTls>,
}

/// Which alerts a sink is told of.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkFilter {
    /// Ids of areas; empty for all.
    pub areas: Vec<String>,
    /// Rules; empty for all.
    pub rules: Vec<RuleId>,
    /// This priority or above.
    pub priority: Priority,
    /// Whether exercises too.
    pub exercise: bool,
}

/// Which sentence of NMEA 0183 tells of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertFormat {
    /// `ALF` of IEC 61924-2.
    Alf,
    /// `ALR` of NMEA 0183.
    Alr,
}

/// Where accepted sentences go out again.
#[derive(Clone, Debug, PartialEq)]
pub struct RelayConfig {
    /// Its name, `[a-z0-9-]+`.
    pub name: String,
    /// How they go.
    pub kind: RelayKind,
    /// Which of them.
    pub filter: RelayFilter,
    /// Whether copies of a transmission that other receivers heard too.
    pub duplicates: bool,
    /// Bytes of the last messages that are kept for whoever was away or is slow.
    pub buffer_bytes: usize,
}

/// How sentences go out.
#[derive(Clone, Debug, PartialEq)]
pub enum RelayKind {
    /// To clients that connect.
    Tcp {
        /// Where to listen.
        address: SocketAddr,
        /// Clients at most; a further one is refused and counted.
        clients_max: usize,
        /// TLS, if connections are to have it.
        tls: Option<ServerTls>,
    },
    /// As datagrams to fixed addresses.
    Udp {
        /// Each a `host:port`.
        to: Vec<String>,
    },
}

/// Which messages a relay sends.
#[derive(Clone, Debug, PartialEq)]
pub struct RelayFilter {
    /// Of these feeds; empty for all.
    pub feeds: Vec<FeedName>,
    /// Of vessels that were last heard in one of these areas; empty for everywhere.
    pub areas: Vec<RelayArea>,
    /// Of these types; empty for all.
    pub types: Vec<MessageType>,
    /// Whether of exercises too.
    pub exercise: bool,
}

/// A watch area as a relay sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct RelayArea {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub shape: Shape,
}

/// A type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageType {
    /// AIS, by its number in ITU-R M.1371, 1 to 27.
    Ais(u8),
    /// Any other sentence, by its formatter: `TTM`.
    Formatter([u8; 3]),
}
