use axum::Router;
use axum::handler::Handler;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{self, MethodRouter};

use super::admission::{self, Needs};
use super::api::questions::{company, identity, positions, statistics, stops};
use super::api::{
    alerts, cap, charts, coverage, handover, live, made_areas, officer_acts, officer_reports, past,
    posts, rules, sinks, store, stream, transitions, try_area, vessels, watch_areas, watch_list,
};
use super::hosts::{self, Hosts};
use super::ogc::{documents, items};
use super::problem::{Problem, ProblemKind};
use super::{ApiState, metrics, openapi, operations, pages, security_headers};
use crate::access::Role;

/// Every route as method and path template, for the test that compares it with the document.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().listed.into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// Every route with what it asks of its caller, for the document.
pub(super) fn needs() -> Vec<(Method, &'static str, Needs)> {
    table().listed
}

/// The whole service. What stands last is passed first.
pub(super) fn build(state: ApiState, hosts: Hosts) -> Router {
    table()
        .router
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(state.clone(), admission::identify))
        .layer(from_fn_with_state((state.clone(), hosts), hosts::refuse_strangers))
        .layer(from_fn(security_headers::add))
        .layer(from_fn_with_state(state.clone(), metrics::time_requests))
        .with_state(state)
}

/// Pages that show nothing of the watch, and what probes ask.
const ANYBODY: Needs = Needs::Nothing;
const VIEWER: Needs = Needs::Role(Role::Viewer);
const ADMINISTRATOR: Needs = Needs::Role(Role::Administrator);
const ANALYST: Needs = Needs::Role(Role::Analyst);
const OFFICER: Needs = Needs::Role(Role::Officer);

/// What feeds are sent: the handler asks them who may.
const SENDER: Needs = Needs::Sender;

