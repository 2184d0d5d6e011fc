use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};
use tracing::field::Empty;
use tracing::{Instrument, trace_span};

use super::ApiState;
use crate::clock;
use crate::telemetry::SPANS;

/// What HTTP counts of itself.
#[derive(Debug)]
pub(super) struct HttpMetrics {
    requests: HistogramVec,
    stream_clients: IntGauge,
    live_clients: IntGauge,
    pub(super) live_dropped: IntCounter,
    pub(super) live_bytes: IntCounter,
    pub(super) live_step: Histogram,
    pub(super) trial: Histogram,
    /// Questions about history by `outcome`.
    pub(super) questions: IntCounterVec,
    connections: ConnectionMeters,
}

impl HttpMetrics {
    pub(super) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let opts = HistogramOpts::new(
            "http_request_duration_seconds",
            "Time from a request's head to its answer's head, by route and class of status.",
        )
        .buckets(vec![0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0]);
        let requests = HistogramVec::new(opts, &["route", "status"])?;
        let stream_clients = IntGauge::with_opts(Opts::new(
            "stream_clients",
            "Clients that follow the alert stream now.",
        ))?;
        let live_clients = IntGauge::with_opts(Opts::new(
            "live_clients",
            "Consoles that follow the live picture now.",
        ))?;
        let live_dropped = IntCounter::with_opts(Opts::new(
            "live_dropped_clients_total",
            "Consoles let go because they took the live picture too slowly.",
        ))?;
        let live_bytes = IntCounter::with_opts(Opts::new(
            "live_sent_bytes_total",
            "Bytes of the live picture sent to consoles.",
        ))?;
        let live_step = Histogram::with_opts(
            HistogramOpts::new(
                "live_step_duration_seconds",
                "Time to find out and encode what is new in the picture for one console.",
            )
            .buckets(vec![0.000_1, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5]),
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(stream_clients.clone()))?;
        registry.register(Box::new(live_clients.clone()))?;
        registry.register(Box::new(live_dropped.clone()))?;
        registry.register(Box::new(live_bytes.clone()))?;
        let trial = Histogram::with_opts(
            HistogramOpts::new(
                "area_trial_duration_seconds",
                "Time to try a watch area on stored positions.",
            )
            .buckets(vec![0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0]),
        )?;
        registry.register(Box::new(trial.clone()))?;
        registry.register(Box::new(live_step.clone()))?;
        let questions = IntCounterVec::new(
            Opts::new(
                "questions_total",
                "Questions about history by outcome: answered, refused, over_budget (it took longer \
                 than query_budget), client_gone (nobody waited any more) or failed.",
            ),
            &["outcome"],
        )?;
        registry.register(Box::new(questions.clone()))?;
        let connections = ConnectionMeters::register(registry)?;
        Ok(Self {
            requests,
            stream_clients,
            live_clients,
            live_dropped,
            live_bytes,
            live_step,
            trial,
            questions,
            connections,
        })
    }

    /// One more console, until the guard is dropped.
    pub(super) fn live_client(&self) -> StreamClient {
        self.live_clients.inc();
        StreamClient(self.live_clients.clone())
    }

    /// Those of connections.
    pub(super) const fn connections(&self) -> &ConnectionMeters {
        &self.connections
    }

    /// One more stream, until the guard is dropped.
    pub(super) fn stream_client(&self) -> StreamClient {
        self.stream_clients.inc();
        StreamClient(self.stream_clients.clone())
    }
}

/// Connections that were closed without being asked to.
#[derive(Clone, Debug)]
pub(super) struct ConnectionMeters {
    /// At once, because their address had all it may have.
    pub(super) refused: IntCounter,
    timed_out: IntCounterVec,
}

/// What a peer was waited for when its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitedFor {
    /// That TLS is agreed on.
    Handshake,
    /// The beginning of a request.
    Asking,
    /// The end of a request, or our answer to it.
    Request,
    /// That the peer takes what it asked for.
    Taking,
}

impl ConnectionMeters {
    fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let refused = IntCounter::with_opts(Opts::new(
            "http_connections_refused_total",
            "Connections closed at once because their address had as many as it may have.",
        ))?;
        let timed_out = IntCounterVec::new(
            Opts::new(
                "http_connections_timed_out_total",
                "Connections closed because the other side was waited for too long, by what for.",
            ),
            &["waited_for"],
        )?;
        registry.register(Box::new(refused.clone()))?;
        registry.register(Box::new(timed_out.clone()))?;
        let meters = Self { refused, timed_out };
        for each in [WaitedFor::Handshake, WaitedFor::Asking, WaitedFor::Request, WaitedFor::Taking]
        {
            meters.counter(each);
        }
        Ok(meters)
    }

    /// One whose time was over.
    pub(super) fn timed_out(&self, waited_for: WaitedFor) {
        self.counter(waited_for).inc();
    }

    fn counter(&self, waited_for: WaitedFor) -> IntCounter {
        let label = match waited_for {
            WaitedFor::Handshake => "handshake",
            WaitedFor::Asking => "asking",
            WaitedFor::Request => "request",
            WaitedFor::Taking => "taking",
        };
        self.timed_out.with_label_values(&[label])
    }
}

/// A client of the stream, counted while it lives.
#[derive(Debug)]
pub(super) struct StreamClient(IntGauge);

impl Drop for StreamClient {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Times every request. The route is its template, never the path as asked for: the set of label
/// values stays closed.
pub(super) async fn time_requests(
    State(state): State<ApiState>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let began = clock::monotonic_now();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let span = trace_span!(
        target: SPANS, "http",
        otel.name = format_args!("{} {route}", request.method()), otel.kind = "server",
        http.request.method = %request.method(), http.route = route,
        http.response.status_code = Empty,
    );
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    let seconds = clock::monotonic_now().duration_since(began).as_secs_f64();
    let labels = [route, class(response.status())];
    state.metrics().requests.with_label_values(&labels).observe(seconds);
    response
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
