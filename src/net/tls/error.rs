use std::io;
use std::path::PathBuf;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file holds nothing of what is looked for in it.
    #[error("{} holds no {what} in PEM", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
        /// `certificate` or `private key`.
        what: &'static str,
    },
    /// A file holds what looks like it and is none.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong in it.
        what: String,
    },
    /// This machine trusts nobody, and no `ca` was named.
    #[error("this machine has no certificate authorities; name a file of them as `ca`")]
    NoAuthorities,
    /// Certificate and key do not belong together, or are of a kind that is not understood.
    #[error("the certificate {} cannot be used with the key {}: {what}", certificate.display(), key.display())]
    Pair {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
        /// What rustls says.
        what: String,
    },
    /// Something else that rustls refuses.
    #[error("TLS cannot be set up: {0}")]
    Refused(String),
}
