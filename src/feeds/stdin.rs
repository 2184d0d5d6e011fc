use super::Feed;
use super::chunks::{Chunk, on_thread};
use super::pace::Pace;
use super::playback::play;

/// Reads standard input, live, to its end.
pub(super) async fn run(feed: &Feed) {
    let chunks = on_thread("stdin", |chunks| {
        chunks.send(Chunk::CaughtUp)?;
        chunks.send_all(&mut std::io::stdin().lock()).map(|_bytes| ())
    });
    play(feed, chunks, Pace::at(None), "standard input").await;
}
