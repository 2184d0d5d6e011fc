//! Where bytes come from: sockets, files, ports and brokers, each with its decoder. Out go batches of reports, over
//! a bounded queue, to the engine.

mod broker;
mod chunks;
mod feed;
mod file;
mod ingest_limit;
mod message;
mod metrics;
mod mqtt;
mod mqtt_session;
mod nats;
mod origin;
mod pace;
mod playback;
mod posted;
pub mod recording;
mod reconnect;
mod report_reader;
mod resumed;
mod serial;
mod stdin;
mod stream;
mod tcp;
mod tcp_listen;
mod udp;
#[cfg(test)]
mod rig;

pub use feed::{Feed, ReportBatch};
pub use metrics::FeedMetrics;
pub use mqtt::MqttSource;
pub use nats::NatsSource;
pub use origin::{BindError, Origin};
pub use playback::Playback;
pub use report_reader::ReportReader;
pub use resumed::Bookmark;
