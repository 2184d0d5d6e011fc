use std::time::Duration;

use super::Template;
use super::parts::{areas, destination, http_target, template, texts};
use super::template::TEXT;
use super::types::{AlertFormat, SinkConfig, SinkFilter, SinkKind};
use crate::config::broker::{broker, stream_name};
use crate::config::mistake::Problem;
use crate::config::notes::Notes;
use crate::config::section::Section;
use crate::config::suggest::did_you_mean;
use crate::detect::Priority;
use crate::domain::{FeedName, RuleId};

const KINDS: [&str; 9] =
    ["webhook", "nats", "mqtt", "cot", "cap", "alertmanager", "syslog", "nmea", "file"];
/// Which kinds a key is for; a key that is not named is for every kind.
const KEYS_OF_KINDS: [(&str, &[&str]); 21] = [
    ("url", &["webhook", "alertmanager"]),
    ("proxy", &["webhook", "alertmanager"]),
    ("address", &["nats", "mqtt", "cot", "syslog", "nmea"]),
    ("protocol", &["cot", "syslog", "nmea"]),
    ("tls", &["webhook", "nats", "mqtt", "cot", "alertmanager", "syslog", "nmea"]),
    ("user", &["nats", "mqtt"]),
    ("secret_file", &["webhook", "nats", "mqtt", "alertmanager"]),
    ("secret_env", &["webhook", "nats", "mqtt", "alertmanager"]),
    ("subject", &["nats"]),
    ("stream", &["nats"]),
    ("topic", &["mqtt"]),
    ("client_id", &["mqtt"]),
    ("vessels_secs", &["cot"]),
    ("stale_secs", &["cot"]),
    ("path", &["cap", "file"]),
    ("sender", &["cap"]),
    ("keep", &["cap"]),
    ("repeat_secs", &["alertmanager"]),
    ("facility", &["syslog"]),
    ("format", &["nmea"]),
    ("rotate_bytes", &["file"]),
];
const SUBJECT: &str = "picket.alerts.{priority}.{rule}";
const TOPIC: &str = "picket/alerts/{priority}/{rule}";

/// Reads one `[[sink]]`; `None` where it has no name or no kind that could stand for it.
pub(super) fn read(section: &Section<'_>, path: &str, notes: &Notes) -> Option<SinkConfig> {
    let name = name(section, "a sink needs a name");
    let kind = kind(section, path, notes);
    let template = template(section, "template", TEXT);
    let filter = SinkFilter {
        areas: areas(section, path, notes),
        rules: rules(section, path, notes),
        priority: priority(section),
        exercise: section.flag("exercise"),
    };
    let attempts_max = section.count("attempts_max").unwrap_or_default();
    Some(SinkConfig {
        name: name?,
        kind: kind?,
        filter,
        from_start: section.choice("from") == "start",
        attempts_max: u32::try_from(attempts_max).unwrap_or(u32::MAX),
        give_up: section.secs("give_up_secs"),
        timeout: section.secs("timeout_secs"),
        template: template?,
    })
}

/// A name as feeds have them.
pub(super) fn name(section: &Section<'_>, needed: &'static str) -> Option<String> {
    if section.get("name").is_none() {
        section.missing("name", needed);
    }
    let text = section.stated_text("name")?;
    if text.parse::<FeedName>().is_err() {
        let expected = "name: a-z, 0-9 and '-', at most 31 characters";
        section.note("name", Problem::Malformed { found: text.to_owned(), expected });
        return None;
    }
    Some(text.to_owned())
}

