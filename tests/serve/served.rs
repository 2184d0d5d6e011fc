//! A `picket serve` of its own for one test.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;
use serde_json::Value;

const PICKET: &str = env!("CARGO_BIN_EXE_picket");
/// Nothing here takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A configuration with one feed of each listening kind on ports that the system chooses.
pub(crate) const LISTENERS: &str = r#"
[http]
listen = "127.0.0.1:0"
[store]
path = "data"
[log]
format = "json"
[[feed]]
name = "tcp-in"
kind = "tcp-listen"
address = "127.0.0.1:0"
connections_max = 2
[[feed]]
name = "udp-in"
kind = "udp"
address = "127.0.0.1:0"
"#;

/// A running daemon; killed when dropped.
pub(crate) struct Served {
    pub(crate) child: Child,
    logs: Receiver<String>,
    seen: Vec<Value>,
    pub(crate) http: String,
}

impl Served {
    /// Starts a daemon in a folder and waits until it says where to look.
    pub(crate) fn start(folder: &Path, configuration: &str) -> Self {
        let mut child = spawn(folder, configuration);
        let stdout = child.stdout.take().expect("its output");
        let stderr = child.stderr.take().expect("its logs");
        let logs = lines_of(stderr);
        let said = lines_of(stdout);
        let line = said.recv_timeout(PATIENCE).expect("a line that says where to look");
        let start = line.find("http://").expect("an address");
        let http = line[start..].trim_end_matches('/').to_owned();
        Self { child, logs, seen: Vec::new(), http }
    }

    /// Where a feed listens.
    pub(crate) fn address_of(&mut self, feed: &str) -> SocketAddr {
        let until = monotonic_now() + PATIENCE;
        loop {
            let found = |log: &&Value| log["message"] == "listening" && log["feed"] == feed;
            let found = self.seen.iter().find(found);
            if let Some(address) = found.and_then(|log| log["address"].as_str()) {
                return address.parse().expect("an address");
            }
            match self.logs.recv_timeout(until.saturating_duration_since(monotonic_now())) {
                Ok(line) => self.seen.push(log_line(line)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{feed} was never said to listen: {:?}", self.seen)
                }
            }
        }
    }

    /// Everything that it has logged so far; what is no JSON is a text.
    pub(crate) fn logged(&mut self) -> &[Value] {
        self.seen.extend(self.logs.try_iter().map(log_line));
        &self.seen
    }

    /// It has not come to a panic so far.
    pub(crate) fn has_not_panicked(&mut self) {
        let is_panic = |line: &&Value| line.as_str().is_some_and(|text| text.contains("panicked"));
        let panic = self.logged().iter().find(is_panic);
        assert!(panic.is_none(), "{panic:?}");
    }

    pub(crate) fn tcp(&mut self, feed: &str) -> TcpStream {
        let stream = TcpStream::connect(self.address_of(feed)).expect("connected");
        stream.set_nodelay(true).expect("without delay");
        stream
    }

    pub(crate) fn send_datagram(&mut self, feed: &str, datagram: &str) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.send_to(datagram.as_bytes(), self.address_of(feed)).expect("sent");
    }

    /// Where a page is.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.http)
    }

    /// The body of a page.
    pub(crate) fn get(&self, path: &str) -> String {
        let url = self.url(path);
        let mut response = ureq::get(&url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
        response.body_mut().read_to_string().expect("a text")
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).expect("JSON")
    }

    /// Sends an act: the status and the JSON of the answer, null where there is none.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        send(method, &self.url(path), body)
    }

    /// The sum of the samples of a metric that have these labels.
    pub(crate) fn metric(&self, name: &str, labels: &[&str]) -> f64 {
        let page = self.get("/metrics");
        let of_name = page.lines().filter_map(|line| {
            let rest = line.strip_prefix(name)?;
            let (has, value) = match rest.strip_prefix('{') {
                Some(labelled) => labelled.split_once("} ")?,
                None => ("", rest.strip_prefix(' ')?),
            };
            labels.iter().all(|label| has.contains(label)).then(|| value.parse::<f64>().ok())?
        });
        of_name.sum()
    }

    /// Waits until a metric has a value.
    pub(crate) fn wait_for(&self, name: &str, labels: &[&str], value: f64) {
        let until = monotonic_now() + PATIENCE;
        loop {
            let now = self.metric(name, labels);
            if (now - value).abs() < 1e-9 {
                return;
            }
            assert!(monotonic_now() < until, "{name}{labels:?} is {now}, not {value}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends SIGTERM and waits for the end.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("picket ends")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The same from any thread.
pub(crate) fn send(method: &str, url: &str, body: &Value) -> (u16, Value) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = match method {
        "PUT" => agent.put(url),
        "DELETE" => agent.delete(url).force_send_body(),
        _ => agent.post(url),
    };
    let request = request.header("Content-Type", "application/json");
    let mut response = request.send(body.to_string()).expect("an answer");
    let text = response.body_mut().read_to_string().expect("a text");
    (response.status().as_u16(), serde_json::from_str(&text).unwrap_or_default())
}

/// Runs a daemon that is not expected to last: its exit code and what it said.
pub(crate) fn failing(folder: &Path, configuration: &str) -> (Option<i32>, String) {
    let output = spawn(folder, configuration).wait_with_output().expect("picket ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A daemon that may not have begun to serve yet.
pub(crate) fn spawn(folder: &Path, configuration: &str) -> Child {
    let file = folder.join("picket.toml");
    let mut written = std::fs::File::create(&file).expect("a file");
    written.write_all(configuration.as_bytes()).expect("written");
    Command::new(PICKET)
        .args(["serve", "--config"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("picket runs")
}

fn log_line(line: String) -> Value {
    serde_json::from_str(&line).unwrap_or(Value::String(line))
}

pub(crate) fn lines_of(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}
