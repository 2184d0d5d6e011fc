use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::audit::{Audit, Entry};

/// Whoever goes on is noted once in so long, with how often it was since.
const NOTED_EVERY: Duration = Duration::from_mins(5);
/// Senders remembered; beyond, all are noted and forgotten.
const SENDERS_MAX: usize = 1_024;

/// What happens often, in the trail: posts of sentences, and requests that other web sites make a browser
/// send. Each by itself would push out what officers did: the first is noted as it comes, those that
/// follow as sums.
#[derive(Debug)]
pub(super) struct Sums {
    audit: Audit,
    senders: BTreeMap<Sender, Sum>,
}

/// Who asked for what from where, and with what status he was answered.
type Sender = (Option<String>, String, String, u16);

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
    pub(super) fn add(&mut self, entry: Entry, now: Instant) {
        let sender = entry.sender();
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

    #[test]
    fn the_first_post_is_noted_at_once_and_the_rest_in_sums_of_each_sender() {
        let folder = tempfile::tempdir().expect("a folder");
        let audit = Audit::open(Some(folder.path()), &Registry::new()).expect("a trail");
        let mut sums = Sums::new(audit.clone());
        let start = monotonic_now();
        let minutes = |minutes| start + Duration::from_mins(minutes);
        for (at, who, status) in [
            (0, "mast", 200),
            (1, "mast", 200),
            (2, "mast", 429),
            (3, "field", 200),
            (4, "mast", 200),
            (6, "mast", 200),
            (7, "mast", 200),
        ] {
            sums.add(Entry::of_test(who, status), minutes(at));
        }
        drop(sums);
        audit.settle();
        let text = std::fs::read_to_string(folder.path().join("audit.jsonl")).expect("a trail");
        let told = |line: &str| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
            format!("{} {} {}", entry["who"], entry["status"], entry["times"])
        };
        let told: Vec<_> = text.lines().map(told).collect();
        let expected = [
            r#""mast" 200 1"#,
            r#""mast" 429 1"#,
            r#""field" 200 1"#,
            r#""mast" 200 3"#,
            r#""mast" 200 1"#,
        ];
        assert_eq!(told, expected);
    }
}
