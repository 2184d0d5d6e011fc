use std::io::{self, Read};

use tokio::sync::mpsc;

/// Chunks read ahead of the decoder.
const READ_AHEAD: usize = 4;
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// What a blocking source gives.
#[derive(Debug)]
pub(super) enum Chunk {
    /// Bytes.
    Bytes(Vec<u8>),
    /// All that was there has been read; what comes from now on is live.
    CaughtUp,
    /// Another file begins here (rotation, truncation).
    Ended,
    /// The source broke; nothing follows.
    Failed(io::Error),
}

/// The engine's side went away.
#[derive(Debug)]
pub(super) struct Unwanted;

/// Where a source's thread puts what it reads.
#[derive(Debug)]
pub(super) struct ChunkSender(mpsc::Sender<Chunk>);

impl ChunkSender {
    /// Waits while the decoder is busy.
    pub(super) fn send(&self, chunk: Chunk) -> Result<(), Unwanted> {
        self.0.blocking_send(chunk).map_err(|_closed| Unwanted)
    }

    /// Whether nobody waits for more.
    pub(super) fn is_unwanted(&self) -> bool {
        self.0.is_closed()
    }

    /// Sends everything up to the end of `source`; gives back how many bytes that were.
    pub(super) fn send_all(&self, source: &mut impl Read) -> Result<u64, Unwanted> {
        let mut total = 0;
        loop {
            let mut bytes = vec![0; CHUNK_BYTES];
            match source.read(&mut bytes) {
                Ok(0) => return Ok(total),
                Ok(length) => {
                    bytes.truncate(length);
                    total += u64::try_from(length).unwrap_or(u64::MAX);
                    self.send(Chunk::Bytes(bytes))?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.send(Chunk::Failed(error))?;
                    return Err(Unwanted);
                }
            }
        }
    }
}

/// Runs a blocking source on a thread of its own, which the process does not wait for at its end: a
/// read of a terminal or a pipe cannot be interrupted.
pub(super) fn on_thread(
    name: &str,
    source: impl FnOnce(&ChunkSender) -> Result<(), Unwanted> + Send + 'static,
) -> io::Result<mpsc::Receiver<Chunk>> {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    let sender = ChunkSender(sender);
    std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        // Unwanted means that the feed was stopped: there is nobody to tell.
        let (Ok(()) | Err(Unwanted)) = source(&sender);
    })?;
    Ok(receiver)
}
