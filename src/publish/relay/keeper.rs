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
/// after a crash the relay goes on at a number that no client has passed. Where the disk fails, nobody is
/// sent more until what is on it can no longer be taken for all that was sent; then messages go out
/// unkept, and a crash would begin the numbers anew. They are kept again once what is on it is gone.
pub(super) struct Keeper {
    pub(super) name: String,
    pub(super) relay: Arc<Relay>,
    pub(super) segments: Segments,
}

impl Keeper {
    /// Writes until the stop, then all that is left, and closes the segments.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        while let Err(error) = self.keep(&stop).await {
            error!(
                relay = %self.name, %error,
                "what the relay holds cannot be kept: a crash would lose it"
            );
            // Clients pass what is on disk from now on: it must not be gone on with.
            while let Err(error) = self.with_segments(Segments::disbelieve).await {
                error!(relay = %self.name, %error, "the relay waits until its ring on disk is given up");
                if stops_in_pause(&stop).await {
                    return;
                }
            }
            self.relay.keep_nothing();
            loop {
                if stops_in_pause(&stop).await {
                    return;
                }
                let Err(error) = self.with_segments(Segments::clear).await else { break };
                error!(relay = %self.name, %error, "what is left on disk of the relay is in the way");
            }
            self.relay.keep_from_oldest();
        }
        if let Err(error) = self.with_segments(|segments| segments.close()).await {
            error!(relay = %self.name, %error, "what the relay held may be lost with this stop");
        }
    }

    async fn keep(&mut self, stop: &CancellationToken) -> io::Result<()> {
        // Whoever asks before anything has come knows its place after the next start, too.
        let (begun, passed) = (self.relay.next_to_keep(), self.relay.next().number);
        self.with_segments(move |segments| {
            segments.append(begun, &[], begun.number)?;
            believe_from(segments, begun.number, passed)
        })
        .await?;
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
        let (oldest, passed) = (self.relay.oldest(), self.relay.next().number);
        self.with_segments(move |segments| {
            for piece in pieces {
                let place = Place { number: piece.first, ..oldest };
                segments.append(place, piece.bytes(), piece.next)?;
            }
            segments.forget_before(oldest.number)?;
            believe_from(segments, next, passed)
        })
        .await?;
        self.relay.kept_up_to(next);
        Ok(true)
    }

    /// Does something with the segments where it may wait for the disk.
    async fn with_segments(
        &mut self,
        act: impl FnOnce(&mut Segments) -> io::Result<()> + Send + 'static,
    ) -> io::Result<()> {
        let anew = self.segments.anew();
        let mut segments = std::mem::replace(&mut self.segments, anew);
        let acting = spawn_blocking(move || {
            let outcome = act(&mut segments);
            (segments, outcome)
        });
        let (segments, outcome) = acting.await.map_err(io::Error::other)?;
        self.segments = segments;
        outcome
    }
}

/// Segments that end before what clients have passed would be gone on with under numbers that they have
/// had.
fn believe_from(segments: &mut Segments, next: u64, passed: u64) -> io::Result<()> {
    if next >= passed && !segments.is_believed() { segments.believe() } else { Ok(()) }
}

/// Leaves the disk alone for a while, or until the stop.
async fn stops_in_pause(stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => true,
        () = sleep(PAUSE) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_before_what_clients_have_passed_is_not_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (folder, filter) = (folder.path().join("out"), "all".to_owned());
        let (mut segments, _) = Segments::open(folder, 1 << 20, filter).expect("opened");
        believe_from(&mut segments, 4, 5).expect("nothing to write");
        assert!(!segments.is_believed());
        believe_from(&mut segments, 5, 5).expect("written");
        assert!(segments.is_believed());
    }
}
