use std::sync::Arc;

use rustls::ClientConfig;
use tokio_rustls::TlsConnector;

use super::TlsError;
use super::pem::{authorities, authorities_of_machine, certificates, private_key};
use super::provider::provider;
use crate::config::ClientTls;

/// What a client needs: who is trusted, and its own certificate where one is stated.
pub fn client_config(tls: &ClientTls) -> Result<ClientConfig, TlsError> {
    let trusted = match &tls.ca {
        Some(path) => authorities(path)?,
        None => authorities_of_machine()?,
    };
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Refused(error.to_string()))?
        .with_root_certificates(trusted);
    let Some((certificate, key)) = &tls.identity else {
        return Ok(config.with_no_client_auth());
    };
    let made = config.with_client_auth_cert(certificates(certificate)?, private_key(key)?);
    made.map_err(|error| TlsError::Pair {
        certificate: certificate.clone(),
        key: key.clone(),
        what: error.to_string(),
    })
}

/// The same for sockets of tokio.
pub fn connector(tls: &ClientTls) -> Result<TlsConnector, TlsError> {
    Ok(TlsConnector::from(Arc::new(client_config(tls)?)))
}
