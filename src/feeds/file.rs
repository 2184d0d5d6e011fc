use std::fs::{File, Metadata};
use std::io::{self, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing::info;

use super::Feed;
use super::chunks::{Chunk, ChunkSender, Unwanted, on_thread};
use super::pace::Pace;
use super::playback::play;
use super::recording;

/// How often a followed file is looked at.
const POLL: Duration = Duration::from_millis(200);

/// Reads a file at full speed or at the pace of its stamps; follows it as it grows if asked to.
pub(super) async fn run(feed: &Feed, path: PathBuf, follow: bool, rate: Option<f64>) {
    info!(feed = %feed.settings.name, path = %path.display(), follow, "reading a file");
    let shown = path.display().to_string();
    let chunks = on_thread("file", move |chunks| {
        if follow { send_growing(&path, chunks) } else { send_once(&path, chunks) }
    });
    play(feed, chunks, Pace::at(rate), &shown).await;
}

fn send_once(path: &Path, chunks: &ChunkSender) -> Result<(), Unwanted> {
    match recording::open(path) {
        Ok(mut recording) => chunks.send_all(&mut recording).map(|_bytes| ()),
        Err(error) => chunks.send(Chunk::Failed(error)),
    }
}

/// Sends what is there and then what is added, from the beginning again where the file was replaced
/// (another inode) or cut (shorter than what was read).
fn send_growing(path: &Path, chunks: &ChunkSender) -> Result<(), Unwanted> {
    let mut file = wait_for_file(path, chunks)?;
    let mut position = 0;
    let mut caught_up = false;
    loop {
        position += chunks.send_all(&mut file)?;
        if !caught_up {
            chunks.send(Chunk::CaughtUp)?;
            caught_up = true;
        }
        match look(path, &file, position) {
            Ok(Look::Same) | Err(_) => pause(chunks)?,
            Ok(Look::Cut) => {
                chunks.send(Chunk::Ended)?;
                if let Err(error) = file.rewind() {
                    return chunks.send(Chunk::Failed(error));
                }
                position = 0;
            }
            Ok(Look::Replaced) => {
                // What was added to the old file between the last read and its replacement.
                chunks.send_all(&mut file)?;
                chunks.send(Chunk::Ended)?;
                file = wait_for_file(path, chunks)?;
                position = 0;
            }
        }
    }
}

/// What became of a followed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Same,
    Cut,
    Replaced,
}

fn look(path: &Path, open: &File, position: u64) -> io::Result<Look> {
    let identity = |metadata: &Metadata| (metadata.dev(), metadata.ino());
    let (there, here) = (path.metadata()?, open.metadata()?);
    Ok(if identity(&there) != identity(&here) {
        Look::Replaced
    } else if here.len() < position {
        Look::Cut
    } else {
        Look::Same
    })
}

fn wait_for_file(path: &Path, chunks: &ChunkSender) -> Result<File, Unwanted> {
    loop {
        match File::open(path) {
            Ok(file) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => pause(chunks)?,
            Err(error) => {
                chunks.send(Chunk::Failed(error))?;
                return Err(Unwanted);
            }
        }
    }
}

fn pause(chunks: &ChunkSender) -> Result<(), Unwanted> {
    std::thread::sleep(POLL);
    if chunks.is_unwanted() { Err(Unwanted) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::*;

    #[test]
    fn a_followed_file_is_told_from_one_that_was_cut_or_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("feed.nmea");
        fs::write(&path, "first\n").expect("written");
        let mut file = File::open(&path).expect("open");
        let mut text = String::new();
        let position = file.read_to_string(&mut text).map(|length| length as u64).expect("read");
        assert_eq!(look(&path, &file, position).expect("looked"), Look::Same);

        fs::write(&path, "x\n").expect("cut");
        assert_eq!(look(&path, &file, position).expect("looked"), Look::Cut);

        fs::rename(&path, folder.path().join("feed.1")).expect("moved");
        assert!(look(&path, &file, position).is_err());
        fs::write(&path, "second\n").expect("written");
        assert_eq!(look(&path, &file, position).expect("looked"), Look::Replaced);
    }

    #[test]
    fn a_followed_file_gives_its_lines_over_growth_and_rotation() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("feed.nmea");
        fs::write(&path, "one\n").expect("written");
        let followed = path.clone();
        let mut chunks =
            on_thread("test", move |chunks| send_growing(&followed, chunks)).expect("a thread");
        let mut told = || match chunks.blocking_recv() {
            Some(Chunk::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(told(), "one\n");
        assert_eq!(told(), "Some(CaughtUp)");
        fs::rename(&path, folder.path().join("feed.1")).expect("moved");
        fs::write(&path, "two\n").expect("written");
        assert_eq!(told(), "Some(Ended)");
        assert_eq!(told(), "two\n");
    }
}
