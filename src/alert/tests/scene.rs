use std::time::Duration;

use crate::alert::{
    Act, Alert, AlertBook, AlertId, AlertSettings, Deed, RefusalReason, Transition, TransitionKind,
};
use crate::areas::{AreaKind, SecurityLevel};
use crate::detect::{
    AreaRef, Cause, CauseKind, Detection, Findings, IncidentKey, IncidentSubject, Measure,
    Participant, Relation, Role, Signal, TargetTraits,
};
use crate::domain::{ContactId, EventTime, Knots, Position, RuleId, ShipType};

/// 2017-03-09T08:45:10Z.
const BEGIN_SECS: i64 = 1_489_049_110;

/// A book and everything it said.
pub(super) struct Scene {
    pub(super) book: AlertBook,
    pub(super) log: Vec<Transition>,
    rule: RuleId,
    area: &'static str,
    contact: u32,
    by: u32,
    exercise: bool,
}

impl Scene {
    /// One loiterer in one area, at the beginning of the transition log.
    pub(super) fn new() -> Self {
        Self::with_capacity(1000)
    }

    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            book: AlertBook::new(AlertSettings { capacity }, 1),
            log: Vec::new(),
            rule: RuleId::Loitering,
            area: "roads",
            contact: 1,
            by: 1,
            exercise: false,
        }
    }

    pub(super) fn rule(&mut self, rule: RuleId) -> &mut Self {
        self.rule = rule;
        self
    }

    pub(super) fn area(&mut self, area: &'static str) -> &mut Self {
        self.area = area;
        self
    }

    pub(super) fn contact(&mut self, number: u32) -> &mut Self {
        self.contact = number;
        self
    }

    /// Who of several says it from now on.
    pub(super) fn by(&mut self, number: u32) -> &mut Self {
        self.by = number;
        self
    }

    pub(super) fn exercise(&mut self, exercise: bool) -> &mut Self {
        self.exercise = exercise;
        self
    }

    pub(super) fn raise(&mut self, secs: f64, findings: Findings) -> Vec<TransitionKind> {
        self.say(secs, Signal::Raise(Box::new(findings)))
    }

    pub(super) fn update(&mut self, secs: f64, findings: Findings) -> Vec<TransitionKind> {
        self.say(secs, Signal::Update(Box::new(findings)))
    }

    pub(super) fn leave(&mut self, secs: f64) -> Vec<TransitionKind> {
        self.say(secs, Signal::Leave)
    }

    pub(super) fn clear(&mut self, secs: f64) -> Vec<TransitionKind> {
        self.say(secs, Signal::Clear(None))
    }

    pub(super) fn withdraw(&mut self, secs: f64) -> Vec<TransitionKind> {
        self.say(secs, Signal::Withdraw(Cause::of(CauseKind::LateReport)))
    }

    fn say(&mut self, secs: f64, signal: Signal) -> Vec<TransitionKind> {
        let said = self.detection(secs, signal);
        let before = self.log.len();
        self.book.detected(said, &mut self.log);
        self.kinds_since(before)
    }

    pub(super) fn detection(&self, secs: f64, signal: Signal) -> Detection {
        Detection {
            rule: self.rule,
            area: area_ref(self.area),
            exercise: self.exercise,
            incident: IncidentKey::of_contact(self.rule, ship(self.contact)),
            by: ship(self.by),
            time: at(secs),
            signal,
        }
    }

    /// An act on the latest alert as it stands, by officer A, at that second.
    pub(super) fn act(
        &mut self,
        secs: f64,
        deed: impl FnOnce(AlertId, u32) -> Deed,
    ) -> Result<Vec<TransitionKind>, RefusalReason> {
        let (id, revision) = (self.last().id, self.last().revision);
        self.act_on(secs, deed(id, revision), None)
    }

    /// The same on an alert of the past, as the log has it.
    pub(super) fn act_on_past(
        &mut self,
        secs: f64,
        alert: &Alert,
        deed: impl FnOnce(AlertId, u32) -> Deed,
    ) -> Result<Vec<TransitionKind>, RefusalReason> {
        let deed = deed(alert.id, alert.revision);
        let act = Act { by: "A".to_owned(), time: at(secs), note: None, deed };
        let before = self.log.len();
        self.book.act_on_past(&act, alert, &mut self.log)?;
        Ok(self.kinds_since(before))
    }

    pub(super) fn act_on(
        &mut self,
        secs: f64,
        deed: Deed,
        note: Option<&str>,
    ) -> Result<Vec<TransitionKind>, RefusalReason> {
        let note = note.map(str::to_owned);
        let act = Act { by: "A".to_owned(), time: at(secs), note, deed };
        let before = self.log.len();
        self.book.act(&act, &mut self.log)?;
        Ok(self.kinds_since(before))
    }

    pub(super) fn advance(&mut self, secs: f64) {
        self.book.advance_to(at(secs), &mut self.log);
    }

    /// The alert of the latest transition.
    pub(super) fn last(&self) -> &Alert {
        &self.log.last().expect("something happened").alert
    }

    fn kinds_since(&self, before: usize) -> Vec<TransitionKind> {
        self.log[before..].iter().map(|transition| transition.kind).collect()
    }
}

