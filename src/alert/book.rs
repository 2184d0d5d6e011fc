use std::collections::BTreeMap;

use super::{Act, Alert, AlertId, RefusalReason, Snooze, Transition};
use crate::detect::Detection;
use crate::domain::EventTime;

/// Bounds of the alert book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertSettings {
    /// Open alerts at most; at the bound the oldest cleared, then the oldest caution is let go.
    pub capacity: usize,
}

/// All alerts that can still change, and the snoozes.
#[derive(Debug)]
pub struct AlertBook {
    settings: AlertSettings,
    alerts: BTreeMap<AlertId, Alert>,
}

impl AlertBook {
    /// An empty book whose first transition has number `next_seq`.
    pub fn new(settings: AlertSettings, next_seq: u64) -> Self {
        todo!("{settings:?} {next_seq}")
    }

    /// A book as it was before a restart.
    pub fn restore(
        settings: AlertSettings,
        next_seq: u64,
        alerts: Vec<Alert>,
        snoozes: Vec<Snooze>,
    ) -> Self {
        todo!("{settings:?} {next_seq} {alerts:?} {snoozes:?}")
    }

    /// Takes in what a rule says; appends what follows.
    pub fn detected(&mut self, detection: Detection, transitions: &mut Vec<Transition>) {
        todo!("{self:?} {detection:?} {transitions:?}")
    }

    /// Takes in an act on an alert; appends what follows, or says why not.
    pub fn act(
        &mut self,
        act: &Act,
        transitions: &mut Vec<Transition>,
    ) -> Result<(), RefusalReason> {
        todo!("{self:?} {act:?} {transitions:?}")
    }

    /// The next moment at which something falls due (end of a retrigger window).
    pub fn next_deadline(&self) -> Option<EventTime> {
        todo!()
    }

    /// Lets everything happen that falls due at or before `now`.
    pub fn advance_to(&mut self, now: EventTime, transitions: &mut Vec<Transition>) {
        todo!("{now} {transitions:?}")
    }

    /// Alerts that can still change, by id.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.alerts.values()
    }

    /// Alerts let go because of the capacity.
    pub fn evictions(&self) -> u64 {
        todo!()
    }
}
