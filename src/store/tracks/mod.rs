//! Positions: gathered in memory for ten minutes, then one value of compressed columns a contact.

mod block;
mod contact_key;
mod day_file;
mod days;
mod log;
mod open_tracks;
mod period;
mod point;

pub(super) use block::{BlockReader, BlockWriter};
pub(super) use contact_key::{put_contact, take_contact};
pub(super) use day_file::{
    Block, each_block, each_cell, read_blocks, read_cells, read_period, write_blocks, write_cells,
};
pub(super) use days::{Days, bytes_of, open_day};
pub(super) use log::{CommitLog, read_log};
pub(super) use open_tracks::{OpenTracks, SealedPeriod, Tracks};
pub(super) use period::{Day, Period};
pub(super) use point::{Point, cell_at};
