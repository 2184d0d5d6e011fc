//! Messages to one picture: contacts, their tracks, who is near whom, and what each station hears.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test fails by panicking"
    )
)]

mod association;
mod by_slot;
mod contact;
mod contacts;
mod corner;
mod duplicates;
mod fix_ring;
mod grid;
mod last_sentences;
mod mark;
mod outline;
mod own_ship;
mod packed_track;
mod habits;
#[expect(clippy::module_inception, reason = "the picture itself, in the folder of its parts")]
mod picture;
mod plausibility;
mod radar;
mod reminders;
mod stations;
mod stillness;
mod tenants;
mod track;
mod track_update;

pub use association::Associations;
pub use by_slot::BySlot;
pub use contact::Contact;
pub use contacts::{Contacts, Slot};
pub use duplicates::DuplicateFilter;
pub use grid::{Cell, Grid};
pub use habits::Habits;
pub use mark::{Mark, MetresUp, PROTECTED_LENGTH, SMALL_LENGTH_MAX, Traits};
pub use outline::Reach;
pub use picture::{Moved, Picture, PictureSettings, StatusBefore, Taken, Unplaced};
pub use plausibility::{Jump, Plausibility, Verdict};
pub use radar::{Radars, Sighting};
pub use reminders::Reminders;
pub use stations::{HeardBy, StationId, Stations};
pub use stillness::Stillness;
pub use track::{Track, TrackPoint};
pub use track_update::{Change, Fix, TrackUpdate};
