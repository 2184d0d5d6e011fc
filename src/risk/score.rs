use super::{ceiling, factors};
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
    /// Area: security level, high-risk area; at most 1.75. The density of incidents is 1 until there
    /// is a layer of incidents.
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

/// Scores what a rule found in an area: 10 x threat x vulnerability x consequence x area, in whole
/// numbers so that it is exact.
pub fn assess(spec: &RuleSpec, area: &AreaRef, findings: &Findings) -> Assessment {
    let threat = factors::threat(spec.phase, findings);
    let vulnerability = factors::vulnerability(findings.target.as_ref());
    let consequence = factors::consequence(findings.target.as_ref());
    let place = factors::area(area);

    // Hundredths x hundredths x ten-thousandths; at most 100 x 150 x 150 x 17,500.
    let product = [10 * threat, vulnerability, consequence, place].map(u64::from);
    let score = rounded_half_up(product.into_iter().product(), 100_000_000).min(100);

    let highest = ceiling::highest(spec.phase, area.security_level, findings);
    Assessment {
        score: u8::try_from(score).unwrap_or(100),
        priority: priority_of(score).min(highest),
        factors: Factors {
            threat: f64::from(threat),
            vulnerability: f64::from(vulnerability) / 100.0,
            consequence: f64::from(consequence) / 100.0,
            area: f64::from(place) / 10_000.0,
        },
    }
}

fn rounded_half_up(numerator: u64, denominator: u64) -> u64 {
    (numerator + denominator / 2) / denominator
}

