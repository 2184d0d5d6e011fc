use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;
use uuid::Uuid;

use crate::store::row::AlertRow;

/// Alerts as they have been published: the open ones, and a ring of the last transitions from which
/// streams are resumed. Written by the one who commits, read by everyone.
#[derive(Debug)]
pub struct AlertBoard {
    /// One lock, so that a subscriber misses nothing between what he is shown and what he is sent.
    state: Mutex<State>,
    sender: broadcast::Sender<Published>,
}

/// One published transition.
pub type Published = Arc<AlertRow>;

#[derive(Debug)]
struct State {
    open: BTreeMap<Uuid, Published>,
    ring: VecDeque<Published>,
    ring_max: usize,
    last_seq: u64,
}

impl AlertBoard {
    /// A board that begins with these open alerts. A subscriber may fall behind by
    /// `subscribers_lag_max` transitions (at least 1); as many are kept for those who resume.
    pub fn new(open: Vec<AlertRow>, subscribers_lag_max: usize) -> Self {
        let ring_max = subscribers_lag_max.max(1);
        let last_seq = open.iter().map(|row| row.seq).max().unwrap_or(0);
        let open = open.into_iter().filter(AlertRow::is_open);
        let open = open.map(|row| (row.id, Arc::new(row))).collect();
        let state = State { open, ring: VecDeque::new(), ring_max, last_seq };
        Self { state: Mutex::new(state), sender: broadcast::Sender::new(ring_max) }
    }

    /// The same board, whose log has come as far as `seq`: the last transitions before a restart
    /// may have closed their alerts, which are then not among the open ones.
    #[must_use]
    pub fn continuing_after(self, seq: u64) -> Self {
        let mut state = self.lock();
        state.last_seq = state.last_seq.max(seq);
        drop(state);
        self
    }

    /// Shows transitions that have been committed, in the order of their numbers. One whose number
    /// was shown already is passed over.
    pub fn publish(&self, rows: Vec<AlertRow>) {
        let mut state = self.lock();
        for row in rows {
            if row.seq <= state.last_seq {
                continue;
            }
            let published = Arc::new(row);
            state.take(&published);
            // Nobody listens: then nobody misses it.
            let _listeners = self.sender.send(published).unwrap_or(0);
        }
    }

    /// The open alerts, by id.
    pub fn open(&self) -> Vec<Published> {
        self.lock().open.values().cloned().collect()
    }

    /// Number of the last transition that was shown.
    pub fn last_seq(&self) -> u64 {
        self.lock().last_seq
    }

    /// From now on every transition, in order, and the open alerts at this very moment with the
    /// number of the last transition they contain. A subscriber that falls behind by more than the
    /// bound sees `Lagged`.
    pub fn subscribe(&self) -> (Vec<Published>, u64, broadcast::Receiver<Published>) {
        let state = self.lock();
        (state.open.values().cloned().collect(), state.last_seq, self.sender.subscribe())
    }

    /// The transitions after `seq` up to this very moment, and from now on every further one;
    /// `None` where some of them are not remembered, or where `seq` is none that was ever shown:
    /// then the log of the store has them, or there is a gap.
    pub fn resume(&self, seq: u64) -> Option<(Vec<Published>, broadcast::Receiver<Published>)> {
        let state = self.lock();
        let missed = state.missed_after(seq)?;
        Some((missed, self.sender.subscribe()))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, row: &Published) {
        self.last_seq = row.seq;
        if row.is_open() {
            self.open.insert(row.id, row.clone());
        } else {
            self.open.remove(&row.id);
        }
        if self.ring.len() == self.ring_max {
            self.ring.pop_front();
        }
        self.ring.push_back(row.clone());
    }

    fn missed_after(&self, seq: u64) -> Option<Vec<Published>> {
        if seq == self.last_seq {
            return Some(Vec::new());
        }
        let first = self.ring.front()?.seq;
        let remembered = seq < self.last_seq && first <= seq.saturating_add(1);
        remembered.then(|| self.ring.iter().filter(|row| row.seq > seq).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast::error::TryRecvError;

    use super::*;
    use crate::store::samples;

    fn row(seq: u64, alert: u64, state: &str) -> AlertRow {
        let mut row = AlertRow::from(&samples::raised(alert, 0));
        row.seq = seq;
        state.clone_into(&mut row.state);
        row
    }

    fn seqs(rows: &[Published]) -> Vec<u64> {
        rows.iter().map(|row| row.seq).collect()
    }

    #[test]
    fn a_subscriber_is_shown_what_is_open_and_sent_what_follows() {
        let board =
            AlertBoard::new(vec![row(4, 1, "unacknowledged"), row(5, 2, "acknowledged")], 8);
        board.publish(vec![row(6, 1, "normal"), row(7, 3, "rtn-unacknowledged")]);
        let (open, last, mut receiver) = board.subscribe();
        assert_eq!((seqs(&open), last), (vec![5, 7], 7));
        board.publish(vec![row(7, 3, "normal"), row(8, 2, "withdrawn"), row(9, 3, "normal")]);
        let sent: Vec<u64> =
            std::iter::from_fn(|| receiver.try_recv().ok()).map(|row| row.seq).collect();
        assert_eq!(sent, [8, 9], "7 was shown already");
        assert_eq!(board.open(), []);
    }

    #[test]
    fn a_stream_is_resumed_from_the_ring_or_not_at_all() {
        let board = AlertBoard::new(Vec::new(), 3).continuing_after(40);
        assert_eq!(board.resume(40).map(|(rows, _)| seqs(&rows)), Some(vec![]));
        assert!(board.resume(39).is_none(), "before the board began");
        board.publish((41..=45).map(|seq| row(seq, seq, "unacknowledged")).collect());
        for (seq, expected) in [
            (45, Some(vec![])),
            (43, Some(vec![44, 45])),
            (42, Some(vec![43, 44, 45])),
            (41, None),
            (46, None),
            (u64::MAX, None),
        ] {
            assert_eq!(board.resume(seq).map(|(rows, _)| seqs(&rows)), expected, "{seq}");
        }
    }

    #[test]
    fn who_falls_behind_is_told_how_far() {
        let board = AlertBoard::new(Vec::new(), 2);
        let (_, _, mut receiver) = board.subscribe();
        board.publish((1..=5).map(|seq| row(seq, seq, "unacknowledged")).collect());
        assert!(matches!(receiver.try_recv(), Err(TryRecvError::Lagged(3))));
        assert_eq!(receiver.try_recv().map(|row| row.seq), Ok(4));
    }
}
