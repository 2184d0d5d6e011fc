use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};

/// A connection's bytes: plain, or TLS whose handshake happens when they are first wanted, so that
/// nobody who is slow about it holds up the next one.
pub(super) enum Wire {
    Plain(TcpStream),
    Handshake(Box<Accept<TcpStream>>),
    Open(Box<TlsStream<TcpStream>>),
    Broken,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        match tls {
            None => Self::Plain(stream),
            Some(config) => Self::Handshake(Box::new(TlsAcceptor::from(config).accept(stream))),
        }
    }

    pub(super) const fn is_encrypted(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }

    pub(super) const fn is_in_handshake(&self) -> bool {
        matches!(self, Self::Handshake(_))
    }

    /// The certificate that the peer has shown, once the handshake is done.
    pub(super) fn certificate(&self) -> Option<Vec<u8>> {
        let Self::Open(stream) = self else { return None };
        let (_, connection) = stream.get_ref();
        connection.peer_certificates()?.first().map(|certificate| certificate.to_vec())
    }

    /// Ready when bytes can go; `true` where the handshake has just been done.
    pub(super) fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let Self::Handshake(accept) = self else { return Poll::Ready(Ok(false)) };
        match ready!(Pin::new(accept.as_mut()).poll(context)) {
            Ok(stream) => {
                *self = Self::Open(Box::new(stream));
                Poll::Ready(Ok(true))
            }
            Err(error) => {
                *self = Self::Broken;
                Poll::Ready(Err(error))
            }
        }
    }

    pub(super) fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Open(stream) => Pin::new(stream.as_mut()).poll_read(context, buffer),
            Self::Handshake(_) | Self::Broken => Poll::Ready(Err(not_open())),
        }
    }

    pub(super) fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(context, slices),
            Self::Open(stream) => Pin::new(stream.as_mut()).poll_write_vectored(context, slices),
            Self::Handshake(_) | Self::Broken => Poll::Ready(Err(not_open())),
        }
    }

    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Open(stream) => Pin::new(stream.as_mut()).poll_flush(context),
            Self::Handshake(_) | Self::Broken => Poll::Ready(Ok(())),
        }
    }

    pub(super) fn poll_shutdown(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Open(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
            Self::Handshake(_) | Self::Broken => Poll::Ready(Ok(())),
        }
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Handshake(_) => "Handshake",
            Self::Open(_) => "Open",
            Self::Broken => "Broken",
        })
    }
}

fn not_open() -> io::Error {
    io::ErrorKind::NotConnected.into()
}

/// Whether a certificate names a DNS name among its subject's alternative names.
pub(super) fn bears(der: &[u8], name: &str) -> bool {
    let der = CertificateDer::from(der);
    let (Ok(certificate), Ok(name)) =
        (ParsedCertificate::try_from(&der), ServerName::try_from(name))
    else {
        return false;
    };
    rustls::client::verify_server_name(&certificate, &name).is_ok()
}
