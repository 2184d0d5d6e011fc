use std::sync::Arc;

use rustls::ServerConfig;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::{TlsError, server_config};
use crate::config::ServerTls;

/// TLS of something that listens, whose certificates are renewed while it runs; clones are the same.
#[derive(Clone, Debug)]
pub struct Renewable {
    files: ServerTls,
    in_force: watch::Sender<Arc<ServerConfig>>,
}

/// Certificates that were read and are not in force yet.
#[derive(Debug)]
pub struct Renewal {
    new: Arc<ServerConfig>,
    in_force: watch::Sender<Arc<ServerConfig>>,
}

impl Renewable {
    /// Reads the files.
    ///
    /// # Errors
    /// One of them does not do.
    pub fn open(files: ServerTls) -> Result<Self, TlsError> {
        let in_force = watch::Sender::new(server_config(&files)?);
        Ok(Self { files, in_force })
    }

    /// Agrees with the next client, by the certificates now in force.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.in_force.borrow()))
    }

    /// Reads the files again.
    ///
    /// # Errors
    /// One of them does not do.
    pub fn read_again(&self) -> Result<Renewal, TlsError> {
        Ok(Renewal { new: server_config(&self.files)?, in_force: self.in_force.clone() })
    }
}

impl Renewal {
    /// New clients meet them from now on.
    pub fn put_in_force(self) {
        self.in_force.send_replace(self.new);
    }
}
