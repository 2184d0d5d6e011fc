use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::mistake::Problem;

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
