//! A service of the test's own: HTTP over a real store in a folder that goes away, an engine that
//! answers as the test says.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use picket::access::AccessList;
use picket::alert::{Act, Alert, Transition};
use picket::config::{self, AccessConfig, HttpConfig, StoreConfig};
use picket::engine::EngineSettings;
use picket::http::{self, ActReply, ActRequest, ApiParts, ApiState, Audit};
use picket::net::Postboxes;
use picket::picture::TrackUpdate;
use picket::publish::Sinks;
use picket::query::{AlertBoard, Live, Snapshot};
use picket::store::row::AlertRow;
use picket::store::{Batch, Store};
use picket::telemetry::{Health, Phase, StoreHealth, new_registry};
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot, watch};

use super::samples;

/// Long enough for a loaded machine, short enough for a hung test.
const PATIENCE: Duration = Duration::from_secs(20);

/// Transitions that a follower may be behind.
const LAG_MAX: usize = 16;

pub(crate) const STREAMS_MAX: usize = 2;
pub(crate) const LIVE_CLIENTS_MAX: usize = 2;

/// Wrong credentials of one address in a minute.
pub(crate) const FAILURES_MAX: usize = 3;

pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) health: Arc<Health>,
    /// Where the test puts up feeds that take posts.
    pub(crate) postboxes: Postboxes,
    /// Acts as they reached the engine.
    pub(crate) acts: Receiver<Act>,
    /// Alerts that were brought along from the log.
    pub(crate) past: Receiver<Alert>,
    /// What the engine answers to the next act.
    pub(crate) replies: Sender<ActReply>,
    store: Store,
    board: Arc<AlertBoard>,
    live: Live,
    picture: watch::Sender<Arc<Snapshot>>,
    pub(crate) access: watch::Sender<Option<Arc<AccessList>>>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
    runtime: Runtime,
    pub(crate) folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e} in {}", self.text))
    }
}

impl Service {
    /// One where nobody has to say who they are.
    pub(crate) fn start() -> Self {
        Self::guarded(None)
    }

    /// One for those on a list.
    pub(crate) fn guarded(list: Option<AccessList>) -> Self {
        Self::with(list, Duration::from_secs(10))
    }

    /// One where a question may take so long.
    pub(crate) fn with_budget(query_budget: Duration) -> Self {
        Self::with(None, query_budget)
    }

    fn with(list: Option<AccessList>, query_budget: Duration) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store =
            Store::open(&StoreConfig { cache_bytes: 8 << 20, ..StoreConfig::at(folder.path()) });
        let store = store.expect("a store");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let live = Live::default();
        let board = Arc::new(AlertBoard::new(Vec::new(), LAG_MAX));
        let (picture, seen) = watch::channel(Arc::new(Snapshot::default()));
        let (_levels, levels) = watch::channel(Arc::new(BTreeMap::new()));
        let (_areas, areas) = watch::channel(Arc::from([samples::area()]));
        let (_watch_list, watch_list) = watch::channel(Arc::new(BTreeMap::new()));
        let (acts, engine) = mpsc::channel(4);
        let list = list.map(Arc::new);
        let (access_list, access) = watch::channel(list.clone());
        let registry = Arc::new(new_registry().expect("a registry"));
        let audit = Audit::open(Some(folder.path()), &registry).expect("a trail");
        let admission = AccessConfig {
            path: None,
            list,
            session: Duration::from_hours(1),
            failures_per_minute_max: FAILURES_MAX,
        };
        let health = Arc::new(Health::new(["north".parse().expect("a feed name")]));
        health.set_phase(Phase::Ready);
        let postboxes = Postboxes::default();
        let state = ApiState::new(ApiParts {
            config: HttpConfig {
                listen: ([127, 0, 0, 1], 0).into(),
                hosts: vec!["watch.example.org".to_owned()],
                streams_max: STREAMS_MAX,
                live_clients_max: LIVE_CLIENTS_MAX,
                query_budget,
                streams_per_client_max: STREAMS_MAX,
                connections_max: 64,
                connections_per_client_max: 64,
                charts: Some(folder.path().join("charts")),
                tls: None,
            },
            reader: store.reader(),
            alerts: Arc::clone(&board),
            picture: seen,
            health: Arc::clone(&health),
            feed_silence: Duration::from_mins(1),
            postboxes: postboxes.clone(),
            registry,
            areas,
            watch_list,
            coverage: live.coverage(),
            engine: watch::channel(Arc::new(settings())).1,
            levels,
            acts,
            access,
            admission,
            tls: None,
            audit,
            sinks: Sinks::default(),
        })
        .expect("a state");
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let served = runtime.spawn(http::serve(listener, state, async {
            stopped.await.unwrap_or_default();
        }));
        let (replies, acts, past) = answering(&runtime, engine);
        Self {
            address,
            health,
            acts,
            past,
            replies,
            postboxes,
            store,
            board,
            live,
            picture,
            access: access_list,
            stop: Some(stop),
            served: Some(served),
            runtime,
            folder,
        }
    }

    /// Shows transitions that the store could not take.
    pub(crate) fn publish_unstored(&self, transitions: &[Transition]) {
        let problem = "the disk is full".to_owned();
        self.health.set_store(StoreHealth::Degraded { problem });
        self.board.publish(transitions.iter().map(AlertRow::from).collect());
    }

    /// Commits transitions, then shows them, as the daemon does.
    pub(crate) fn publish(&mut self, transitions: Vec<Transition>) {
        let rows = transitions.iter().map(AlertRow::from).collect();
        self.store.commit(&Batch { transitions, ..Batch::default() }).expect("committed");
        self.board.publish(rows);
    }

    /// Commits changes of the picture and shows them.
    pub(crate) fn show(&mut self, updates: Vec<TrackUpdate>) {
        for update in &updates {
            self.live.apply(update);
        }
        self.store.commit(&Batch { updates, ..Batch::default() }).expect("committed");
        self.picture.send_replace(self.live.publish());
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// The body of an answer that is no text.
    pub(crate) fn get_bytes(&self, path: &str) -> Vec<u8> {
        let mut response = agent().get(self.url(path)).call().expect("an answer");
        assert_eq!(response.status(), 200);
        response.body_mut().read_to_vec().expect("a body")
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.call())
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.post_with(path, body, &[("Content-Type", "application/json")])
    }

    pub(crate) fn post_with(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(body))
    }

    /// The status of an answer whose body may never end.
    pub(crate) fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        let mut socket = TcpStream::connect(self.address).expect("connected");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        write!(
            socket,
            "{head}Content-Type: application/json\r\nContent-Length: 2\r\n{headers}\r\n{{}}"
        )
        .expect("asked");
        Stream { lines: BufReader::new(socket) }.status()
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        answer(agent().delete(self.url(path)).call())
    }

    pub(crate) fn delete_with(&self, path: &str, body: &str) -> Answer {
        let request = agent().delete(self.url(path)).force_send_body();
        answer(request.header("Content-Type", "application/json").send(body))
    }

    pub(crate) fn put(&self, path: &str, body: &str) -> Answer {
        let request = agent().put(self.url(path)).header("Content-Type", "application/json");
        answer(request.send(body))
    }

    pub(crate) fn put_plain(&self, path: &str, body: &str) -> Answer {
        answer(agent().put(self.url(path)).header("Content-Type", "text/plain").send(body))
    }

    /// Follows the alert stream.
    pub(crate) fn follow(&self, query: &str, last_event_id: Option<u64>) -> Stream {
        let mut socket = TcpStream::connect(self.address).expect("connected");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let resume = last_event_id.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        write!(
            socket,
            "GET /api/v1/alerts/stream{query} HTTP/1.1\r\nHost: {}\r\n{resume}\r\n",
            self.address
        )
        .expect("asked");
        Stream { lines: BufReader::new(socket) }
    }

    /// Stops, and says whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        drop(self.stop.take());
        let served = self.served.take().expect("it runs");
        let ended = async { tokio::time::timeout(PATIENCE, served).await };
        matches!(self.runtime.block_on(ended), Ok(Ok(Ok(()))))
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// The core's settings where nobody says otherwise.
fn settings() -> EngineSettings {
    config::load(&config::Options::default(), []).expect("the defaults").engine
}

