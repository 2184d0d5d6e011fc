use super::acted::check;
use super::book::{AlertBook, Told};
use super::opening::Origin;
use super::{Act, OfficerReport, RefusalReason, Transition, TransitionKind};
use crate::detect::{
    AreaRef, Cause, CauseKind, Findings, IncidentKey, IncidentSubject, Participant, Priority,
};
use crate::domain::RuleId;
use crate::risk::Factors;

impl AlertBook {
    /// Opens an alert of what an officer reports, in an area; `who` is the contact it is about. Each
    /// report is an alert of its own, with the priority that the officer gave it.
    pub fn report(
        &mut self,
        act: &Act,
        report: &OfficerReport,
        area: AreaRef,
        who: Option<Participant>,
        transitions: &mut Vec<Transition>,
    ) -> Result<(), RefusalReason> {
        check(act)?;
        let rule = RuleId::OfficerReport;
        let about = match &who {
            Some(participant) => participant.who.clone(),
            None => IncidentSubject::Area(area.id.clone()),
        };
        let incident = IncidentKey { family: rule.family(), about };
        let origin = Origin { rule, exercise: report.exercise, incident, by: None, parent: None };
        let findings = Findings {
            participants: who.into_iter().collect(),
            position: report.position,
            measures: Vec::new(),
            step: 0,
            bonuses: Vec::new(),
            target: None,
            ceiling: Some(report.priority),
            trail: Vec::new(),
            sentences: Vec::new(),
            missing_layers: Vec::new(),
        };
        let cause = Cause {
            by: Some(act.by.clone()),
            note: act.note.clone(),
            ..Cause::of(CauseKind::Officer)
        };
        let told = Told { kind: TransitionKind::Raised, time: act.time, cause: Some(cause) };
        let (score, factors) = stated(report.priority);
        self.open_as(origin, told, area, findings, transitions, |alert| {
            alert.priority = report.priority;
            alert.score = score;
            alert.factors = factors;
        });
        Ok(())
    }
}

/// The lowest score of a priority, and the threat that it follows from: an officer says how urgent
/// it is, nothing else is multiplied.
fn stated(priority: Priority) -> (u8, Factors) {
    let (score, threat) = match priority {
        Priority::Caution => (20, 2.0),
        Priority::Warning => (40, 4.0),
        Priority::Alarm => (60, 6.0),
        Priority::Emergency => (80, 8.0),
    };
    (score, Factors { threat, vulnerability: 1.0, consequence: 1.0, area: 1.0 })
}
