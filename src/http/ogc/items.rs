use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::{Asked, collection as named};
use super::caller::Caller;
use super::collection::Collection;
use super::documents::link;
use super::naming::{name, parts};
use super::reply::{reply, wants_html};
use super::{alerts, areas};
use crate::clock;
use crate::domain::ContactId;
use crate::http::ApiState;
use crate::http::api::questions::answer::{ask, encoded};
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::query::{self, Format, Page, Question, QuestionKind, write};

const GEO_JSON: &str = "application/geo+json";

/// Points of a track that leaves as one feature.
const TRACK_POINTS: &str = "1000";

/// What is shown of a track alone, up to its last point.
const TRACK_SPAN: Duration = Duration::from_hours(24);

/// Rows of all tracks of a page.
const TRACK_ROWS: &str = "100000";

/// Features of a page, and the cursor of the next.
pub(super) type Features = (Vec<Value>, Option<String>);

/// OGC API - Features: the features of a collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items", tag = "ogc",
    params(
        ("collection" = String, Path, description = "vessels, positions, tracks, alerts or watch-areas"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees; west above east crosses the antimeridian"),
        ("datetime" = Option<String>, Query, description = "A time (RFC 3339), or an interval with a slash, one end of which may be .."),
        ("limit" = Option<usize>, Query, description = "Features at most, 1 to 10000; 1000 where not given"),
        ("cursor" = Option<String>, Query, description = "As in the link to the next page"),
        ("f" = Option<String>, Query, description = "json or html; else by Accept"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection with links", content_type = "application/geo+json"),
        (status = "4XX", description = "What is wrong, by parameter", body = Problem, content_type = "application/problem+json"),
        (status = "5XX", description = "It takes longer than a question may, or too much is asked at once", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn items(
    State(state): State<ApiState>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let collection = named(&id)?;
    let pairs = parameters.pairs().to_vec();
    let html = wants_html(&mut parameters, &caller.accept)?;
    let mut asked = Asked::take(collection, &mut parameters)?;
    parameters.finish()?;
    let (features, next) = match collection {
        Collection::Alerts => alerts::list(&state, &asked, |_any| true).await?,
        Collection::Incidents => alerts::list(&state, &asked, alerts::is_incident).await?,
        Collection::WatchAreas => areas::list(&state, &asked)?,
        _ => {
            // A page that goes on has the ends of the first in its cursor.
            if asked.cursor.is_none() || collection == Collection::Vessels {
                asked.close(state.reader.extent());
            }
            answered(&state, collection, &asked).await?
        }
    };
    let document = json!({
        "type": "FeatureCollection",
        "numberReturned": features.len(),
        "timeStamp": clock::utc_now().to_string(),
        "features": features,
        "links": links(collection, &pairs, next),
    });
    Ok(reply(document, collection.title(), GEO_JSON, &caller, html))
}

/// OGC API - Features: one feature of a collection.
#[utoipa::path(get, path = "/ogc/collections/{collection}/items/{id}", tag = "ogc",
    params(
        ("collection" = String, Path, description = "vessels, positions, tracks, alerts or watch-areas"),
        ("id" = String, Path, description = "The feature's id"),
        ("f" = Option<String>, Query, description = "json or html; else by Accept"),
    ),
    responses(
        (status = 200, description = "A Feature with links", content_type = "application/geo+json"),
        (status = 404, description = "There is no such feature", body = Problem, content_type = "application/problem+json"),
    ))]
pub(in crate::http) async fn item(
    State(state): State<ApiState>,
    Path((collection, id)): Path<(String, String)>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let collection = named(&collection)?;
    let html = wants_html(&mut parameters, &caller.accept)?;
    parameters.finish()?;
    let unknown = || Problem::not_found("id", format!("there is no feature {id:?}"));
    let feature = match collection {
        Collection::Alerts => alerts::one(&state, &id, |_any| true).await?,
        Collection::Incidents => alerts::one(&state, &id, alerts::is_incident).await?,
        Collection::WatchAreas => areas::one(&state, &id)?,
        _ => one(&state, collection, &id).await?,
    };
    let mut feature = feature.ok_or_else(unknown)?;
    let at = format!("/ogc/collections/{}", collection.id());
    let own = format!("{at}/items/{}", encoded(&id));
    let links = json!([
        link("self", GEO_JSON, "This feature", &own),
        link("alternate", "text/html", "This feature as HTML", &format!("{own}?f=html")),
        link("collection", "application/json", collection.title(), &at),
    ]);
    feature.as_object_mut().into_iter().for_each(|members| {
        members.insert("links".to_owned(), links.clone());
    });
    Ok(reply(feature, collection.title(), GEO_JSON, &caller, html))
}

/// The answer of `query`.
async fn answered(
    state: &ApiState,
    collection: Collection,
    asked: &Asked,
) -> Result<Features, Problem> {
    let mut pairs = asked.pairs();
    let mut pair = |name: &str, value: String| pairs.push((name.to_owned(), value));
    let kind = match collection {
        Collection::Vessels => {
            pair("limit", asked.limit.to_string());
            if let Some(at) = asked.last_moment() {
                pair("at", at.to_string());
            }
            QuestionKind::Vessels
        }
        Collection::Tracks => {
            pair("limit", TRACK_ROWS.to_owned());
            pair("max_points", TRACK_POINTS.to_owned());
            pairs.extend(asked.times());
            QuestionKind::Tracks
        }
        _ => {
            pair("limit", asked.limit.to_string());
            pairs.extend(asked.times());
            QuestionKind::Positions
        }
    };
    let mut parameters = query::Parameters::new(pairs);
    let mut question = Question::take(kind, None, &mut parameters)?;
    parameters.finish()?;
    if collection == Collection::Tracks {
        question = question.of_contacts_at_most(asked.limit);
    }
    // A moment asks for the picture as it was then, an interval for whoever was heard in it.
    if let Some(from) = asked.from.filter(|_| !asked.is_moment) {
        question = question.heard_since(from);
    }
    let as_ways = question.as_ways();
    let page = ask(state, question).await?;
    let next = page.next.clone();
    Ok((features(state, page, as_ways).await?, next))
}

/// The features of a page, each with an id.
async fn features(state: &ApiState, page: Page, as_ways: bool) -> Result<Vec<Value>, Problem> {
    let encode = move || {
        let mut bytes = Vec::new();
        write(&page, Format::GeoJson, as_ways, &mut bytes)?;
        serde_json::from_slice::<Value>(&bytes).map_err(std::io::Error::from)
    };
    let encoded = state.reading().run(encode).await?;
    let mut collection =
        encoded.map_err(|error| Problem::new(ProblemKind::Defect, error.to_string()))?;
    let features = collection.get_mut("features").map(Value::take);
    let Some(Value::Array(mut features)) = features else { return Ok(Vec::new()) };
    for feature in &mut features {
        name(feature);
        summarise(feature);
    }
    Ok(features)
}

/// Lists beside the points of a track become what tables have room for: when it begins and ends, and
/// how many points it has. `GeoPandas` reads no features with lists.
fn summarise(feature: &mut Value) {
    let Some(Value::Object(properties)) = feature.get_mut("properties") else { return };
    let Some(times) = properties.remove("times") else { return };
    properties.retain(|_name, value| !value.is_array());
    let mut instants = Vec::new();
    flatten(&times, &mut instants);
    properties.insert("from".to_owned(), json!(instants.first()));
    properties.insert("to".to_owned(), json!(instants.last()));
    properties.insert("points".to_owned(), json!(instants.len()));
}

/// The texts of a list, or of a list of lists.
fn flatten<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, texts)),
        Value::String(text) => texts.push(text),
        _ => {}
    }
}

