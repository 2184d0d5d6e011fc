use std::time::Duration;

use super::Priority;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{NavigationalStatus, Report, ReportBody, RuleId, Subject};

limits! { DistressBeacon {
    silence_secs: "s" = 900.0 in 60.0..=86_400.0, "silence after which it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::DistressBeacon,
    version: "1",
    phase: Phase::Distress,
    summary: "A SART, man-overboard device or EPIRB transmits.",
    raises: "The first message of an MMSI beginning 970, 972 or 974, anywhere. Without status 14 or \
             the text ACTIVE it is a test, and a caution.",
    clears: "`silence_secs` without a message; it stays before the officer until acknowledged.",
    source: "ITU-R M.1371-5, annex 9",
    on_in: &AreaKind::ALL,
    exempt_in: &[],
    parameters: DistressBeacon::PARAMETERS,
};

/// What a beacon's message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// In earnest.
    Active,
    /// A test.
    Test,
}

/// What a report says of a beacon; `None` for anything but a beacon's own message.
pub(super) fn call(report: &Report) -> Option<Call> {
    let Subject::Ais(mmsi) = report.subject else { return None };
    if !mmsi.is_distress_beacon() {
        return None;
    }
    match &report.body {
        ReportBody::Position(position) => {
            let active = position.navigational_status == Some(NavigationalStatus::BeaconActive);
            Some(if active { Call::Active } else { Call::Test })
        }
        ReportBody::SafetyText(text) => {
            let text = text.text.as_str();
            let active = text.contains("ACTIVE") && !text.contains("TEST");
            Some(if active { Call::Active } else { Call::Test })
        }
        _ => None,
    }
}

impl Call {
    /// The highest priority it may have.
    pub(super) const fn ceiling(self) -> Option<Priority> {
        match self {
            Self::Active => None,
            Self::Test => Some(Priority::Caution),
        }
    }
}

impl DistressBeacon {
    /// Silence after which it clears.
    pub(super) fn clear(self) -> Duration {
        Duration::from_secs_f64(self.silence_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventTime, FeedName, Mmsi, RawSentence, SafetyText, Text};

    fn text(mmsi: u32, text: &str) -> Report {
        Report {
            feed: FeedName::from_stem("test"),
            exercise: false,
            station: None,
            time: EventTime::from_secs(0),
            payload_hash: 0,
            subject: Subject::Ais(Mmsi::new(mmsi).expect("an MMSI")),
            raw: RawSentence::new(b""),
            body: ReportBody::SafetyText(Box::new(SafetyText {
                addressee: None,
                text: Text::from_ascii_lossy(text.as_bytes()),
            })),
        }
    }

    #[test]
    fn only_a_beacon_that_says_active_is_in_earnest() {
        assert_eq!(call(&text(970_010_119, "SART ACTIVE")), Some(Call::Active));
        assert_eq!(call(&text(972_010_119, "MOB TEST")), Some(Call::Test));
        assert_eq!(call(&text(219_000_001, "SART ACTIVE")), None);
    }
}
