//! CAP 1.2 (OASIS, July 2010): one message a transition, and an Atom feed of them.

use std::fmt::Write;
use std::sync::LazyLock;

use quick_xml::escape::escape;

use super::severity::{holds, priority};
use super::text::render;
use crate::config::Template;
use crate::detect::Priority;
use crate::domain::{EventTime, RuleFamily};
use crate::store::row::AlertRow;

/// What a message of CAP refers to: an earlier one of the same alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its identifier.
    pub identifier: String,
    /// When it was sent.
    pub sent: EventTime,
}

/// An entry of the Atom feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Identifier of the message.
    pub identifier: String,
    /// A line about it.
    pub title: String,
    /// When it was sent.
    pub sent: EventTime,
    /// Where the message is, relative to the feed.
    pub href: String,
}

/// The identifier of a transition's message: id and revision.
pub fn identifier(row: &AlertRow) -> String {
    format!("{}.{}", row.id, row.revision)
}

/// A transition in a line, where no other text is configured.
pub fn headline(row: &AlertRow) -> String {
    static TEXT: LazyLock<Template> = LazyLock::new(Template::default);
    render(&TEXT, row)
}

/// The message of a transition; `text` is its headline, `earlier` the message before.
pub fn message(row: &AlertRow, sender: &str, text: &str, earlier: Option<&Reference>) -> String {
    let status = if row.exercise { "Exercise" } else { "Actual" };
    let kind = match earlier {
        _ if row.state == "withdrawn" => "Cancel",
        None => "Alert",
        Some(_) => "Update",
    };
    let mut xml = beginning(&identifier(row), sender);
    tag(&mut xml, "sent", &time(row.time));
    tag(&mut xml, "status", status);
    tag(&mut xml, "msgType", kind);
    tag(&mut xml, "scope", "Restricted");
    tag(&mut xml, "restriction", "For those to whom the sender gives it");
    if row.exercise {
        tag(&mut xml, "note", "EXERCISE EXERCISE EXERCISE");
    }
    if let Some(Reference { identifier, sent }) = earlier {
        tag(&mut xml, "references", &format!("{sender},{identifier},{}", time(*sent)));
    }
    info(&mut xml, row, text);
    xml.push_str("</alert>\n");
    xml
}

/// What every message of an identifier and a sender begins with.
pub fn beginning(identifier: &str, sender: &str) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n",
    );
    tag(&mut xml, "identifier", identifier);
    tag(&mut xml, "sender", sender);
    xml
}

/// The Atom feed (RFC 4287) of messages, the newest first; `base` is where it is.
pub fn atom(base: &str, sender: &str, entries: &[Entry]) -> String {
    let updated = entries.iter().map(|entry| entry.sent).max();
    let updated = updated.unwrap_or(EventTime::from_millis(0));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    tag(&mut xml, "id", base);
    tag(&mut xml, "title", "Picket: alerts (CAP 1.2)");
    tag(&mut xml, "updated", &updated.to_string());
    xml.push_str("<author>\n");
    tag(&mut xml, "name", sender);
    xml.push_str("</author>\n");
    for Entry { identifier, title, sent, href } in entries {
        xml.push_str("<entry>\n");
        tag(&mut xml, "id", &format!("urn:cap:{identifier}"));
        tag(&mut xml, "title", title);
        tag(&mut xml, "updated", &sent.to_string());
        let written = writeln!(
            xml,
            "<link rel=\"alternate\" type=\"application/cap+xml\" href=\"{}\"/>\n</entry>",
            escape(href)
        );
        // A String takes everything.
        written.unwrap_or_default();
    }
    xml.push_str("</feed>\n");
    xml
}

/// In the order of the schema.
fn info(xml: &mut String, row: &AlertRow, text: &str) {
    let (urgency, severity) = match priority(row) {
        _ if !holds(row) => ("Past", "Minor"),
        Priority::Emergency => ("Immediate", "Extreme"),
        Priority::Alarm => ("Immediate", "Severe"),
        Priority::Warning => ("Expected", "Moderate"),
        Priority::Caution => ("Unknown", "Minor"),
    };
    let category = match row.rule.family() {
        RuleFamily::Distress => "Rescue",
        RuleFamily::Approach
        | RuleFamily::Identity
        | RuleFamily::Contact
        | RuleFamily::Composite => "Security",
        RuleFamily::Motion | RuleFamily::Silence | RuleFamily::Area => "Transport",
    };
    xml.push_str("<info>\n");
    tag(xml, "language", "en");
    tag(xml, "category", category);
    tag(xml, "event", row.rule.as_str());
    if !holds(row) {
        tag(xml, "responseType", "AllClear");
    }
    tag(xml, "urgency", urgency);
    tag(xml, "severity", severity);
    tag(xml, "certainty", "Observed");
    tag(xml, "onset", &time(row.raised_at));
    tag(xml, "headline", text);
    let measures: Vec<String> = row.evidence.measures.iter().map(measure).collect();
    if !measures.is_empty() {
        tag(xml, "description", &measures.join("; "));
    }
    let advice: Vec<&str> = row.advice.iter().map(|advice| advice.text.as_str()).collect();
    if !advice.is_empty() {
        tag(xml, "instruction", &advice.join(" "));
    }
    for (name, value) in [
        ("priority", row.priority.clone()),
        ("state", row.state.clone()),
        ("transition", row.transition.clone()),
        ("participants", participants(row)),
    ] {
        xml.push_str("<parameter>\n");
        tag(xml, "valueName", name);
        tag(xml, "value", &value);
        xml.push_str("</parameter>\n");
    }
    xml.push_str("<area>\n");
    tag(xml, "areaDesc", &row.area.name);
    if let Some(point) = row.position {
        let [longitude, latitude] = point.coordinates;
        tag(xml, "circle", &format!("{latitude:.5},{longitude:.5} 0"));
    }
    xml.push_str("</area>\n</info>\n");
}

fn measure(measure: &crate::store::row::MeasureRow) -> String {
    let limit = measure.limit.map_or_else(String::new, |limit| {
        format!(" ({} {limit} {})", measure.relation, measure.unit)
    });
    format!("{} {} {}{limit}", measure.name, measure.value, measure.unit)
}

fn participants(row: &AlertRow) -> String {
    let shown = row.participants.iter().map(|one| {
        let contact = one.contact.map(|contact| contact.to_string());
        let who = contact.or_else(|| one.area.clone()).unwrap_or_default();
        format!("{}: {who}", one.role)
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// CAP wants an offset from UTC in figures, and no fractions.
fn time(time: EventTime) -> String {
    let text = time.to_string();
    format!("{}-00:00", text.split_once('.').map_or(text.trim_end_matches('Z'), |(secs, _)| secs))
}

fn tag(xml: &mut String, name: &str, text: &str) {
    // A String takes everything.
    writeln!(xml, "<{name}>{}</{name}>", escape(text)).unwrap_or_default();
}
