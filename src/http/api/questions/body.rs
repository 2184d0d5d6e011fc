use std::io::{self, Write};

use axum::body::{Body, Bytes};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use crate::query::{Format, Page, write};

/// What is handed on at a time, and how many of it wait for a slow client.
const CHUNK_BYTES: usize = 64 * 1024;
const CHUNKS_WAITING: usize = 4;

/// Rows of an answer at most that is written where it was found: to hand it over takes longer.
const SHORT_ROWS: usize = 1_000;

/// A short answer, written; `None` of a longer one, or where it cannot be written.
pub(super) fn short(page: &Page, format: Format, as_ways: bool) -> Option<Bytes> {
    if page.len() > SHORT_ROWS {
        return None;
    }
    let mut whole = Vec::new();
    write(page, format, as_ways, &mut whole).ok()?;
    Some(whole.into())
}

/// A body that is written while it is read: whatever its size, so many chunks are in memory. Ends
/// when the client goes; breaks off where writing fails. One of a single chunk goes out whole, behind
/// its length.
pub(super) async fn stream(
    page: Page,
    format: Format,
    as_ways: bool,
    place: OwnedSemaphorePermit,
) -> Body {
    let (sender, mut receiver) = mpsc::channel(CHUNKS_WAITING);
    tokio::task::spawn_blocking(move || {
        let mut chunks = Chunks { sender, buffer: Vec::with_capacity(CHUNK_BYTES) };
        let written = write(&page, format, as_ways, &mut chunks).and_then(|()| chunks.flush());
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                tracing::error!(%error, "an answer could not be written");
                // Whoever still reads sees the body break off.
                drop(chunks.sender.blocking_send(Err(error)));
            }
            _ => {}
        }
        drop(place);
    });
    match (receiver.recv().await, receiver.recv().await) {
        (None, _) => Body::empty(),
        (Some(Ok(all)), None) => Body::from(all),
        (first, second) => {
            let begun = tokio_stream::iter([first, second].into_iter().flatten());
            Body::from_stream(begun.chain(ReceiverStream::new(receiver)))
        }
    }
}

struct Chunks {
    sender: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES));
        let sent = self.sender.blocking_send(Ok(chunk.into()));
        sent.map_err(|_gone| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
