use std::borrow::Cow;
use std::io::{self, Cursor};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::{sleep, sleep_until};
use tracing::{error, info};

use super::chunks::{Chunk, on_thread};
use super::feed::{CountedReader, EngineGone, WAIT_FOR_TIME};
use super::pace::{LEAD_IN_RATE, Pace};
use super::{Feed, recording};
use crate::clock;
use crate::domain::{EventTime, Report};

/// Reports due within this are delivered together.
const TOGETHER: Duration = Duration::from_millis(20);

/// A recording held in memory that is played as if it were made now: what was recorded at `origin`
/// happens at `start`. Its sentences stay as received.
#[derive(Clone, Debug)]
pub struct Playback {
    /// The recording, packed or plain.
    pub bytes: Cow<'static, [u8]>,
    /// Times real time.
    pub rate: f64,
    /// A time in the recording...
    pub origin: EventTime,
    /// ...the moment at which it is to happen...
    pub start: Instant,
    /// ...how much of the recording from there runs fast, to set the scene...
    pub lead_in: Duration,
    /// ...and by how many seconds all its times are to be moved.
    pub shift_secs: i64,
}

impl Playback {
    /// How long a lead-in of so much recorded time takes.
    pub fn duration_of_lead_in(lead_in: Duration, rate: f64) -> Duration {
        lead_in.div_f64(rate.max(LEAD_IN_RATE))
    }
}

pub(super) async fn run(feed: &Feed, playback: Playback) {
    let Playback { bytes, rate, origin, start, lead_in, shift_secs } = playback;
    let chunks =
        on_thread("playback", move |chunks| match recording::from_reader(Cursor::new(bytes)) {
            Ok(mut recording) => chunks.send_all(&mut recording).map(|_bytes| ()),
            Err(error) => chunks.send(Chunk::Failed(error)),
        });
    let pace = Pace::rebased(rate, (origin, start), lead_in, shift_secs);
    play(feed, chunks, pace, "a recording").await;
}

/// Delivers what a blocking source gives, at its pace, until it ends or the feed stops.
pub(super) async fn play(
    feed: &Feed,
    chunks: io::Result<mpsc::Receiver<Chunk>>,
    pace: Pace,
    source: &str,
) {
    let name = feed.settings.name;
    let result = match chunks {
        Ok(chunks) => {
            feed.opened();
            let reader = CountedReader::new(feed);
            Player { feed, reader, pace, live: false, source }.run(chunks).await
        }
        Err(error) => Err(PlayEnd::Failed(error)),
    };
    match result {
        Ok(()) => {
            info!(feed = %name, source, "the end of the feed's source was reached");
            feed.closed(Some(format!("the end of {source} was reached")));
        }
        Err(PlayEnd::Failed(error)) => {
            error!(feed = %name, source, %error, "cannot read on");
            feed.closed(Some(format!("cannot read {source}: {error}")));
        }
        Err(PlayEnd::Stopped) => feed.closed(None),
    }
}

#[derive(Debug)]
enum PlayEnd {
    Failed(io::Error),
    Stopped,
}

impl From<EngineGone> for PlayEnd {
    fn from(EngineGone: EngineGone) -> Self {
        Self::Stopped
    }
}

struct Player<'a> {
    feed: &'a Feed,
    reader: CountedReader<'a>,
    pace: Pace,
    live: bool,
    source: &'a str,
}

