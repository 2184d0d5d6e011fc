//! TLS by rustls with one provider of cryptography, named wherever a configuration is made: files of
//! PEM in, configurations of clients and servers out.

mod client;
mod error;
mod pem;
mod provider;
mod renewable;
mod server;
#[cfg(test)]
mod tests;

pub use client::{client_config, connector};
pub use error::TlsError;
pub use provider::install_provider;
pub use renewable::{Renewable, Renewal};
pub use server::{http_server_config, server_config};