fn kind(section: &Section<'_>, path: &str, notes: &Notes) -> Option<SinkKind> {
    if section.get("kind").is_none() {
        section.missing("kind", "a sink needs a kind: webhook, nats, mqtt, cot, cap, ...");
        return None;
    }
    let kind = section.stated_text("kind")?;
    if !KINDS.contains(&kind) {
        section.note_choice("kind", kind, &KINDS);
        return None;
    }
    for (key, kinds) in KEYS_OF_KINDS {
        if section.get(key).is_some() && !kinds.contains(&kind) {
            section.note(key, Problem::DoesNotApply(format!("a sink of kind {kind:?}")));
        }
    }
    Some(match kind {
        "webhook" => SinkKind::Webhook(http_target(section, path, notes)?),
        "nats" => nats(section, path, notes)?,
        "mqtt" => mqtt(section, path, notes)?,
        "cot" => cot(section, path, notes)?,
        "cap" => cap(section)?,
        "alertmanager" => {
            let repeat = section.secs("repeat_secs");
            SinkKind::Alertmanager { http: http_target(section, path, notes)?, repeat }
        }
        "syslog" => {
            let facility = u8::try_from(section.count("facility").unwrap_or_default());
            let facility = facility.unwrap_or_default();
            SinkKind::Syslog { to: destination(section, path, notes)?, facility }
        }
        "nmea" => {
            let format = match section.choice("format") {
                "alr" => AlertFormat::Alr,
                _ => AlertFormat::Alf,
            };
            SinkKind::Nmea { to: destination(section, path, notes)?, format }
        }
        _ => file(section)?,
    })
}

fn nats(section: &Section<'_>, path: &str, notes: &Notes) -> Option<SinkKind> {
    let subject = template(section, "subject", SUBJECT);
    let stream = stream_name(section, "stream");
    Some(SinkKind::Nats { broker: broker(section, path, notes)?, subject: subject?, stream })
}

fn mqtt(section: &Section<'_>, path: &str, notes: &Notes) -> Option<SinkKind> {
    let topic: Option<Template> = template(section, "topic", TOPIC);
    let stated = section.stated_text("client_id").or(section.stated_text("name"));
    let client_id = stated.map(|text| format!("picket-{text}")).unwrap_or_default();
    let client_id = match section.stated_text("client_id") {
        Some(stated) => stated.to_owned(),
        None => client_id,
    };
    Some(SinkKind::Mqtt { broker: broker(section, path, notes)?, topic: topic?, client_id })
}

fn cot(section: &Section<'_>, path: &str, notes: &Notes) -> Option<SinkKind> {
    let every = section.count("vessels_secs").filter(|secs| *secs > 0);
    Some(SinkKind::Cot {
        to: destination(section, path, notes)?,
        vessels_every: every.map(Duration::from_secs),
        stale: section.secs("stale_secs"),
    })
}

fn cap(section: &Section<'_>) -> Option<SinkKind> {
    if section.get("path").is_none() {
        section.missing("path", "the folder for CAP messages and their Atom feed");
    }
    let sender = section.text("sender").unwrap_or_default().to_owned();
    // CAP 1.2, 3.2.1: no spaces, commas or restricted characters.
    if sender.is_empty() || sender.contains([' ', ',', '<', '&']) {
        let expected = "sender: no spaces, commas, '<' or '&', as in picket@ops.example";
        section.note("sender", Problem::Malformed { found: sender.clone(), expected });
    }
    Some(SinkKind::Cap { path: section.path("path")?, sender, keep: section.size("keep") })
}

fn file(section: &Section<'_>) -> Option<SinkKind> {
    if section.get("path").is_none() {
        section.missing("path", "which file to write");
    }
    Some(SinkKind::File {
        path: section.path("path")?,
        rotate_bytes: section.count("rotate_bytes").unwrap_or_default(),
        rotate_keep: section.size("rotate_keep"),
    })
}

fn rules(section: &Section<'_>, path: &str, notes: &Notes) -> Vec<RuleId> {
    let mut rules = Vec::new();
    for (text, node) in texts(section, path, "rules", notes) {
        if let Ok(rule) = text.parse() {
            rules.push(rule);
            continue;
        }
        let help = did_you_mean(text, RuleId::ALL.iter().map(|rule| rule.as_str()));
        let path = format!("{path}.rules");
        notes.note_with_help(node.place, &path, Problem::UnknownRule, help);
    }
    rules
}

fn priority(section: &Section<'_>) -> Priority {
    let wanted = section.choice("priority");
    let found = Priority::ALL.into_iter().find(|priority| priority.as_str() == wanted);
    found.unwrap_or(Priority::Caution)
}
