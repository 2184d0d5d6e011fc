use crate::alert::AlertState;
use crate::areas::AreaId;
use crate::detect::Priority;
use crate::domain::RuleId;
use crate::query::{BadParameter, Parameters};
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
pub(crate) fn for_list(parameters: &mut Parameters) -> Result<AlertFilter, BadParameter> {
    Ok(AlertFilter {
        states: parameters.take("state", states)?.unwrap_or_default(),
        from: parameters.time("from")?,
        to: parameters.time("to")?,
        ..for_stream(parameters)?
    })
}

/// What a stream can be narrowed by. A stream by state would hide that an alert left the state; the
/// priority and who takes part can change too, and what once was as asked for stays in the stream to
/// its end.
pub(super) fn for_stream(parameters: &mut Parameters) -> Result<AlertFilter, BadParameter> {
    let area: Option<AreaId> = parameters.parse("area", "the id of a watch area")?;
    Ok(AlertFilter {
        rule: parameters.take("rule", |text| text.parse().map_err(|()| rules()))?,
        area: area.map(|area| area.to_string()),
        priority: parameters.take("priority", priority)?,
        contact: parameters.contact("contact")?,
        exercise: parameters.parse("exercise", "true or false")?,
        ..AlertFilter::default()
    })
}

/// What does not change in the life of an alert.
pub(super) fn without_what_changes(filter: &AlertFilter) -> AlertFilter {
    AlertFilter { priority: None, contact: None, ..filter.clone() }
}

/// Whether an alert is among those asked for.
pub(super) fn lets_through(filter: &AlertFilter, alert: &AlertRow) -> bool {
    let takes_part = |wanted| alert.participants.iter().any(|one| one.contact == Some(wanted));
    let at_least = |wanted| priority(&alert.priority).is_ok_and(|has| has >= wanted);
    (filter.states.is_empty() || filter.states.iter().any(|state| state.as_str() == alert.state))
        && filter.rule.is_none_or(|rule| rule == alert.rule)
        && filter.area.as_ref().is_none_or(|area| *area == alert.area.id)
        && filter.priority.is_none_or(at_least)
        && filter.contact.is_none_or(takes_part)
        && filter.exercise.is_none_or(|wanted| wanted == alert.exercise)
        && filter.from.is_none_or(|from| alert.raised_at >= from)
        && filter.to.is_none_or(|to| alert.raised_at < to)
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
    use crate::domain::EventTime;
    use serde_json::json;

    fn alert() -> AlertRow {
        let json = json!({
            "schema": 1, "seq": 1, "id": "6f1c2d3e-0000-5000-8000-000000000000", "revision": 1,
            "transition": "acknowledged", "rule": "fast-approach", "rule_version": "1",
            "priority": "alarm", "score": 70, "state": "acknowledged",
            "factors": {"threat": 7.0, "vulnerability": 1.0, "consequence": 1.0, "area": 1.0},
            "time": "2017-03-09T08:46:00.000Z", "raised_at": "2017-03-09T08:45:10.000Z",
            "cleared_at": null,
            "area": {"id": "gulf-of-aden", "name": "", "kind": "general", "security_level": 1},
            "participants": [
                {"contact": null, "area": "gulf-of-aden", "mmsi": null, "name": null, "role": "target"},
                {"contact": "mmsi:999000001", "mmsi": 999_000_001, "name": null, "role": "approaching"}
            ],
            "position": {"type": "Point", "coordinates": [50.0, 13.0]},
            "evidence": {"measures": [], "positions": [], "sentences": [], "missing_layers": []},
            "advice": [], "parent": null, "cause": null, "exercise": false,
            "acknowledged_by": "AB", "assignee": null, "disposition": null,
            "silenced_until": null, "snoozed_until": null
        });
        serde_json::from_value(json).expect("an alert of the contract")
    }

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
        let alert = alert();
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
            assert_eq!(lets_through(&filter, &alert), expected, "{filter:?}");
        }
    }
}
