//! Messages to one picture: contacts, their tracks, who is near whom, and what each station hears.

mod track_update;

pub use track_update::{Change, Fix, TrackUpdate};