/// One vessel, position or track. A vessel who left the picture is as she was heard last; a track is
/// that of the day up to then.
async fn one(state: &ApiState, collection: Collection, id: &str) -> Result<Option<Value>, Problem> {
    let (contact, time) = parts(id);
    let Ok(subject) = ContactId::asked(contact) else { return Ok(None) };
    let datetime = time.map(|time| ("datetime".to_owned(), time.to_owned()));
    if (collection == Collection::Positions) != time.is_some() {
        return Ok(None);
    }
    let pairs = [("contact".to_owned(), contact.to_owned())].into_iter().chain(datetime);
    let mut parameters = query::Parameters::new(pairs.collect());
    let Ok(mut asked) = Asked::take(collection, &mut parameters) else { return Ok(None) };
    let is_shown = collection == Collection::Vessels && state.snapshot().vessel(subject).is_some();
    if time.is_none() && !is_shown {
        let known = state.read(move |reader| reader.contact(subject)).await?;
        let Some(last) = known.and_then(|known| known.fix) else { return Ok(None) };
        let back = if collection == Collection::Tracks { TRACK_SPAN } else { Duration::ZERO };
        asked.between(last.time.minus(back), last.time);
    }
    let (features, _next) = answered(state, collection, &asked).await?;
    Ok(features.into_iter().find(|feature| feature["id"] == id))
}

fn links(collection: Collection, pairs: &[(String, String)], next: Option<String>) -> Value {
    let at = format!("/ogc/collections/{}", collection.id());
    let own = |form: &str, cursor: Option<&str>| {
        let kept =
            pairs.iter().filter(|(name, _)| name != "f" && (name != "cursor" || cursor.is_none()));
        let kept = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let more = cursor.map(|cursor| format!("cursor={}", encoded(cursor)));
        let query: Vec<String> = kept.chain(more).chain([format!("f={form}")]).collect();
        format!("{at}/items?{}", query.join("&"))
    };
    let mut links = vec![
        link("self", GEO_JSON, "These features", &own("json", None)),
        link("alternate", "text/html", "These features as HTML", &own("html", None)),
        link("collection", "application/json", collection.title(), &at),
    ];
    links.extend(
        next.map(|next| link("next", GEO_JSON, "The next page", &own("json", Some(&next)))),
    );
    Value::Array(links)
}
