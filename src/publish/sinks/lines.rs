use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;

use super::Failure;
use crate::clock;
use crate::config::Destination;
use crate::net::{Dialer, Wire};

/// How often a connection is looked at that has nothing to send.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Messages that are sent again on a new connection...
const RECENT_MAX: usize = 256;
/// ...and for how long after they were sent.
const RECENT_FOR: Duration = Duration::from_secs(30);
/// Bytes of whatever the other side says, which nobody reads.
const HEARD: usize = 4_096;

/// Messages to somebody who never says that he has them, over TCP, TLS or UDP. What a connection may
/// have swallowed when it broke, the last messages of half a minute, is sent again on the next one.
#[derive(Debug)]
pub(super) struct Lines {
    way: Way,
    recent: VecDeque<(Instant, Vec<u8>)>,
}

enum Way {
    Stream { dialer: Dialer, wire: Option<Wire> },
    Datagrams { address: String, socket: Option<UdpSocket> },
}

impl Lines {
    pub(super) fn new(to: &Destination) -> Result<Self, String> {
        let address = to.address.clone();
        let way = if to.udp {
            Way::Datagrams { address, socket: None }
        } else {
            let dialer =
                Dialer::new(address, to.tls.as_ref()).map_err(|error| error.to_string())?;
            Way::Stream { dialer, wire: None }
        };
        Ok(Self { way, recent: VecDeque::new() })
    }

    /// Sends a message and keeps it for a new connection.
    pub(super) async fn send(&mut self, message: Vec<u8>) -> Result<(), Failure> {
        self.write(&message).await?;
        self.recent.push_back((clock::monotonic_now(), message));
        self.forget();
        Ok(())
    }

    /// Sends a message that the next one replaces.
    pub(super) async fn send_passing(&mut self, message: &[u8]) -> Result<(), Failure> {
        self.write(message).await
    }

    /// Notices that the other side has gone, and tries for a new connection while there is something
    /// that it may not have.
    pub(super) async fn look(&mut self) -> Result<(), Failure> {
        self.forget();
        if self.recent.is_empty() && !self.is_open() {
            return Ok(());
        }
        self.write(&[]).await
    }

    pub(super) fn reset(&mut self) {
        match &mut self.way {
            Way::Stream { wire, .. } => *wire = None,
            Way::Datagrams { socket, .. } => *socket = None,
        }
    }

    pub(super) async fn close(&mut self) {
        if let Way::Stream { wire: Some(wire), .. } = &mut self.way {
            // The other side may have been faster.
            wire.shutdown().await.unwrap_or_default();
        }
        self.reset();
    }

    fn is_open(&self) -> bool {
        matches!(&self.way, Way::Stream { wire: Some(_), .. })
    }

    fn forget(&mut self) {
        let now = clock::monotonic_now();
        let old = |at: &Instant| now.duration_since(*at) > RECENT_FOR;
        while self.recent.len() > RECENT_MAX || self.recent.front().is_some_and(|(at, _)| old(at)) {
            self.recent.pop_front();
        }
    }

    async fn write(&mut self, message: &[u8]) -> Result<(), Failure> {
        let Self { way, recent } = self;
        match way {
            Way::Datagrams { address, socket } => {
                let written = send_datagram(socket, address, message).await;
                written.map_err(|error| Failure::Unreachable(format!("{address}: {error}")))
            }
            Way::Stream { dialer, wire } => {
                let written = write_stream(dialer, wire, recent, message).await;
                written.map_err(|error| {
                    *wire = None;
                    Failure::Unreachable(format!("{}: {error}", dialer.address()))
                })
            }
        }
    }
}

async fn send_datagram(
    socket: &mut Option<UdpSocket>,
    address: &str,
    message: &[u8],
) -> io::Result<()> {
    if message.is_empty() {
        return Ok(());
    }
    let bound = if let Some(bound) = socket.take() {
        bound
    } else {
        let to = tokio::net::lookup_host(address).await?.next();
        let to = to.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let any = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let bound = UdpSocket::bind(any).await?;
        bound.connect(to).await?;
        bound
    };
    bound.send(message).await?;
    *socket = Some(bound);
    Ok(())
}

async fn write_stream(
    dialer: &Dialer,
    wire: &mut Option<Wire>,
    recent: &VecDeque<(Instant, Vec<u8>)>,
    message: &[u8],
) -> io::Result<()> {
    if let Some(open) = wire
        && has_ended(open).await
    {
        *wire = None;
    }
    let open = if let Some(open) = wire {
        open
    } else {
        let mut fresh = dialer.dial().await?;
        for (_, earlier) in recent {
            fresh.write_all(earlier).await?;
        }
        wire.insert(fresh)
    };
    open.write_all(message).await?;
    open.flush().await
}

/// Reads off what the other side says; whether it has closed.
async fn has_ended(wire: &mut Wire) -> bool {
    let mut heard = [0; HEARD];
    loop {
        tokio::select! {
            biased;
            read = wire.read(&mut heard) => match read {
                Ok(0) | Err(_) => return true,
                Ok(_) => {}
            },
            () = std::future::ready(()) => return false,
        }
    }
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stream { dialer, .. } => f.debug_tuple("Stream").field(dialer).finish(),
            Self::Datagrams { address, .. } => f.debug_tuple("Datagrams").field(address).finish(),
        }
    }
}
