use std::path::{Path, PathBuf};

use super::files::Contents;
use super::keys;
use super::mistake::Problem;
use super::notes::Notes;
use super::section::{Section, join};

/// TLS of a connection that Picket opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientTls {
    /// Certificate authorities, PEM; `None` for those that the machine trusts.
    pub ca: Option<PathBuf>,
    /// Own certificate and its key, PEM, for servers that ask for one.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// The name that the server has to prove; `None` for the host of the address.
    pub server_name: Option<String>,
    /// What was in the files.
    pub contents: Contents,
}

impl ClientTls {
    /// The files that it names.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let identity = self.identity.iter().flat_map(|(certificate, key)| [certificate, key]);
        self.ca.iter().chain(identity).map(PathBuf::as_path)
    }
}

/// TLS of a socket that Picket listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTls {
    /// Certificate with its chain, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
    /// Authorities whose certificates clients need, PEM; `None` lets everybody in.
    pub client_ca: Option<PathBuf>,
}

impl ServerTls {
    /// The files that it names.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let Self { certificate, key, client_ca } = self;
        [certificate, key].into_iter().chain(client_ca).map(PathBuf::as_path)
    }
}

/// The table `tls` of something that connects.
pub(super) fn client(of: &Section<'_>, path: &str, notes: &Notes) -> Option<ClientTls> {
    let node = of.get("tls")?;
    let section = Section::of(Some(node), join(path, "tls"), keys::CLIENT_TLS.keys, notes);
    let identity = match (section.path("certificate"), section.path("key")) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        (Some(_), None) => {
            section.missing("key", "a certificate needs its private key");
            None
        }
        (None, Some(_)) => {
            section.missing("certificate", "a private key needs its certificate");
            None
        }
    };
    let server_name = section.stated_text("server_name").map(str::to_owned);
    if let Some(name) = &server_name
        && rustls::pki_types::ServerName::try_from(name.as_str()).is_err()
    {
        let expected = "name or address of a host, as in tak.example";
        section.note("server_name", Problem::Malformed { found: name.clone(), expected });
    }
    let contents = Contents::default();
    let mut tls = ClientTls { ca: section.path("ca"), identity, server_name, contents };
    tls.contents = Contents::of(tls.files());
    Some(tls)
}

/// The table `tls` of something that listens.
pub(super) fn server(of: &Section<'_>, path: &str, notes: &Notes) -> Option<ServerTls> {
    let node = of.get("tls")?;
    let section = Section::of(Some(node), join(path, "tls"), keys::SERVER_TLS.keys, notes);
    for (key, what) in [
        ("certificate", "a listener with TLS needs a certificate"),
        ("key", "a listener with TLS needs the private key of its certificate"),
    ] {
        if section.get(key).is_none() {
            section.missing(key, what);
        }
    }
    Some(ServerTls {
        certificate: section.path("certificate")?,
        key: section.path("key")?,
        client_ca: section.path("client_ca"),
    })
}
