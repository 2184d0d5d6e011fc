//! HTTP: the API, the alert stream, the built-in page, metrics and health.
//!
//! The core's types are converted to wire types here, by hand, so that the API can stay still while
//! the core moves. Nothing a client does makes another wait: connections, streams, bodies and reads
//! of the store are bounded in number, size and time.

mod acts;
mod admission;
mod api;
mod connections;
mod hosts;
mod live;
mod members;
mod metrics;
mod ogc;
mod openapi;
mod operations;
mod pages;
mod parameters;
mod problem;
mod reading;
mod router;
mod security_headers;
mod server;
mod state;
mod trial;
mod wire;
mod wire_tls;

pub use acts::{ActError, ActReply, ActRequest};
pub use admission::{AccessSeen, Audit, AuditError, Reloaded};
pub(crate) use api::filter::for_list as alert_filter;
pub use openapi::document as openapi_document;
pub use router::routes;
pub use server::serve;
pub use state::{ApiParts, ApiState, Levels, Listing, TlsSeen, WatchList};
