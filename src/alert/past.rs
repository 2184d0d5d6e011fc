//! Acts on alerts that have left the book: what is over can still be remarked on, handed to somebody
//! and judged.

use std::collections::{BTreeMap, VecDeque};

use super::acted::{carry_out, check, officer, permitted};
use super::book::AlertBook;
use super::bounds::PAST_ACTS_MAX;
use super::{Act, Alert, AlertId, Deed, RefusalReason, Transition};

/// The revisions that acts gave to alerts of the past, the newest of them: whoever brings an older
/// one along has not seen those.
#[derive(Debug, Default)]
pub(super) struct PastActs {
    revisions: BTreeMap<AlertId, u32>,
    order: VecDeque<AlertId>,
}

impl AlertBook {
    /// Takes in an act on an alert that may have left the book; `alert` is how it was told last, by
    /// whoever keeps the log. As [`AlertBook::act`], but that a note, an assignment or a disposition
    /// is taken for what is over.
    pub fn act_on_past(
        &mut self,
        act: &Act,
        alert: &Alert,
        transitions: &mut Vec<Transition>,
    ) -> Result<(), RefusalReason> {
        let refused = match self.act(act, transitions) {
            Err(refused @ RefusalReason::UnknownAlert(_)) => refused,
            other => return other,
        };
        let Some((id, seen)) = act.deed.alert() else { return Err(refused) };
        if id != alert.id || alert.state.is_open() || !outlives(&act.deed) {
            return Err(refused);
        }
        let newest = self.past.newest(alert);
        if seen != newest || alert.revision != newest {
            return Err(RefusalReason::Outdated { seen, newest });
        }
        let kind = permitted(alert.state, &act.deed)?;
        check(act)?;
        let mut alert = alert.clone();
        carry_out(&mut alert, act, act.time);
        alert.revision = alert.revision.saturating_add(1);
        self.past.note(id, alert.revision);
        let (seq, time, cause) = (self.next_seq, act.time, Some(officer(act)));
        transitions.push(Transition { seq, kind, time, cause, alert });
        self.next_seq = self.next_seq.saturating_add(1);
        Ok(())
    }
}

impl PastActs {
    fn newest(&self, alert: &Alert) -> u32 {
        self.revisions.get(&alert.id).copied().unwrap_or_default().max(alert.revision)
    }

    fn note(&mut self, id: AlertId, revision: u32) {
        if self.revisions.insert(id, revision).is_none() {
            self.order.push_back(id);
        }
        if self.order.len() > PAST_ACTS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.revisions.remove(&oldest);
        }
    }
}

/// Whether there is a sense in it once the alert is over for good.
const fn outlives(deed: &Deed) -> bool {
    matches!(deed, Deed::Note { .. } | Deed::Assign { .. } | Deed::Dispose { .. })
}
