//! Where bytes come from: sockets and files, each with its decoder. Out go batches of reports, over
//! a bounded queue, to the engine.

mod chunks;
mod feed;
mod file;
mod metrics;
mod origin;
mod pace;
mod playback;
pub mod recording;
mod report_reader;
mod resumed;
mod stdin;
mod stream;
mod tcp;
mod tcp_listen;
mod udp;
#[cfg(test)]
mod rig;

pub use feed::{Feed, ReportBatch};
pub use metrics::FeedMetrics;
pub use origin::{BindError, Origin};
pub use playback::Playback;
pub use report_reader::ReportReader;
pub use resumed::Bookmark;
