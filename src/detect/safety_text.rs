use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{Report, ReportBody, RuleId, Subject};

limits! { SafetyTextRule {
    repeat_secs: "s" = 600.0 in 0.0..=86_400.0, "further texts of the same vessel within this time are not told again";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::SafetyText,
    version: "1",
    phase: Phase::Distress,
    summary: "A vessel sent a safety-related text with a word of alarm.",
    raises: "Message 12 or 14 with MAYDAY, SOS, PIRATE, ATTACK, HIJACK, BOARDED, ARMED, SKIFF or \
             their forms, and without TEST; once per vessel in `repeat_secs`, anywhere.",
    clears: "By an officer.",
    source: "ITU-R M.1371-5, messages 12 and 14; MSC.1/Circ.1334",
    on_in: &AreaKind::ALL,
    exempt_in: &[],
    parameters: SafetyTextRule::PARAMETERS,
};

/// Beginnings of words that call for attention.
const WORDS: [&str; 12] = [
    "MAYDAY", "SOS", "PIRATE", "PIRACY", "ATTACK", "HIJACK", "BOARDED", "ARMED", "SKIFF", "ROBBER",
    "GUNMEN", "DISTRESS",
];
/// Words that take it back.
const TESTS: [&str; 4] = ["TEST", "TESTING", "DRILL", "EXERCISE"];

/// The text, if it calls for attention and is not a beacon's, which has its own rule.
pub(super) fn calls(report: &Report) -> Option<&str> {
    let ReportBody::SafetyText(text) = &report.body else { return None };
    let Subject::Ais(mmsi) = report.subject else { return None };
    let text = text.text.as_str();
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let alarming = words().any(|word| {
        WORDS.iter().any(|begin| match *begin {
            // "SOS" and "ARMED" begin and end other words.
            short @ ("SOS" | "ARMED") => word == short,
            begin => word.starts_with(begin),
        })
    });
    let takes_back = words().any(|word| TESTS.contains(&word));
    (alarming && !takes_back && !mmsi.is_distress_beacon()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventTime, FeedName, Mmsi, RawSentence, SafetyText, Text};

    fn is_call(text: &str) -> bool {
        let report = Report {
            feed: FeedName::from_stem("test"),
            exercise: false,
            station: None,
            time: EventTime::from_secs(0),
            payload_hash: 0,
            subject: Subject::Ais(Mmsi::new(219_000_001).expect("an MMSI")),
            raw: RawSentence::new(b""),
            body: ReportBody::SafetyText(Box::new(SafetyText {
                addressee: None,
                text: Text::from_ascii_lossy(text.as_bytes()),
            })),
        };
        calls(&report).is_some()
    }

    #[test]
    fn words_of_alarm_are_told_from_ordinary_texts_and_tests() {
        for text in ["MAYDAY MAYDAY", "2 SKIFFS ASTERN", "UNDER ATTACK", "PIRATES,BOARDED"] {
            assert!(is_call(text), "{text}");
        }
        for text in ["TEST MAYDAY", "RCVD YR TEST MSG", "UNARMED GUARDS", "NAV WARNING", ""] {
            assert!(!is_call(text), "{text}");
        }
    }
}
