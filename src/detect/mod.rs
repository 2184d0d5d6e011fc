//! Track updates to detections: one file per rule, each a pure judgement of what the picture shows,
//! over one shared machine for holding, escalating and clearing.

mod area_entry;
mod detection;
mod table;

pub use detection::{
    AreaRef, Bonus, Cause, CauseKind, Detection, Findings, IncidentKey, IncidentSubject, Measure,
    Participant, Priority, Relation, Role, Signal, TargetTraits, TrailPoint,
};
pub use table::{Parameter, Phase, RULES, RuleSpec, spec};
