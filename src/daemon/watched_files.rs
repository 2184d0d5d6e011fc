use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tracing::warn;

/// What Kubernetes puts another link in the place of when it renews the files of a volume.
const KUBERNETES_DATA: &str = "..data";

/// What could not be watched is tried again so often.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Files whose changes are noticed.
#[derive(Debug)]
pub(super) struct WatchedFiles {
    tell: mpsc::Sender<()>,
    files: BTreeSet<PathBuf>,
    watcher: Option<RecommendedWatcher>,
}

impl WatchedFiles {
    /// None so far; `tell` hears of each change.
    pub(super) const fn new(tell: mpsc::Sender<()>) -> Self {
        Self { tell, files: BTreeSet::new(), watcher: None }
    }

    /// Looks after exactly these from now on. Where they are others than before, what changed in the
    /// meantime is not known: then it is told as a change.
    pub(super) fn look_after(&mut self, files: BTreeSet<PathBuf>) {
        if files == self.files && self.watcher.is_some() {
            return;
        }
        let (is_first, is_again) = (self.files.is_empty(), files == self.files);
        match watch(&files, self.tell.clone()) {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(_said_before) if is_again => return,
            Err(error) => {
                warn!(%error, "changed files are not noticed by themselves yet; send SIGHUP");
                self.watcher = None;
            }
        }
        self.files = files;
        if !is_first {
            notice(&self.tell);
        }
    }

    /// Waits a while and then looks after the same again, where that has failed; else for good.
    pub(super) async fn try_again(&mut self) {
        while self.watcher.is_none() {
            sleep(AGAIN_AFTER).await;
            self.look_after(self.files.clone());
        }
        pending::<()>().await;
    }
}

/// One that waits already stands for this one as well.
fn notice(tell: &mpsc::Sender<()>) {
    tell.try_send(()).unwrap_or_default();
}

/// Watches the folders of the files: a renewal puts new files in the place of old ones.
fn watch(files: &BTreeSet<PathBuf>, tell: mpsc::Sender<()>) -> notify::Result<RecommendedWatcher> {
    let folders: BTreeSet<PathBuf> = files
        .iter()
        .flat_map(|file| [Some(folder_of(file)), file.is_dir().then(|| file.clone())])
        .flatten()
        .filter(|folder| folder.is_dir())
        .collect();
    let names: BTreeSet<_> = files.iter().filter_map(|file| file.file_name()).collect();
    let names: BTreeSet<_> = names.into_iter().map(OsStr::to_owned).collect();
    let is_ours = move |path: &Path| {
        path.file_name().is_some_and(|name| names.contains(name) || name == KUBERNETES_DATA)
            || path.extension().is_some_and(|extension| extension == "geojson")
    };
    let told = move |event: notify::Result<notify::Event>| {
        let ours = |event: notify::Event| {
            !event.kind.is_access() && event.paths.iter().any(|path| is_ours(path))
        };
        if event.is_ok_and(ours) {
            notice(&tell);
        }
    };
    let mut watcher = notify::recommended_watcher(told)?;
    for folder in &folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_path_buf()
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_could_not_be_watched_is_tried_again_and_told_as_a_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let (tell, mut told) = mpsc::channel(1);
        let mut watched = WatchedFiles::new(tell);
        watched.look_after(BTreeSet::from([folder.path().join("picket.toml")]));
        tokio::select! {
            () = watched.try_again() => {}
            () = sleep(2 * AGAIN_AFTER) => {}
        }
        told.try_recv().expect_err("it is watched");
        // As where the system gives no more watches.
        watched.watcher = None;
        tokio::select! {
            () = watched.try_again() => {}
            change = timeout(3 * AGAIN_AFTER, told.recv()) => {
                change.expect("in time").expect("a change");
            }
        }
        assert!(watched.watcher.is_some());
    }
}
