use axum::handler::Handler;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Router, routing};

use super::api::questions::{company, identity, positions, statistics, stops};
use super::api::{
    alerts, coverage, handover, live, made_areas, officer_acts, officer_reports, past, rules,
    stream, transitions, try_area, vessels, watch_areas, watch_list,
};
use super::hosts::{self, Hosts};
use super::problem::{Problem, ProblemKind};
use super::{ApiState, metrics, openapi, operations, pages, security_headers};

/// Every route as method and path template, for the test that compares it with the document.
pub fn routes() -> Vec<(Method, &'static str)> {
    table().listed
}

/// The whole service. What stands last is passed first.
pub(super) fn build(state: ApiState, hosts: Hosts) -> Router {
    table()
        .router
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state((state.clone(), hosts), hosts::refuse_strangers))
        .layer(from_fn(security_headers::add))
        .layer(from_fn_with_state(state.clone(), metrics::time_requests))
        .with_state(state)
}

fn table() -> Routes {
    Routes::default()
        .get("/", pages::watch)
        .get("/handover", pages::handover)
        .get("/how-alerts-work", pages::how_alerts_work)
        .get("/api", pages::reference)
        .get("/assets/{file}", pages::asset)
        .get("/api/openapi.json", openapi::json)
        .get("/livez", operations::livez)
        .get("/readyz", operations::readyz)
        .get("/metrics", operations::metrics)
        .get("/api/v1/alerts", alerts::list)
        .post("/api/v1/alerts", officer_reports::create)
        .get("/api/v1/alerts/stream", stream::stream)
        .get("/api/v1/alerts/transitions", transitions::list)
        .get("/api/v1/alerts/{id}", alerts::one)
        .get("/api/v1/alerts/{id}/history", alerts::history)
        .post("/api/v1/alerts/{id}/acknowledge", officer_acts::acknowledge)
        .post("/api/v1/alerts/{id}/silence", officer_acts::silence)
        .post("/api/v1/alerts/{id}/snooze", officer_acts::snooze)
        .post("/api/v1/alerts/{id}/note", officer_acts::note)
        .post("/api/v1/alerts/{id}/assign", officer_acts::assign)
        .post("/api/v1/alerts/{id}/disposition", officer_acts::disposition)
        .post("/api/v1/alerts/{id}/close", officer_acts::close)
        .get("/api/v1/live", live::live)
        .get("/api/v1/live/past", past::past)
        .get("/api/v1/vessels", vessels::list)
        .get("/api/v1/vessels/{contact}", vessels::one)
        .get("/api/v1/vessels/{contact}/track", positions::track)
        .get("/api/v1/vessels/{contact}/stops", stops::stops)
        .get("/api/v1/vessels/{contact}/encounters", company::encounters)
        .get("/api/v1/tracks", positions::tracks)
        .get("/api/v1/positions", positions::positions)
        .get("/api/v1/near", company::near)
        .get("/api/v1/statistics", statistics::statistics)
        .get("/api/v1/search", identity::search)
        .get("/api/v1/watch-areas", watch_areas::list)
        .post("/api/v1/watch-areas", made_areas::create)
        .get("/api/v1/watch-areas/{id}", watch_areas::one)
        .put("/api/v1/watch-areas/{id}", made_areas::replace)
        .delete("/api/v1/watch-areas/{id}", made_areas::delete)
        .post("/api/v1/watch-areas/{id}/security-level", watch_areas::set_security_level)
        .post("/api/v1/watch-areas/try", try_area::run)
        .get("/api/v1/rules", rules::list)
        .get("/api/v1/handover", handover::show)
        .get("/api/v1/coverage", coverage::list)
        .get("/api/v1/watch-list", watch_list::list)
        .put("/api/v1/watch-list/{contact}", watch_list::put)
        .delete("/api/v1/watch-list/{contact}", watch_list::delete)
}

/// A router that remembers what was put into it.
#[derive(Default)]
struct Routes {
    router: Router<ApiState>,
    listed: Vec<(Method, &'static str)>,
}

impl Routes {
    fn get<H: Handler<T, ApiState>, T: 'static>(mut self, path: &'static str, handler: H) -> Self {
        self.listed.push((Method::GET, path));
        self.router = self.router.route(path, routing::get(handler));
        self
    }

    fn post<H: Handler<T, ApiState>, T: 'static>(mut self, path: &'static str, handler: H) -> Self {
        self.listed.push((Method::POST, path));
        self.router = self.router.route(path, routing::post(handler));
        self
    }

    fn put<H: Handler<T, ApiState>, T: 'static>(mut self, path: &'static str, handler: H) -> Self {
        self.listed.push((Method::PUT, path));
        self.router = self.router.route(path, routing::put(handler));
        self
    }

    fn delete<H: Handler<T, ApiState>, T: 'static>(
        mut self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.listed.push((Method::DELETE, path));
        self.router = self.router.route(path, routing::delete(handler));
        self
    }
}

async fn unknown_path(uri: Uri) -> Problem {
    let detail = format!("there is nothing at {}; /api lists what there is", uri.path());
    Problem::not_found("path", detail)
}

async fn wrong_method(method: Method, uri: Uri) -> Problem {
    let detail = format!("{method} cannot be done to {}; /api says what can", uri.path());
    Problem::new(ProblemKind::MethodNotAllowed, detail).of("method")
}
