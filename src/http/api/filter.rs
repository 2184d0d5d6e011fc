use serde_json::{Value, json};

use crate::alert::AlertState;
use crate::areas::AreaId;
use crate::detect::Priority;
use crate::domain::{EventTime, RuleId};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::store::AlertFilter;
use crate::store::row::AlertRow;

const STATES: [AlertState; 5] = [
    AlertState::Unacknowledged,
    AlertState::Acknowledged,
    AlertState::RtnUnacknowledged,
    AlertState::Normal,
    AlertState::Withdrawn,
];

/// Everything a list of alerts can be narrowed by.
pub(super) fn for_list(parameters: &mut Parameters) -> Result<AlertFilter, Problem> {
    Ok(AlertFilter {
        states: parameters.take("state", states)?.unwrap_or_default(),
        from: parameters.time("from")?,
        to: parameters.time("to")?,
        ..for_stream(parameters)?
    })
}

/// What a stream can be narrowed by: what does not change in the life of an alert, and the priority.
/// A stream by state would hide that an alert left the state.
pub(super) fn for_stream(parameters: &mut Parameters) -> Result<AlertFilter, Problem> {
    let area: Option<AreaId> = parameters.parse("area", "the id of a watch area")?;
    Ok(AlertFilter {
        rule: parameters.take("rule", |text| text.parse().map_err(|()| rules()))?,
        area: area.map(|area| area.to_string()),
        priority: parameters.take("priority", priority)?,
        contact: parameters.parse("contact", "a contact as in mmsi:219000001")?,
        exercise: parameters.parse("exercise", "true or false")?,
        ..AlertFilter::default()
    })
}

/// Whether an alert is among those asked for.
pub(super) fn lets_through(filter: &AlertFilter, alert: &AlertRow) -> bool {
    *filter == AlertFilter::default() || matches(filter, &json!(alert))
}

/// The same for the form of the contract.
fn matches(filter: &AlertFilter, alert: &Value) -> bool {
    let is = |member: &Value, wanted: &str| member.as_str() == Some(wanted);
    let raised = alert["raised_at"].as_str().and_then(|text| text.parse::<EventTime>().ok());
    let takes_part = |wanted: &str| {
        let participants = alert["participants"].as_array();
        participants.is_some_and(|list| list.iter().any(|one| is(&one["contact"], wanted)))
    };
    let at_least = |wanted: Priority| {
        alert["priority"].as_str().and_then(|name| priority(name).ok()) >= Some(wanted)
    };
    (filter.states.is_empty() || filter.states.iter().any(|s| is(&alert["state"], s.as_str())))
        && filter.rule.is_none_or(|rule| is(&alert["rule"], rule.as_str()))
        && filter.area.as_ref().is_none_or(|area| is(&alert["area"]["id"], area))
        && filter.priority.is_none_or(at_least)
        && filter.contact.is_none_or(|contact| takes_part(&contact.to_string()))
        && filter.exercise.is_none_or(|wanted| alert["exercise"].as_bool() == Some(wanted))
        && filter.from.is_none_or(|from| raised >= Some(from))
        && filter.to.is_none_or(|to| raised.is_some_and(|raised| raised < to))
}

/// Names with commas between; `open` stands for those an officer still has before him.
fn states(text: &str) -> Result<Vec<AlertState>, String> {
    let mut chosen = Vec::new();
    for name in text.split(',') {
        let before = chosen.len();
        let meant =
            |state: &AlertState| state.as_str() == name || (name == "open" && state.is_open());
        chosen.extend(STATES.into_iter().filter(meant));
        if chosen.len() == before {
            let names = STATES.map(AlertState::as_str).join(", ");
            return Err(format!("open or any of {names}, with commas between"));
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

fn priority(text: &str) -> Result<Priority, String> {
    let known = Priority::ALL.into_iter().find(|priority| priority.as_str() == text);
    known.ok_or_else(|| format!("one of {}", Priority::ALL.map(Priority::as_str).join(", ")))
}

fn rules() -> String {
    format!("one of {}", RuleId::ALL.map(RuleId::as_str).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_stands_for_three_states() {
        let open =
            [AlertState::Unacknowledged, AlertState::Acknowledged, AlertState::RtnUnacknowledged];
        assert_eq!(states("open").as_deref(), Ok(&open[..]));
        assert_eq!(states("open,acknowledged").as_deref(), Ok(&open[..]));
        assert_eq!(states("normal").as_deref(), Ok(&[AlertState::Normal][..]));
        assert!(states("").is_err_and(|expected| expected.starts_with("open or any of")));
        assert!(states("open,").is_err_and(|expected| expected.starts_with("open or any of")));
    }

    #[test]
    fn every_criterion_can_shut_an_alert_out() {
        let alert = json!({
            "rule": "fast-approach", "state": "acknowledged", "priority": "alarm",
            "area": {"id": "gulf-of-aden"}, "exercise": false,
            "raised_at": "2017-03-09T08:45:10.000Z",
            "participants": [{"contact": null}, {"contact": "mmsi:999000001"}]
        });
        let all = AlertFilter::default;
        let at = |text: &str| text.parse::<EventTime>().ok();
        let cases = [
            (AlertFilter { rule: Some(RuleId::FastApproach), ..all() }, true),
            (AlertFilter { rule: Some(RuleId::Loitering), ..all() }, false),
            (AlertFilter { states: vec![AlertState::Acknowledged], ..all() }, true),
            (AlertFilter { states: vec![AlertState::Normal], ..all() }, false),
            (AlertFilter { priority: Some(Priority::Warning), ..all() }, true),
            (AlertFilter { priority: Some(Priority::Emergency), ..all() }, false),
            (AlertFilter { area: Some("gulf-of-aden".to_owned()), ..all() }, true),
            (AlertFilter { area: Some("elsewhere".to_owned()), ..all() }, false),
            (AlertFilter { contact: "mmsi:999000001".parse().ok(), ..all() }, true),
            (AlertFilter { contact: "mmsi:999000002".parse().ok(), ..all() }, false),
            (AlertFilter { exercise: Some(false), ..all() }, true),
            (AlertFilter { exercise: Some(true), ..all() }, false),
            (AlertFilter { from: at("2017-03-09T08:45:10Z"), ..all() }, true),
            (AlertFilter { from: at("2017-03-09T08:45:11Z"), ..all() }, false),
            (AlertFilter { to: at("2017-03-09T08:45:11Z"), ..all() }, true),
            (AlertFilter { to: at("2017-03-09T08:45:10Z"), ..all() }, false),
        ];
        for (filter, expected) in cases {
            assert_eq!(matches(&filter, &alert), expected, "{filter:?}");
        }
    }
}
