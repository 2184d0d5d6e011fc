use std::sync::Arc;

use crate::areas::{AreaId, AreaKind, SecurityLevel};
use crate::domain::{
    ContactId, Degrees, EventTime, Knots, Mmsi, Position, RuleFamily, RuleId, ShipType, Text,
};

/// What a rule says about one incident at one moment. `alert` makes transitions of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The rule.
    pub rule: RuleId,
    /// The area whose limits applied.
    pub area: AreaRef,
    /// Derived from an exercise.
    pub exercise: bool,
    /// Whom the incident is about: the target, else the subject.
    pub incident: IncidentKey,
    /// Who of those that may hold the incident open together: the craft that approaches a target, the
    /// other one of a meeting; else whom it is about.
    pub by: ContactId,
    /// Event time, or the deadline's time where a deadline made it.
    pub time: EventTime,
    /// What is said.
    pub signal: Signal,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// The raise condition holds for the stated count or time. Where the incident is open already
    /// the findings attach to it.
    Raise(Box<Findings>),
    /// The incident goes on, with newer measures; `Findings::step` may have risen.
    Update(Box<Findings>),
    /// One of several who held the incident open does so no more.
    Leave,
    /// The clear condition holds for the stated time.
    Clear(Option<Cause>),
    /// Late data contradict it.
    Withdraw(Cause),
}

/// One incident: family and the contact (or area, for a facility) it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentKey {
    /// The family of rules.
    pub family: RuleFamily,
    /// The target, else the subject.
    pub about: IncidentSubject,
}

/// Whom an incident is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IncidentSubject {
    /// A contact.
    Contact(ContactId),
    /// A facility.
    Area(AreaId),
}

/// The area of a detection, as it was at that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaRef {
    /// Its id.
    pub id: AreaId,
    /// Its name.
    pub name: Arc<str>,
    /// Its kind.
    pub kind: AreaKind,
    /// Its security level.
    pub security_level: SecurityLevel,
}

/// Everything a rule found, for the score, the evidence and the officer.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Who takes part, in the order of roles, then of contacts.
    pub participants: Vec<Participant>,
    /// Where it happens; `None` for a call from nobody knows where.
    pub position: Option<Position>,
    /// Measures beside their limits.
    pub measures: Vec<Measure>,
    /// Escalation steps reached, 0 for none. A rise escalates the alert.
    pub step: u8,
    /// What adds to the threat, beyond the phase and the steps.
    pub bonuses: Vec<Bonus>,
    /// What makes the target vulnerable and valuable; `None` without a target.
    pub target: Option<TargetTraits>,
    /// The highest priority this may have (declared service craft, a TEST beacon).
    pub ceiling: Option<Priority>,
    /// Positions of all participants from the minutes before, by contact, then time.
    pub trail: Vec<TrailPoint>,
    /// Raw sentences of the participants' last reports.
    pub sentences: Vec<String>,
    /// Layers that the rule wanted and did not have (coast, anchorages...).
    pub missing_layers: Vec<&'static str>,
}

/// Somebody or something that takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Who.
    pub who: IncidentSubject,
    /// MMSI, where there is one.
    pub mmsi: Option<Mmsi>,
    /// Name, where known.
    pub name: Option<Text<34>>,
    /// In which role.
    pub role: Role,
}

/// Roles, in the order in which participants are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who is approached.
    Target,
    /// Whom a single-vessel rule is about.
    Subject,
    /// Who approaches.
    Approaching,
    /// Where small craft come from.
    Mothership,
    /// Anyone else.
    Other,
}

/// A measured value beside its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Name, in snake case: `cpa`, `tcpa`, `sog`.
    pub name: &'static str,
    /// The value, already rounded to what it is worth.
    pub value: f64,
    /// Unit: `nm`, `kn`, `s`, `deg`, `count`.
    pub unit: &'static str,
    /// The limit that applied; `None` where there is none.
    pub limit: Option<f64>,
    /// How the value relates to the limit when the rule holds.
    pub relation: Relation,
}

/// How a measure has to relate to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `=`: reported for its own sake.
    Equal,
}

