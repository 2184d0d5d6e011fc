use crate::detect::{AreaRef, Findings, Priority, RuleSpec};

/// The factors of a score; all of them are shown with the alert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// Threat, 0 to 10.
    pub threat: f64,
    /// Vulnerability of the target, 0.5 to 1.5; 1 without a target.
    pub vulnerability: f64,
    /// Consequence, 0.5 to 1.5; 1 without a target.
    pub consequence: f64,
    /// Area: security level, high-risk area, density of incidents; at most 1.75.
    pub area: f64,
}

/// A score with what it follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessment {
    /// 0 to 100, rounded half up.
    pub score: u8,
    /// From the rounded score, under the ceiling of the phase and of the findings.
    pub priority: Priority,
    /// The factors.
    pub factors: Factors,
}

/// Scores what a rule found in an area.
pub fn assess(spec: &RuleSpec, area: &AreaRef, findings: &Findings) -> Assessment {
    todo!("{spec:?} {area:?} {findings:?}")
}
