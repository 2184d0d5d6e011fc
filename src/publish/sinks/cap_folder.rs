use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::{Failure, Letter};
use crate::publish::forms::cap::{self, Entry, Reference};
use crate::store::Reader;
use crate::store::row::AlertRow;

/// The Atom feed.
const FEED: &str = "feed.atom";
const ENDING: &str = "cap.xml";

/// CAP 1.2 messages in a folder, one file each, and `feed.atom` which lists the last ones. A file is
/// there whole or not at all.
#[derive(Debug)]
pub(in crate::publish) struct CapFolder {
    folder: PathBuf,
    sender: String,
    keep: usize,
    reader: Reader,
    entries: VecDeque<Entry>,
}

impl CapFolder {
    pub(super) const fn new(folder: PathBuf, sender: String, keep: usize, reader: Reader) -> Self {
        Self { folder, sender, keep, reader, entries: VecDeque::new() }
    }

    pub(super) async fn send(&mut self, Letter { row, text }: &Letter<'_>) -> Result<(), Failure> {
        let identifier = cap::identifier(row);
        let name = format!("{identifier}.{ENDING}");
        let (reader, id, revision) = (self.reader.clone(), row.alert_id(), row.revision);
        let history = spawn_blocking(move || reader.history(id)).await;
        let history = history.map_err(Failure::unreachable)?.map_err(Failure::unreachable)?;
        let earlier = history.iter().rev().find(|earlier| earlier.revision < revision);
        let message = cap::message(row, &self.sender, text, earlier.map(reference).as_ref());
        self.entries.retain(|entry| entry.identifier != identifier);
        let (title, sent) = ((*text).to_owned(), row.time);
        self.entries.push_front(Entry { identifier, title, sent, href: name.clone() });
        let gone = self.entries.split_off(self.keep.min(self.entries.len()));
        let entries = self.entries.make_contiguous();
        let base = format!("urn:picket:{}", self.sender);
        let feed = cap::atom(&base, &self.sender, entries);
        let folder = self.folder.clone();
        let written = spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            put(&folder.join(&name), &message)?;
            put(&folder.join(FEED), &feed)?;
            for entry in gone {
                std::fs::remove_file(folder.join(entry.href))?;
            }
            io::Result::Ok(())
        });
        written.await.map_err(Failure::unreachable)?.map_err(|error| {
            Failure::Unreachable(format!("cannot write {}: {error}", self.folder.display()))
        })
    }
}

fn reference(row: &AlertRow) -> Reference {
    Reference { identifier: cap::identifier(row), sent: row.time }
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}
