use std::collections::BTreeSet;

use super::condition::ConditionKey;
use crate::domain::{ContactId, EventTime};
use crate::picture::Reminders;

/// What falls due at a moment, whether anybody reports or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// A contact may have fallen silent.
    Silence(ContactId),
    /// A contact may have stayed long enough in an area, or have left one for good.
    Stays(ContactId),
    /// A raised condition may have ended.
    Hold(Box<ConditionKey>),
    /// Those who jumped to one place have all been heard.
    Interference,
}

/// Deadlines in order of time, ties by kind and contact. A timer is a reminder to look, not a
/// promise: whoever set it looks again when it goes off. Kinds are kept apart, for there is a silence of
/// every contact and a stay of everybody in an area, which are small.
#[derive(Debug, Default)]
pub(super) struct Timers {
    silences: Reminders,
    stays: Reminders,
    holds: BTreeSet<(EventTime, Box<ConditionKey>)>,
    interference: BTreeSet<EventTime>,
    /// The earliest of all: looked at with every report.
    next: Option<EventTime>,
}

impl Timers {
    /// Reminds at a time.
    pub(super) fn set(&mut self, time: EventTime, timer: Timer) {
        match timer {
            Timer::Silence(contact) => self.silences.set(time, contact),
            Timer::Stays(contact) => self.stays.set(time, contact),
            Timer::Hold(key) => drop(self.holds.insert((time, key))),
            Timer::Interference => drop(self.interference.insert(time)),
        }
        self.next = Some(self.next.map_or(time, |next| next.min(time)));
    }

    /// How many there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let all = [self.silences.len(), self.stays.len(), self.holds.len()];
        all.into_iter().sum::<usize>() + self.interference.len()
    }

    /// The earliest deadline.
    pub(super) const fn next(&self) -> Option<EventTime> {
        self.next
    }

    /// Takes out the earliest timer that is due at or before `now`.
    pub(super) fn pop_due(&mut self, now: EventTime) -> Option<(EventTime, Timer)> {
        let time = self.next.filter(|next| *next <= now)?;
        let timer = match self.firsts() {
            [Some(first), ..] if first == time => Timer::Silence(self.silences.pop()?.1),
            [_, Some(first), ..] if first == time => Timer::Stays(self.stays.pop()?.1),
            [_, _, Some(first), _] if first == time => Timer::Hold(self.holds.pop_first()?.1),
            _ => {
                self.interference.pop_first()?;
                Timer::Interference
            }
        };
        self.next = self.firsts().into_iter().flatten().min();
        Some((time, timer))
    }

    fn firsts(&self) -> [Option<EventTime>; 4] {
        [
            self.silences.next(),
            self.stays.next(),
            self.holds.first().map(|(time, _)| *time),
            self.interference.first().copied(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mmsi;

    fn contact(number: u32) -> ContactId {
        ContactId::from_mmsi(Mmsi::new(200_000_000 + number).expect("an MMSI"))
    }

    #[test]
    fn they_fall_due_in_order_of_time_then_kind_then_contact() {
        let at = EventTime::from_secs;
        let in_order = [
            (at(1), Timer::Stays(contact(9))),
            (at(2), Timer::Silence(contact(1))),
            (at(2), Timer::Silence(contact(2))),
            (at(2), Timer::Stays(contact(1))),
            (at(2), Timer::Interference),
            (at(3), Timer::Silence(contact(1))),
        ];
        let mut timers = Timers::default();
        for (time, timer) in in_order.iter().rev() {
            timers.set(*time, timer.clone());
        }
        assert_eq!(timers.pop_due(at(0)), None);
        let mut popped = Vec::new();
        while let Some(due) = timers.pop_due(at(2)) {
            popped.push(due);
        }
        assert_eq!(popped, in_order[..5]);
        assert_eq!(timers.next(), Some(at(3)));
    }
}
