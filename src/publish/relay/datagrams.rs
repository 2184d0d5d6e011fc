use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{UdpSocket, lookup_host};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::outlet::Relay;
use super::protocol::messages;
use crate::clock;

/// After a failure an address is left alone for so long.
const PAUSE: Duration = Duration::from_secs(1);
/// An address is looked for by its name for so long.
const OPEN_TIMEOUT: Duration = Duration::from_secs(10);
/// So long everybody waits at the start until all addresses are found; what comes stays in the ring.
const BEGIN_TIMEOUT: Duration = Duration::from_secs(1);
/// The system takes a datagram within this.
const SEND_TIMEOUT: Duration = Duration::from_secs(1);
/// At the stop everything that is left goes out within this, or is left to whoever follows.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

/// A relay that sends datagrams: one a message, with all of its lines. An address that is being looked
/// for misses what goes out meanwhile, and holds up no other.
#[derive(Debug)]
pub(super) struct Datagrams {
    name: String,
    relay: Arc<Relay>,
    receivers: Vec<Receiver>,
    /// Sockets that are being opened, each with the place of its receiver.
    openings: JoinSet<(usize, io::Result<UdpSocket>)>,
    /// The number of the message that is sent next.
    number: u64,
}

#[derive(Debug)]
struct Receiver {
    address: String,
    /// `None` while it is being opened.
    socket: Option<UdpSocket>,
}

impl Datagrams {
    pub(super) fn new(name: String, relay: Arc<Relay>, addresses: Vec<String>) -> Self {
        let receiver = |address| Receiver { address, socket: None };
        let receivers = addresses.into_iter().map(receiver).collect();
        let number = relay.next().number;
        Self { name, relay, receivers, openings: JoinSet::new(), number }
    }

