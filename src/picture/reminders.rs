use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::domain::{ContactId, EventTime};

/// When to look at contacts again, in order of time, ties by contact. Room is made for an eighth more at
/// a time: there is a reminder of every contact.
#[derive(Debug, Default)]
pub struct Reminders(BinaryHeap<Reverse<(EventTime, ContactId)>>);

impl Reminders {
    /// When the next one is due.
    #[inline]
    pub fn next(&self) -> Option<EventTime> {
        self.0.peek().map(|Reverse((due, _))| *due)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets one.
    pub fn set(&mut self, due: EventTime, contact: ContactId) {
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(1 + self.0.len() / 8);
        }
        self.0.push(Reverse((due, contact)));
    }

    /// Takes out the earliest, with what else is due for the same contact at that moment.
    pub fn pop(&mut self) -> Option<(EventTime, ContactId)> {
        let Reverse(earliest) = self.0.pop()?;
        while self.0.peek().is_some_and(|Reverse(next)| *next == earliest) {
            self.0.pop();
        }
        Some(earliest)
    }

    /// Keeps the earliest of each contact that is there: whoever looks then sets the next.
    pub fn thin(&mut self, is_there: impl Fn(ContactId) -> bool) {
        let mut kept: Vec<_> = self.0.drain().map(|Reverse((due, id))| (id, due)).collect();
        kept.retain(|(id, _)| is_there(*id));
        kept.sort_unstable();
        kept.dedup_by(|(later, _), (id, _)| later == id);
        self.0 = kept.into_iter().map(|(id, due)| Reverse((due, id))).collect();
    }
}
