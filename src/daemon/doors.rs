use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::sync::watch;

use crate::access::AccessList;
use crate::config::{AccessConfig, AccessFile, HttpConfig, ServerTls};
use crate::http::{AccessSeen, TlsSeen};
use crate::net::tls::http_server_config;

/// Who may enter, and by which certificates, as their files say.
#[derive(Debug)]
pub(super) struct Doors {
    access_file: Option<PathBuf>,
    access: watch::Sender<Option<Arc<AccessList>>>,
    tls_files: Option<ServerTls>,
    tls: Option<watch::Sender<Arc<ServerConfig>>>,
}

/// What the files say.
pub(super) type Read = (Option<Arc<AccessList>>, Option<Arc<ServerConfig>>);

impl Doors {
    pub(super) fn new(
        access: &AccessConfig,
        http: &HttpConfig,
        tls: Option<Arc<ServerConfig>>,
    ) -> Self {
        Self {
            access_file: access.path.clone(),
            access: watch::Sender::new(access.list.clone()),
            tls_files: http.tls.clone(),
            tls: tls.map(watch::Sender::new),
        }
    }

    pub(super) fn access(&self) -> AccessSeen {
        self.access.subscribe()
    }

    pub(super) fn tls(&self) -> Option<TlsSeen> {
        self.tls.as_ref().map(watch::Sender::subscribe)
    }

    /// The files that are read.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let tls = self.tls_files.iter().flat_map(ServerTls::files);
        self.access_file.iter().map(PathBuf::as_path).chain(tls).map(Path::to_owned).collect()
    }

    /// Puts in force what was read; whether that is another.
    pub(super) fn take(&self, (list, tls): Read) -> bool {
        let changed = *self.access.borrow() != list;
        self.access.send_replace(list);
        if let (Some(shown), Some(tls)) = (&self.tls, tls) {
            shown.send_replace(tls);
        }
        changed
    }

    /// Everything, or what is wrong with the first of it that is wrong.
    pub(super) fn read(&self) -> Result<Read, String> {
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
