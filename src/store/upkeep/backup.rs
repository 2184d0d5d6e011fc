use std::fs;
use std::path::{Path, PathBuf};

use super::parts::Progress;
use crate::store::kv::{Database, View, copy_all};
use crate::store::tracks::{bytes_of, open_day};
use crate::store::watch::open_watch;
use crate::store::{Reader, StoreError};

/// Memory for the copy that is being written.
const CACHE_BYTES: usize = 16 << 20;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// Its folder.
    pub path: PathBuf,
    /// Days of tracks in it.
    pub days: usize,
    /// Bytes of its files.
    pub bytes: u64,
}

impl Reader {
    /// Copies the whole store into a new folder while it is written: everything that was
    /// acknowledged when it began is in it. `watch` is copied as of one moment, the days after it,
    /// so that positions which move from its log into a day meanwhile are in both, and once again
    /// in one when the copy is opened.
    ///
    /// The folder gets its name when it is whole.
    pub fn backup(
        &self,
        folder: &Path,
        progress: Progress<'_>,
    ) -> Result<BackupReport, StoreError> {
        let refused = |cause| StoreError::Folder { path: folder.to_owned(), cause };
        if folder.exists() {
            return Err(refused(std::io::ErrorKind::AlreadyExists.into()));
        }
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = folder.with_file_name(name);
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(refused)?;
        }
        fs::create_dir_all(partial.join("tracks")).map_err(refused)?;
        let days = self.copy_to(&partial, progress)?;
        fs::rename(&partial, folder).map_err(refused)?;
        Ok(BackupReport { path: folder.to_owned(), days, bytes: bytes_of(folder) })
    }

    fn copy_to(&self, folder: &Path, progress: Progress<'_>) -> Result<usize, StoreError> {
        let (watch, days) = (&self.shared.watch, &self.shared.days);
        let engine = days.engine();
        let target = folder.join(watch.path().file_name().unwrap_or_default());
        let mut copied = 0;
        let all = days.present().len() + 1;
        progress(0, all, "watch");
        let open = |path: &Path| open_watch(engine, path, CACHE_BYTES);
        watch.read(|view| Ok(copy(view, &target, open)))??;
        for (done, day) in (1..).zip(days.present()) {
            progress(done, all.max(done + 1), &day.to_string());
            // Retention may have removed it since.
            let Some(database) = days.get(day)? else { continue };
            let path = days.path(day);
            let view = database.view().map_err(|fault| fault.at(&path))?;
            let target = folder.join("tracks").join(day.file_name(engine));
            copy(&*view, &target, |path| open_day(engine, path, CACHE_BYTES))?;
            copied += 1;
        }
        progress(all, all, "");
        Ok(copied)
    }

    /// The folder of the store; an absolute path where the system gives one.
    pub fn folder(&self) -> PathBuf {
        let folder = self.shared.watch.path().parent().unwrap_or(Path::new("."));
        std::path::absolute(folder).unwrap_or_else(|_unknown| folder.to_owned())
    }
}

fn copy(
    view: &dyn View,
    target: &Path,
    open: impl FnOnce(&Path) -> Result<Box<dyn Database>, StoreError>,
) -> Result<(), StoreError> {
    let to = open(target)?;
    copy_all(view, &*to, &mut |_bytes| ()).map_err(|fault| fault.at(target))
}