/// So many seconds after the beginning.
pub(super) fn at(secs: f64) -> EventTime {
    EventTime::from_secs(BEGIN_SECS).plus(Duration::from_secs_f64(secs))
}

/// `mmsi:999000001` and following.
pub(super) fn ship(number: u32) -> ContactId {
    format!("mmsi:{}", 999_000_000 + number).parse().expect("a contact")
}

pub(super) fn participant(number: u32, role: Role) -> Participant {
    let who = ship(number);
    Participant { who: IncidentSubject::Contact(who), mmsi: who.mmsi(), name: None, role }
}

pub(super) fn area_ref(id: &str) -> AreaRef {
    AreaRef {
        id: id.parse().expect("an area id"),
        name: id.into(),
        kind: AreaKind::General,
        security_level: SecurityLevel::One,
    }
}

/// Findings of an indicator without a target: 10 x 2 = 20.
pub(super) fn caution() -> Findings {
    Findings {
        participants: vec![participant(1, Role::Subject)],
        position: Position::new(1.25, 103.75),
        measures: vec![measure("radius", 200.0)],
        step: 0,
        bonuses: Vec::new(),
        target: None,
        ceiling: None,
        trail: Vec::new(),
        sentences: Vec::new(),
        missing_layers: Vec::new(),
    }
}

/// The same about a stopped tanker: 10 x 2 x 1.5 x 1.5 = 45.
pub(super) fn warning() -> Findings {
    let target =
        TargetTraits { sog: Knots::new(0.0), ship_type: ShipType::from_code(80), lies: false };
    Findings { target: Some(target), ..caution() }
}

pub(super) fn measure(name: &'static str, value: f64) -> Measure {
    Measure { name, value, unit: "m", limit: None, relation: Relation::Equal }
}

/// The same findings with one measure of that value.
pub(super) fn measuring(findings: Findings, value: f64) -> Findings {
    Findings { measures: vec![measure("radius", value)], ..findings }
}

pub(super) fn acknowledge(alert: AlertId, revision: u32) -> Deed {
    Deed::Acknowledge { alert, revision }
}

pub(super) fn close(alert: AlertId, revision: u32) -> Deed {
    Deed::Close { alert, revision }
}

pub(super) fn snooze_until(secs: f64) -> impl FnOnce(AlertId, u32) -> Deed {
    move |alert, revision| Deed::Snooze { alert, revision, until: at(secs) }
}

pub(super) fn silence_until(secs: f64) -> impl FnOnce(AlertId, u32) -> Deed {
    move |alert, revision| Deed::Silence { alert, revision, until: at(secs) }
}
