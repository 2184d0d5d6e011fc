//! A daemon, a scene in Node that drives browsers, and what the scene asks of us meanwhile.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use tempfile::TempDir;

use super::served::Served;

const PICKET: &str = env!("CARGO_BIN_EXE_picket");
const FEEDS: [&str; 2] = ["drill", "harbour"];

fn configuration(port: u16, is_guarded: bool) -> String {
    let access = if is_guarded { "path = 'access.toml'" } else { "" };
    format!(
        r#"
[http]
listen = "127.0.0.1:{port}"
charts = "charts"
[access]
{access}
[store]
path = "data"
[log]
format = "json"
[[feed]]
name = "drill"
kind = "tcp-listen"
address = "127.0.0.1:0"
exercise = true
[[feed]]
name = "harbour"
kind = "tcp-listen"
address = "127.0.0.1:0"
"#
    )
}

pub(crate) struct Stage {
    folder: TempDir,
    served: Option<Served>,
    /// Sentences by the name that the scene asks for, with the feed that they go to.
    sentences: BTreeMap<String, (&'static str, Vec<u8>)>,
    /// Where it serves, so that another one can take its place.
    port: u16,
    /// Of an officer, where the daemon asks for one.
    token: Option<String>,
}

/// Whether there are a browser, Node with what the scenes need, and a console to be looked at; if not,
/// the test is to be skipped. A failure where peers are required.
pub(crate) fn is_there() -> bool {
    let runs = |program: &str| {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
        found.is_ok_and(|output| output.status.success())
    };
    let console = console();
    let needed = [
        ("chromium", runs("chromium")),
        ("node", runs("node")),
        ("console/node_modules", console.join("node_modules/playwright-core").exists()),
        ("console/dist", console.join("dist/index.html").exists()),
    ];
    let missing: Vec<_> =
        needed.iter().filter(|(_, there)| !there).map(|(what, _)| *what).collect();
    if missing.is_empty() {
        return true;
    }
    let what = missing.join(", ");
    assert!(std::env::var_os("PICKET_REQUIRE_PEERS").is_none(), "{what}: make console needs");
    eprintln!("skipped: the console needs {what}; make console needs");
    false
}

fn console() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("console")
}

/// Makes an officer's token in a folder.
fn token(folder: &Path) -> String {
    let made = Command::new(PICKET)
        .args([
            "token",
            "new",
            "--file",
            "access.toml",
            "--name",
            "watch-room",
            "--role",
            "officer",
        ])
        .current_dir(folder)
        .output()
        .expect("picket runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).expect("text").trim().to_owned()
}

impl Stage {
    /// A daemon with an exercise feed and a real one.
    pub(crate) fn set() -> Option<Self> {
        Self::with(false)
    }

    /// The same, where an officer's token is needed.
    pub(crate) fn guarded() -> Option<Self> {
        Self::with(true)
    }

    fn with(is_guarded: bool) -> Option<Self> {
        if !is_there() {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("charts")).expect("a folder for charts");
        let token = is_guarded.then(|| token(folder.path()));
        let served = Served::start(folder.path(), &configuration(0, is_guarded));
        let port = served.http.rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.expect("a port");
        Some(Self { folder, served: Some(served), sentences: BTreeMap::new(), port, token })
    }

    /// Keeps the sentences of a script until the scene asks for them.
    pub(crate) fn script(&mut self, name: &str, feed: &'static str, script: &str) {
        let file = self.folder.path().join("script.toml");
        std::fs::write(&file, script).expect("written");
        let output = Command::new(PICKET)
            .args(["script", "render"])
            .arg(file)
            .output()
            .expect("picket runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.sentences.insert(name.to_owned(), (feed, output.stdout));
    }

    /// Plays a scene of `console/tests` to its end.
    pub(crate) fn play(mut self, scene: &str) {
        let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console");
        let mut node = Command::new("node")
            .arg(console().join("tests").join(scene))
            .env("PICKET_URL", &self.served().http)
            .env("PICKET_FEEDS", self.feeds())
            .env("PICKET_SHOTS", shots)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let mut answers = node.stdin.take().expect("its input");
        let said = BufReader::new(node.stdout.take().expect("its output")).lines();
        for line in said.map_while(Result::ok) {
            let Some(asked) = line.strip_prefix("> ") else {
                eprintln!("{scene}: {line}");
                continue;
            };
            let answer = self.follow(asked);
            writeln!(answers, "{answer}").expect("the scene listens");
        }
        drop(answers);
        assert!(node.wait().expect("node ends").success(), "{scene} failed; it said why above");
    }

    fn follow(&mut self, asked: &str) -> String {
        match asked {
            "stop" => {
                let served = self.served.take().expect("a daemon that runs");
                assert!(served.stop().success());
            }
            "start" => {
                let configuration = configuration(self.port, self.token.is_some());
                self.served = Some(Served::start(self.folder.path(), &configuration));
            }
            "feeds" => return self.feeds(),
            "token" => return self.token.clone().expect("a guarded daemon"),
            "charts" => return self.folder.path().join("charts").display().to_string(),
            name => {
                let (feed, sentences) = self.sentences[name].clone();
                self.served().tcp(feed).write_all(&sentences).expect("written");
            }
        }
        "done".to_owned()
    }

    /// Where the feeds listen, for the scene.
    fn feeds(&mut self) -> String {
        let served = self.served();
        let places: BTreeMap<_, _> =
            FEEDS.into_iter().map(|feed| (feed, served.address_of(feed).to_string())).collect();
        json!(places).to_string()
    }

    fn served(&mut self) -> &mut Served {
        self.served.as_mut().expect("a daemon that runs")
    }
}
