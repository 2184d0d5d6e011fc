use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::Feed;
use super::feed::{CountedReader, EngineGone, WAIT_FOR_TIME};
use crate::clock;

/// A connection that gives nothing for so long is taken for dead; slower sources than one line in
/// five minutes have no picture to keep.
pub(super) const READ_TIMEOUT: Duration = Duration::from_mins(5);
/// At the stop, what the kernel already holds is still read: until nothing comes for so long...
const DRAIN_PAUSE: Duration = Duration::from_millis(20);
/// ...or so many reads.
const DRAIN_READS_MAX: usize = 64;
const READ_BYTES: usize = 64 * 1024;

/// Why a stream was left.
#[derive(Debug)]
pub(super) enum StreamEnd {
    /// The other side closed.
    Closed,
    /// It broke.
    Failed(io::Error),
    /// Picket stops.
    Stopped,
    /// The engine takes nothing more.
    EngineGone,
}

/// Reads a live stream to its end, until it gave nothing for `silence`, or until the feed stops;
/// everything read is delivered. Beyond the feed's limit the other side waits.
pub(super) async fn read_stream(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    stream: &mut (impl AsyncRead + Unpin),
    silence: Duration,
) -> StreamEnd {
    match read_until_end(feed, reader, stream, silence).await {
        Ok(end) => match deliver_rest(feed, reader).await {
            Ok(()) => end,
            Err(EngineGone) => StreamEnd::EngineGone,
        },
        Err(EngineGone) => StreamEnd::EngineGone,
    }
}

async fn read_until_end(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    stream: &mut (impl AsyncRead + Unpin),
    silence: Duration,
) -> Result<StreamEnd, EngineGone> {
    let mut buffer = vec![0; READ_BYTES];
    let mut flush_at: Option<Instant> = None;
    loop {
        let pause = feed.pause();
        let read = tokio::select! {
            biased;
            () = feed.stop.cancelled() => break,
            () = sleep_until(flush_at.unwrap_or_else(far_future)), if flush_at.is_some() => {
                flush_at = None;
                deliver_rest(feed, reader).await?;
                continue;
            }
            () = sleep(pause.unwrap_or_default()), if pause.is_some() => {
                feed.held_back(pause.unwrap_or_default());
                continue;
            }
            read = timeout(silence, stream.read(&mut buffer)), if pause.is_none() => read,
        };
        let bytes = match read {
            Ok(Ok(0)) => return Ok(StreamEnd::Closed),
            Ok(Ok(length)) => buffer.get(..length).unwrap_or_default(),
            Ok(Err(error)) => return Ok(StreamEnd::Failed(error)),
            Err(_elapsed) => return Ok(StreamEnd::Failed(io::ErrorKind::TimedOut.into())),
        };
        let received = clock::monotonic_now();
        let reports = reader.push(bytes, Some(clock::utc_now()));
        if !reader.is_waiting() {
            flush_at = None;
        } else if flush_at.is_none() {
            flush_at = Some(Instant::from_std(received + WAIT_FOR_TIME));
        }
        feed.deliver(reports, received).await?;
    }
    drain(feed, reader, stream, &mut buffer).await?;
    Ok(StreamEnd::Stopped)
}

/// Takes what had arrived before the stop.
async fn drain(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut [u8],
) -> Result<(), EngineGone> {
    for _ in 0..DRAIN_READS_MAX {
        let Ok(Ok(length @ 1..)) = timeout(DRAIN_PAUSE, stream.read(buffer)).await else { break };
        let bytes = buffer.get(..length).unwrap_or_default();
        let reports = reader.push(bytes, Some(clock::utc_now()));
        feed.deliver(reports, clock::monotonic_now()).await?;
    }
    Ok(())
}

async fn deliver_rest(feed: &Feed, reader: &mut CountedReader<'_>) -> Result<(), EngineGone> {
    let reports = reader.flush(Some(clock::utc_now()));
    feed.deliver(reports, clock::monotonic_now()).await
}

fn far_future() -> Instant {
    Instant::from_std(clock::monotonic_now() + READ_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;
    use crate::feeds::rig::{Rig, THREE, delivered, rig, rig_with_limit};

    async fn read(feed: Feed, mut stream: impl AsyncRead + Unpin) -> StreamEnd {
        let mut reader = CountedReader::new(&feed);
        read_stream(&feed, &mut reader, &mut stream, READ_TIMEOUT).await
    }

    #[tokio::test]
    async fn sentences_cut_anywhere_and_a_last_one_without_an_end_are_delivered() {
        let Rig { feed, batches, .. } = rig();
        let (mut sender, receiver) = duplex(7);
        let text = THREE.join("\r\n");
        let write = async move {
            sender.write_all(text.as_bytes()).await.expect("written");
            drop(sender);
        };
        let (end, (), reports) = tokio::join!(read(feed, receiver), write, delivered(batches));
        assert!(matches!(end, StreamEnd::Closed), "{end:?}");
        assert_eq!(reports.len(), 3);
    }

    #[tokio::test]
    async fn beyond_its_limit_a_feed_makes_the_other_side_wait_and_loses_nothing() {
        let Rig { feed, health, batches, .. } = rig_with_limit(Some(20));
        // Room for one line: what is not read waits with the sender.
        let (mut sender, receiver) = duplex(THREE[0].len());
        let write = async move {
            for nth in 0..30 {
                sender
                    .write_all(format!("{}\n", THREE[nth % 3]).as_bytes())
                    .await
                    .expect("written");
            }
        };
        let held_back = feed.meters.held_back.clone();
        let began = clock::monotonic_now();
        let (end, (), reports) = tokio::join!(read(feed, receiver), write, async {
            let mut batches = batches;
            let mut reports = 0;
            while let Some(batch) = batches.recv().await {
                reports += batch.reports.len();
            }
            reports
        });
        assert!(matches!(end, StreamEnd::Closed), "{end:?}");
        assert_eq!(reports, 30);
        // 20 at once, the other 10 at 20 a second.
        assert!(began.elapsed() >= Duration::from_millis(400), "{:?}", began.elapsed());
        assert!(held_back.get() >= 0.4, "{}", held_back.get());
        let problem = health.feeds(clock::utc_now())[0].problem.clone().expect("a problem");
        assert!(problem.contains("sentences_per_second_max"), "{problem}");
    }

    #[tokio::test]
    async fn what_had_arrived_before_the_stop_is_delivered() {
        let Rig { feed, batches, stop, .. } = rig();
        let (mut sender, receiver) = duplex(4096);
        sender.write_all(format!("{}\n", THREE.join("\n")).as_bytes()).await.expect("written");
        stop.cancel();
        let (end, reports) = tokio::join!(read(feed, receiver), delivered(batches));
        assert!(matches!(end, StreamEnd::Stopped), "{end:?}");
        assert_eq!(reports.len(), 3);
    }
}
