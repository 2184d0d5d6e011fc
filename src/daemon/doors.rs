use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use prometheus::{IntGauge, Registry};
use rustls::ServerConfig;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::metrics::whole_gauge;
use crate::access::AccessList;
use crate::config::{AccessConfig, AccessFile, HttpConfig, ServerTls};
use crate::http::{AccessSeen, TlsSeen};
use crate::net::tls::http_server_config;
use crate::telemetry::Health;

/// An editor or a renewal writes several files; they are read when they have been still for so long.
const SETTLE: Duration = Duration::from_millis(300);

/// Who may enter, and by which certificates: read again at SIGHUP and when the files change. What is
/// wrong with them is told, and those before stay in force.
#[derive(Debug)]
pub(super) struct Doors {
    access_file: Option<PathBuf>,
    access: watch::Sender<Option<Arc<AccessList>>>,
    tls_files: Option<ServerTls>,
    tls: Option<watch::Sender<Arc<ServerConfig>>>,
    successful: IntGauge,
}

/// What the files say.
type Read = (Option<Arc<AccessList>>, Option<Arc<ServerConfig>>);

impl Doors {
    pub(super) fn new(
        access: &AccessConfig,
        http: &HttpConfig,
        tls: Option<Arc<ServerConfig>>,
        registry: &Registry,
    ) -> prometheus::Result<Self> {
        let successful = whole_gauge(
            registry,
            "config_last_reload_successful",
            "Whether the files that changed last were taken (1) or those before are in force (0).",
        )?;
        successful.set(1);
        Ok(Self {
            access_file: access.path.clone(),
            access: watch::Sender::new(access.list.clone()),
            tls_files: http.tls.clone(),
            tls: tls.map(watch::Sender::new),
            successful,
        })
    }

    pub(super) fn access(&self) -> AccessSeen {
        self.access.subscribe()
    }

    pub(super) fn tls(&self) -> Option<TlsSeen> {
        self.tls.as_ref().map(watch::Sender::subscribe)
    }

    /// Looks after them until `stop`.
    ///
    /// # Errors
    /// SIGHUP cannot be listened for.
    pub(super) fn keep(
        self,
        health: Arc<Health>,
        stop: CancellationToken,
    ) -> io::Result<impl Future<Output = ()> + Send + 'static> {
        let mut hangups = signal(SignalKind::hangup())?;
        let (tell, mut changes) = mpsc::channel(1);
        Ok(async move {
            let _watcher = self.watch(tell.clone());
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = hangups.recv() => {}
                    _ = changes.recv() => sleep(SETTLE).await,
                }
                self.reload(&health);
            }
        })
    }

    /// Watches the folders of the files: a renewal puts new files in the place of old ones.
    fn watch(&self, changed: mpsc::Sender<()>) -> Option<notify::RecommendedWatcher> {
        let files = self.files();
        let names: Vec<_> = files.iter().map(|file| file.to_path_buf()).collect();
        let told = move |event: notify::Result<notify::Event>| {
            let ours =
                |path: &PathBuf| names.iter().any(|name| name.file_name() == path.file_name());
            if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(ours)) {
                // One that waits already stands for this one as well.
                changed.try_send(()).unwrap_or_default();
            }
        };
        let watching = notify::recommended_watcher(told).and_then(|mut watcher| {
            for file in files {
                let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or_else(|| Path::new("."));
                watcher.watch(folder, RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        });
        if let Err(error) = &watching {
            warn!(%error, "changed files are not noticed by themselves; send SIGHUP");
        }
        watching.ok()
    }

    fn files(&self) -> Vec<&Path> {
        let tls = self.tls_files.iter().flat_map(|tls| {
            [Some(&tls.certificate), Some(&tls.key), tls.client_ca.as_ref()].into_iter().flatten()
        });
        self.access_file.iter().chain(tls).map(PathBuf::as_path).collect()
    }

    fn reload(&self, health: &Health) {
        match self.read() {
            Ok((list, tls)) => {
                self.access.send_replace(list);
                if let (Some(shown), Some(tls)) = (&self.tls, tls) {
                    shown.send_replace(tls);
                }
                self.successful.set(1);
                health.set_reload_problem(None);
                info!("access file and certificates were read again; all else needs a restart");
            }
            Err(problem) => {
                error!(%problem, "reload refused: the files before are in force");
                self.successful.set(0);
                health.set_reload_problem(Some(problem));
            }
        }
    }

    /// Everything, or what is wrong with the first of it that is wrong.
    fn read(&self) -> Result<Read, String> {
        let list = match &self.access_file {
            // To `AccessFile` a file that is not there is an empty one; here it is a slip.
            Some(path) if !path.exists() => return Err(format!("{} is gone", path.display())),
            Some(path) => {
                Some(AccessFile::read(path).map_err(|mistakes| mistakes.to_string())?.list)
            }
            None => None,
        };
        let tls = self.tls_files.as_ref().map(http_server_config).transpose();
        Ok((list.map(Arc::new), tls.map_err(|error| error.to_string())?))
    }
}
