use std::collections::BTreeSet;

use super::EngineSettings;
use crate::alert::{Act, Alert, RefusalReason, Transition};
use crate::areas::WatchAreas;
use crate::domain::{ContactId, FeedName, Report};
use crate::picture::TrackUpdate;

/// What the engine takes in.
#[derive(Debug)]
pub enum Event {
    /// A report from a feed.
    Report(Report),
    /// Other watch areas from now on.
    WatchAreas(WatchAreas),
    /// Other limits of rules, and other feeds, from now on. Bounds stay as they were at the start.
    Settings(Box<EngineSettings>),
    /// Contacts that are on the watch list from now on, beside those that are.
    WatchList(BTreeSet<ContactId>),
    /// An officer's act.
    Officer(Act),
    /// An officer's act on an alert that may be over for long, with the alert as it was told last:
    /// the engine remembers what can still change, the log everything.
    OfficerOnPast(Act, Box<Alert>),
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
