//! The live picture for consoles: what is new of it for one client, once a second, as text and
//! binary frames. Binary, because 50,000 vessels a second as JSON are more than a browser reads.

mod client;
mod feed_state;
mod frame;
mod grid;
mod past;
mod places;
mod request;
mod slots;
mod text;
mod viewer;

pub(super) use client::Client;
pub(super) use past::{Past, RECORDS_MAX};
pub(super) use places::LivePlaces;
