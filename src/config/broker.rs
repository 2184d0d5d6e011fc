use std::path::PathBuf;

use super::feed::address_of_peer;
use super::files::Contents;
use super::mistake::Problem;
use super::notes::Notes;
use super::print::Page;
use super::section::Section;
use super::tls::{self, ClientTls};

/// A message broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// `host:port`.
    pub address: String,
    /// TLS, if the connection is to have it.
    pub tls: Option<ClientTls>,
    /// Who Picket is there.
    pub user: Option<String>,
    /// The user's password, or without a user a token.
    pub secret: Option<SecretSource>,
}

/// Where a secret is kept. The secret itself is in no configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// A file that holds it.
    File {
        /// Which.
        path: PathBuf,
        /// What was in it.
        contents: Contents,
    },
    /// A variable of the environment.
    Environment(String),
}

/// The keys of a broker.
pub(super) fn broker(section: &Section<'_>, path: &str, notes: &Notes) -> Option<Broker> {
    let (secret, user) = (secret(section), section.stated_text("user").map(str::to_owned));
    let tls = tls::client(section, path, notes);
    Some(Broker { address: address_of_peer(section)?, tls, user, secret })
}

/// `secret_file` or `secret_env`.
pub(super) fn secret(section: &Section<'_>) -> Option<SecretSource> {
    if section.get("secret_file").is_some() && section.get("secret_env").is_some() {
        section
            .note("secret_env", Problem::NotWith("secret_file: one of the two holds the secret"));
    }
    let file = section.path("secret_file").map(|path| {
        let contents = Contents::of([path.as_path()]);
        SecretSource::File { path, contents }
    });
    let named = || section.stated_text("secret_env").map(str::to_owned);
    file.or_else(|| named().map(SecretSource::Environment))
}

/// The name of a `JetStream` stream or consumer.
pub(super) fn stream_name(section: &Section<'_>, key: &str) -> Option<String> {
    let name = section.stated_text(key)?;
    let bytes = name.bytes();
    if name.is_empty() || !bytes.clone().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)) {
        let expected = "name of a stream: letters, digits, '_' and '-'";
        section.note(key, Problem::Malformed { found: name.to_owned(), expected });
    }
    Some(name.to_owned())
}

impl Page {
    pub(super) fn broker(&mut self, Broker { address, tls, user, secret }: &Broker) {
        self.quoted("address", address);
        self.client_tls(tls.as_ref());
        if let Some(user) = user {
            self.quoted("user", user);
        }
        self.secret(secret.as_ref());
    }

    /// Where it is, never the secret.
    pub(super) fn secret(&mut self, secret: Option<&SecretSource>) {
        match secret {
            Some(SecretSource::File { path, contents: _ }) => self.path("secret_file", path),
            Some(SecretSource::Environment(name)) => self.quoted("secret_env", name),
            None => {}
        }
    }
}
