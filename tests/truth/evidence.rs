//! When a receiver could know what a definition speaks of. A scene says from when on a definition
//! holds; whether a ship is long enough to be protected, or says that she is another one, is in her
//! static data, every six minutes and of two parts: with a third of all messages lost they come
//! late, and until then no rule can know.

use std::collections::BTreeMap;

use picket::domain::{Mmsi, Report, ReportBody, Subject, TransponderClass};
use picket::script::Script;

/// How a rule depends on static data.
#[derive(Clone, Copy)]
enum Needs {
    /// Not at all.
    Nothing,
    /// Of everybody with Class A, before it begins to count for so many seconds.
    Sizes { hold_secs: f64 },
    /// The same, while what it speaks of passes: later there is nothing to see.
    SizesInTime,
    /// Those that say the new identity.
    Identity,
}

fn needs(rule: &str) -> Needs {
    match rule {
        "fast-approach" | "swarm" => Needs::SizesInTime,
        "shadowing" | "drifting" => Needs::Sizes { hold_secs: 600.0 },
        "boarding-alongside" | "hijack-suspected" => Needs::Sizes { hold_secs: 180.0 },
        "unexpected-stop" | "course-deviation" | "ais-dark" | "mothership" => {
            Needs::Sizes { hold_secs: 0.0 }
        }
        "identity-change" => Needs::Identity,
        _ => Needs::Nothing,
    }
}

/// From when on a rule can see that its definition holds, seconds; `None` if that is too late.
pub(crate) fn known_secs(
    rule: &str,
    holds_secs: f64,
    within_secs: f64,
    script: &Script,
    reports: &[Report],
) -> Option<f64> {
    let since = |report: &Report| report.time.secs_since(script.start());
    let sizes = || {
        let mut first: BTreeMap<Mmsi, Option<f64>> = BTreeMap::new();
        for report in reports {
            let Subject::Ais(mmsi) = report.subject else { continue };
            match &report.body {
                ReportBody::Position(said) if said.class == TransponderClass::A => {
                    first.entry(mmsi).or_default();
                }
                ReportBody::Static(_) => {
                    let known = first.entry(mmsi).or_default();
                    *known = Some(known.map_or(since(report), |known| known.min(since(report))));
                }
                _ => {}
            }
        }
        first.into_values().map(|known| known.unwrap_or(f64::INFINITY)).fold(0.0, f64::max)
    };
    let secs = match needs(rule) {
        Needs::Nothing => holds_secs,
        Needs::Sizes { hold_secs } => holds_secs.max(sizes() + hold_secs),
        Needs::SizesInTime => {
            Some(sizes()).filter(|known| *known <= holds_secs + within_secs)?.max(holds_secs)
        }
        Needs::Identity => reports
            .iter()
            .filter(|report| matches!(report.body, ReportBody::Static(_)))
            .map(since)
            .filter(|said| *said >= holds_secs)
            .fold(f64::INFINITY, f64::min),
    };
    secs.is_finite().then_some(secs)
}
