//! What a receiver was told, held against what the daemon has.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// An alert's id, revision and place in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) revision: u64,
    pub(crate) seq: u64,
}

impl Told {
    pub(crate) fn of(alert: &Value) -> Self {
        Self {
            id: alert["id"].as_str().expect("an id").to_owned(),
            revision: alert["revision"].as_u64().expect("a revision"),
            seq: alert["seq"].as_u64().expect("a place in the log"),
        }
    }
}

/// Nothing is missing of `alerts` alerts with `revisions` transitions each; those of an alert come in
/// order, and a repetition is the same transition.
pub(crate) fn is_whole(told: &[Told], alerts: usize, revisions: u64) {
    let mut by_alert: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for one in told {
        let place = *places.entry((one.id.as_str(), one.revision)).or_insert(one.seq);
        assert_eq!(place, one.seq, "a repetition is the same transition");
        by_alert.entry(&one.id).or_default().push(one.revision);
    }
    assert_eq!(by_alert.len(), alerts, "every alert is there");
    for (id, told) in by_alert {
        let firsts: Vec<u64> = {
            let mut seen = BTreeSet::new();
            told.iter().copied().filter(|revision| seen.insert(*revision)).collect()
        };
        let expected: Vec<u64> = (1..=revisions).collect();
        assert_eq!(firsts, expected, "the transitions of {id}, in order");
    }
}
