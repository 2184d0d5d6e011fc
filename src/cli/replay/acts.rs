use std::path::Path;

use anyhow::{Context, anyhow};
use serde::Deserialize;

use crate::alert::{Act, AlertId, Deed, Disposition, OfficerReport};
use crate::areas::{AreaId, MadeArea, SecurityLevel};
use crate::config::read_area;
use crate::detect::Priority;
use crate::domain::{ContactId, EventTime, Position};

/// How a line of `--acts` looks, for `--help`.
pub(super) const HELP: &str = "\
A line of --acts is a JSON object with \"time\" (RFC 3339), \"by\", optionally \"note\", and \"act\":
  acknowledge, note, close   with \"alert\" (its id) and \"revision\"
  silence, snooze            with \"alert\", \"revision\" and \"until\"
  assign                     with \"alert\", \"revision\" and \"assignee\" (null takes it back)
  disposition                with \"alert\", \"revision\" and \"disposition\" (confirmed, benign, error)
  security-level             with \"area\" and \"level\" (1 to 3)
  make-area, change-area     with \"feature\", a GeoJSON Feature as in the area files
  delete-area                with \"area\"
  watch, unwatch             with \"contact\" (onto and off the watch list)
  report                     with \"note\", \"priority\", \"contact\" or \"position\" ([longitude,
                             latitude]), and optionally \"exercise\": true
An act happens before the first report of a later time.";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    time: String,
    by: String,
    note: Option<String>,
    act: Name,
    alert: Option<String>,
    revision: Option<u32>,
    until: Option<String>,
    assignee: Option<String>,
    disposition: Option<Finding>,
    area: Option<String>,
    level: Option<u8>,
    contact: Option<String>,
    feature: Option<serde_json::Value>,
    priority: Option<Urgency>,
    position: Option<[f64; 2]>,
    exercise: Option<bool>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Name {
    Acknowledge,
    Silence,
    Snooze,
    Note,
    Assign,
    Disposition,
    Close,
    SecurityLevel,
    MakeArea,
    ChangeArea,
    DeleteArea,
    Watch,
    Unwatch,
    Report,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Urgency {
    Caution,
    Warning,
    Alarm,
    Emergency,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finding {
    Confirmed,
    Benign,
    Error,
}

/// Reads all acts, by time; of equal times in the order of the file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Act>> {
    let shown = path.display();
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.with_context(|| format!("cannot read {shown}"))?;
    let mut acts = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let act = act(line).with_context(|| format!("{shown}:{number}"))?;
        let level = stated_level(&act);
        acts.push(act);
        acts.extend(level);
    }
    acts.sort_by_key(|act: &Act| act.time);
    Ok(acts)
}

/// The act on the level that comes with a change of an area which states one.
fn stated_level(act: &Act) -> Option<Act> {
    let Deed::PutArea { area, is_new: false } = &act.deed else { return None };
    let feature: serde_json::Value = serde_json::from_str(&area.feature).ok()?;
    feature.pointer("/properties/security_level").filter(|level| !level.is_null())?;
    let (area, level) = (area.area.id.clone(), area.area.security_level);
    Some(Act { deed: Deed::SetSecurityLevel { area, level }, ..act.clone() })
}

fn act(line: &str) -> anyhow::Result<Act> {
    let line: Line = serde_json::from_str(line)?;
    let time = time(&line.time).context("time")?;
    let deed = deed(&line)?;
    Ok(Act { by: line.by, time, note: line.note, deed })
}

fn deed(line: &Line) -> anyhow::Result<Deed> {
    let area = || -> anyhow::Result<AreaId> {
        Ok(line.area.as_deref().ok_or_else(|| missing("area"))?.parse()?)
    };
    let contact = || -> anyhow::Result<ContactId> {
        Ok(line.contact.as_deref().ok_or_else(|| missing("contact"))?.parse()?)
    };
    match line.act {
        Name::MakeArea => return made(line, true),
        Name::ChangeArea => return made(line, false),
        Name::DeleteArea => return Ok(Deed::DeleteArea { area: area()? }),
        Name::Watch => return Ok(Deed::Watch { contact: contact()? }),
        Name::Unwatch => return Ok(Deed::Unwatch { contact: contact()? }),
        Name::Report => return report(line),
        _ => {}
    }
    if let Name::SecurityLevel = line.act {
        let area = area()?;
        let level = line.level.ok_or_else(|| missing("level"))?;
        let level = SecurityLevel::new(level).ok_or_else(|| anyhow!("a level is 1, 2 or 3"))?;
        return Ok(Deed::SetSecurityLevel { area, level });
    }
    let alert = line.alert.as_deref().ok_or_else(|| missing("alert"))?;
    let alert = AlertId(uuid::Uuid::try_parse(alert).context("alert")?);
    let revision = line.revision.ok_or_else(|| missing("revision"))?;
    let until = || -> anyhow::Result<EventTime> {
        time(line.until.as_deref().ok_or_else(|| missing("until"))?).context("until")
    };
    Ok(match line.act {
        Name::Acknowledge => Deed::Acknowledge { alert, revision },
        Name::Silence => Deed::Silence { alert, revision, until: until()? },
        Name::Snooze => Deed::Snooze { alert, revision, until: until()? },
        Name::Assign => Deed::Assign { alert, revision, assignee: line.assignee.clone() },
        Name::Disposition => {
            let finding = line.disposition.ok_or_else(|| missing("disposition"))?;
            Deed::Dispose { alert, revision, disposition: finding.into() }
        }
        Name::Close => Deed::Close { alert, revision },
        _ => Deed::Note { alert, revision },
    })
}

