use super::Priority;
use super::findings::{Found, measured};
use super::rule::Memo;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::AreaKind;
use crate::domain::{Report, ReportBody, RuleId, Subject};

limits! { SafetyTextRule {
    repeat_secs: "s" = 600.0 in 0.0..=86_400.0, "further texts of the same vessel within this time are not told again; later ones are a step";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::SafetyText,
    version: "3",
    phase: Phase::Distress,
    summary: "A vessel sent a safety-related text with a word of alarm.",
    raises: "Message 12 or 14 with MAYDAY (also spelt out), SOS, PIRATE, ATTACK, HIJACK, BOARDED (but \
             not by a pilot), ARMED, SKIFF, GUNS, SHOTS or their forms, and without TEST; once per \
             vessel in `repeat_secs`, anywhere: a later one is a step of the same alert. With DRILL or \
             EXERCISE, unless it says that it is none, it is a caution.",
    clears: "By an officer.",
    source: "ITU-R M.1371-5, messages 12 and 14; MSC.1/Circ.1334",
    on_in: &AreaKind::ALL,
    exempt_in: &[],
    parameters: SafetyTextRule::PARAMETERS,
};

/// Beginnings of words that call for attention.
const WORDS: [&str; 16] = [
    "MAYDAY", "SOS", "PIRATE", "PIRACY", "ATTACK", "HIJACK", "BOARDED", "ARMED", "SKIFF", "ROBBER",
    "GUNMEN", "GUNMAN", "GUNS", "GUNFIRE", "SHOTS", "DISTRESS",
];
/// Who boards in the ordinary way.
const BOARDERS: [&str; 2] = ["PILOT", "PILOTS"];
/// Words that take it back.
const TESTS: [&str; 2] = ["TEST", "TESTING"];
/// Words that make it one of a drill, if none of the others is before them.
const DRILLS: [&str; 4] = ["DRILL", "DRILLS", "EXERCISE", "EXERCISES"];
const NOTS: [&str; 4] = ["NOT", "NO", "ISNT", "NEVER"];

/// What is kept of a vessel's texts with one more: how many (`number`), and whether one was in earnest
/// (`flag`).
pub(super) fn heard(memo: Memo, text: &str) -> Memo {
    Memo { number: memo.number + 1.0, flag: memo.flag || !is_drill(text), ..memo }
}

/// What a text shows, with those before it: each further one is a step.
pub(super) fn found(memo: Memo, raw: &str, text: &str) -> Found {
    Found {
        measures: vec![measured("texts", memo.number, "count")],
        step: (1..=u8::MAX).take_while(|step| f64::from(*step) < memo.number).last().unwrap_or(0),
        ceiling: (!memo.flag).then_some(Priority::Caution),
        sentence: Some(format!("{raw} \"{text}\"")),
        ..Found::default()
    }
}

/// Whether a text says that it belongs to a drill.
pub(super) fn is_drill(text: &str) -> bool {
    let mut words = words(text);
    let first = words.find(|word| DRILLS.contains(word) || NOTS.contains(word));
    first.is_some_and(|word| DRILLS.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// The letters of what is spelt out: of words of a single letter.
fn letters(text: &str) -> String {
    words(text).filter(|word| word.len() == 1).collect()
}

fn alarms(word: &str) -> bool {
    WORDS.iter().any(|begin| match *begin {
        // "SOS" and "ARMED" begin and end other words.
        short @ ("SOS" | "ARMED") => word == short,
        begin => word.starts_with(begin),
    })
}

/// The text, if it calls for attention and is not a beacon's, which has its own rule.
pub(super) fn calls(report: &Report) -> Option<&str> {
    let ReportBody::SafetyText(text) = &report.body else { return None };
    let Subject::Ais(mmsi) = report.subject else { return None };
    let text = text.text.as_str();
    let mut before = "";
    let mut alarming = letters(text).contains("MAYDAY");
    for word in words(text) {
        alarming |= alarms(word) && !(word == "BOARDED" && BOARDERS.contains(&before));
        before = word;
    }
    let takes_back = words(text).any(|word| TESTS.contains(&word));
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
        for text in ["M A Y D A Y", "GUNS ON BOARD", "SHOTS FIRED", "BOARDED. PILOT HELD"] {
            assert!(is_call(text), "{text}");
        }
        for text in ["PILOT BOARDED 0600", "PILOTS BOARDED", "SHOT A PHOTO"] {
            assert!(!is_call(text), "{text}");
        }
        for text in ["MAYDAY THIS IS NOT A DRILL", "PIRATE ATTACK DRILL", "MAYDAY EXERCISE"] {
            assert!(is_call(text), "{text}");
        }
        for text in ["TEST MAYDAY", "RCVD YR TEST MSG", "UNARMED GUARDS", "NAV WARNING", ""] {
            assert!(!is_call(text), "{text}");
        }
    }

    #[test]
    fn a_drill_is_told_from_what_is_said_to_be_none() {
        for text in ["PIRATE ATTACK DRILL", "EXERCISE MAYDAY EXERCISE", "DRILL, NOT AN ATTACK"] {
            assert!(is_drill(text), "{text}");
        }
        for text in ["MAYDAY THIS IS NOT A DRILL", "NO DRILL MAYDAY", "UNDER ATTACK"] {
            assert!(!is_drill(text), "{text}");
        }
    }
}
