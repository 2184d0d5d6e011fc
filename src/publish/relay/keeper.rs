use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::Place;
use super::outlet::Relay;
use super::segments::Segments;

/// After the disk has failed it is left alone for so long.
const PAUSE: Duration = Duration::from_secs(10);

/// Writes what a relay holds to its segments. A message is sent to nobody before it is written, so that
/// after a crash the relay goes on at a number that no client has passed. While the disk fails messages go
/// out all the same, and a crash would begin the numbers anew.
pub(super) struct Keeper {
    pub(super) name: String,
    pub(super) relay: Arc<Relay>,
    pub(super) segments: Segments,
}

impl Keeper {
    /// Writes until the stop, then all that is left, and closes the segments.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        // Whoever asks before anything has come knows its place after the next start, too.
        let begun = self.segments.append(self.relay.next(), &[], self.relay.next().number);
        if let Err(error) = begun {
            error!(relay = %self.name, %error, "the relay's place is not kept yet");
        }
        loop {
            match self.keep(&stop).await {
                Ok(()) => break,
                Err(error) => {
                    self.relay.keep_nothing();
                    error!(
                        relay = %self.name, %error,
                        "what the relay holds cannot be kept: a crash would lose it"
                    );
                }
            }
            // Clients pass what is on disk from now on: it must not be gone on with.
            let cleared = self.segments.clear();
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(PAUSE) => {}
            }
            match cleared {
                Ok(()) => self.relay.keep_from_oldest(),
                Err(error) => error!(relay = %self.name, %error, "it cannot be kept yet either"),
            }
        }
        let closed = spawn_blocking(|| self.segments.close()).await.map_err(io::Error::other);
        if let Err(error) = closed.flatten() {
            error!(relay = %self.name, %error, "what the relay held may be lost with this stop");
        }
    }

    async fn keep(&mut self, stop: &CancellationToken) -> io::Result<()> {
        loop {
            let stops = stop.is_cancelled();
            while self.write_what_there_is().await? {}
            if stops {
                return Ok(());
            }
            tokio::select! {
                () = self.relay.comes() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Whether there was something.
    async fn write_what_there_is(&mut self) -> io::Result<bool> {
        let pieces = self.relay.unkept();
        let Some(next) = pieces.last().map(|piece| piece.next) else { return Ok(false) };
        let oldest = self.relay.oldest();
        let mut segments = std::mem::take(&mut self.segments);
        let writing = spawn_blocking(move || {
            let written = pieces.iter().try_for_each(|piece| {
                let place = Place { number: piece.first, ..oldest };
                segments.append(place, piece.bytes(), piece.next)
            });
            let written = written.and_then(|()| segments.forget_before(oldest.number));
            (segments, written)
        });
        let (segments, written) = writing.await.map_err(io::Error::other)?;
        self.segments = segments;
        written?;
        self.relay.kept_up_to(next);
        Ok(true)
    }
}
