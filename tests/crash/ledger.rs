use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use picket::domain::EventTime;
use picket::store::row::AlertRow;
use serde_json::Value;
use uuid::Uuid;

use super::officer::Shown;

/// An alert that has cleared is raised again under its id for so long.
const RETRIGGER_WINDOW: Duration = Duration::from_mins(10);

/// What was shown by all daemons, beside what their store says.
#[derive(Default)]
pub(crate) struct Ledger {
    /// By number.
    shown: BTreeMap<u64, Value>,
    log: BTreeMap<u64, Value>,
    acknowledged: usize,
    /// The newest revision of each alert.
    revisions: BTreeMap<Uuid, u32>,
    /// The newest alert of each incident.
    incidents: BTreeMap<(String, String, bool), AlertRow>,
    /// The newest state of each alert: whether an officer has it before him.
    open: BTreeSet<Uuid>,
    /// The last number that a client has seen.
    seen: u64,
    /// Shown, and not yet looked for in the log.
    unchecked: BTreeSet<u64>,
}

impl Ledger {
    /// Transitions that somebody was shown.
    pub(crate) fn shown(&self) -> usize {
        self.shown.len()
    }

    /// Alerts that somebody was shown.
    pub(crate) fn alerts(&self) -> usize {
        self.shown.values().filter_map(|row| row["id"].as_str()).collect::<BTreeSet<_>>().len()
    }

    /// Acknowledgements that were answered with 200.
    pub(crate) const fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    pub(crate) const fn last_seen(&self) -> u64 {
        self.seen
    }

    /// The last number of the log.
    pub(crate) fn log_end(&self) -> u64 {
        self.log.last_key_value().map_or(0, |(seq, _)| *seq)
    }

    /// Takes in what was shown by one daemon.
    pub(crate) fn note(&mut self, shown: &Shown) {
        self.begins_where_it_should(shown);
        for event in &shown.told {
            match event.name.as_str() {
                "snapshot" => {
                    self.seen = event.data["seq"].as_u64().expect("a number");
                    for item in event.data["items"].as_array().expect("items") {
                        self.show(item.clone());
                    }
                }
                "alert" => {
                    let seq = event.data["seq"].as_u64().expect("a number");
                    assert_eq!(seq, self.seen + 1, "the stream leaves out nothing");
                    self.seen = seq;
                    self.show(event.data.clone());
                }
                other => panic!("{other}: {}", event.data),
            }
        }
        for reply in &shown.replies {
            assert_eq!(reply["transition"], "acknowledged");
            assert_eq!(reply["acknowledged_by"], "duty");
            self.acknowledged += 1;
            self.show(reply.clone());
        }
    }

    /// A new client is shown what was open when the daemon before was killed.
    fn begins_where_it_should(&self, shown: &Shown) {
        let Some(first) = shown.told.first() else { return };
        assert_eq!(first.name == "snapshot", shown.last_seen.is_none(), "{}", first.data);
        if first.name != "snapshot" {
            return;
        }
        assert_eq!(first.data["seq"], self.log_end(), "nothing has happened since");
        let items = first.data["items"].as_array().expect("items");
        let items = items.iter().map(|item| item["id"].as_str().expect("an id"));
        let items: BTreeSet<Uuid> = items.map(|id| id.parse().expect("a UUID")).collect();
        assert_eq!(items, self.open, "what was open is open");
    }

    fn show(&mut self, row: Value) {
        let seq = row["seq"].as_u64().expect("a number");
        self.unchecked.insert(seq);
        if let Some(before) = self.shown.insert(seq, row) {
            assert_eq!(before, self.shown[&seq], "number {seq} was used twice");
        }
    }

    /// Takes in what the store has beyond what was known of it.
    pub(crate) fn check_log(&mut self, rows: &[AlertRow]) {
        for row in rows {
            let value = serde_json::to_value(row).expect("JSON");
            if let Some(before) = self.log.get(&row.seq) {
                assert_eq!(*before, value, "the log changed");
                continue;
            }
            assert_eq!(row.seq, self.log_end() + 1, "numbers follow one another");
            self.log.insert(row.seq, value);
            let newest = self.revisions.entry(row.id).or_insert(0);
            *newest += 1;
            assert_eq!(row.revision, *newest, "revisions follow one another: {row:?}");
            assert_eq!(row.transition == "raised", row.revision == 1, "{row:?}");
            self.check_incident(row);
            if row.is_open() {
                self.open.insert(row.id);
            } else {
                self.open.remove(&row.id);
            }
        }
    }

    /// An alert whose condition holds, or that may come back, has no second beside it.
    fn check_incident(&mut self, row: &AlertRow) {
        let about = row.participants.first().expect("a target or subject");
        let about =
            about.contact.map_or_else(|| row.area.id.clone(), |contact| contact.to_string());
        let incident = (row.rule.to_string(), about, row.exercise);
        let before = self.incidents.insert(incident, row.clone());
        let Some(before) = before.filter(|before| before.id != row.id) else { return };
        assert_eq!(row.transition, "raised", "an older alert of the incident came back: {row:?}");
        let over: Option<EventTime> = before.cleared_at.filter(|_| before.state != "withdrawn");
        let may_come_back = over.is_none_or(|over| row.time.since(over) < RETRIGGER_WINDOW);
        assert!(
            before.state == "withdrawn" || !may_come_back,
            "doubled: {} is {} when {} is raised: {before:?} {row:?}",
            before.id,
            before.state,
            row.id
        );
    }

    /// Everything that was shown is in the log as it was shown, and every acknowledgement that was
    /// answered in the trail.
    pub(crate) fn check_shown(&mut self, acts: usize) {
        for seq in std::mem::take(&mut self.unchecked) {
            assert_eq!(self.log.get(&seq), self.shown.get(&seq), "number {seq} was shown");
        }
        assert!(acts >= self.acknowledged, "{} answered, {acts} in the trail", self.acknowledged);
    }

    /// The whole log, once more: what was once durable is so.
    pub(crate) fn check_whole_log(&mut self, rows: &[AlertRow]) {
        self.check_log(rows);
        assert_eq!(rows.len(), self.log.len());
    }
}
