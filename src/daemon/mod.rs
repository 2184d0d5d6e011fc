//! Wiring: which task talks to which over which queue, and in what order they stop.
//!
//! ```text
//! feeds ──ReportBatch──▶ engine thread ──Output──▶ store thread ──committed──▶ alert board, metrics
//!   └──accepted sentences──▶ relays      (rings in memory: whoever reads them holds up nobody)
//!  http ──ActRequest───▶        │
//!                               └──track updates──▶ live task ──once a second──▶ picture
//!                                         transition log of the store ──▶ outbox ──▶ sinks
//! ```
//! Every queue has a bound; the one that is full makes its sender wait, up to the feeds, where TCP
//! waits and UDP drops and counts. Stopping follows the arrows: feeds, relays, engine, store,
//! outbox, HTTP.

mod alert_metrics;
mod bound;
mod doors;
mod engine_task;
mod live_task;
mod live_time;
mod made;
mod metrics;
mod outcome;
mod output;
mod pending;
mod reload;
mod run;
mod running_feeds;
mod service_manager;
mod shown;
mod signals;
mod store_task;
mod watched_files;

pub(crate) use bound::listen;
pub use bound::{BindFailure, BoundFeed, Daemon, Sources};
pub use made::AreaTwice;
pub use outcome::Outcome;
pub use service_manager::tell_service_manager;
pub use signals::stop_signal;