/// MSC.302(87) as the catalogue cuts it.
const fn priority_of(score: u64) -> Priority {
    match score {
        0..40 => Priority::Caution,
        40..60 => Priority::Warning,
        60..80 => Priority::Alarm,
        _ => Priority::Emergency,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::{AreaKind, SecurityLevel};
    use crate::detect::{Bonus, Phase, TargetTraits};
    use crate::domain::{Knots, Position, RuleId, ShipType};

    /// Speed and ship type of a target.
    type Target = Option<(Option<f64>, u8)>;
    type Case = (&'static str, Phase, AreaKind, u8, u8, &'static [Bonus], Target, u8, Priority);

    /// Every product is worked by hand in its first column.
    #[test]
    fn scores_and_priorities_are_those_worked_by_hand() {
        use AreaKind::{General, HighRiskArea};
        use Bonus::{Night, Reclose, SteadyBearing};
        use Phase::{Alongside, Approach, Distress, Indicator, Suspicious};
        use Priority::{Alarm, Caution, Emergency, Warning};
        let cases: [Case; 18] = [
            ("10x2", Indicator, General, 1, 0, &[], None, 20, Caution),
            ("10x4", Suspicious, General, 1, 0, &[], None, 40, Warning),
            ("10x6", Approach, General, 1, 0, &[], None, 60, Alarm),
            ("10x8", Alongside, General, 1, 0, &[], None, 80, Emergency),
            ("10x10", Distress, General, 1, 0, &[], None, 100, Emergency),
            // Ceilings.
            (
                "10x(2+3)x1.5 = 75",
                Indicator,
                General,
                3,
                0,
                &[Night, SteadyBearing, Reclose],
                None,
                75,
                Warning,
            ),
            ("10x(4+2)x1.25 = 75", Suspicious, General, 2, 0, &[Night, Reclose], None, 75, Warning),
            ("10x(4+2)x1.5 = 90", Suspicious, General, 3, 0, &[Night, Reclose], None, 90, Alarm),
            ("10x(6+1) at r <= 1 nm", Approach, General, 1, 1, &[], None, 70, Alarm),
            ("10x(6+1+1) at r <= 1 nm", Approach, General, 1, 1, &[Night], None, 80, Alarm),
            ("10x(6+2) at r <= 0.5 nm", Approach, General, 1, 2, &[], None, 80, Emergency),
            // Vulnerability and consequence: a stopped tanker, a slow cargo ship, a fast ferry, a tug.
            ("10x6x1.5x1.5 = 135", Approach, General, 1, 0, &[], Some((Some(0.0), 80)), 100, Alarm),
            ("10x6x1.2x1.0", Approach, General, 1, 0, &[], Some((Some(11.9), 70)), 72, Alarm),
            ("10x6x0.6x1.5", Approach, General, 1, 0, &[], Some((Some(18.0), 60)), 54, Warning),
            ("10x6x1.0x0.7", Approach, General, 1, 0, &[], Some((Some(12.0), 52)), 42, Warning),
            ("10x6x1x1, unknown", Approach, General, 1, 0, &[], Some((None, 0)), 60, Alarm),
            // Area: 10x4x1.25x1.25 = 62.5 rounds up; 1.5x1.25 = 1.875 is clipped to 1.75.
            ("62.5", Suspicious, HighRiskArea, 2, 0, &[], None, 63, Warning),
            ("10x2x1.75", Indicator, HighRiskArea, 3, 0, &[], None, 35, Caution),
        ];
        for (hand, phase, kind, level, step, bonuses, target, score, priority) in cases {
            let found = findings(step, bonuses, target);
            let got = assess(&rule(phase), &area(kind, level), &found);
            assert_eq!((got.score, got.priority), (score, priority), "{hand}");
        }
    }

    #[test]
    fn the_factors_are_shown_as_they_were_multiplied() {
        // The example of CONTRACT.md: approach with one step, a cargo ship below 12 knots, level 2 in
        // a high-risk area. 10 x 7 x 1.2 x 1.0 x 1.5625 = 131.25, clipped.
        let found = findings(1, &[], Some((Some(9.0), 70)));
        let got = assess(&rule(Phase::Approach), &area(AreaKind::HighRiskArea, 2), &found);
        let factors = Factors { threat: 7.0, vulnerability: 1.2, consequence: 1.0, area: 1.5625 };
        assert_eq!(got, Assessment { score: 100, priority: Priority::Alarm, factors });
    }

    #[test]
    fn findings_lower_the_ceiling_and_never_raise_it() {
        let declared = Findings { ceiling: Some(Priority::Caution), ..findings(2, &[], None) };
        let got = assess(&rule(Phase::Approach), &area(AreaKind::General, 1), &declared);
        assert_eq!((got.score, got.priority), (80, Priority::Caution));

        let boastful = Findings {
            ceiling: Some(Priority::Emergency),
            ..findings(0, &[Bonus::Night, Bonus::Reclose], None)
        };
        let got = assess(&rule(Phase::Indicator), &area(AreaKind::General, 3), &boastful);
        assert_eq!((got.score, got.priority), (60, Priority::Warning));
    }

    #[test]
    fn a_target_at_anchor_is_as_vulnerable_as_one_stopped_however_she_swings() {
        for (sog, lies, expected) in [
            (Some(1.4), false, 1.2),
            (Some(1.4), true, 1.5),
            (None, true, 1.5),
            // Nobody makes 12 knots at anchor.
            (Some(12.0), true, 1.0),
        ] {
            let ship_type = ShipType::from_code(70);
            let target = TargetTraits { sog: sog.and_then(Knots::new), ship_type, lies };
            let found = Findings { target: Some(target), ..findings(0, &[], None) };
            let got = assess(&rule(Phase::Approach), &area(AreaKind::General, 1), &found);
            let vulnerability = got.factors.vulnerability;
            assert!((vulnerability - expected).abs() < f64::EPSILON, "{sog:?} {lies}");
        }
    }

    #[test]
    fn the_threat_stops_at_ten() {
        let found = findings(200, &[Bonus::Night], None);
        let got = assess(&rule(Phase::Distress), &area(AreaKind::General, 1), &found);
        assert!((got.factors.threat - 10.0).abs() < f64::EPSILON);
    }

    fn rule(phase: Phase) -> RuleSpec {
        RuleSpec {
            id: RuleId::FastApproach,
            version: "1",
            phase,
            summary: "",
            raises: "",
            clears: "",
            source: "",
            on_in: &[],
            exempt_in: &[],
            parameters: &[],
        }
    }

    fn area(kind: AreaKind, level: u8) -> AreaRef {
        AreaRef {
            id: "here".parse().expect("an area id"),
            name: "Here".into(),
            kind,
            security_level: SecurityLevel::new(level).expect("a level"),
        }
    }

    fn findings(step: u8, bonuses: &[Bonus], target: Target) -> Findings {
        Findings {
            participants: Vec::new(),
            position: Position::new(0.0, 0.0),
            measures: Vec::new(),
            step,
            bonuses: bonuses.to_vec(),
            target: target.map(|(sog, code)| TargetTraits {
                sog: sog.and_then(Knots::new),
                ship_type: ShipType::from_code(code),
                lies: false,
            }),
            ceiling: None,
            trail: Vec::new(),
            sentences: Vec::new(),
            missing_layers: Vec::new(),
        }
    }
}