/// Every route with the role that it needs. A route cannot be put in without one.
fn table() -> Routes {
    Routes::default()
        .get(ANYBODY, "/", pages::watch)
        .get(ANYBODY, "/handover", pages::handover)
        .get(ANYBODY, "/how-alerts-work", pages::how_alerts_work)
        .get(ANYBODY, "/api", pages::reference)
        .get(ANYBODY, "/assets/{file}", pages::asset)
        .get(ANYBODY, "/api/openapi.json", openapi::json)
        .get(ANYBODY, "/livez", operations::livez)
        .get(ANYBODY, "/readyz", operations::readyz)
        .get(ANYBODY, "/api/v1/session", admission::show)
        .post(ANYBODY, "/api/v1/session", admission::begin)
        .delete(ANYBODY, "/api/v1/session", admission::end)
        .get(VIEWER, "/metrics", operations::metrics)
        .get(VIEWER, "/api/v1/alerts", alerts::list)
        .post(OFFICER, "/api/v1/alerts", officer_reports::create)
        .get(VIEWER, "/api/v1/alerts/stream", stream::stream)
        .get(VIEWER, "/api/v1/alerts/transitions", transitions::list)
        .get(VIEWER, "/api/v1/alerts/standing", transitions::standing)
        .get(VIEWER, "/api/v1/alerts/{id}", alerts::one)
        .get(VIEWER, "/api/v1/alerts/{id}/history", alerts::history)
        .post(OFFICER, "/api/v1/alerts/{id}/acknowledge", officer_acts::acknowledge)
        .post(OFFICER, "/api/v1/alerts/{id}/silence", officer_acts::silence)
        .post(OFFICER, "/api/v1/alerts/{id}/snooze", officer_acts::snooze)
        .post(OFFICER, "/api/v1/alerts/{id}/note", officer_acts::note)
        .post(OFFICER, "/api/v1/alerts/{id}/assign", officer_acts::assign)
        .post(OFFICER, "/api/v1/alerts/{id}/disposition", officer_acts::disposition)
        .post(OFFICER, "/api/v1/alerts/{id}/close", officer_acts::close)
        .get(VIEWER, "/cap", cap::feed)
        .get(VIEWER, "/cap/{identifier}", cap::message)
        .get(VIEWER, "/api/v1/live", live::live)
        .get(VIEWER, "/api/v1/live/past", past::past)
        .get(ANYBODY, "/ogc", documents::landing)
        .get(ANYBODY, "/ogc/conformance", documents::conformance)
        .get(ANYBODY, "/ogc/api", documents::api)
        .get(ANYBODY, "/ogc/collections", documents::collections)
        .get(ANYBODY, "/ogc/collections/{collection}", documents::collection)
        .get(ANYBODY, "/ogc/collections/{collection}/queryables", documents::queryables)
        .get(ANALYST, "/ogc/collections/{collection}/items", items::items)
        .get(ANALYST, "/ogc/collections/{collection}/items/{id}", items::item)
        .get(VIEWER, "/api/v1/sinks", sinks::list)
        .get(ADMINISTRATOR, "/api/v1/sinks/{name}/dead-letters", sinks::dead_letters)
        .post(ADMINISTRATOR, "/api/v1/sinks/{name}/dead-letters/resend", sinks::resend)
        .post(SENDER, "/api/v1/feeds/{name}", posts::post)
        .get(VIEWER, "/api/v1/vessels", vessels::list)
        .get(VIEWER, "/api/v1/vessels/{contact}", vessels::one)
        .get(VIEWER, "/api/v1/vessels/{contact}/track", positions::track)
        .get(ANALYST, "/api/v1/vessels/{contact}/stops", stops::stops)
        .get(ANALYST, "/api/v1/vessels/{contact}/encounters", company::encounters)
        .get(ANALYST, "/api/v1/tracks", positions::tracks)
        .get(ANALYST, "/api/v1/positions", positions::positions)
        .get(ANALYST, "/api/v1/near", company::near)
        .get(ANALYST, "/api/v1/statistics", statistics::statistics)
        .get(VIEWER, "/api/v1/search", identity::search)
        .get(VIEWER, "/api/v1/vessels/{contact}/history", identity::history)
        .post(ADMINISTRATOR, "/api/v1/store/backup", store::backup)
        .get(VIEWER, "/api/v1/watch-areas", watch_areas::list)
        .post(OFFICER, "/api/v1/watch-areas", made_areas::create)
        .get(VIEWER, "/api/v1/watch-areas/{id}", watch_areas::one)
        .put(OFFICER, "/api/v1/watch-areas/{id}", made_areas::replace)
        .delete(OFFICER, "/api/v1/watch-areas/{id}", made_areas::delete)
        .post(OFFICER, "/api/v1/watch-areas/{id}/security-level", watch_areas::set_security_level)
        .post(ANALYST, "/api/v1/watch-areas/try", try_area::run)
        .get(VIEWER, "/api/v1/rules", rules::list)
        .get(VIEWER, "/api/v1/handover", handover::show)
        .get(VIEWER, "/api/v1/coverage", coverage::list)
        .get(VIEWER, "/api/v1/charts", charts::list)
        .get(VIEWER, "/api/v1/charts/{file}", charts::one)
        .get(VIEWER, "/api/v1/watch-list", watch_list::list)
        .put(OFFICER, "/api/v1/watch-list/{contact}", watch_list::put)
        .delete(OFFICER, "/api/v1/watch-list/{contact}", watch_list::delete)
}

/// A router that remembers what was put into it.
#[derive(Default)]
struct Routes {
    router: Router<ApiState>,
    listed: Vec<(Method, &'static str, Needs)>,
}

impl Routes {
    fn get<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.add(Method::GET, needs, path, routing::get(handler))
    }

    fn post<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.add(Method::POST, needs, path, routing::post(handler))
    }

    fn delete<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.add(Method::DELETE, needs, path, routing::delete(handler))
    }

    /// Puts a handler behind its guard.
    fn add(
        mut self,
        method: Method,
        needs: Needs,
        path: &'static str,
        handler: MethodRouter<ApiState>,
    ) -> Self {
        self.listed.push((method, path, needs));
        let guarded = handler
            .route_layer(from_fn(move |request, next| admission::admit(needs, request, next)));
        self.router = self.router.route(path, guarded);
        self
    }

    fn put<H, T>(self, needs: Needs, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.add(Method::PUT, needs, path, routing::put(handler))
    }
}

/// `OWSLib` asks for `/ogc/` however it is given the address.
async fn unknown_path(uri: Uri) -> Result<Redirect, Problem> {
    let known = uri.path().strip_suffix('/').filter(|path| path.starts_with("/ogc"));
    if let Some(path) = known {
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        return Ok(Redirect::permanent(&format!("{path}{query}")));
    }
    let detail = format!("there is nothing at {}; /api lists what there is", uri.path());
    Err(Problem::not_found("path", detail))
}

async fn wrong_method(method: Method, uri: Uri) -> Problem {
    let detail = format!("{method} cannot be done to {}; /api says what can", uri.path());
    Problem::new(ProblemKind::MethodNotAllowed, detail).of("method")
}
