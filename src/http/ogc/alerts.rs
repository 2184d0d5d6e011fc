use serde_json::{Value, json};

use super::asked::Asked;
use super::items::Features;
use crate::alert::{AlertId, Disposition};
use crate::domain::{Position, RuleId};
use crate::http::ApiState;
use crate::http::alert_filter;
use crate::http::problem::Problem;
use crate::query::Parameters;
use crate::store::AlertFilter;
use crate::store::row::AlertRow;

/// Pages that are looked through for alerts in a box, or for incidents, before a page is given out as it is.
const PAGES_MAX: usize = 20;

/// Alerts as features; those without a place are in no box.
pub(super) async fn list(
    state: &ApiState,
    asked: &Asked,
    is_wanted: fn(&AlertRow) -> bool,
) -> Result<Features, Problem> {
    let mut parameters = Parameters::new(asked.filters.clone());
    let filter = alert_filter(&mut parameters)?;
    let filter = AlertFilter { from: asked.from, to: asked.to, ..filter };
    let (mut features, mut cursor) = (Vec::new(), asked.cursor.clone());
    for _ in 0..PAGES_MAX {
        let (filter, limit) = (filter.clone(), asked.limit - features.len());
        let page = state.read(move |reader| reader.alerts(&filter, cursor.as_deref(), limit));
        let page = page.await?;
        let inside = page.items.iter().filter(|alert| is_wanted(alert) && is_inside(asked, alert));
        features.extend(inside.map(feature));
        cursor = page.next;
        if cursor.is_none() || features.len() >= asked.limit {
            break;
        }
    }
    Ok((features, cursor))
}

/// One alert.
pub(super) async fn one(
    state: &ApiState,
    id: &str,
    is_wanted: fn(&AlertRow) -> bool,
) -> Result<Option<Value>, Problem> {
    let Ok(id) = id.parse() else { return Ok(None) };
    let alert = state.read(move |reader| reader.alert(AlertId(id))).await?;
    Ok(alert.as_ref().filter(|alert| is_wanted(alert)).map(feature))
}

/// What an officer has confirmed, or reported himself, where nobody has judged it otherwise.
pub(super) fn is_incident(alert: &AlertRow) -> bool {
    match alert.disposition.as_deref() {
        None => alert.rule == RuleId::OfficerReport,
        Some(judged) => judged == Disposition::Confirmed.as_str(),
    }
}

fn is_inside(asked: &Asked, alert: &AlertRow) -> bool {
    let Some(within) = asked.within else { return true };
    let place = alert.position.as_ref().and_then(|point| {
        let [longitude, latitude] = point.coordinates;
        Position::new(latitude, longitude)
    });
    place.is_some_and(|place| within.contains(place))
}

fn feature(alert: &AlertRow) -> Value {
    let who = alert.participants.iter().filter_map(|one| one.contact);
    let contacts: Vec<String> = who.map(|contact| contact.to_string()).collect();
    json!({
        "type": "Feature",
        "id": alert.id.to_string(),
        "geometry": alert.position,
        "properties": {
            "id": alert.id.to_string(),
            "rule": alert.rule.as_str(),
            "priority": alert.priority,
            "state": alert.state,
            "score": alert.score,
            "raised_at": alert.raised_at.to_string(),
            "cleared_at": alert.cleared_at.map(|time| time.to_string()),
            "time": alert.time.to_string(),
            "area": alert.area.id,
            "contacts": contacts.join(" "),
            "exercise": alert.exercise,
            "disposition": alert.disposition,
        },
    })
}
