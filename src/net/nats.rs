use async_nats::ConnectOptions;
use rustls::ClientConfig;

use super::Secret;
use super::tls::client_config;
use crate::config::Broker;

/// A NATS server, with everything read that a connection to it needs.
pub struct NatsServer {
    address: String,
    tls: Option<ClientConfig>,
    user: Option<String>,
    secret: Option<Secret>,
}

impl NatsServer {
    /// Reads secret and certificates; connects to nobody. What is wrong in a sentence.
    pub fn new(broker: &Broker) -> Result<Self, String> {
        let tls = broker.tls.as_ref().map(client_config).transpose();
        Ok(Self {
            address: broker.address.clone(),
            tls: tls.map_err(|error| error.to_string())?,
            user: broker.user.clone(),
            secret: broker.secret.as_ref().map(Secret::read).transpose()?,
        })
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How to connect to it.
    pub fn options(&self) -> ConnectOptions {
        let mut options = ConnectOptions::new().name("picket");
        options = match (&self.user, &self.secret) {
            (Some(user), secret) => {
                let password = secret.as_ref().map(Secret::reveal).unwrap_or_default();
                options.user_and_password(user.clone(), password.to_owned())
            }
            (None, Some(token)) => options.token(token.reveal().to_owned()),
            (None, None) => options,
        };
        match &self.tls {
            Some(tls) => options.tls_client_config(tls.clone()).require_tls(true),
            None => options,
        }
    }
}

impl std::fmt::Debug for NatsServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (address, tls) = (&self.address, self.tls.is_some());
        f.debug_struct("NatsServer")
            .field("address", address)
            .field("tls", &tls)
            .finish_non_exhaustive()
    }
}