    /// Sends whatever comes until the stop. Whoever follows sends the rest.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        for at in 0..self.receivers.len() {
            self.open(at, Duration::ZERO);
        }
        self.serve(&stop).await;
    }

    async fn serve(mut self, stop: &CancellationToken) {
        if timeout(BEGIN_TIMEOUT, self.first_openings()).await.is_err() {
            warn!(relay = %self.name, "addresses are still being looked for, and miss what goes out");
        }
        let mut seen = self.relay.watch();
        loop {
            seen.mark_unchanged();
            self.send_while(|| !stop.is_cancelled()).await;
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(opened) = self.openings.join_next() => self.take(opened),
                changed = seen.changed() => if changed.is_err() { return },
            }
        }
        let until = clock::monotonic_now() + DRAIN_TIMEOUT;
        self.send_while(|| clock::monotonic_now() < until).await;
        self.relay.leave_rest_from(self.number);
    }

    /// Sends what there is, message by message, while it is to go on.
    async fn send_while(&mut self, goes_on: impl Fn() -> bool) {
        while goes_on()
            && let Some(piece) = self.relay.read(self.number)
        {
            while let Some(opened) = self.openings.try_join_next() {
                self.take(opened);
            }
            let missed = piece.first.saturating_sub(self.number) * self.receivers.len() as u64;
            self.relay.meters.dropped.inc_by(missed);
            self.number = piece.first;
            for message in messages(piece.bytes()) {
                if !goes_on() {
                    return;
                }
                self.send(message).await;
                self.number += 1;
            }
            self.number = piece.next;
        }
    }

    async fn send(&mut self, message: &[u8]) {
        for at in 0..self.receivers.len() {
            let receiver = self.receivers.get(at);
            let Some(socket) = receiver.and_then(|receiver| receiver.socket.as_ref()) else {
                self.relay.meters.dropped.inc();
                continue;
            };
            let sent = timeout(SEND_TIMEOUT, socket.send(message)).await;
            match sent.unwrap_or_else(|_elapsed| Err(io::ErrorKind::TimedOut.into())) {
                Ok(_length) => self.relay.meters.sent.inc(),
                Err(error) => {
                    self.relay.meters.dropped.inc();
                    self.failed(at, &error);
                }
            }
        }
    }

    /// Waits for each address once.
    async fn first_openings(&mut self) {
        for _ in 0..self.openings.len() {
            if let Some(opened) = self.openings.join_next().await {
                self.take(opened);
            }
        }
    }

    fn open(&mut self, at: usize, pause: Duration) {
        let Some(Receiver { address, .. }) = self.receivers.get(at) else { return };
        let address = address.clone();
        self.openings.spawn(async move {
            sleep(pause).await;
            let opened = timeout(OPEN_TIMEOUT, open(&address)).await;
            (at, opened.unwrap_or_else(|_elapsed| Err(io::ErrorKind::TimedOut.into())))
        });
    }

    fn take(&mut self, opened: Result<(usize, io::Result<UdpSocket>), JoinError>) {
        match opened {
            Ok((at, Ok(socket))) => {
                if let Some(receiver) = self.receivers.get_mut(at) {
                    receiver.socket = Some(socket);
                }
            }
            Ok((at, Err(error))) => self.failed(at, &error),
            Err(error) => error!(relay = %self.name, %error, "looking for an address broke"),
        }
        self.show_open();
    }

    /// Leaves an address alone for a while, and opens it anew.
    fn failed(&mut self, at: usize, error: &io::Error) {
        if let Some(receiver) = self.receivers.get_mut(at) {
            warn!(relay = %self.name, address = receiver.address, %error, "cannot send");
            receiver.socket = None;
        }
        self.open(at, PAUSE);
        self.show_open();
    }

    fn show_open(&self) {
        let open = self.receivers.iter().filter(|receiver| receiver.socket.is_some()).count();
        self.relay.meters.clients.set(i64::try_from(open).unwrap_or(i64::MAX));
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::pending;

    use tokio_util::task::TaskTracker;

    use super::super::tests::{A, B, C, SOON, accepted, config, feed, relay};
    use super::*;
    use crate::config::RelayConfig;

    /// Three messages in a ring that sends them to these.
    fn datagrams(to: &[&str]) -> Datagrams {
        let relay = relay(&RelayConfig { duplicates: true, ..config() });
        let to = to.iter().map(|&address| address.to_owned()).collect();
        let datagrams = Datagrams::new("out".to_owned(), Arc::clone(&relay), to);
        let north = feed("north");
        relay.offer(&north, &accepted(&north, &[A, B, C[0], C[1]], None));
        datagrams
    }

    #[tokio::test]
    async fn an_address_that_is_not_found_holds_up_neither_the_others_nor_the_stop() {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = socket.local_addr().expect("an address").to_string();
        let mut datagrams = datagrams(&["slow", &address]);
        let relay = Arc::clone(&datagrams.relay);
        datagrams.openings.spawn(pending());
        datagrams.open(1, Duration::ZERO);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let done = TaskTracker::new().spawn(async move { datagrams.serve(&stopped).await });
        for sentence in [A, B, C[1]] {
            let mut buffer = [0; 1_024];
            let length =
                timeout(SOON, socket.recv(&mut buffer)).await.expect("soon").expect("sent");
            assert!(String::from_utf8_lossy(&buffer[..length]).contains(sentence));
        }
        stop.cancel();
        timeout(SOON, done).await.expect("soon").expect("ended");
        assert_eq!((relay.meters.sent.get(), relay.meters.dropped.get()), (3, 3));
    }

    #[tokio::test]
    async fn what_a_stop_leaves_begins_behind_the_last_message_that_went_out() {
        let mut datagrams = datagrams(&["nowhere"]);
        let left = Cell::new(3);
        let goes_on = || left.replace(left.get() - 1) > 0;
        datagrams.send_while(goes_on).await;
        // Asked once for the piece, and for each message.
        assert_eq!(datagrams.number, 3);
        datagrams.send_while(|| true).await;
        assert_eq!(datagrams.number, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_failure_that_was_long_in_coming_an_address_is_left_alone() {
        // Without a port it fails at once.
        let mut datagrams = datagrams(&["nowhere"]);
        datagrams.openings.spawn(async {
            sleep(5 * PAUSE).await;
            (0, Err(io::ErrorKind::TimedOut.into()))
        });
        let failed = datagrams.openings.join_next().await.expect("one");
        datagrams.take(failed);
        datagrams.send_while(|| true).await;
        assert_eq!(datagrams.openings.len(), 1);
        let early = timeout(PAUSE * 9 / 10, datagrams.openings.join_next()).await;
        assert!(early.is_err(), "{early:?}");
        let again = timeout(PAUSE, datagrams.openings.join_next()).await.expect("again");
        assert!(matches!(again, Some(Ok((0, Err(_))))), "{again:?}");
    }
}
