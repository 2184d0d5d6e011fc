use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{UdpSocket, lookup_host};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::outlet::Relay;
use super::protocol::messages;
use crate::clock;

/// After a failure an address is left alone for so long.
const PAUSE: Duration = Duration::from_secs(1);

/// A relay that sends datagrams: one a message, with all of its lines.
#[derive(Debug)]
pub(super) struct Datagrams {
    name: String,
    relay: Arc<Relay>,
    receivers: Vec<Receiver>,
    /// The number of the message that is sent next.
    number: u64,
}

#[derive(Debug)]
struct Receiver {
    address: String,
    socket: Option<UdpSocket>,
    not_before: Instant,
}

impl Datagrams {
    pub(super) fn new(name: String, relay: Arc<Relay>, addresses: Vec<String>) -> Self {
        let now = Instant::from_std(clock::monotonic_now());
        let receiver = |address| Receiver { address, socket: None, not_before: now };
        let receivers = addresses.into_iter().map(receiver).collect();
        let number = relay.next().number;
        Self { name, relay, receivers, number }
    }

    /// Sends whatever comes until the stop. Whoever follows sends the rest.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut seen = self.relay.watch();
        loop {
            seen.mark_unchanged();
            while let Some(piece) = self.relay.read(self.number) {
                let missed = piece.first.saturating_sub(self.number) * self.receivers.len() as u64;
                self.relay.meters.dropped.inc_by(missed);
                for message in messages(piece.bytes()) {
                    self.send(message).await;
                }
                self.number = piece.next;
            }
            tokio::select! {
                biased;
                changed = seen.changed() => if changed.is_err() { return },
                () = stop.cancelled() => return self.relay.leave_rest_from(self.number),
            }
        }
    }

    async fn send(&mut self, message: &[u8]) {
        let meters = &self.relay.meters;
        for receiver in &mut self.receivers {
            match receiver.send(message).await {
                Ok(true) => meters.sent.inc(),
                Ok(false) => meters.dropped.inc(),
                Err(error) => {
                    meters.dropped.inc();
                    warn!(relay = %self.name, address = receiver.address, %error, "cannot send");
                }
            }
        }
        let open = self.receivers.iter().filter(|receiver| receiver.socket.is_some()).count();
        meters.clients.set(i64::try_from(open).unwrap_or(i64::MAX));
    }
}

impl Receiver {
    /// Whether it was sent; it is not shortly after a failure.
    async fn send(&mut self, message: &[u8]) -> io::Result<bool> {
        let now = Instant::from_std(clock::monotonic_now());
        if now < self.not_before {
            return Ok(false);
        }
        let sent = match &self.socket {
            Some(socket) => socket.send(message).await,
            None => match open(&self.address).await {
                Ok(socket) => self.socket.insert(socket).send(message).await,
                Err(error) => Err(error),
            },
        };
        if sent.is_err() {
            self.socket = None;
            self.not_before = now + PAUSE;
        }
        sent.map(|_length| true)
    }
}

async fn open(address: &str) -> io::Result<UdpSocket> {
    let unknown = || io::Error::new(io::ErrorKind::NotFound, "no address has this name");
    let to = lookup_host(address).await?.next().ok_or_else(unknown)?;
    let any = match to {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.set_broadcast(true)?;
    socket.connect(to).await?;
    Ok(socket)
}
