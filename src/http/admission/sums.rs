use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::audit::{Audit, Entry};

/// Whoever goes on is noted once in so long, with how often it was since.
const NOTED_EVERY: Duration = Duration::from_mins(5);
/// How often it is looked for sums that nobody has added to for long.
pub(super) const LOOK_EVERY: Duration = Duration::from_mins(1);
/// Senders remembered; beyond, all are noted and forgotten.
const SENDERS_MAX: usize = 1_024;

/// What happens often, in the trail: posts of sentences, what is denied, what strangers ask for, and what
/// other web sites make a browser send. Each by itself would push out what officers did: the first is noted
/// as it comes, those that follow as sums.
#[derive(Debug)]
pub(super) struct Sums {
    audit: Audit,
    senders: BTreeMap<Sender, Sum>,
}

/// Whose requests are counted together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sender {
    pub(super) who: Option<String>,
    pub(super) network: IpAddr,
    /// What was asked for, and whether to read it only; of what was refused nothing that the sender
    /// chooses.
    pub(super) what: Option<(bool, String)>,
    /// How that was answered.
    pub(super) status: u16,
}

#[derive(Debug)]
struct Sum {
    noted: Instant,
    /// How often it was since it was noted.
    times: u64,
    last: Entry,
}

impl Sums {
    pub(super) const fn new(audit: Audit) -> Self {
        Self { audit, senders: BTreeMap::new() }
    }

    /// Takes in a request that was answered.
    pub(super) fn add(&mut self, sender: Sender, entry: Entry, now: Instant) {
        if let Some(sum) = self.senders.get_mut(&sender) {
            sum.times += 1;
            sum.last = entry;
            if now.saturating_duration_since(sum.noted) >= NOTED_EVERY {
                sum.noted = now;
                sum.note(&self.audit);
            }
            return;
        }
        if self.senders.len() >= SENDERS_MAX {
            self.note_all();
        }
        let mut sum = Sum { noted: now, times: 1, last: entry };
        sum.note(&self.audit);
        self.senders.insert(sender, sum);
    }

    /// Notes what would otherwise wait for longer than `NOTED_EVERY`, and forgets who has rested for so
    /// long. To be called every `LOOK_EVERY`.
    pub(super) fn look(&mut self, now: Instant) {
        let Self { audit, senders } = self;
        senders.retain(|_, sum| {
            if now.saturating_duration_since(sum.noted) + LOOK_EVERY <= NOTED_EVERY {
                return true;
            }
            let goes_on = sum.times > 0;
            if goes_on {
                sum.noted = now;
                sum.note(audit);
            }
            goes_on
        });
    }

    fn note_all(&mut self) {
        for (_, mut sum) in std::mem::take(&mut self.senders) {
            if sum.times > 0 {
                sum.note(&self.audit);
            }
        }
    }
}

/// What is not noted yet is noted at the end.
impl Drop for Sums {
    fn drop(&mut self) {
        self.note_all();
    }
}

impl Sum {
    fn note(&mut self, audit: &Audit) {
        self.last.times = Some(std::mem::take(&mut self.times));
        audit.note(&self.last);
    }
}

#[cfg(test)]
mod tests {
    use prometheus::Registry;

    use super::*;
    use crate::clock::monotonic_now;

    /// The trail of what is done with sums.
    fn trail_of(act: impl FnOnce(&mut Sums)) -> Vec<serde_json::Value> {
        let folder = tempfile::tempdir().expect("a folder");
        let audit = Audit::open(Some(folder.path()), &Registry::new()).expect("a trail");
        let mut sums = Sums::new(audit.clone());
        act(&mut sums);
        drop(sums);
        audit.settle();
        let text = std::fs::read_to_string(folder.path().join("audit.jsonl")).expect("a trail");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn post(sums: &mut Sums, who: &str, status: u16, now: Instant) {
        let entry = Entry::of_test(who, "/api/v1/feeds/field", status);
        sums.add(entry.sender(), entry, now);
    }

    #[test]
    fn the_first_post_is_noted_at_once_and_the_rest_in_sums_of_each_sender() {
        let start = monotonic_now();
        let minutes = |minutes| start + Duration::from_mins(minutes);
        let trail = trail_of(|sums| {
            for (at, who, status) in [
                (0, "mast", 200),
                (1, "mast", 200),
                (2, "mast", 429),
                (3, "field", 200),
                (4, "mast", 200),
                (6, "mast", 200),
                (7, "mast", 200),
            ] {
                post(sums, who, status, minutes(at));
            }
        });
        let told = |entry: &serde_json::Value| {
            format!("{} {} {}", entry["who"], entry["status"], entry["times"])
        };
        let told: Vec<_> = trail.iter().map(told).collect();
        let expected = [
            r#""mast" 200 1"#,
            r#""mast" 429 1"#,
            r#""field" 200 1"#,
            r#""mast" 200 3"#,
            r#""mast" 200 1"#,
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn whoever_never_returns_is_noted_all_the_same_and_forgotten() {
        let start = monotonic_now();
        let minutes = |minutes| start + Duration::from_mins(minutes);
        let trail = trail_of(|sums| {
            post(sums, "mast", 200, minutes(0));
            post(sums, "mast", 200, minutes(0));
            post(sums, "mast", 200, minutes(1));
            for minute in 1..=5 {
                sums.look(minutes(minute));
            }
            assert!(sums.senders.values().all(|sum| sum.times == 0), "noted");
            for minute in 6..=10 {
                sums.look(minutes(minute));
            }
            assert!(sums.senders.is_empty(), "forgotten");
        });
        let times: Vec<_> = trail.iter().map(|entry| entry["times"].as_u64()).collect();
        assert_eq!(times, [Some(1), Some(2)]);
    }

    #[test]
    fn of_what_is_refused_the_path_makes_no_other_sum() {
        let paths = ["/a", "/b", "/api/v1/feeds/c"];
        let now = monotonic_now();
        let lines = |status, is_foreign: bool| {
            trail_of(|sums| {
                for path in paths {
                    let entry = Entry::of_test("mast", path, status);
                    let sender = if is_foreign { entry.foreign_sender() } else { entry.sender() };
                    sums.add(sender, entry, now);
                }
                assert_eq!(sums.senders.len(), if status == 200 { paths.len() } else { 1 });
            })
        };
        // The first, and the sum of the others.
        assert_eq!(lines(403, true).len(), 2);
        assert_eq!(lines(404, false).len(), 2);
        assert_eq!(lines(200, false).len(), 3, "feeds that are there");
    }
}
