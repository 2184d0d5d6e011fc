use super::severity::priority;
use crate::detect::Priority;
use crate::domain::EventTime;
use crate::store::row::AlertRow;

/// A message of RFC 5424 by somebody whose host is `host`. The enterprise number of the structured
/// data is that of RFC 5612, for whoever has none of his own.
pub(in crate::publish) fn message(
    row: &AlertRow,
    text: &str,
    facility: u8,
    host: &str,
    now: EventTime,
) -> String {
    let code = u16::from(facility) * 8 + severity(priority(row));
    let process = std::process::id();
    let AlertRow { id, revision, rule, state, transition, .. } = row;
    let area = quoted(&row.area.id);
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!(
        "<{code}>1 {now} {host} picket {process} {rule} [picket@32473 id=\"{id}\" \
         revision=\"{revision}\" priority=\"{}\" transition=\"{transition}\" state=\"{state}\" \
         area=\"{area}\" time=\"{}\" exercise=\"{}\"] \u{feff}{text}",
        row.priority, row.time, row.exercise
    )
}

/// RFC 5424, 6.2.1.
const fn severity(priority: Priority) -> u16 {
    match priority {
        Priority::Emergency => 1,
        Priority::Alarm => 2,
        Priority::Warning => 4,
        Priority::Caution => 5,
    }
}

/// RFC 5424, 6.3.3.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(']', "\\]")
}
