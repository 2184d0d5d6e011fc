//! What officers do beside acting on alerts: levels, areas, the watch list, reports of their own.

use super::{Effect, Engine};
use crate::alert::{Act, Alert, Deed, OfficerReport, RefusalReason};
use crate::areas::{AreaId, WatchArea, WatchAreas};
use crate::detect::{AreaRef, IncidentSubject, Participant, Role, WATCH_LIST_MAX};
use crate::domain::{ContactId, Position};
use crate::picture::Contact;

/// Watch areas at most.
const AREAS_MAX: usize = 10_000;

impl Engine {
    /// Carries an act out, or says why not; then nothing has changed.
    pub(super) fn carry_out(
        &mut self,
        act: &Act,
        past: Option<&Alert>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), RefusalReason> {
        match &act.deed {
            Deed::SetSecurityLevel { area, level } => {
                let known = self.detector.set_level(area, *level, self.advanced);
                known.then_some(()).ok_or_else(|| RefusalReason::UnknownArea(area.clone()))
            }
            Deed::PutArea { area, is_new } => self.put_area(&area.area, *is_new, effects),
            Deed::DeleteArea { area } => {
                self.known_area(area)?;
                self.replace_areas(area, None, effects);
                Ok(())
            }
            Deed::Watch { contact } => self.watch(*contact),
            Deed::Unwatch { contact } => {
                let watched = self.detector.unwatch(*contact);
                watched.then_some(()).ok_or(RefusalReason::NotWatched(*contact))
            }
            Deed::Report(report) => self.officer_report(act, report),
            _ => match past {
                Some(alert) => self.book.act_on_past(act, alert, &mut self.transitions),
                None => self.book.act(act, &mut self.transitions),
            },
        }
    }

    fn put_area(
        &mut self,
        area: &WatchArea,
        is_new: bool,
        effects: &mut Vec<Effect>,
    ) -> Result<(), RefusalReason> {
        let mut area = area.clone();
        let known = self.areas().find(&area.id).and_then(|index| self.areas().get(index));
        match (is_new, known) {
            (true, Some(_)) => return Err(RefusalReason::AreaExists(area.id)),
            (false, None) => return Err(RefusalReason::UnknownArea(area.id)),
            // A level is an act of its own: a change of the rest leaves it in force.
            (false, Some(known)) => area.security_level = known.security_level,
            (true, None) => {}
        }
        if is_new && self.areas().len() >= AREAS_MAX {
            return Err(RefusalReason::Full { what: "watch areas", max: AREAS_MAX });
        }
        let id = area.id.clone();
        self.replace_areas(&id, Some(area), effects);
        Ok(())
    }

    /// Sets all areas anew: without one, or with another in its place.
    fn replace_areas(&mut self, id: &AreaId, by: Option<WatchArea>, effects: &mut Vec<Effect>) {
        let others = self.areas().iter().map(|(_, area)| area).filter(|area| area.id != *id);
        // Ids stay different: the others' are, and none of them has this one.
        if let Ok(areas) = WatchAreas::new(others.cloned().chain(by).collect()) {
            self.set_areas(areas, effects);
        }
    }

    fn known_area(&self, id: &AreaId) -> Result<(), RefusalReason> {
        let known = self.areas().find(id).map(|_| ());
        known.ok_or_else(|| RefusalReason::UnknownArea(id.clone()))
    }

    /// Whoever is on the list already stays on it: two officers may want the same.
    fn watch(&mut self, contact: ContactId) -> Result<(), RefusalReason> {
        let on_it = self.detector.is_watched(contact) || self.detector.watch(contact);
        let full = RefusalReason::Full { what: "contacts on the watch list", max: WATCH_LIST_MAX };
        on_it.then_some(()).ok_or(full)
    }

    fn officer_report(&mut self, act: &Act, report: &OfficerReport) -> Result<(), RefusalReason> {
        let known = report.contact.and_then(|contact| self.picture.contacts.find(contact));
        let position = report.position.or_else(|| known?.position());
        if position.is_none() && known.is_none() {
            return Err(RefusalReason::Nowhere);
        }
        let who = report.contact.map(|contact| Participant {
            who: IncidentSubject::Contact(contact),
            mmsi: contact.mmsi(),
            name: known.and_then(Contact::name),
            role: Role::Subject,
        });
        let area = self.area_at(position, act);
        let exercise = report.exercise || known.is_some_and(|known| known.exercise);
        let report = OfficerReport { position, exercise, ..report.clone() };
        self.book.report(act, &report, area, who, &mut self.transitions)
    }

    /// The smallest area in force that contains a place.
    fn area_at(&self, position: Option<Position>, act: &Act) -> AreaRef {
        let mut found = Vec::new();
        if let Some(position) = position {
            self.areas().containing(position, &mut found);
        }
        let now = self.time.unwrap_or(act.time);
        let areas = found.iter().filter_map(|index| self.areas().get(*index));
        let smallest = areas.filter(|area| area.is_valid_at(now)).map(AreaRef::from).next();
        smallest.unwrap_or_else(AreaRef::anywhere)
    }
}
