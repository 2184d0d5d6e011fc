//! The core composed: duplicates, picture, rules, risk, alerts. No clock and no I/O: the same
//! events give the same effects, byte for byte, on any machine.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::alert::{Act, Alert, AlertSettings, RefusalReason, Snooze, Transition};
use crate::areas::{RuleSetting, WatchAreas};
use crate::domain::{EventTime, FeedName, Position, Report, RuleId};
use crate::picture::TrackUpdate;

/// What the engine takes in.
#[derive(Debug)]
pub enum Event {
    /// A report from a feed.
    Report(Report),
    /// Other watch areas from now on.
    WatchAreas(WatchAreas),
    /// An officer's act.
    Officer(Act),
}

/// What the engine gives out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The picture changed.
    Track(TrackUpdate),
    /// An alert changed.
    Alert(Box<Transition>),
    /// An act was refused.
    Refused {
        /// The act.
        request: Act,
        /// Why.
        reason: RefusalReason,
    },
    /// Something odd that an operator should see counted.
    Anomaly(Anomaly),
}

/// Oddities, counted by kind and feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomaly {
    /// Which feed.
    pub feed: FeedName,
    /// What.
    pub kind: AnomalyKind,
}

/// Kinds of oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnomalyKind {
    /// A copy of a transmission already taken in.
    Duplicate,
    /// Older than the lateness bound.
    Late,
    /// A position that the contact cannot have reached.
    ImplausiblePosition,
    /// A relative radar plot without a position or heading to resolve it.
    UnresolvedPlot,
    /// A contact was let go at the capacity.
    ContactEvicted,
}

/// What the engine has to know; all of it comes from the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineSettings {
    /// How late a report of a feed may be and still raise; feeds not named have
    /// [`EngineSettings::lateness_default`].
    pub lateness: BTreeMap<FeedName, Duration>,
    /// Lateness of all other feeds.
    pub lateness_default: Duration,
    /// Where the fixed receivers and radars stand.
    pub feed_positions: BTreeMap<FeedName, Position>,
    /// Feeds whose radar rides on the own ship of another feed.
    pub feed_own_ships: BTreeMap<FeedName, FeedName>,
    /// What the configuration says of rules, for every area.
    pub rules: BTreeMap<RuleId, RuleSetting>,
    /// Contacts held at most; the longest silent one goes first.
    pub contacts_max: usize,
    /// A contact unheard for so long leaves the picture.
    pub contact_expiry: Duration,
    /// Copies of a transmission are told within this window.
    pub duplicate_window: Duration,
    /// Payloads remembered at most for that.
    pub duplicates_max: usize,
    /// Bounds of the alert book.
    pub alerts: AlertSettings,
}

/// What a restart hands back to the engine.
#[derive(Debug, Default)]
pub struct Restored {
    /// Alerts that can still change.
    pub alerts: Vec<Alert>,
    /// Snoozes in force.
    pub snoozes: Vec<Snooze>,
    /// The last picture and the tracks of the last two hours, by time: replayed, effects dropped.
    pub updates: Vec<TrackUpdate>,
    /// Number of the next transition.
    pub next_seq: u64,
}

/// The core.
#[derive(Debug)]
pub struct Engine {
    settings: EngineSettings,
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new(settings: EngineSettings, areas: WatchAreas) -> Self {
        todo!("{settings:?} {areas:?}")
    }

    /// An engine as it was before a restart. An incident that is open attaches and never raises
    /// anew.
    pub fn restore(settings: EngineSettings, areas: WatchAreas, restored: Restored) -> Self {
        todo!("{settings:?} {areas:?} {restored:?}")
    }

    /// Takes in one event and appends what follows from it. Cannot fail.
    pub fn handle(&mut self, event: Event, effects: &mut Vec<Effect>) {
        todo!("{self:?} {event:?} {effects:?}")
    }

    /// Lets every deadline happen that falls due at or before `now`: silence, dwell, expiry.
    pub fn advance_to(&mut self, now: EventTime, effects: &mut Vec<Effect>) {
        todo!("{now} {effects:?}")
    }

    /// The next deadline, if there is one.
    pub fn next_deadline(&self) -> Option<EventTime> {
        todo!("{self:?}")
    }

    /// Event time: that of the latest report taken in.
    pub fn time(&self) -> Option<EventTime> {
        todo!("{:?}", self.settings)
    }

    /// Contacts in the picture.
    pub fn contacts(&self) -> usize {
        todo!()
    }
}
