use std::collections::{BTreeMap, BTreeSet};

use super::bounds::SNOOZES_MAX;
use super::{Alert, Snooze};
use crate::areas::AreaId;
use crate::domain::{ContactId, EventTime, RuleId};

/// The mutes in force, found by whom they mute and by when they end.
#[derive(Debug, Default)]
pub(super) struct Snoozes {
    ends: BTreeMap<SnoozeKey, EventTime>,
    by_end: BTreeSet<(EventTime, SnoozeKey)>,
    evictions: u64,
}

/// Contact x area x rule, for real alerts and for those of exercises apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SnoozeKey {
    contact: ContactId,
    area: AreaId,
    rule: RuleId,
    exercise: bool,
}

impl Snoozes {
    /// Until when something is muted at a time.
    pub(super) fn until(&self, key: &SnoozeKey, time: EventTime) -> Option<EventTime> {
        self.ends.get(key).copied().filter(|&until| until > time)
    }

    /// Mutes from now on; a mute in force is replaced.
    pub(super) fn set(&mut self, key: SnoozeKey, until: EventTime) {
        self.end(&key);
        if self.ends.len() >= SNOOZES_MAX
            && let Some((_, first_to_end)) = self.by_end.pop_first()
        {
            self.ends.remove(&first_to_end);
            self.evictions = self.evictions.saturating_add(1);
        }
        self.by_end.insert((until, key.clone()));
        self.ends.insert(key, until);
    }

    /// Ends a mute before its time.
    pub(super) fn end(&mut self, key: &SnoozeKey) {
        if let Some(until) = self.ends.remove(key) {
            self.by_end.remove(&(until, key.clone()));
        }
    }

    /// Forgets what has ended at or before `now`.
    pub(super) fn advance_to(&mut self, now: EventTime) {
        while self.by_end.first().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, key)) = self.by_end.pop_first() {
                self.ends.remove(&key);
            }
        }
    }

    /// When the next one ends.
    pub(super) fn next_end(&self) -> Option<EventTime> {
        self.by_end.first().map(|(until, _)| *until)
    }

    /// All in force, by contact.
    pub(super) fn iter(&self) -> impl Iterator<Item = Snooze> + '_ {
        self.ends.iter().map(|(key, &until)| Snooze {
            contact: key.contact,
            area: key.area.clone(),
            rule: key.rule,
            exercise: key.exercise,
            until,
        })
    }

    /// Mutes let go at the bound.
    pub(super) const fn evictions(&self) -> u64 {
        self.evictions
    }
}

impl SnoozeKey {
    pub(super) const fn new(
        contact: ContactId,
        area: AreaId,
        rule: RuleId,
        exercise: bool,
    ) -> Self {
        Self { contact, area, rule, exercise }
    }

    /// What a snooze of this alert mutes; `None` where no contact takes part.
    pub(super) fn of(alert: &Alert) -> Option<Self> {
        let contact = alert.muted_contact()?;
        Some(Self::new(contact, alert.area.id.clone(), alert.rule, alert.exercise))
    }
}

impl From<&Snooze> for SnoozeKey {
    fn from(snooze: &Snooze) -> Self {
        Self {
            contact: snooze.contact,
            area: snooze.area.clone(),
            rule: snooze.rule,
            exercise: snooze.exercise,
        }
    }
}
