use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;

use super::TlsError;
use super::pem::{authorities, certificates, private_key};
use super::provider::provider;
use crate::config::ServerTls;

/// What a server needs; with `client_ca` only clients are let in that have a certificate of it.
pub fn server_config(tls: &ServerTls) -> Result<Arc<ServerConfig>, TlsError> {
    made(tls, Clients::Certified).map(Arc::new)
}

/// The same for HTTP, where a client may say who it is in another way: a certificate is asked for,
/// and one that is shown has to be of `client_ca`.
pub fn http_server_config(tls: &ServerTls) -> Result<Arc<ServerConfig>, TlsError> {
    let mut config = made(tls, Clients::Any)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Who is let in where there is a `client_ca`.
#[derive(Clone, Copy)]
enum Clients {
    Certified,
    Any,
}

fn made(tls: &ServerTls, clients: Clients) -> Result<ServerConfig, TlsError> {
    let ServerTls { certificate, key, client_ca } = tls;
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Refused(error.to_string()))?;
    let config = match client_ca {
        None => config.with_no_client_auth(),
        Some(path) => {
            let trusted = Arc::new(authorities(path)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(trusted, provider());
            let verifier = match clients {
                Clients::Certified => verifier,
                Clients::Any => verifier.allow_unauthenticated(),
            }
            .build();
            let refused = |error: &dyn std::fmt::Display| TlsError::Refused(error.to_string());
            config.with_client_cert_verifier(verifier.map_err(|error| refused(&error))?)
        }
    };
    let made = config.with_single_cert(certificates(certificate)?, private_key(key)?);
    made.map_err(|error| TlsError::Pair {
        certificate: certificate.clone(),
        key: key.clone(),
        what: error.to_string(),
    })
}
