//! Positions: gathered in memory for ten minutes, then one value of packed columns a contact;
//! the six of an hour become one of who says little. Beside each period is the last position of
//! everybody as of its end.

mod as_of;
mod block;
mod contact_key;
mod day_file;
mod days;
mod gathered;
mod keyframe;
mod log;
mod merge;
mod open_tracks;
mod pack;
mod period;
mod point;
mod rebuilding;
mod unit;

pub(super) use as_of::{AsOf, Written, as_of, drop_keyframes, keep_keyframes};
pub(super) use block::{BlockReader, BlockWriter};
pub(super) use contact_key::{ShortId, put_contact, take_contact};
pub(super) use day_file::{Block, write_blocks};
pub(super) use days::{Days, bytes_of, open_day};
pub(super) use gathered::{Track, Tracks};
pub(super) use keyframe::Keyframe;
pub(super) use log::{CommitLog, read_log};
pub(super) use merge::merge;
pub(super) use open_tracks::{Located, OpenTracks, SealedPeriod, number_of};
pub(super) use pack::{pack, packed_bytes};
pub(super) use period::{Day, Hour, Period};
pub(super) use point::{Point, cell_at};
pub(super) use rebuilding::{rebuild_keyframes, stretches};
pub(super) use unit::{Unit, each_block, each_cell, is_merged, last_units, next_unmerged};
