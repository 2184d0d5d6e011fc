use std::path::Path;
use std::{fs, io};

use super::day_file::PACKED;
use super::days::{Days, bytes_of, open_day};
use super::period::Day;
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::{View, copy_all};

/// Memory for the copy that is being written.
const CACHE_BYTES: usize = 16 << 20;

/// Writes a day anew without what its merging left over, and puts that file in place of the old
/// one, which its readers read to their end. A crash leaves the old one. Gives back the bytes that
/// came free.
pub(in crate::store) fn pack(days: &Days, day: Day) -> Result<u64, StoreError> {
    let before = days.bytes(day);
    let target = days.path(day).with_extension("packing");
    remove(&target)?;
    let packed = copy(days, day, &target).and_then(|()| days.replace(day, &target));
    if packed.is_err() {
        // What a full disk left of it takes room; its own error is told.
        drop(remove(&target));
    }
    packed.map(|()| before.saturating_sub(bytes_of(&days.path(day))))
}

fn copy(days: &Days, day: Day, target: &Path) -> Result<(), StoreError> {
    let mut packed = open_day(days.engine(), target, CACHE_BYTES)?;
    days.look(day, |view| copy_all(view, &*packed, &mut |_bytes| ()))?;
    let finished = packed
        .compact()
        .and_then(|()| packed.write(&mut |change| PACKED.put(change, &0, &bytes_of(target))));
    finished.map_err(|fault| fault.at(target))
}

fn remove(target: &Path) -> Result<(), StoreError> {
    match fs::remove_file(target) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::Io { path: target.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

/// Bytes of a file when it was packed, if it ever was.
pub(in crate::store) fn packed_bytes(view: &dyn View) -> Result<Option<u64>, Fault> {
    PACKED.get(view, &0, Ok)
}
