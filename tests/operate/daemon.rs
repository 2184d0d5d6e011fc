//! A `picket serve` of its own for one test, and `picket` as a command.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;
pub(crate) const PICKET: &str = env!("CARGO_BIN_EXE_picket");
/// Nothing here takes so long; a test that waits longer has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A running daemon with everything that it said; killed when dropped, and where a test fails, heard.
pub(crate) struct Daemon {
    child: Child,
    said: Arc<Mutex<String>>,
    /// As it named itself: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
}

impl Daemon {
    /// Runs on `picket.toml` of a folder, with more of an environment.
    pub(crate) fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(PICKET)
            .args(["serve", "--config"])
            .arg(folder.join("picket.toml"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("picket runs");
        let said = Arc::new(Mutex::new(String::new()));
        keep(child.stderr.take().expect("piped"), Arc::clone(&said), None);
        let (lines, first) = channel();
        keep(child.stdout.take().expect("piped"), Arc::clone(&said), Some(lines));
        let line = first_line(&first, &said);
        let at = line.find("http").unwrap_or_else(|| panic!("an address in {line}"));
        let url = line[at..].trim().trim_end_matches('/').to_owned();
        Self { child, said, url }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let (_, address) = self.url.split_once("//").expect("a scheme");
        address.parse().expect("an address")
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything said so far, on both outputs.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("nobody panicked").clone()
    }

    /// Waits until something was said.
    pub(crate) fn wait_to_hear(&self, text: &str) {
        wait(&format!("{text:?} in what it says"), || self.said().contains(text));
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// SIGTERM, and how it ended.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.signal("TERM");
        self.child.wait().expect("picket ends").code()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
        if thread::panicking() {
            eprintln!("{} said:\n{}", self.url, self.said());
        }
    }
}

/// Runs `picket` to its end.
pub(crate) fn picket(arguments: &[&str], folder: &Path) -> Output {
    Command::new(PICKET).args(arguments).current_dir(folder).output().expect("picket runs")
}

/// Waits for something that another process brings about.
pub(crate) fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = monotonic_now() + PATIENCE;
    while !is_so() {
        assert!(monotonic_now() < until, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn keep(
    stream: impl std::io::Read + Send + 'static,
    said: Arc<Mutex<String>>,
    lines: Option<std::sync::mpsc::Sender<String>>,
) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = said.lock().expect("nobody panicked");
            said.push_str(&line);
            said.push('\n');
            if let Some(lines) = &lines {
                lines.send(line).unwrap_or_default();
            }
        }
    });
}

fn first_line(lines: &Receiver<String>, said: &Mutex<String>) -> String {
    lines.recv_timeout(PATIENCE).unwrap_or_else(|_timeout| {
        panic!("it never said where to look:\n{}", said.lock().expect("nobody panicked"))
    })
}