/// An engine that hands on every act and answers what it was told to.
fn answering(
    runtime: &Runtime,
    mut engine: mpsc::Receiver<ActRequest>,
) -> (Sender<ActReply>, Receiver<Act>, Receiver<Alert>) {
    let (replies, next_reply) = channel();
    let (brought, past) = channel();
    let (acts, seen) = channel();
    runtime.spawn(async move {
        while let Some(ActRequest { act, past, reply }) = engine.recv().await {
            acts.send(act).unwrap_or_default();
            if let Some(past) = past {
                brought.send(*past).unwrap_or_default();
            }
            if let Ok(next) = next_reply.try_recv() {
                reply.send(next).unwrap_or_default();
            }
        }
    });
    (replies, seen, past)
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = result.expect("an answer");
    let media_type = response.headers().get("content-type");
    let media_type = media_type.and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    Answer {
        status: response.status().as_u16(),
        media_type,
        headers: response.headers().clone(),
        text: response.body_mut().read_to_string().expect("text"),
    }
}

/// An event stream, event by event.
pub(crate) struct Stream {
    lines: BufReader<TcpStream>,
}

/// One event.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<u64>,
    pub(crate) data: Value,
}

impl Stream {
    /// The status line's code.
    pub(crate) fn status(&mut self) -> u16 {
        let line = self.line().expect("a status line");
        line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status")
    }

    /// The next event; `None` at the end.
    pub(crate) fn event(&mut self) -> Option<Event> {
        let (mut name, mut id) = (String::new(), None);
        loop {
            let line = self.line()?;
            if let Some(value) = line.strip_prefix("event: ") {
                value.clone_into(&mut name);
            } else if let Some(value) = line.strip_prefix("id: ") {
                id = value.parse().ok();
            } else if let Some(value) = line.strip_prefix("data: ") {
                self.fields_after(&mut name, &mut id);
                let data = serde_json::from_str(value).expect("JSON");
                return Some(Event { name, id, data });
            }
        }
    }

    /// What stands behind the data, up to the empty line that ends the event.
    fn fields_after(&mut self, name: &mut String, id: &mut Option<u64>) {
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            if let Some(value) = line.strip_prefix("id: ") {
                *id = value.parse().ok();
            } else if let Some(value) = line.strip_prefix("event: ") {
                value.clone_into(name);
            }
        }
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.lines.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
            Err(error) => panic!("the stream said nothing for {PATIENCE:?}: {error}"),
        }
    }
}
