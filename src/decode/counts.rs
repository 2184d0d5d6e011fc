use std::collections::BTreeMap;

use super::RejectReason;
use crate::domain::Text;

/// Most names in [`Counts::ignored`]; whatever else comes counts under `other`.
pub(super) const IGNORED_NAMES_MAX: usize = 100;

/// What a decoder has seen; the equations of the contract hold at any time:
/// lines = blank + `without_sentence` + `with_sentence`;
/// sentences = rejected + parts + ignored + messages;
/// parts = assembled + expired + pending.
///
/// A sentence that waits for its time is not counted yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines seen.
    pub lines: u64,
    /// Lines of nothing but white space.
    pub blank: u64,
    /// Lines with text but no sentence (comments, logger headers).
    pub without_sentence: u64,
    /// Lines with at least one sentence or CSV row, and lines that were too long.
    pub with_sentence: u64,
    /// Sentences and CSV rows seen, several on one line counted each; a line that was too long
    /// counts as one.
    pub sentences: u64,
    /// Sentences rejected, by reason.
    pub rejected: BTreeMap<RejectReason, u64>,
    /// Sentences that are a part of a message but not its last one; the last one counts as what
    /// the whole became: a message, ignored or rejected.
    pub parts: u64,
    /// Sentences knowingly not used, by formatter (`GSV`); after a hundred names under
    /// `other`.
    pub ignored: BTreeMap<Text<8>, u64>,
    /// Messages given out.
    pub messages: u64,
    /// Of these, AIS messages of a sender whose number is 0 or has more than nine digits: no contact
    /// is made of them.
    pub unnamed: u64,
    /// Parts whose message became whole.
    pub parts_assembled: u64,
    /// Parts whose message never became whole.
    pub parts_expired: u64,
    /// Parts that still wait.
    pub parts_pending: u64,
    /// Time stamps ahead of their feed that did not stand.
    pub time_jumps_refused: u64,
    /// Live lines ahead of the clock that took their time of arrival.
    pub ahead_of_clock: u64,
}

impl Counts {
    pub(super) fn reject(&mut self, reason: RejectReason) {
        *self.rejected.entry(reason).or_default() += 1;
    }

    pub(super) fn ignore(&mut self, name: &[u8]) {
        let name = Text::from_ascii_lossy(name);
        if let Some(count) = self.ignored.get_mut(&name) {
            *count += 1;
            return;
        }
        let has_room = self.ignored.len() < IGNORED_NAMES_MAX;
        let name = if has_room { name } else { Text::from_ascii_lossy(b"other") };
        *self.ignored.entry(name).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_ignored_are_bounded() {
        let mut counts = Counts::default();
        for nth in 0..1000 {
            counts.ignore(format!("{nth:03}").as_bytes());
        }
        let count = |name: &str| counts.ignored.get(&Text::from_ascii_lossy(name.as_bytes()));
        assert_eq!(counts.ignored.len(), IGNORED_NAMES_MAX + 1);
        assert_eq!((count("000"), count("099"), count("100")), (Some(&1), Some(&1), None));
        assert_eq!(count("other"), Some(&900));
    }
}
