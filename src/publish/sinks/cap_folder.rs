use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::{Failure, Letter};
use crate::alert::AlertId;
use crate::config::Template;
use crate::publish::files::remove_if_there;
use crate::publish::forms::cap::{self, Entry, Reference};
use crate::publish::forms::render;
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
    template: Template,
    reader: Reader,
    /// The messages in the folder, the newest first; `None` until it has been looked into.
    entries: Option<VecDeque<Entry>>,
}

impl CapFolder {
    pub(super) const fn new(
        folder: PathBuf,
        sender: String,
        keep: usize,
        template: Template,
        reader: Reader,
    ) -> Self {
        Self { folder, sender, keep, template, reader, entries: None }
    }

    pub(super) async fn send(&mut self, Letter { row, text }: &Letter<'_>) -> Result<(), Failure> {
        let identifier = cap::identifier(row);
        let name = format!("{identifier}.{ENDING}");
        let (reader, id, revision) = (self.reader.clone(), row.alert_id(), row.revision);
        let history = spawn_blocking(move || reader.history(id)).await;
        let history = history.map_err(Failure::unreachable)?.map_err(Failure::unreachable)?;
        let earlier = history.iter().rev().find(|earlier| earlier.revision < revision);
        let message = cap::message(row, &self.sender, text, earlier.map(reference).as_ref());
        let mut entries = match self.entries.take() {
            Some(entries) => entries,
            None => self.look().await?,
        };
        entries.retain(|entry| entry.identifier != identifier);
        let (title, sent) = ((*text).to_owned(), row.time);
        entries.push_front(Entry { identifier, title, sent, href: name.clone() });
        let gone = entries.split_off(self.keep.min(entries.len()));
        let entries = self.entries.insert(entries).make_contiguous();
        let base = format!("urn:picket:{}", self.sender);
        let feed = cap::atom(&base, &self.sender, entries);
        let folder = self.folder.clone();
        let written = spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            put(&folder.join(&name), &message)?;
            put(&folder.join(FEED), &feed)?;
            for entry in gone {
                remove_if_there(&folder.join(entry.href))?;
            }
            io::Result::Ok(())
        });
        written.await.map_err(Failure::unreachable)?.map_err(|error| self.failed(&error))
    }

    async fn look(&self) -> Result<VecDeque<Entry>, Failure> {
        let (folder, reader) = (self.folder.clone(), self.reader.clone());
        let (template, sender) = (self.template.clone(), self.sender.clone());
        let looking = spawn_blocking(move || left_in(&folder, &sender, &reader, &template));
        looking.await.map_err(Failure::unreachable)?.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::Unreachable(format!("cannot write {}: {error}", self.folder.display()))
    }
}

/// What earlier runs have left in a folder, the newest first. What is in no log any more goes; what we
/// have not written stays.
fn left_in(
    folder: &Path,
    sender: &str,
    reader: &Reader,
    template: &Template,
) -> io::Result<VecDeque<Entry>> {
    let files = match std::fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(VecDeque::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for file in files {
        let href = file?.file_name().to_string_lossy().into_owned();
        let Some((identifier, id, revision)) = message_in(&href) else { continue };
        if !begins_with(&folder.join(&href), &cap::beginning(identifier, sender)) {
            continue;
        }
        let history = reader.history(id).map_err(io::Error::other)?;
        match history.iter().find(|row| row.revision == revision) {
            Some(row) => {
                let (identifier, title) = (cap::identifier(row), render(template, row));
                found.push((row.seq, Entry { identifier, title, sent: row.time, href }));
            }
            None => remove_if_there(&folder.join(href))?,
        }
    }
    found.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    Ok(found.into_iter().map(|(_, entry)| entry).collect())
}

/// Which message a file is by its name; `None` for what is not ours.
fn message_in(name: &str) -> Option<(&str, AlertId, u32)> {
    let identifier = name.strip_suffix(ENDING)?.strip_suffix('.')?;
    let (id, revision) = identifier.rsplit_once('.')?;
    Some((identifier, AlertId(id.parse().ok()?), revision.parse().ok()?))
}

/// Of what cannot be read nobody knows.
fn begins_with(path: &Path, beginning: &str) -> bool {
    let mut read = Vec::new();
    let length = u64::try_from(beginning.len()).unwrap_or(u64::MAX);
    let reading = File::open(path).and_then(|file| file.take(length).read_to_end(&mut read));
    reading.is_ok() && read == beginning.as_bytes()
}

fn reference(row: &AlertRow) -> Reference {
    Reference { identifier: cap::identifier(row), sent: row.time }
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}
