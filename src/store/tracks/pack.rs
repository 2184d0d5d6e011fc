use std::{fs, io};

use super::day_file::PACKED;
use super::days::{Days, bytes_of, open_day};
use super::period::Day;
use crate::store::StoreError;
use crate::store::error::Fault;
use crate::store::kv::{Database, View, copy_all};

/// Memory for the copy that is being written.
const CACHE_BYTES: usize = 16 << 20;

/// Writes a day anew without what its merging left over, and puts that file in place of the old
/// one, which its readers read to their end. A crash leaves the old one. Gives back the bytes that
/// came free.
pub(in crate::store) fn pack(days: &Days, day: Day) -> Result<u64, StoreError> {
    let before = days.bytes(day);
    let target = days.path(day).with_extension("packing");
    let io = |cause| StoreError::Io { path: target.clone(), cause };
    match fs::remove_file(&target) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(io(cause)),
        _ => {}
    }
    let mut packed = open_day(days.engine(), &target, CACHE_BYTES)?;
    let copied = days.look(day, |view| copy_all(view, &*packed, &mut |_bytes| ()))?;
    let finish = |packed: &mut dyn Database| {
        packed.compact()?;
        packed.write(&mut |change| PACKED.put(change, &0, &bytes_of(&target)))
    };
    finish(&mut *packed).map_err(|fault: Fault| fault.at(&target))?;
    drop(packed);
    if copied.is_some() {
        days.replace(day, &target)?;
    }
    Ok(before.saturating_sub(bytes_of(&days.path(day))))
}

/// Bytes of a file when it was packed, if it ever was.
pub(in crate::store) fn packed_bytes(view: &dyn View) -> Result<Option<u64>, Fault> {
    PACKED.get(view, &0, Ok)
}