impl Player<'_> {
    async fn run(&mut self, mut chunks: mpsc::Receiver<Chunk>) -> Result<(), PlayEnd> {
        loop {
            let waiting = self.live && self.reader.is_waiting();
            let pause = self.feed.pause();
            let chunk = tokio::select! {
                biased;
                () = self.feed.stop.cancelled() => break,
                () = sleep(pause.unwrap_or_default()), if pause.is_some() => {
                    self.feed.held_back(pause.unwrap_or_default());
                    continue;
                }
                chunk = chunks.recv(), if pause.is_none() => chunk,
                () = sleep(WAIT_FOR_TIME), if waiting => {
                    let reports = self.reader.flush(Some(clock::utc_now()));
                    self.deliver(reports).await?;
                    continue;
                }
            };
            let arrival = self.live.then(clock::utc_now);
            match chunk {
                Some(Chunk::Bytes(bytes)) => {
                    let reports = self.reader.push(&bytes, arrival);
                    self.deliver(reports).await?;
                }
                Some(Chunk::CaughtUp) => self.live = true,
                Some(Chunk::Ended) => {
                    info!(feed = %self.feed.settings.name, self.source, "begins anew");
                    let reports = self.reader.flush(arrival);
                    self.deliver(reports).await?;
                }
                Some(Chunk::Failed(error)) => return Err(PlayEnd::Failed(error)),
                None => {
                    let reports = self.reader.flush(arrival);
                    return self.deliver(reports).await;
                }
            }
        }
        // What was read before the stop is delivered, except what is not due yet.
        let reports = self.reader.flush(self.live.then(clock::utc_now));
        self.deliver(reports).await?;
        Err(PlayEnd::Stopped)
    }

    /// Delivers each report when it is due.
    async fn deliver(&mut self, reports: Vec<Report>) -> Result<(), PlayEnd> {
        let mut ready = Vec::new();
        for mut report in reports {
            let now = clock::monotonic_now();
            if let Some(due) = self.pace.due(report.time, now)
                && due > now + TOGETHER
            {
                self.feed.deliver(std::mem::take(&mut ready), now).await?;
                tokio::select! {
                    biased;
                    () = self.feed.stop.cancelled() => return Err(PlayEnd::Stopped),
                    () = sleep_until(due.into()) => {}
                }
                // It was read long ago; it is heard now.
                self.feed.heard(clock::utc_now(), None);
            }
            self.pace.shift(&mut report);
            ready.push(report);
        }
        Ok(self.feed.deliver(ready, clock::monotonic_now()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ReportBody, Subject};
    use crate::feeds::rig::{Rig, THREE, delivered, rig};

    #[tokio::test]
    async fn a_feed_is_heard_when_its_recording_is_played_not_when_it_is_read() {
        let Rig { feed, health, batches, .. } = rig();
        // The second line is the first, 300 s later; `c:` and its checksum by hand.
        let later = THREE[0].replace("c:1733782034*0A", "c:1733782334*09");
        let begin = clock::utc_now();
        let playback = Playback {
            bytes: Cow::Owned(format!("{}\n{later}\n", THREE[0]).into_bytes()),
            rate: 1000.0,
            origin: EventTime::from_secs(1_733_782_034),
            start: clock::monotonic_now(),
            lead_in: Duration::ZERO,
            shift_secs: 0,
        };
        let play = async move { run(&feed, playback).await };
        let ((), reports) = tokio::join!(play, delivered(batches));
        assert_eq!(reports.len(), 2);
        let last = health
            .feeds(EventTime::from_secs(0))
            .first()
            .and_then(|feed| feed.last_message)
            .expect("heard");
        // 300 s at 1000 times real time, less what is delivered together.
        assert!(last.since(begin) >= Duration::from_millis(270), "{:?}", last.since(begin));
    }

    #[tokio::test]
    async fn a_rebased_recording_moves_its_times_and_leaves_its_sentences() {
        let Rig { feed, batches, .. } = rig();
        let origin = EventTime::from_secs(1_733_782_034);
        let playback = Playback {
            bytes: Cow::Owned(format!("{}\n", THREE[0]).into_bytes()),
            rate: 1.0,
            origin,
            start: clock::monotonic_now(),
            lead_in: Duration::ZERO,
            shift_secs: 3_601,
        };
        let play = async move { run(&feed, playback).await };
        let ((), reports) = tokio::join!(play, delivered(batches));
        let [report] = reports.as_slice() else { panic!("{reports:?}") };
        assert_eq!(report.time, EventTime::from_secs(1_733_785_635));
        assert!(THREE[0].ends_with(report.raw.as_str()), "{:?}", report.raw);
        // Bits 8-37 and 137-142 of the payload, read by hand: MMSI 259076000, second 14.
        let Subject::Ais(mmsi) = report.subject else { panic!("{report:?}") };
        let ReportBody::Position(position) = &report.body else { panic!("{report:?}") };
        assert_eq!((mmsi.get(), position.utc_second), (259_076_000, Some(15)));
    }
}
