use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::{Failure, Letter};

/// Bytes looked at, at a time, for the end of the last whole line.
const STEP: u64 = 64 * 1024;

/// Transitions as JSON lines in a file, which is set aside as `NAME.1`, `NAME.2` and so on when it has
/// grown. A line is on disk when it counts as delivered; what a crash left of another is cut off.
#[derive(Debug)]
pub(in crate::publish) struct JsonLines {
    path: PathBuf,
    rotate_bytes: u64,
    rotate_keep: usize,
    open: Option<File>,
}

impl JsonLines {
    pub(super) const fn new(path: PathBuf, rotate_bytes: u64, rotate_keep: usize) -> Self {
        Self { path, rotate_bytes, rotate_keep, open: None }
    }

    pub(super) async fn send(&mut self, Letter { row, .. }: &Letter<'_>) -> Result<(), Failure> {
        let line = serde_json::to_vec(row).map_err(|error| Failure::Refused(error.to_string()))?;
        let open = self.open.take();
        let (path, bytes, keep) = (self.path.clone(), self.rotate_bytes, self.rotate_keep);
        let written = spawn_blocking(move || write(open, &path, line, bytes, keep)).await;
        let written = written.map_err(Failure::unreachable)?;
        self.open = Some(written.map_err(|error| {
            Failure::Unreachable(format!("cannot write {}: {error}", self.path.display()))
        })?);
        Ok(())
    }
}

fn write(
    open: Option<File>,
    path: &Path,
    mut line: Vec<u8>,
    rotate_bytes: u64,
    rotate_keep: usize,
) -> io::Result<File> {
    line.push(b'\n');
    let mut file = match open {
        Some(file) if path.exists() => file,
        _ => open_whole(path)?,
    };
    let length = file.metadata()?.len();
    let added = u64::try_from(line.len()).unwrap_or(u64::MAX);
    if length > 0 && length.saturating_add(added) > rotate_bytes {
        set_aside(path, rotate_keep)?;
        file = open_whole(path)?;
    }
    file.write_all(&line)?;
    file.sync_data()?;
    Ok(file)
}

/// Opens a file for more lines, without the piece of one at its end.
fn open_whole(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let length = file.metadata()?.len();
    let whole = end_of_last_line(&mut file, length)?;
    if whole < length {
        file.set_len(whole)?;
    }
    Ok(file)
}

fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(STEP);
        let mut bytes = vec![0; usize::try_from(end - start).unwrap_or_default()];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        if let Some(place) = memchr::memrchr(b'\n', &bytes) {
            return Ok(start + u64::try_from(place).unwrap_or_default() + 1);
        }
        end = start;
    }
    Ok(0)
}

/// `NAME` becomes `NAME.1`, that `NAME.2`, and the last one goes.
fn set_aside(path: &Path, keep: usize) -> io::Result<()> {
    let numbered = |number: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    };
    if keep == 0 {
        return fs::remove_file(path);
    }
    for number in (1..keep).rev() {
        match fs::rename(numbered(number), numbered(number + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, numbered(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_set_aside_when_the_next_line_would_not_fit_and_the_oldest_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("alerts.jsonl");
        let mut open = None;
        for number in 0..9 {
            let line = format!("{{\"number\":{number}}}").into_bytes();
            open = Some(write(open, &path, line, 30, 2).expect("written"));
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        assert_eq!(read("alerts.jsonl"), "{\"number\":8}\n");
        assert_eq!(read("alerts.jsonl.1"), "{\"number\":6}\n{\"number\":7}\n");
        assert_eq!(read("alerts.jsonl.2"), "{\"number\":4}\n{\"number\":5}\n");
        assert!(!folder.path().join("alerts.jsonl.3").exists());
    }

    #[test]
    fn what_a_crash_left_of_a_line_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("alerts.jsonl");
        fs::write(&path, "{\"number\":1}\n{\"num").expect("written");
        write(None, &path, b"{\"number\":2}".to_vec(), 1_000, 1).expect("written");
        let text = fs::read_to_string(&path).expect("read");
        assert_eq!(text, "{\"number\":1}\n{\"number\":2}\n");
    }
}
