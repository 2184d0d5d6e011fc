use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};

use super::body;
use crate::clock;
use crate::domain::ContactId;
use crate::http::ApiState;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::reading::unreadable;
use crate::query::{
    AreaOfInterest, BadParameter, Budget, Format, Page, QueryError, Question, QuestionKind, Sources,
};

/// Says that there is more than the limit let through, for formats that have no room for it.
const TRUNCATED: HeaderName = HeaderName::from_static("picket-truncated");
/// The limit that applied.
const ROW_LIMIT: HeaderName = HeaderName::from_static("picket-row-limit");

/// A question is given so much longer than its budget to notice that it is over.
const NOTICE: Duration = Duration::from_secs(5);

/// What a question is asked with.
pub(in crate::http) struct Asking {
    uri: Uri,
    accept: String,
    parameters: Parameters,
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        let accept = accept.unwrap_or_default().to_owned();
        let parameters = Parameters::from_request_parts(parts, state).await?;
        Ok(Self { uri: parts.uri.clone(), accept, parameters })
    }
}

impl Asking {
    /// Whether plain JSON is asked for, which is not one of the formats: by `f=json`, or by no `f`.
    pub(in crate::http) fn is_json(&mut self) -> Result<bool, Problem> {
        let format = self.parameters.pairs().iter().find(|(name, _)| name == "f");
        if format.is_some_and(|(_, format)| format != "json") {
            return Ok(false);
        }
        self.parameters.text("f")?;
        Ok(true)
    }

    /// The page that is asked for, to be said in a form of its own.
    pub(in crate::http) async fn into_page(
        self,
        state: &ApiState,
        kind: QuestionKind,
    ) -> Result<Page, Problem> {
        let question = question(kind, None, self.parameters)?;
        ask(state, question).await
    }
}

/// Reads a question. A name that nobody knows is told before one that is missing: it may be what is
/// meant.
fn question(
    kind: QuestionKind,
    subject: Option<ContactId>,
    mut parameters: Parameters,
) -> Result<Question, Problem> {
    let question = Question::take(kind, subject, &mut parameters);
    if let Err(bad) = &question
        && !matches!(bad, BadParameter::Missing { .. })
    {
        return Err(bad.clone().into());
    }
    parameters.finish()?;
    Ok(question?)
}

/// Answers a question in the format that is asked for.
pub(in crate::http) async fn answer(
    state: &ApiState,
    kind: QuestionKind,
    subject: Option<ContactId>,
    asking: Asking,
) -> Result<Response, Problem> {
    let Asking { uri, accept, mut parameters } = asking;
    let pairs = parameters.pairs().to_vec();
    let format = parameters.take("f", Format::parse)?;
    let question = question(kind, subject, parameters)?;
    let format = format.unwrap_or_else(|| Format::preferred(&accept));
    let as_ways = question.as_ways();
    let written = move |page: Page| {
        let short = body::short(&page, format, as_ways);
        (page, short)
    };
    let (page, short) = ask_and(state, question, written).await?;
    if !format.suits(&page.schema) {
        let detail = format!("{} cannot be had as {}", page.schema.name, format.as_str());
        return Err(Problem::invalid("f", detail));
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::VARY, HeaderValue::from_static("accept")),
        (TRUNCATED, HeaderValue::from_static(if page.truncated { "true" } else { "false" })),
        (ROW_LIMIT, HeaderValue::from(page.asked.limit)),
    ];
    let next = link(uri.path(), &pairs, &page, format);
    let body = if let Some(whole) = short {
        whole.into()
    } else {
        let place = state.reading().sending().await?;
        body::stream(page, format, as_ways, place).await
    };
    let mut response = (headers, body).into_response();
    if let Some(next) = next {
        response.headers_mut().insert(header::LINK, next);
    }
    Ok(response)
}

/// Has a question answered, within its budget and as long as somebody waits.
pub(in crate::http) async fn ask(state: &ApiState, question: Question) -> Result<Page, Problem> {
    ask_and(state, question, |page| page).await
}

/// The same, with something short that is to be made of the answer where it was found.
async fn ask_and<T: Send + 'static>(
    state: &ApiState,
    question: Question,
    then: impl FnOnce(Page) -> T + Send + 'static,
) -> Result<T, Problem> {
    let sources = sources(state);
    let span = state.config.query_budget;
    let waiting = Waiting::default();
    let outcomes = state.metrics().questions.clone();
    let gone = Arc::clone(&waiting.0);
    let answer = move || {
        // From here on: the wait for a turn is bounded by itself.
        let start = clock::monotonic_now();
        let over = move || clock::monotonic_now().duration_since(start) > span;
        let answered = question.answer(&sources, &Budget::new(over, gone));
        outcomes.with_label_values(&[outcome(&answered)]).inc();
        answered.map(then)
    };
    let answered = state.reading().run_within(span + NOTICE, answer).await;
    drop(waiting);
    answered?.map_err(problem)
}

/// How a question ended, as it is counted.
const fn outcome(answered: &Result<Page, QueryError>) -> &'static str {
    match answered {
        Ok(_) => "answered",
        Err(
            QueryError::Parameter(_)
            | QueryError::Unknown(_)
            | QueryError::NoArea(_)
            | QueryError::TooLong { .. },
        ) => "refused",
        Err(QueryError::TimeUp { .. }) => "over_budget",
        Err(QueryError::Gone) => "client_gone",
        Err(QueryError::Store(_)) => "failed",
    }
}

/// What questions are asked of.
pub(in crate::http) fn sources(state: &ApiState) -> Sources {
    let areas = state.clone();
    let areas = move || {
        let of = |loaded: &crate::config::LoadedArea| AreaOfInterest {
            id: loaded.area.id.to_string(),
            kind: loaded.area.kind.as_str(),
            shape: loaded.area.shape.clone(),
        };
        areas.areas().iter().map(of).collect()
    };
    Sources {
        reader: state.reader.clone(),
        picture: state.snapshot(),
        areas: Arc::new(areas),
        now: clock::utc_now(),
    }
}

/// Tells a question when its request is dropped, which happens when the client goes.
#[derive(Default)]
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn problem(error: QueryError) -> Problem {
    let detail = error.to_string();
    match error {
        QueryError::Parameter(bad) => bad.into(),
        QueryError::Store(error) => unreadable(&error),
        QueryError::Unknown(_) => Problem::not_found("contact", detail),
        QueryError::NoArea(_) => Problem::not_found("area", detail),
        QueryError::TooLong { .. } => Problem::invalid("from", detail),
        QueryError::TimeUp { .. } => Problem::new(ProblemKind::QueryBudget, detail).of("from"),
        QueryError::Gone => Problem::new(ProblemKind::Busy, detail),
    }
}

/// Where the next page is (RFC 8288): the same question, with the times that applied.
fn link(
    path: &str,
    pairs: &[(String, String)],
    page: &Page,
    format: Format,
) -> Option<HeaderValue> {
    let next = page.next.as_ref()?;
    let kept =
        pairs.iter().filter(|(name, _)| !["cursor", "from", "to", "f"].contains(&name.as_str()));
    let mut query: Vec<String> =
        kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    for (name, time) in [("from", page.asked.from), ("to", page.asked.to)] {
        query.extend(time.map(|time| format!("{name}={time}")));
    }
    query.push(format!("f={}", format.as_str()));
    query.push(format!("cursor={}", encoded(next)));
    HeaderValue::try_from(format!("<{path}?{}>; rel=\"next\"", query.join("&"))).ok()
}

/// Percent-encoded as part of a query (RFC 3986).
pub(in crate::http) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@,".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes every write");
        }
    }
    encoded
}
