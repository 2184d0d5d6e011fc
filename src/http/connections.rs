use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use crate::clock;

/// Connections at once; further ones wait in the system's queue.
const CONNECTIONS_MAX: usize = 512;

/// A connection on which nothing is under way is closed after so long.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// From the first byte of a request to the first byte of its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(40);

/// A peer that takes not one byte for so long is gone, or might as well be.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);

/// Hands out connections that cannot be held open for nothing.
#[derive(Debug)]
pub(super) struct Connections {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

impl Connections {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(CONNECTIONS_MAX)) }
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        // The inner `accept` of axum waits out a lack of file descriptors instead of failing.
        let (stream, peer) = Listener::accept(&mut self.listener).await;
        (Connection::new(stream, place), peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends by itself when its peer does nothing: neither asks, nor finishes asking,
/// nor takes the answer.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// When waiting for the peer to ask, or for ourselves to answer, ends.
    patience: Pin<Box<Sleep>>,
    asking: bool,
    /// When waiting for the peer to take bytes ends; set while it takes none.
    stalled: Option<Pin<Box<Sleep>>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Connection {
    fn new(stream: TcpStream, place: Option<OwnedSemaphorePermit>) -> Self {
        let patience = Box::pin(tokio::time::sleep(IDLE_TIMEOUT));
        Self { stream, patience, asking: false, stalled: None, _place: place }
    }

    fn wrote(&mut self) {
        self.stalled = None;
        self.asking = false;
        self.patience.as_mut().reset(after(IDLE_TIMEOUT));
    }

    fn poll_written<T>(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(done) = write(Pin::new(&mut self.stream), context) {
            self.wrote();
            return Poll::Ready(done);
        }
        let stalled =
            self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
        stalled.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(done) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if !self.asking {
                self.asking = true;
                self.patience.as_mut().reset(after(REQUEST_TIMEOUT));
            }
            return Poll::Ready(done);
        }
        self.patience.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream, context| stream.poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

fn after(span: Duration) -> Instant {
    Instant::from_std(clock::monotonic_now() + span)
}
