use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::outlet::Relay;
use super::protocol::{Place, Word};
use super::ring::Piece;

/// Bytes that a client is given at once...
const WRITE_BYTES: usize = 16 * 1024;
/// ...and how long it may take to take them.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// The same while the relay stops, for everything that is left.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);
/// A client that counts is told so often where it is while there is nothing to send.
const STILL_THERE: Duration = Duration::from_secs(15);
/// Longest request; what is longer is none.
const REQUEST_MAX: usize = 128;

/// Why a client was left.
#[derive(Debug)]
pub(super) enum ClientEnd {
    /// It went, or its connection broke.
    Gone(io::Error),
    /// It took nothing for too long.
    TooSlow,
    /// The relay stops.
    Stopped,
    /// The same, and what came last could not be kept: nobody gets it.
    Unkept,
}

/// Somebody who listens.
struct Client<W> {
    relay: Arc<Relay>,
    writer: W,
    /// The number of the message that it gets next.
    number: u64,
    /// Whether it asked to go on from somewhere: then it counts.
    counts: bool,
}

/// Sends to a client until it goes or the relay stops: the live stream, or where it asks so from a
/// message on.
pub(super) async fn serve<S>(relay: Arc<Relay>, stream: S, stop: &CancellationToken) -> ClientEnd
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (reader, writer): (ReadHalf<S>, WriteHalf<S>) = split(stream);
    let number = relay.next().number;
    let mut client = Client { relay, writer, number, counts: false };
    let mut requests = Requests { reader, line: Vec::new(), ended: false };
    if let Err(end) = client.run(&mut requests, stop).await {
        return end;
    }
    // What is in the ring by now still goes out, to whoever takes it.
    let rest = async {
        let mut seen = client.relay.watch();
        loop {
            seen.mark_unchanged();
            // Asked before: what is kept while this sends is not among what it sends.
            let is_all = client.relay.is_kept();
            client.send_what_there_is().await?;
            if is_all || seen.changed().await.is_err() {
                break;
            }
        }
        client.writer.shutdown().await.map_err(ClientEnd::Gone)
    };
    match timeout(DRAIN_TIMEOUT, rest).await {
        Ok(Ok(())) => ClientEnd::Stopped,
        Ok(Err(end)) => end,
        Err(_elapsed) if client.has_all_that_is_kept() => ClientEnd::Unkept,
        Err(_elapsed) => ClientEnd::TooSlow,
    }
}

impl<W: AsyncWrite + Unpin> Client<W> {
    /// Returns well when the relay stops.
    async fn run(
        &mut self,
        requests: &mut Requests<impl AsyncRead + Unpin>,
        stop: &CancellationToken,
    ) -> Result<(), ClientEnd> {
        let mut seen = self.relay.watch();
        loop {
            seen.mark_unchanged();
            let piece = self.relay.read(self.number);
            tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                request = requests.next(), if !requests.ended => {
                    if let Some(Word::Resume(place)) = request.map_err(ClientEnd::Gone)? {
                        self.resume(place).await?;
                    }
                }
                () = std::future::ready(()), if piece.is_some() => self.send(piece).await?,
                changed = seen.changed() => if changed.is_err() { return Ok(()) },
                () = sleep(STILL_THERE), if self.counts => {
                    let word = Word::From(self.place());
                    self.write(word.to_line().as_bytes()).await?;
                }
            }
        }
    }

    /// Whether it waits for the relay, and not the relay for it.
    fn has_all_that_is_kept(&self) -> bool {
        !self.relay.is_kept() && self.relay.read(self.number).is_none()
    }

    fn place(&self) -> Place {
        Place { number: self.number, ..self.relay.next() }
    }

    /// Goes on where the client asks, or where that is gone with the oldest message.
    async fn resume(&mut self, wanted: Option<Place>) -> Result<(), ClientEnd> {
        self.counts = true;
        let (oldest, next) = (self.relay.oldest(), self.relay.next());
        let gap = match wanted {
            None => {
                self.number = next.number;
                None
            }
            Some(place) if place.instance == next.instance && place.number <= next.number => {
                self.number = place.number;
                None
            }
            // Another run: everything that there is is new, and what was between nobody knows.
            Some(place) => {
                self.number = oldest.number;
                Some(Word::Gap { first: place, last: None })
            }
        };
        let missed = oldest.number.saturating_sub(self.number);
        if let Some(gap) = gap {
            self.write(gap.to_line().as_bytes()).await?;
        } else if missed > 0 {
            self.skip_to(oldest.number).await?;
        }
        let word = Word::From(self.place());
        self.write(word.to_line().as_bytes()).await
    }

    async fn send_what_there_is(&mut self) -> Result<(), ClientEnd> {
        while let Some(piece) = self.relay.read(self.number) {
            self.send(Some(piece)).await?;
        }
        Ok(())
    }

    async fn send(&mut self, piece: Option<Piece>) -> Result<(), ClientEnd> {
        let Some(piece) = piece else { return Ok(()) };
        if piece.first > self.number {
            self.skip_to(piece.first).await?;
        }
        self.write(piece.bytes()).await?;
        self.relay.meters.sent.inc_by(piece.next - piece.first);
        self.number = piece.next;
        Ok(())
    }

    /// Says that the messages before a number are gone.
    async fn skip_to(&mut self, number: u64) -> Result<(), ClientEnd> {
        self.relay.meters.dropped.inc_by(number.saturating_sub(self.number));
        let gap = Word::Gap { first: self.place(), last: Some(number.saturating_sub(1)) };
        self.number = number;
        self.write(gap.to_line().as_bytes()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), ClientEnd> {
        for piece in bytes.chunks(WRITE_BYTES) {
            match timeout(WRITE_TIMEOUT, self.writer.write_all(piece)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err(ClientEnd::Gone(error)),
                Err(_elapsed) => return Err(ClientEnd::TooSlow),
            }
        }
        match timeout(WRITE_TIMEOUT, self.writer.flush()).await {
            Ok(flushed) => flushed.map_err(ClientEnd::Gone),
            Err(_elapsed) => Err(ClientEnd::TooSlow),
        }
    }
}

/// What a client says.
struct Requests<R> {
    reader: R,
    line: Vec<u8>,
    /// It will say nothing more, and may go on listening.
    ended: bool,
}

impl<R: AsyncRead + Unpin> Requests<R> {
    /// The last word that the client says; `None` for whatever else it says. Nothing is lost where
    /// this is not waited for to the end.
    async fn next(&mut self) -> io::Result<Option<Word>> {
        let mut buffer = [0; REQUEST_MAX];
        let length = self.reader.read(&mut buffer).await?;
        self.ended = length == 0;
        let mut word = None;
        for &byte in buffer.get(..length).unwrap_or_default() {
            if byte != b'\n' {
                if self.line.len() < REQUEST_MAX {
                    self.line.push(byte);
                }
                continue;
            }
            word = Word::parse(self.line.trim_ascii_end()).or(word);
            self.line.clear();
        }
        Ok(word)
    }
}
