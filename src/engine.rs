//! The core composed: duplicates, picture, rules, risk, alerts. No clock and no I/O: the same
//! events give the same effects, byte for byte, on any machine.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::panic
)]

mod ahead;
mod deeds;
mod event;
mod expiries;
mod relived;
mod restored;
mod settings;

use std::collections::BTreeSet;

pub use event::{Anomaly, AnomalyKind, Effect, Event};
pub use restored::{RECALLED, Restored};
pub use settings::EngineSettings;

use expiries::Expiries;

use crate::alert::{Act, Alert, AlertBook, Deed, Transition};
use crate::areas::WatchAreas;
use crate::detect::{Detection, Detector};
use crate::domain::{ContactId, EventTime, FeedName, KnownBy, Mmsi, Report};
use crate::picture::{Change, DuplicateFilter, Picture, PictureSettings, Taken, TrackUpdate};

/// Keeps the duplicates of an exercise apart from those of the real world.
const EXERCISE_HASH: u64 = 0x9e37_79b9_7f4a_7c15;

/// The core.
#[derive(Debug)]
pub struct Engine {
    settings: EngineSettings,
    time: Option<EventTime>,
    /// Up to when deadlines have happened, by reports or by a clock while nobody reports.
    advanced: EventTime,
    duplicates: DuplicateFilter,
    picture: Picture,
    detector: Detector,
    book: AlertBook,
    expiries: Expiries,
    detections: Vec<Detection>,
    transitions: Vec<Transition>,
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new(settings: EngineSettings, areas: WatchAreas) -> Self {
        let book = AlertBook::new(settings.alerts, 1);
        Self::with_book(settings, areas, book)
    }

    /// An engine as it was before a restart. An incident that is open attaches and never raises
    /// anew.
    pub fn restore(settings: EngineSettings, areas: WatchAreas, restored: Restored) -> Self {
        let Restored { alerts, snoozes, updates, next_seq } = restored;
        let incidents: Vec<_> = alerts.iter().flat_map(restored::resumed).collect();
        let book = AlertBook::restore(settings.alerts, next_seq.max(1), alerts, snoozes);
        let mut engine = Self::with_book(settings, areas, book);
        if let Some(last) = updates.last() {
            engine.detector.begin_recall(last.time.minus(RECALLED), last.time);
        }
        for update in &updates {
            engine.recall(update);
        }
        engine.detector.resume(&incidents);
        engine
    }

    /// Takes in one event and appends what follows from it. Cannot fail.
    pub fn handle(&mut self, event: Event, effects: &mut Vec<Effect>) {
        match event {
            Event::Report(report) => self.report(&report, effects),
            Event::WatchAreas(areas) => self.set_areas(areas, effects),
            Event::Settings(settings) => self.set_settings(*settings),
            Event::WatchList(contacts) => {
                for contact in contacts {
                    self.detector.watch(contact);
                }
            }
            Event::Officer(act) => self.act(act, None, effects),
            Event::OfficerOnPast(act, alert) => self.act(act, Some(&alert), effects),
        }
    }

    /// Takes in reports one after the other and appends what follows from each, as [`Engine::handle`]
    /// does; the more come at once, the less of it is waiting for memory.
    pub fn handle_reports(&mut self, reports: &[Report], effects: &mut Vec<Effect>) {
        for together in reports.chunks(ahead::TOGETHER) {
            self.look_ahead(together);
            for report in together {
                self.report(report, effects);
            }
        }
    }

    /// Lets every deadline happen that falls due at or before `now`: silence, dwell, expiry. Event
    /// time stays what it is.
    pub fn advance_to(&mut self, now: EventTime, effects: &mut Vec<Effect>) {
        self.advanced = self.advanced.max(now);
        while self.next_deadline().is_some_and(|due| due <= now) {
            self.fire(now, effects);
        }
        self.book.advance_to(now, &mut self.transitions);
        self.conclude(effects);
    }

