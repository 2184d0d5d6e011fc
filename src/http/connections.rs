use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use super::TlsSeen;
use super::metrics::{ConnectionMeters, WaitedFor};

use super::wire_tls::Wire;
use crate::clock;
use crate::config::HttpConfig;
use crate::net::{Place as PlaceOf, Places};

/// Who holds how many of the connections.
type PlacesByAddress = Places<IpAddr>;
type PlaceOfAddress = PlaceOf<IpAddr>;

/// A connection on which nothing is under way is closed after so long.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// From the first byte of a request to the first byte of its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(40);

/// A peer that takes not one byte for so long is gone, or might as well be.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);

/// A handshake of TLS that is not done by then will not be.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Hands out connections that cannot be held open for nothing, and not too many to one address.
#[derive(Debug)]
pub(super) struct Connections {
    listener: TcpListener,
    tls: Option<TlsSeen>,
    places: Arc<Semaphore>,
    of_addresses: PlacesByAddress,
    meters: ConnectionMeters,
}

impl Connections {
    pub(super) fn new(
        listener: TcpListener,
        config: &HttpConfig,
        tls: Option<TlsSeen>,
        meters: ConnectionMeters,
    ) -> Self {
        Self {
            listener,
            tls,
            places: Arc::new(Semaphore::new(config.connections_max)),
            of_addresses: PlacesByAddress::new(config.connections_per_client_max),
            meters,
        }
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            // The inner `accept` of axum waits out a lack of file descriptors instead of failing.
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            match self.of_addresses.take(peer.ip()) {
                Some(of_address) => {
                    // The end of an answer must not wait 40 ms for the peer's delayed acknowledgement
                    // of its beginning (RFC 896, RFC 1122 4.2.3.2). A dead connection shows itself.
                    let _set_or_dead = stream.set_nodelay(true);
                    let tls = self.tls.as_ref().map(|tls| Arc::clone(&tls.borrow()));
                    let wire = Wire::new(stream, tls);
                    let held = Held { _place: place, _of_address: of_address };
                    return (Connection::new(wire, peer, held, self.meters.clone()), peer);
                }
                None => self.meters.refused.inc(),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The other side of a connection.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    address: SocketAddr,
    encrypted: bool,
    /// Set when the handshake is done, before the first request is read.
    certificate: Arc<OnceLock<Vec<u8>>>,
}

impl Peer {
    /// Where it is.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether nobody between can read along.
    pub(super) const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// The certificate that it has shown, which TLS has found valid (DER).
    pub(super) fn certificate(&self) -> Option<&[u8]> {
        self.certificate.get().map(Vec::as_slice)
    }
}

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        stream.io().peer.clone()
    }
}

/// A connection that ends by itself when its peer does nothing: neither asks, nor finishes asking,
/// nor takes the answer.
#[derive(Debug)]
pub(super) struct Connection {
    wire: Wire,
    peer: Peer,
    /// When waiting for the peer to ask, or for ourselves to answer, ends.
    patience: Pin<Box<Sleep>>,
    asking: bool,
    /// When waiting for the peer to take bytes ends; set while it takes none.
    stalled: Option<Pin<Box<Sleep>>>,
    meters: ConnectionMeters,
    _held: Held,
}

/// What a connection takes of the connections that there may be.
#[derive(Debug)]
struct Held {
    _place: Option<OwnedSemaphorePermit>,
    _of_address: PlaceOfAddress,
}

impl Connection {
    fn new(wire: Wire, address: SocketAddr, held: Held, meters: ConnectionMeters) -> Self {
        let encrypted = wire.is_encrypted();
        let patience = if encrypted { HANDSHAKE_TIMEOUT } else { IDLE_TIMEOUT };
        let patience = Box::pin(tokio::time::sleep(patience));
        let peer = Peer { address, encrypted, certificate: Arc::default() };
        let (asking, stalled) = (false, None);
        Self { wire, peer, patience, asking, stalled, meters, _held: held }
    }

    /// Does the handshake where there is one to do.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.wire.poll_open(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(false)) => Poll::Ready(Ok(())),
            Poll::Ready(Ok(true)) => {
                if let Some(certificate) = self.wire.certificate() {
                    self.peer.certificate.get_or_init(|| certificate);
                }
                self.patience.as_mut().reset(after(IDLE_TIMEOUT));
                Poll::Ready(Ok(()))
            }
        }
    }

    fn poll_patience<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        let waited_for = match self.asking {
            _ if self.wire.is_in_handshake() => WaitedFor::Handshake,
            true => WaitedFor::Request,
            false => WaitedFor::Asking,
        };
        self.patience.as_mut().poll(context).map(|()| {
            self.meters.timed_out(waited_for);
            Err(io::ErrorKind::TimedOut.into())
        })
    }

    fn wrote(&mut self) {
        self.stalled = None;
        self.asking = false;
        self.patience.as_mut().reset(after(IDLE_TIMEOUT));
    }

    fn poll_written<T>(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(&mut Wire, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = self.poll_open(context) {
            return Poll::Ready(Err(error));
        }
        if let Poll::Ready(done) = write(&mut self.wire, context) {
            self.wrote();
            return Poll::Ready(done);
        }
        let stalled =
            self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
        stalled.as_mut().poll(context).map(|()| {
            self.meters.timed_out(WaitedFor::Taking);
            Err(io::ErrorKind::TimedOut.into())
        })
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.poll_open(context) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return self.poll_patience(context),
        }
        if let Poll::Ready(done) = self.wire.poll_read(context, buffer) {
            if !self.asking {
                self.asking = true;
                self.patience.as_mut().reset(after(REQUEST_TIMEOUT));
            }
            return Poll::Ready(done);
        }
        self.poll_patience(context)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let slices = [io::IoSlice::new(bytes)];
        self.poll_written(context, |wire, context| wire.poll_write(context, &slices))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |wire, context| wire.poll_write(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.wire.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.wire.poll_shutdown(context)
    }
}

fn after(span: Duration) -> Instant {
    Instant::from_std(clock::monotonic_now() + span)
}
