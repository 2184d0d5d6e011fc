use crate::domain::{ContactId, EventTime};
use crate::picture::Reminders;

/// So many reminders of contacts that have gone are kept beside as many as there are contacts, before
/// they are looked through.
const SPARE: usize = 1024;

/// When contacts would be unheard for too long: reminders to look, at least one a contact.
#[derive(Debug, Default)]
pub(super) struct Expiries(Reminders);

impl Expiries {
    /// When the next one is due.
    pub(super) fn next(&self) -> Option<EventTime> {
        self.0.next()
    }

    /// Takes out the earliest, with what else is due for the same contact at that moment: whoever
    /// was let go and came back may have two.
    pub(super) fn pop(&mut self) -> Option<(EventTime, ContactId)> {
        self.0.pop()
    }

    /// Sets one. Of whoever went before her time, for want of room, a reminder stays behind: where
    /// those outnumber the `contacts` that there are, they go. It costs the same on average however
    /// many come and go.
    pub(super) fn set(
        &mut self,
        due: EventTime,
        id: ContactId,
        contacts: usize,
        is_there: impl Fn(ContactId) -> bool,
    ) {
        self.0.set(due, id);
        if self.0.len() > SPARE.saturating_add(contacts.saturating_mul(2)) {
            self.0.thin(is_there);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mmsi;

    fn id(number: u32) -> ContactId {
        let mmsi = Mmsi::new(200_000_000 + number).expect("an MMSI");
        ContactId::from_mmsi(mmsi)
    }

    #[test]
    fn reminders_of_those_who_are_gone_do_not_pile_up_and_the_earliest_of_each_stays() {
        let mut expiries = Expiries::default();
        // The last hundred are there; number 0 comes back again and again.
        for number in 0..100_000_u32 {
            let at = EventTime::from_secs(i64::from(number));
            let is_there = |other| {
                other == id(0) || (number.saturating_sub(100)..=number).any(|n| other == id(n))
            };
            expiries.set(at, id(number), 101, is_there);
            expiries.set(at, id(0), 101, is_there);
            assert!(expiries.0.len() <= SPARE + 202, "{} at {number}", expiries.0.len());
        }
        assert_eq!(expiries.next(), Some(EventTime::from_secs(0)));
        assert_eq!(expiries.pop(), Some((EventTime::from_secs(0), id(0))));
        let mut left = Vec::new();
        while let Some((_due, id)) = expiries.pop() {
            left.push(id);
        }
        for number in 99_900..100_000 {
            assert!(left.contains(&id(number)), "{number}");
        }
    }
}