fn report(line: &Line) -> anyhow::Result<Deed> {
    let position = line.position.map(|[longitude, latitude]| {
        Position::new(latitude, longitude)
            .ok_or_else(|| anyhow!("\"position\" has to be [longitude, latitude] in degrees"))
    });
    Ok(Deed::Report(OfficerReport {
        contact: line.contact.as_deref().map(str::parse).transpose().context("contact")?,
        position: position.transpose()?,
        priority: line.priority.ok_or_else(|| missing("priority"))?.into(),
        exercise: line.exercise.unwrap_or(false),
    }))
}

fn made(line: &Line, is_new: bool) -> anyhow::Result<Deed> {
    let feature = line.feature.as_ref().ok_or_else(|| missing("feature"))?.to_string();
    let area = read_area(&feature)?.area;
    let area = Box::new(MadeArea { area, feature: feature.into() });
    Ok(Deed::PutArea { area, is_new })
}

impl From<Urgency> for Priority {
    fn from(urgency: Urgency) -> Self {
        match urgency {
            Urgency::Caution => Self::Caution,
            Urgency::Warning => Self::Warning,
            Urgency::Alarm => Self::Alarm,
            Urgency::Emergency => Self::Emergency,
        }
    }
}

impl From<Finding> for Disposition {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Confirmed => Self::Confirmed,
            Finding::Benign => Self::Benign,
            Finding::Error => Self::Error,
        }
    }
}

fn time(text: &str) -> anyhow::Result<EventTime> {
    Ok(text.parse()?)
}

fn missing(member: &str) -> anyhow::Error {
    anyhow!("\"{member}\" is missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_act() {
        let line = r#"{"time":"2017-03-09T08:45:10Z","by":"anna","act":"acknowledge",
            "alert":"6f1c2b54-0c0a-5b0e-9d3e-0a4f6d1c2b3a","revision":3}"#;
        let id = uuid::Uuid::from_u128(0x6f1c_2b54_0c0a_5b0e_9d3e_0a4f_6d1c_2b3a);
        let expected = Act {
            by: "anna".to_owned(),
            time: EventTime::from_secs(1_489_049_110),
            note: None,
            deed: Deed::Acknowledge { alert: AlertId(id), revision: 3 },
        };
        assert_eq!(act(line).expect("an act"), expected);
    }

    #[test]
    fn areas_and_the_watch_list_are_acts_too() {
        let line = |rest: &str| {
            act(&format!(r#"{{"time":"2017-03-09T08:45:10Z","by":"anna",{rest}}}"#))
                .map(|act| act.deed)
        };
        let watch = line(r#""act":"watch","contact":"mmsi:999000001""#).expect("an act");
        let contact = "mmsi:999000001".parse().expect("a contact");
        assert_eq!(watch, Deed::Watch { contact });
        let feature = r#"{"type":"Feature","properties":{"id":"box","radius_nm":1},
            "geometry":{"type":"Point","coordinates":[50.5,13.5]}}"#;
        let made = line(&format!(r#""act":"make-area","feature":{feature}"#)).expect("an act");
        let Deed::PutArea { area, is_new: true } = made else { panic!("{made:?}") };
        assert_eq!(area.area.id.as_str(), "box");
        let wrong = feature.replace("radius_nm", "radius");
        let wrong = line(&format!(r#""act":"change-area","feature":{wrong}"#)).expect_err("wrong");
        assert!(wrong.to_string().contains("radius_nm"), "{wrong}");
    }

    #[test]
    fn a_report_of_an_officer_is_an_act() {
        let line = r#"{"time":"2017-03-09T08:45:10Z","by":"anna","note":"a raft","act":"report",
            "priority":"alarm","position":[50.5,13.5]}"#;
        let report = OfficerReport {
            contact: None,
            position: Position::new(13.5, 50.5),
            priority: Priority::Alarm,
            exercise: false,
        };
        assert_eq!(act(line).expect("an act").deed, Deed::Report(report));
        let wrong = act(&line.replace("[50.5,13.5]", "[50.5,93.5]")).expect_err("no latitude");
        assert!(wrong.to_string().contains("\"position\""), "{wrong}");
        let wrong = act(&line.replace(r#""priority":"alarm","#, "")).expect_err("no priority");
        assert_eq!(wrong.to_string(), "\"priority\" is missing");
    }

    #[test]
    fn what_is_missing_is_named() {
        let line =
            r#"{"time":"2017-03-09T08:45:10Z","by":"anna","act":"security-level","level":2}"#;
        assert_eq!(act(line).expect_err("no area").to_string(), "\"area\" is missing");
    }
}
