use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::TlsError;

/// A chain of certificates, the own one first.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bytes = read(path)?;
    let read: Result<Vec<_>, Error> = CertificateDer::pem_slice_iter(&bytes).collect();
    let chain = read.map_err(|error| damaged(path, &error))?;
    if chain.is_empty() {
        return Err(TlsError::Missing { path: path.to_owned(), what: "certificate" });
    }
    Ok(chain)
}

/// The first private key.
pub(super) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    match PrivateKeyDer::from_pem_slice(&read(path)?) {
        Ok(key) => Ok(key),
        Err(Error::NoItemsFound) => {
            Err(TlsError::Missing { path: path.to_owned(), what: "private key" })
        }
        Err(error) => Err(damaged(path, &error)),
    }
}

/// Authorities of a file.
pub(super) fn authorities(path: &Path) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(path)? {
        let added = store.add(certificate);
        added.map_err(|error| TlsError::Damaged { path: path.into(), what: error.to_string() })?;
    }
    Ok(store)
}

/// The authorities that this machine trusts.
pub(super) fn authorities_of_machine() -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    // Some machines carry certificates that no library reads: the others count.
    let (_added, _ignored) =
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if store.is_empty() { Err(TlsError::NoAuthorities) } else { Ok(store) }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|cause| TlsError::Unreadable { path: path.to_owned(), cause })
}

fn damaged(path: &Path, error: &Error) -> TlsError {
    TlsError::Damaged { path: path.to_owned(), what: error.to_string() }
}
