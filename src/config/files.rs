use std::fmt;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::path::Path;

use super::mistake::Problem;

/// Bytes of a certificate or secret that are looked at.
const NAMED_BYTES_MAX: u64 = 1 << 20;

/// Reads a text file of at most so many bytes; a byte order mark at its start is left out.
pub(super) fn read_text(path: &Path, max: u64) -> Result<String, Problem> {
    let file = File::open(path).map_err(Problem::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes).map_err(Problem::Unreadable)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > max {
        let bytes = std::fs::metadata(path).map_or(length, |metadata| metadata.len().max(length));
        return Err(Problem::TooLarge { bytes, max });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => Err(Problem::NotUtf8 { at: error.utf8_error().valid_up_to() }),
    }
}

/// What a file held when the configuration that names it was read: another certificate in it is another
/// configuration. It is not shown, for it is of secrets.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Contents(u64);

impl Contents {
    /// Of several files; one that cannot be read is as one without anything.
    pub(super) fn of<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut hasher = DefaultHasher::new();
        for path in paths {
            let mut bytes = Vec::new();
            let file = File::open(path).map(|file| file.take(NAMED_BYTES_MAX));
            // Whoever uses it says what is wrong with it.
            drop(file.and_then(|mut file| file.read_to_end(&mut bytes)));
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
        Self(hasher.finish())
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contents(…)")
    }
}
