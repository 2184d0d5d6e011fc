use std::path::Path;

use crate::Message;

/// The differences from one gold file that are decided, with the reason beside each in the file.
pub(crate) struct Decided(Vec<Line>);

struct Line {
    mmsi: u64,
    message_type: u64,
    member: String,
    used: bool,
}

impl Decided {
    /// Of `testdata/vectors/decided.tsv`: sample, MMSI, message type, member, reason.
    pub(crate) fn of(sample: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vectors/decided.tsv");
        let text = std::fs::read_to_string(path).expect("the decided differences");
        let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let line = |row: Vec<&str>| {
            let [file, mmsi, message_type, member, reason] = row[..] else {
                panic!("five columns: {row:?}")
            };
            assert!(!reason.is_empty(), "without a reason: {row:?}");
            (file == sample).then(|| Line {
                mmsi: mmsi.parse().expect("an MMSI"),
                message_type: message_type.parse().expect("a message type"),
                member: member.to_owned(),
                used: false,
            })
        };
        Self(rows.filter_map(line).collect())
    }

    pub(crate) fn covers(&mut self, theirs: &Message, member: &str) -> bool {
        let line = self.0.iter_mut().find(|line| {
            theirs["mmsi"] == line.mmsi
                && theirs["type"] == line.message_type
                && line.member == member
        });
        line.map(|line| line.used = true).is_some()
    }

    pub(crate) fn unused(&self) -> Vec<String> {
        let unused = self.0.iter().filter(|line| !line.used);
        unused.map(|line| format!("{} of {}", line.member, line.mmsi)).collect()
    }
}
