use std::collections::BTreeMap;

use super::row::AlertRow;
use crate::alert::AlertId;

/// Alerts remembered; whoever is not among them is looked up in the log again.
const KNOWN_MAX: usize = 10_000;

/// Which alerts a subscriber follows: what satisfied his filter once is his to its end, or he would
/// never hear of that. A memory in front of the log ([`Reader::was`](super::Reader::was)).
#[derive(Debug, Default)]
pub struct Followed {
    known: BTreeMap<AlertId, bool>,
}

impl Followed {
    /// Whether he follows an alert; `None` where only the log knows.
    pub fn knows(&self, alert: &AlertRow) -> Option<bool> {
        // Nothing came before the first revision.
        let first = (alert.revision <= 1).then_some(false);
        self.known.get(&alert.alert_id()).copied().or(first)
    }

    /// Remembers whether he follows an alert.
    pub fn note(&mut self, alert: &AlertRow, follows: bool) {
        if self.known.insert(alert.alert_id(), follows).is_none() && self.known.len() > KNOWN_MAX {
            self.known.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::raised;
    use uuid::Uuid;

    #[test]
    fn what_is_not_remembered_any_more_is_asked_of_the_log_and_not_denied() {
        let mut followed = Followed::default();
        let mut row = AlertRow::from(&raised(1, 0));
        row.revision = 1;
        assert_eq!(followed.knows(&row), Some(false));
        row.revision = 2;
        assert_eq!(followed.knows(&row), None);
        for number in 0..=KNOWN_MAX {
            row.id = Uuid::from_u128(u128::try_from(number).expect("small"));
            followed.note(&row, true);
        }
        assert_eq!(followed.knows(&row), Some(true));
        row.id = Uuid::from_u128(0);
        assert_eq!(followed.knows(&row), None);
    }
}
