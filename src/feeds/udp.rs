use std::io;
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{sleep, sleep_until};
use tracing::warn;

use super::feed::{CountedReader, WAIT_FOR_TIME};
use super::{Feed, ReportBatch};
use crate::clock;
use crate::domain::Report;

/// Reports that wait here while the engine is busy; the newest beyond are dropped and counted.
const WAITING_MAX: usize = 16_384;
/// The largest datagram there is.
const DATAGRAM_BYTES: usize = 65_535;
/// Datagrams read in one go before the engine is given what they said.
const BURST_MAX: usize = 256;
const ERROR_PAUSE: Duration = Duration::from_millis(200);

/// Receives datagrams until the feed stops. A datagram may hold several sentences and is whole by
/// itself.
pub(super) async fn run(feed: &Feed, socket: UdpSocket) {
    let mut reader = CountedReader::new(feed);
    let mut waiting = Waiting::default();
    let mut buffer = vec![0; DATAGRAM_BYTES];
    let mut flush_at: Option<Instant> = None;
    feed.opened();
    loop {
        tokio::select! {
            biased;
            () = feed.stop.cancelled() => break,
            permit = feed.batches.reserve(), if !waiting.reports.is_empty() => match permit {
                Ok(permit) => permit.send(waiting.take()),
                Err(_closed) => return feed.closed(None),
            },
            () = sleep_until(flush_at.unwrap_or_else(clock::monotonic_now).into()),
                if flush_at.is_some() =>
            {
                flush_at = None;
                waiting.add(feed, reader.flush(Some(clock::utc_now())));
            }
            ready = socket.readable() => {
                let read = match ready {
                    Ok(()) => read_burst(feed, &socket, &mut buffer, &mut reader, &mut waiting),
                    Err(error) => Err(error),
                };
                if let Err(error) = read {
                    warn!(feed = %feed.settings.name, %error, "cannot receive");
                    sleep(ERROR_PAUSE).await;
                }
                flush_at = match (reader.is_waiting(), flush_at) {
                    (false, _) => None,
                    (true, Some(until)) => Some(until),
                    (true, None) => Some(clock::monotonic_now() + WAIT_FOR_TIME),
                };
                match offer(feed, &mut waiting) {
                    Ok(()) | Err(TrySendError::Full(())) => {}
                    Err(TrySendError::Closed(())) => return feed.closed(None),
                }
            }
        }
    }
    // What had arrived before the stop still counts; one burst is all that a stop waits for.
    if let Err(error) = read_burst(feed, &socket, &mut buffer, &mut reader, &mut waiting) {
        warn!(feed = %feed.settings.name, %error, "cannot receive the last datagrams");
    }
    waiting.add(feed, reader.flush(Some(clock::utc_now())));
    let ReportBatch { reports, received } = waiting.take();
    if feed.deliver(reports, received).await.is_err() {
        warn!(feed = %feed.settings.name, "the engine stopped before the feed");
    }
    feed.closed(None);
}

/// Reports not yet with the engine.
#[derive(Debug, Default)]
struct Waiting {
    reports: Vec<Report>,
    since: Option<Instant>,
}

impl Waiting {
    fn add(&mut self, feed: &Feed, mut reports: Vec<Report>) {
        let room = WAITING_MAX.saturating_sub(self.reports.len());
        let dropped = reports.len().saturating_sub(room);
        reports.truncate(room);
        feed.meters.dropped.inc_by(u64::try_from(dropped).unwrap_or(u64::MAX));
        if !reports.is_empty() {
            self.since.get_or_insert_with(clock::monotonic_now);
            self.reports.append(&mut reports);
        }
    }

    fn take(&mut self) -> ReportBatch {
        let received = self.since.take().unwrap_or_else(clock::monotonic_now);
        ReportBatch { reports: std::mem::take(&mut self.reports), received }
    }
}

fn offer(feed: &Feed, waiting: &mut Waiting) -> Result<(), TrySendError<()>> {
    if !waiting.reports.is_empty() {
        feed.batches.try_reserve()?.send(waiting.take());
    }
    Ok(())
}

/// Reads what is there, without waiting.
fn read_burst(
    feed: &Feed,
    socket: &UdpSocket,
    buffer: &mut [u8],
    reader: &mut CountedReader<'_>,
    waiting: &mut Waiting,
) -> io::Result<()> {
    for _ in 0..BURST_MAX {
        match socket.try_recv(buffer) {
            Ok(length) => {
                let datagram = buffer.get(..length).unwrap_or_default();
                if feed.pause().is_some() {
                    feed.dropped_beyond_limit(sentences_in(datagram));
                    continue;
                }
                waiting.add(feed, reader.push_whole(datagram, Some(clock::utc_now())));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Lines with anything on them: what a datagram costs that is not decoded.
fn sentences_in(datagram: &[u8]) -> u64 {
    let lines = datagram.split(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = lines.filter(|line| !line.is_empty()).count();
    u64::try_from(lines).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use tokio_util::task::TaskTracker;

    use super::*;
    use crate::feeds::rig::{Rig, THREE, delivered, rig, rig_with_limit};

    #[tokio::test]
    async fn beyond_its_limit_a_feed_drops_datagrams_and_counts_their_sentences() {
        let Rig { feed, health, batches, stop } = rig_with_limit(Some(2));
        let receiver = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        let sender = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        sender.connect(receiver.local_addr().expect("an address")).await.expect("connected");
        let datagram = format!("{}\r\n", THREE.join("\r\n"));
        for _ in 0..3 {
            sender.send(datagram.as_bytes()).await.expect("sent");
        }
        let dropped = feed.meters.dropped_sentences.clone();
        let running = TaskTracker::new().spawn(async move { run(&feed, receiver).await });
        let until = clock::monotonic_now() + Duration::from_secs(20);
        while dropped.get() < 6 && clock::monotonic_now() < until {
            sleep(Duration::from_millis(10)).await;
        }
        stop.cancel();
        running.await.expect("it ends");
        // The first came within the limit; its three sentences are one more than two a second.
        assert_eq!(dropped.get(), 6);
        assert_eq!(delivered(batches).await.len(), 3);
        let problem = health.feeds(clock::utc_now())[0].problem.clone().expect("a problem");
        assert!(problem.contains("dropped"), "{problem}");
    }

    #[test]
    fn at_the_bound_the_newest_reports_are_dropped_and_counted() {
        let Rig { feed, .. } = rig();
        let mut reader = CountedReader::new(&feed);
        let [first, second, _] = THREE.map(|line| reader.push_whole(line.as_bytes(), None));
        let mut waiting = Waiting::default();
        for _ in 0..WAITING_MAX {
            waiting.add(&feed, first.clone());
        }
        waiting.add(&feed, [second.clone(), second.clone(), second].concat());
        assert_eq!(feed.meters.dropped.get(), 3);
        let batch = waiting.take();
        assert_eq!(batch.reports.len(), WAITING_MAX);
        assert_eq!(batch.reports.last(), first.first());
    }
}