    /// The next deadline, if there is one.
    pub fn next_deadline(&self) -> Option<EventTime> {
        [self.expiries.next(), self.detector.next_deadline(), self.book.next_deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Event time: that of the latest report taken in.
    pub const fn time(&self) -> Option<EventTime> {
        self.time
    }

    /// Contacts in the picture.
    pub fn contacts(&self) -> usize {
        self.picture.contacts.len()
    }

    /// The watch areas in force, with their security levels.
    pub const fn areas(&self) -> &WatchAreas {
        self.detector.areas()
    }

    /// What was let go at each bound so far, by the name of what is bounded.
    pub fn evictions(&self) -> [(&'static str, u64); 10] {
        [
            ("alerts", self.book.evictions()),
            ("area-sets", self.detector.area_sets_forgotten()),
            ("conditions", self.detector.refused()),
            ("contacts", self.picture.contacts.evictions()),
            ("coverage-cells", self.detector.cells_refused()),
            ("duplicates", self.duplicates.evictions()),
            ("habits", self.picture.habits.evictions()),
            ("radar-targets", self.picture.radars.evictions()),
            ("snoozes", self.book.snooze_evictions()),
            ("stations", self.picture.stations.evictions()),
        ]
    }

    fn with_book(settings: EngineSettings, areas: WatchAreas, book: AlertBook) -> Self {
        let mut picture = Picture::new(PictureSettings {
            contacts_max: settings.contacts_max,
            feed_positions: settings.feed_positions.clone(),
            feed_own_ships: settings.feed_own_ships.clone(),
        });
        picture.set_guarded(guarded(&areas));
        Self {
            time: None,
            advanced: EventTime::MIN,
            duplicates: DuplicateFilter::new(settings.duplicate_window, settings.duplicates_max),
            picture,
            detector: Detector::new(settings.rules.clone(), areas),
            book,
            expiries: Expiries::default(),
            detections: Vec::new(),
            transitions: Vec::new(),
            settings,
        }
    }

    fn report(&mut self, report: &Report, effects: &mut Vec<Effect>) {
        self.advance_to(report.time, effects);
        let now = self.time.map_or(report.time, |time| time.max(report.time));
        self.time = Some(now);
        if self.duplicates.is_copy(ahead::duplicate_hash(report), report.time, now) {
            effects.push(anomaly(report.feed, AnomalyKind::Duplicate));
            effects.extend(self.picture.hear_copy(report).map(Effect::Track));
            return;
        }
        let late = report.time < now.minus(self.settings.lateness(report.feed));
        if late {
            effects.push(anomaly(report.feed, AnomalyKind::Late));
        }
        match self.picture.take(report, late) {
            Err(_unplaced) => effects.push(anomaly(report.feed, AnomalyKind::UnresolvedPlot)),
            Ok(None) => {}
            Ok(Some(taken)) => self.took(report, &taken, late, effects),
        }
    }

    fn took(&mut self, report: &Report, taken: &Taken, late: bool, effects: &mut Vec<Effect>) {
        if let Some(gone) = taken.evicted.as_deref().copied() {
            effects.push(anomaly(report.feed, AnomalyKind::ContactEvicted));
            self.detector.gone(gone.contact, report.time, &mut self.detections);
            effects.push(Effect::Track(gone));
        }
        if taken.doubtful {
            effects.push(anomaly(report.feed, AnomalyKind::ImplausiblePosition));
        }
        self.expect_more(taken);
        effects.extend(taken.named.as_deref().copied().map(Effect::Track));
        effects.push(Effect::Track(taken.update));
        self.detector.report(&self.picture, report, taken, late, &mut self.detections);
        self.conclude(effects);
    }

    fn set_areas(&mut self, areas: WatchAreas, effects: &mut Vec<Effect>) {
        let now = self.advanced;
        self.picture.set_guarded(guarded(&areas));
        self.detector.set_areas(areas, now, &mut self.detections);
        self.conclude(effects);
    }

    fn set_settings(&mut self, settings: EngineSettings) {
        let EngineSettings { lateness, lateness_default, rules, .. } = settings;
        self.picture.set_feeds(settings.feed_positions.clone(), settings.feed_own_ships.clone());
        self.detector.set_rules(rules.clone(), self.advanced);
        self.settings = EngineSettings {
            lateness,
            lateness_default,
            rules,
            feed_positions: settings.feed_positions,
            feed_own_ships: settings.feed_own_ships,
            ..self.settings.clone()
        };
    }

    fn act(&mut self, act: Act, past: Option<&Alert>, effects: &mut Vec<Effect>) {
        if let Err(reason) = self.carry_out(&act, past, effects) {
            effects.push(Effect::Refused { request: act, reason });
            return;
        }
        if let (Deed::Close { .. }, Some(closed)) = (&act.deed, self.transitions.last()) {
            let alert = &closed.alert;
            self.detector.closed(alert.rule, &alert.incident, &alert.area.id, alert.exercise);
        }
        self.conclude(effects);
    }

    /// Lets the earliest thing happen that is due at or before `now`.
    fn fire(&mut self, now: EventTime, effects: &mut Vec<Effect>) {
        let rule = self.detector.next_deadline().unwrap_or(EventTime::MAX);
        let expiry = self.expiries.next().unwrap_or(EventTime::MAX);
        let book = self.book.next_deadline().unwrap_or(EventTime::MAX);
        // At one moment: what the rules say, then who goes, then which alerts are over.
        if rule <= expiry && rule <= book {
            self.detector.fire(&self.picture, now, &mut self.detections);
        } else if expiry <= book {
            self.expire(effects);
        } else {
            self.book.advance_to(book, &mut self.transitions);
        }
        self.conclude(effects);
    }

    /// Lets the contact go whose time has come, unless she was heard since.
    fn expire(&mut self, effects: &mut Vec<Effect>) {
        let Some((due, id)) = self.expiries.pop() else { return };
        let Some(contact) = self.picture.contacts.find(id) else { return };
        let end = contact.last_heard.plus(self.settings.contact_expiry);
        if end > due {
            self.remind(end, id);
            return;
        }
        self.detector.gone(id, due, &mut self.detections);
        effects.extend(self.picture.forget(id).map(Effect::Track));
    }

    /// Sets the reminder for a contact that is new.
    fn expect_more(&mut self, taken: &Taken) {
        let mut remind = |id: ContactId| {
            let Some(contact) = self.picture.contacts.find(id) else { return };
            let end = contact.last_heard.plus(self.settings.contact_expiry);
            self.remind(end, id);
        };
        if taken.is_new {
            remind(taken.contact);
        }
        if let (Some(_), KnownBy::Mmsi { mmsi, .. }) = (taken.split, taken.contact.known_by()) {
            remind(ContactId::of_mmsi(mmsi, 2));
        }
    }

    fn remind(&mut self, end: EventTime, id: ContactId) {
        let contacts = &self.picture.contacts;
        self.expiries.set(end, id, contacts.len(), |id| contacts.find(id).is_some());
    }

    /// Makes transitions of what the rules said, and effects of the transitions.
    fn conclude(&mut self, effects: &mut Vec<Effect>) {
        for detection in self.detections.drain(..) {
            self.book.advance_to(detection.time, &mut self.transitions);
            self.book.detected(detection, &mut self.transitions);
        }
        let told = self.transitions.drain(..).map(|made| Effect::Alert(Box::new(made)));
        effects.extend(told);
    }

    /// Takes in a stored update as if it came now, and says nothing.
    fn recall(&mut self, update: &TrackUpdate) {
        if update.change == Change::Gone {
            return;
        }
        while self.detector.next_deadline().is_some_and(|due| due <= update.time) {
            self.detector.fire(&self.picture, update.time, &mut self.detections);
        }
        self.time = Some(self.time.map_or(update.time, |time| time.max(update.time)));
        self.advanced = self.advanced.max(update.time);
        if let Some(taken) = self.picture.restore(update) {
            self.expect_more(&taken);
            let report = restored::report(update);
            self.detector.report(&self.picture, &report, &taken, update.late, &mut self.detections);
        }
        for detection in self.detections.drain(..) {
            self.book.recall(detection);
        }
    }
}

/// The ships that some area protects whatever their size.
fn guarded(areas: &WatchAreas) -> BTreeSet<Mmsi> {
    areas.iter().flat_map(|(_, area)| &area.protect).copied().collect()
}

fn anomaly(feed: FeedName, kind: AnomalyKind) -> Effect {
    Effect::Anomaly(Anomaly { feed, kind })
}
