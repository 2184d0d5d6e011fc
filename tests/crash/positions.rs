use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use picket::clock;
use picket::decode::FeedSettings;
use picket::domain::{ContactId, EventTime, ReportBody, Subject};
use picket::feeds::ReportReader;

use super::COMMIT_INTERVAL;
use super::store_copy::StoreCopy;

/// What a busy machine may need from the socket to the end of a commit, beside the interval.
const COMMIT_SLACK: Duration = Duration::from_millis(1500);

/// The positions that were sent to one daemon, and what became of those sent to all.
pub(crate) struct Positions {
    pub(crate) kept: u64,
    pub(crate) lost: u64,
    /// How long before its kill the oldest position that was lost had been sent.
    pub(crate) oldest_lost: Duration,
    reader: ReportReader,
    sent: BTreeMap<ContactId, Vec<(EventTime, Instant)>>,
    killed: Instant,
}

impl Positions {
    pub(crate) fn new(feed: &str) -> Self {
        let settings = FeedSettings::named(feed.parse().expect("a feed"));
        Self {
            kept: 0,
            lost: 0,
            oldest_lost: Duration::ZERO,
            reader: ReportReader::new(settings),
            sent: BTreeMap::new(),
            killed: clock::monotonic_now(),
        }
    }

    /// Notes sentences that have just been sent.
    pub(crate) fn sent(&mut self, sentences: &[u8]) {
        let now = clock::monotonic_now();
        let mut reports = Vec::new();
        self.reader.push(sentences, None, &mut reports);
        for report in reports {
            if let (Subject::Ais(mmsi), ReportBody::Position(_)) = (report.subject, report.body) {
                let contact = ContactId::from_mmsi(mmsi);
                self.sent.entry(contact).or_default().push((report.time, now));
            }
        }
    }

    /// Notes the moment of the kill.
    pub(crate) fn killed(&mut self) {
        self.killed = clock::monotonic_now();
    }

    /// Looks for what was sent to the daemon that was killed.
    pub(crate) fn check(&mut self, copy: &StoreCopy) {
        for (contact, sent) in std::mem::take(&mut self.sent) {
            let (Some(first), Some(last)) = (sent.first(), sent.last()) else { continue };
            let stored: BTreeSet<EventTime> =
                copy.times(contact, first.0, last.0).into_iter().collect();
            for (time, at) in sent {
                if stored.contains(&time) {
                    self.kept += 1;
                    continue;
                }
                let age = self.killed.duration_since(at);
                self.lost += 1;
                self.oldest_lost = self.oldest_lost.max(age);
                assert!(
                    age <= COMMIT_INTERVAL + COMMIT_SLACK,
                    "{contact}: the position of {time}, sent {age:?} before the kill, is gone"
                );
            }
        }
    }
}