/// What adds one to the threat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bonus {
    /// Sun below -6 degrees.
    Night,
    /// The bearing stays.
    SteadyBearing,
    /// The target altered and was closed again.
    Reclose,
    /// One of several who close the target at a time.
    Swarm,
    /// Came from a vessel that craft come from.
    Mothership,
    /// Under way without AIS, followed by a radar alone.
    Dark,
}

/// What matters of a target for the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetTraits {
    /// Her speed over ground, smoothed; `None` if unknown.
    pub sog: Option<Knots>,
    /// Her type.
    pub ship_type: Option<ShipType>,
    /// Says that she is at anchor, moored or aground.
    pub lies: bool,
}

/// A place on the way of a participant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrailPoint {
    /// Who.
    pub contact: ContactId,
    /// When.
    pub time: EventTime,
    /// Where.
    pub position: Position,
    /// Speed over ground.
    pub sog: Option<Knots>,
    /// Course over ground.
    pub cog: Option<Degrees>,
}

/// Priority by IMO bridge alert management (MSC.302(87)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Score below 40.
    Caution,
    /// 40 to 59.
    Warning,
    /// 60 to 79.
    Alarm,
    /// 80 and above.
    Emergency,
}

/// Why an alert changed other than by its own rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of cause.
    pub kind: CauseKind,
    /// Who, for an officer's act.
    pub by: Option<String>,
    /// In words.
    pub note: Option<String>,
    /// Until when (silence, snooze).
    pub until: Option<EventTime>,
    /// What it refers to: another alert's id, a report's time.
    pub reference: Option<String>,
}

/// Kinds of cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseKind {
    /// A late report contradicts.
    LateReport,
    /// An officer acted.
    Officer,
    /// Another alert takes its place.
    Superseded,
    /// A deadline passed.
    Deadline,
    /// The parent changed.
    Parent,
}

impl AreaRef {
    /// Stands for "anywhere" where a call for help comes from outside every watch area.
    pub fn anywhere() -> Self {
        Self {
            id: AreaId::world(),
            name: Arc::from("World"),
            kind: AreaKind::General,
            security_level: SecurityLevel::One,
        }
    }
}

impl IncidentKey {
    /// The incident of a rule about a contact.
    pub fn of_contact(rule: RuleId, contact: ContactId) -> Self {
        Self { family: rule.family(), about: IncidentSubject::Contact(contact) }
    }

    /// Whether an area judges for itself, or is what the incident is about: each area has incidents
    /// of its own.
    pub fn is_of_area(&self) -> bool {
        self.family == RuleFamily::Area || matches!(self.about, IncidentSubject::Area(_))
    }
}

/// `family/contact` or `family/area:ID`.
impl std::fmt::Display for IncidentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.about {
            IncidentSubject::Contact(contact) => write!(f, "{}/{contact}", self.family.as_str()),
            IncidentSubject::Area(area) => write!(f, "{}/area:{area}", self.family.as_str()),
        }
    }
}

impl Priority {
    /// From the lowest to the highest.
    pub const ALL: [Self; 4] = [Self::Caution, Self::Warning, Self::Alarm, Self::Emergency];

    /// The name in alerts and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caution => "caution",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
            Self::Emergency => "emergency",
        }
    }
}

impl Role {
    /// The name in alerts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Subject => "subject",
            Self::Approaching => "approaching",
            Self::Mothership => "mothership",
            Self::Other => "other",
        }
    }
}

impl Relation {
    /// The sign in alerts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Equal => "=",
        }
    }
}

impl Bonus {
    /// The name in the factors' explanation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::SteadyBearing => "steady-bearing",
            Self::Reclose => "reclose",
            Self::Swarm => "swarm",
            Self::Mothership => "mothership",
            Self::Dark => "dark-contact",
        }
    }
}

impl CauseKind {
    /// The name in alerts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LateReport => "late-report",
            Self::Officer => "officer",
            Self::Superseded => "superseded",
            Self::Deadline => "deadline",
            Self::Parent => "parent",
        }
    }
}

impl Cause {
    /// A cause of that kind with nothing else to say.
    pub const fn of(kind: CauseKind) -> Self {
        Self { kind, by: None, note: None, until: None, reference: None }
    }
}
