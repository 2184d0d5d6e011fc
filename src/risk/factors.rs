//! The four factors of DETECTION.md, "Score and priority", as whole numbers of their last decimal.

use crate::areas::{AreaKind, SecurityLevel};
use crate::detect::{AreaRef, Findings, Phase, TargetTraits};
use crate::domain::{ShipCategory, ShipType};

const THREAT_MAX: u32 = 10;

/// 1.75 in ten-thousandths.
const AREA_MAX: u32 = 17_500;

/// Below this a ship has stopped: the speed under which the catalogue takes "moored" at its word.
const STOPPED_BELOW_KN: f64 = 1.0;

/// At this speed nobody lies at anchor, whatever her status: the catalogue's "anchored but > 3 kn".
const LIES_BELOW_KN: f64 = 3.0;

/// Threat, 0 to 10: where the phase begins, one more for each bonus and each step.
pub(super) fn threat(phase: Phase, findings: &Findings) -> u32 {
    let begins_at = match phase {
        Phase::Indicator => 2,
        Phase::Suspicious => 4,
        Phase::Approach => 6,
        Phase::Alongside => 8,
        Phase::Distress => 10,
    };
    let bonuses = u32::try_from(findings.bonuses.len()).unwrap_or(THREAT_MAX);
    (begins_at + u32::from(findings.step)).saturating_add(bonuses).min(THREAT_MAX)
}

/// Vulnerability in hundredths: the slower the target, the easier to board (BMP: no boarding is
/// reported above 18 knots); at anchor, whatever her speed swinging there. 100 without a target or
/// with her speed unknown.
pub(super) fn vulnerability(target: Option<&TargetTraits>) -> u32 {
    if target
        .is_some_and(|target| target.lies && target.sog.is_none_or(|sog| sog.get() < LIES_BELOW_KN))
    {
        return 150;
    }
    let Some(sog) = target.and_then(|target| target.sog) else { return 100 };
    match sog.get() {
        sog if sog < STOPPED_BELOW_KN => 150,
        sog if sog < 12.0 => 120,
        sog if sog < 18.0 => 100,
        _ => 60,
    }
}

/// Consequence in hundredths. 100 without a target or with her type unknown; tankers include gas
/// carriers, which M.1371 does not tell apart.
pub(super) fn consequence(target: Option<&TargetTraits>) -> u32 {
    let Some(ship_type) = target.and_then(|target| target.ship_type) else { return 100 };
    match ShipType::category(ship_type) {
        ShipCategory::Tanker | ShipCategory::Passenger => 150,
        ShipCategory::Cargo => 100,
        _ => 70,
    }
}

/// Security level x high-risk area in ten-thousandths, at most 1.75.
pub(super) fn area(area: &AreaRef) -> u32 {
    let level = match area.security_level {
        SecurityLevel::One => 100,
        SecurityLevel::Two => 125,
        SecurityLevel::Three => 150,
    };
    let kind = if area.kind == AreaKind::HighRiskArea { 125 } else { 100 };
    (level * kind).min(AREA_MAX)
}
