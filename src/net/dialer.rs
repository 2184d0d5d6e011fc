use std::io;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::keep_alive;
use super::tls::{TlsError, connector};
use crate::config::ClientTls;

/// A connection is tried for so long, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens connections to one `host:port`, with TLS if it is configured.
#[derive(Clone)]
pub struct Dialer {
    address: String,
    tls: Option<(TlsConnector, String)>,
}

/// A connection, with or without TLS.
pub type Wire = Box<dyn ReadWrite>;

/// What a connection can do.
pub trait ReadWrite: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> ReadWrite for T {}

impl Dialer {
    /// Reads what TLS needs; opens nothing.
    pub fn new(address: String, tls: Option<&ClientTls>) -> Result<Self, TlsError> {
        let tls = match tls {
            None => None,
            Some(tls) => {
                let name = tls.server_name.as_deref().unwrap_or_else(|| host_of(&address));
                Some((connector(tls)?, name.to_owned()))
            }
        };
        Ok(Self { address, tls })
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Opens a connection; the server has proved its name when this returns.
    pub async fn dial(&self) -> io::Result<Wire> {
        timeout(CONNECT_TIMEOUT, self.connect()).await?
    }

    async fn connect(&self) -> io::Result<Wire> {
        let stream = TcpStream::connect(&self.address).await?;
        keep_alive(&stream)?;
        stream.set_nodelay(true)?;
        let Some((connector, name)) = &self.tls else { return Ok(Box::new(stream)) };
        let name = ServerName::try_from(name.clone())
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Box::new(connector.connect(name, stream).await?))
    }
}

impl std::fmt::Debug for Dialer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.tls.as_ref().map(|(_, name)| name);
        f.debug_struct("Dialer").field("address", &self.address).field("tls", &name).finish()
    }
}

/// The host of `host:port`, an IPv6 address without its brackets.
fn host_of(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _port)| host);
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn the_host_is_what_stands_before_the_port() {
        for (address, host) in [
            ("tak.example:8089", "tak.example"),
            ("192.0.2.7:1", "192.0.2.7"),
            ("[2001:db8::7]:6514", "2001:db8::7"),
        ] {
            assert_eq!(host_of(address), host);
        }
    }
}
