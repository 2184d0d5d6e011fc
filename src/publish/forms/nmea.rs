use super::severity::{holds, priority};
use crate::config::AlertFormat;
use crate::detect::Priority;
use crate::domain::RuleId;
use crate::store::row::AlertRow;

/// Longest sentence with its end (IEC 61162-1, 7.3).
const SENTENCE_MAX: usize = 82;
/// Longest title of an alert.
const TITLE_MAX: usize = 16;
/// Talker: integrated instrumentation.
const TALKER: &str = "II";
/// Identifiers of makers begin here (IEC 61924-2).
const ALERT_BASE: usize = 10_000;
/// Alarm numbers of ours.
const ALARM_BASE: usize = 500;

/// The sentences that tell of a transition, each with its end; `text` describes it.
pub(in crate::publish) fn sentences(
    row: &AlertRow,
    format: AlertFormat,
    text: &str,
) -> Vec<String> {
    match format {
        AlertFormat::Alf => alf(row, text),
        AlertFormat::Alr => alr(row, text),
    }
}

/// Title and description in two sentences, held together by a number.
fn alf(row: &AlertRow, text: &str) -> Vec<String> {
    let together = row.seq % 10;
    let letter = match priority(row) {
        Priority::Emergency => 'E',
        Priority::Alarm => 'A',
        Priority::Warning => 'W',
        Priority::Caution => 'C',
    };
    let state = match row.state.as_str() {
        "unacknowledged" if row.silenced_until.is_some() => 'S',
        "unacknowledged" => 'V',
        "acknowledged" => 'A',
        "rtn-unacknowledged" => 'U',
        _ => 'N',
    };
    let identifier = ALERT_BASE + place(row.rule);
    let instance = row.id.as_u128() % 999_999 + 1;
    let revision = (row.revision.saturating_sub(1)) % 99 + 1;
    let title: String = clean(row.rule.as_str()).to_uppercase().chars().take(TITLE_MAX).collect();
    let time = time_of_day(row);
    let same = format!("PKT,{identifier},{instance},{revision},0");
    vec![
        sentence(&format!("{TALKER}ALF,2,1,{together},{time},B,{letter},{state},{same},{title}")),
        sentence(&format!("{TALKER}ALF,2,2,{together},,,,,{same},{}", clean(text))),
    ]
}

/// Condition, then acknowledgement.
fn alr(row: &AlertRow, text: &str) -> Vec<String> {
    let number = ALARM_BASE + place(row.rule);
    let condition = if holds(row) { 'A' } else { 'V' };
    let acknowledged = matches!(row.state.as_str(), "acknowledged" | "normal" | "withdrawn");
    let acknowledged = if acknowledged { 'A' } else { 'V' };
    let time = time_of_day(row);
    vec![sentence(&format!(
        "{TALKER}ALR,{time},{number:03},{condition},{acknowledged},{}",
        clean(text)
    ))]
}

/// The body, cut to what a sentence holds, between `$` and its checksum.
fn sentence(body: &str) -> String {
    // `$`, `*hh` and the line's end take six.
    let body: String = body.chars().take(SENTENCE_MAX - 6).collect();
    let checksum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("${body}*{checksum:02X}\r\n")
}

/// `hhmmss.ss` of an RFC 3339 time.
fn time_of_day(row: &AlertRow) -> String {
    let text = row.time.to_string();
    let clock = text.split_once('T').map_or("", |(_, clock)| clock);
    clock.chars().filter(|c| *c != ':').take(9).collect()
}

/// Printable ASCII without the characters that have a meaning (IEC 61162-1, table 1).
fn clean(text: &str) -> String {
    let kept = |c: char| if (' '..='~').contains(&c) && !"$*,!\\^~".contains(c) { c } else { ' ' };
    text.chars().map(kept).collect()
}

fn place(rule: RuleId) -> usize {
    RuleId::ALL.iter().position(|one| *one == rule).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    fn row(state: &str) -> AlertRow {
        let mut row = AlertRow::from(&samples::transition());
        state.clone_into(&mut row.state);
        row
    }

    /// The checksum as the standard defines it, from the text between `$` and `*`.
    fn is_valid(sentence: &str) -> bool {
        let Some((body, sum)) = sentence.trim_end().trim_start_matches('$').split_once('*') else {
            return false;
        };
        let expected = body.bytes().fold(0_u8, |sum, byte| sum ^ byte);
        u8::from_str_radix(sum, 16).is_ok_and(|sum| sum == expected)
    }

    #[test]
    fn sentences_are_valid_and_no_longer_than_allowed() {
        let text = "emergency, fast-approach raised: EXAMPLE in Gulf of Aden".repeat(3);
        for format in [AlertFormat::Alf, AlertFormat::Alr] {
            for sentence in sentences(&row("unacknowledged"), format, &text) {
                assert!(is_valid(&sentence), "{sentence}");
                assert!(sentence.len() <= 82 && sentence.ends_with("\r\n"), "{sentence}");
            }
        }
    }

    #[test]
    fn states_have_their_letters() {
        for (state, alf, alr) in [
            ("unacknowledged", 'V', "A,V"),
            ("acknowledged", 'A', "A,A"),
            ("rtn-unacknowledged", 'U', "V,V"),
            ("normal", 'N', "V,A"),
        ] {
            let first = sentences(&row(state), AlertFormat::Alf, "text");
            assert!(first[0].contains(&format!(",B,E,{alf},PKT,")), "{first:?}");
            let only = sentences(&row(state), AlertFormat::Alr, "text");
            assert!(only[0].contains(&format!(",{alr},text*")), "{only:?}");
        }
    }
}
