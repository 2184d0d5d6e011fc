//! A ring over a stop of the daemon: a file that begins with `$PPKT,FROM,...` and goes on with the
//! messages. It is taken away as it is read, so that after a crash nobody takes it for newer than it is.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::protocol::{Place, Word};

/// What a ring held.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The first message.
    pub(super) place: Place,
    pub(super) text: Vec<u8>,
}

/// Writes a ring, from this place on.
pub(super) fn keep(
    path: &Path,
    place: Place,
    texts: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("new");
    let mut file = BufWriter::new(File::create(&new)?);
    file.write_all(Word::From(place).to_line().as_bytes())?;
    for text in texts {
        file.write_all(text.as_ref())?;
    }
    file.into_inner()?.sync_all()?;
    fs::rename(&new, path)
}

/// Reads a ring and takes its file away; `None` where there is none.
pub(super) fn take(path: &Path) -> io::Result<Option<Kept>> {
    let mut text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    fs::remove_file(path)?;
    let head = text.iter().position(|&byte| byte == b'\n').map_or(text.len(), |end| end + 1);
    let rest = text.split_off(head);
    match Word::parse(text.trim_ascii_end()) {
        Some(Word::From(place)) => Ok(Some(Kept { place, text: rest })),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it does not say where it begins")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("relay/out.ring");
        assert_eq!(take(&path).expect("no file is no mistake"), None);
        let place = Place { instance: 7, number: 41 };
        keep(&path, place, ["a\r\n", "b\r\n"]).expect("written");
        let kept = Kept { place, text: b"a\r\nb\r\n".to_vec() };
        assert_eq!(take(&path).expect("read"), Some(kept));
        assert_eq!(take(&path).expect("gone"), None);
        fs::write(&path, "something else\n").expect("written");
        assert!(take(&path).is_err());
    }
}
