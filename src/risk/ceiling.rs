use crate::areas::SecurityLevel;
use crate::detect::{Findings, Phase, Priority};

/// The step of an approach that means a range of half a nautical mile or less.
const STEP_HALF_A_MILE: u8 = 2;

/// The highest priority that a phase allows, and that the findings allow within it.
pub(super) fn highest(phase: Phase, level: SecurityLevel, findings: &Findings) -> Priority {
    let by_phase = match phase {
        Phase::Suspicious if level == SecurityLevel::Three => Priority::Alarm,
        Phase::Indicator | Phase::Suspicious => Priority::Warning,
        Phase::Approach if findings.step < STEP_HALF_A_MILE => Priority::Alarm,
        Phase::Approach | Phase::Alongside | Phase::Distress => Priority::Emergency,
    };
    findings.ceiling.map_or(by_phase, |ceiling| ceiling.min(by_phase))
}
