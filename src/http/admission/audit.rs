use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use prometheus::{IntCounter, Opts, Registry};
use serde::Serialize;
use tracing::error;

use super::Identity;
use super::admit::{peer, route};
use super::network::network;
use super::sums::Sender;
use crate::clock;

/// Entries that wait for the disk; further ones are dropped and counted.
const WAITING_MAX: usize = 1_024;

/// The file is put aside when it is this long, bytes.
const FILE_BYTES_MAX: u64 = 16 << 20;

/// Files put aside and kept; the oldest goes.
const FILES_KEPT: usize = 16;

/// The outcome of what was asked for and done.
const DONE: &str = "done";

/// Name of the file in the store's folder.
const FILE: &str = "audit.jsonl";

/// The trail of acts and denials: one JSON object a line, on disk before the next one.
#[derive(Clone, Debug)]
pub struct Audit {
    lines: Option<SyncSender<Word>>,
    dropped: IntCounter,
    failures: IntCounter,
}

/// What its thread is told.
#[derive(Debug)]
enum Word {
    /// Write this.
    Line(String),
    /// Say when everything before is written.
    Settle(SyncSender<()>),
}

/// Why there is no trail.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Its file cannot be opened.
    #[error("cannot write the audit trail {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A metric of it is registered already.
    #[error(transparent)]
    Metric(#[from] prometheus::Error),
}

impl Audit {
    /// Opens the trail in a folder, or keeps none.
    ///
    /// # Errors
    /// The file cannot be opened, its thread not be started, a metric is registered already.
    pub fn open(folder: Option<&Path>, registry: &Registry) -> Result<Self, AuditError> {
        let counter = |name: &str, help: &str| {
            let counter = IntCounter::with_opts(Opts::new(name, help))?;
            registry.register(Box::new(counter.clone()))?;
            prometheus::Result::Ok(counter)
        };
        let dropped = counter(
            "audit_dropped_total",
            "Entries of the audit trail that were lost: the disk did not take them.",
        )?;
        let failures = counter(
            "authentication_failures_total",
            "Requests with credentials that are worth nothing.",
        )?;
        let lines = folder.map(|folder| start(&folder.join(FILE), dropped.clone())).transpose()?;
        Ok(Self { lines, dropped, failures })
    }

    pub(super) const fn failures(&self) -> &IntCounter {
        &self.failures
    }

    /// Notes that the files of the configuration were read again. Where nobody asked and nothing changed
    /// there is nothing to note.
    pub fn reloaded(&self, reloaded: Reloaded<'_>) {
        let Reloaded { because, changed, problem } = reloaded;
        if because == "files" && changed.is_empty() && problem.is_none() {
            return;
        }
        let outcome = match problem {
            None => DONE,
            Some(_) if changed.is_empty() => "refused",
            Some(_) => "done in part",
        };
        let (time, act) = (clock::utc_now().to_string(), "reload");
        self.note(&ReloadEntry { time, act, because, outcome, changed, problem });
    }

    /// Writes an entry, without waiting for it.
    pub(super) fn note(&self, entry: &impl Serialize) {
        let Some(lines) = &self.lines else { return };
        let Ok(line) = serde_json::to_string(entry) else { return };
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) =
            lines.try_send(Word::Line(line))
        {
            self.dropped.inc();
        }
    }

    /// Waits until everything noted before is on disk, or was lost with the disk. Blocking.
    pub fn settle(&self) {
        let Some(lines) = &self.lines else { return };
        let (settled, wait) = sync_channel(1);
        if lines.send(Word::Settle(settled)).is_ok() {
            // Its thread ends only after whoever could ask.
            wait.recv().unwrap_or_default();
        }
    }
}

/// That files were read again.
#[derive(Clone, Copy, Debug)]
pub struct Reloaded<'a> {
    /// `SIGHUP` or `files`.
    pub because: &'static str,
    /// What changed.
    pub changed: &'a [&'static str],
    /// Why everything stays as it was, or where something changed, why the rest does.
    pub problem: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ReloadEntry<'a> {
    time: String,
    act: &'static str,
    because: &'static str,
    outcome: &'static str,
    changed: &'a [&'static str],
    problem: Option<&'a str>,
}

/// Who asked for what, and what became of it. Never a body, never credentials.
#[derive(Debug, Serialize)]
pub(in crate::http) struct Entry {
    time: String,
    who: Option<String>,
    role: Option<&'static str>,
    address: IpAddr,
    method: String,
    route: String,
    path: String,
    status: u16,
    outcome: &'static str,
    /// How many requests this stands for, where they are summed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) times: Option<u64>,
}

impl Entry {
    /// The part that is known before the answer; `None` for a request from nowhere.
    pub(in crate::http) fn of(request: &Request, identity: &Identity) -> Option<Self> {
        let role = match identity {
            Identity::Known(caller) => Some(caller.role.as_str()),
            _ => None,
        };
        Some(Self {
            time: clock::utc_now().to_string(),
            who: identity.name().map(str::to_owned),
            role,
            address: peer(request)?.address().ip(),
            method: request.method().to_string(),
            route: route(request),
            path: request.uri().path().chars().take(256).collect(),
            status: 0,
            outcome: "",
            times: None,
        })
    }

    /// With whose requests this one is counted: with those for the same, or where it was refused for
    /// the same route, whatever name he put into it. Those that only read are others.
    pub(super) fn sender(&self) -> Sender {
        let what = if self.outcome == DONE { &self.path } else { &self.route };
        let reads = [Method::GET.as_str(), Method::HEAD.as_str()].contains(&&*self.method);
        self.sender_of(Some((reads, what.clone())))
    }

    /// The same for what other web sites make a browser ask for: all of it together.
    pub(super) fn foreign_sender(&self) -> Sender {
        self.sender_of(None)
    }

    fn sender_of(&self, what: Option<(bool, String)>) -> Sender {
        let (who, network) = (self.who.clone(), network(self.address));
        Sender { who, network, what, status: self.status }
    }

    /// That of a post to a path.
    #[cfg(test)]
    pub(super) fn of_test(who: &str, path: &str, status: u16) -> Self {
        Self {
            time: String::new(),
            who: Some(who.to_owned()),
            role: None,
            address: [127, 0, 0, 1].into(),
            method: "POST".to_owned(),
            route: "/api/v1/feeds/{name}".to_owned(),
            path: path.to_owned(),
            status: 0,
            outcome: "",
            times: None,
        }
        .with(StatusCode::from_u16(status).expect("a status"))
    }

    /// With what became of it.
    pub(super) fn with(self, status: StatusCode) -> Self {
        let outcome = match status.as_u16() {
            200..=399 => DONE,
            401 | 403 | 429 => "denied",
            400..=499 => "refused",
            _ => "failed",
        };
        Self { status: status.as_u16(), outcome, ..self }
    }
}

fn start(path: &Path, dropped: IntCounter) -> Result<SyncSender<Word>, AuditError> {
    let failed = |source| AuditError::File { path: path.to_owned(), source };
    let file = Trail::open(path.to_owned()).map_err(failed)?;
    let (lines, waiting) = sync_channel(WAITING_MAX);
    std::thread::Builder::new()
        .name("audit".to_owned())
        .spawn(move || write_all(file, &waiting, &dropped))
        .map_err(failed)?;
    Ok(lines)
}

/// Writes until the last who could note something is gone.
fn write_all(mut trail: Trail, waiting: &Receiver<Word>, dropped: &IntCounter) {
    let mut failing = false;
    while let Ok(word) = waiting.recv() {
        let line = match word {
            Word::Line(line) => line,
            Word::Settle(settled) => {
                // Whoever asked may have gone.
                settled.send(()).unwrap_or_default();
                continue;
            }
        };
        match trail.write(&line) {
            Ok(()) => failing = false,
            Err(error) => {
                dropped.inc();
                if !failing {
                    error!(%error, path = %trail.path.display(), "the audit trail cannot be written");
                }
                failing = true;
            }
        }
    }
}

#[derive(Debug)]
struct Trail {
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl Trail {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { path, file, bytes })
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.bytes >= FILE_BYTES_MAX {
            self.put_aside()?;
        }
        let line = format!("{line}\n");
        self.file.write_all(line.as_bytes())?;
        self.bytes += u64::try_from(line.len()).unwrap_or(0);
        self.file.sync_data()
    }

    /// `audit.jsonl` becomes `audit.1.jsonl`, that `audit.2.jsonl`, and so on.
    fn put_aside(&mut self) -> io::Result<()> {
        let kept = |nth: usize| self.path.with_extension(format!("{nth}.jsonl"));
        for nth in (1..FILES_KEPT).rev() {
            match std::fs::rename(kept(nth), kept(nth + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        std::fs::rename(&self.path, kept(1))?;
        *self = Self::open(self.path.clone())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_is_counted_by_network_and_acts_apart_from_readers() {
        let denied = |address: &str, method: &str| {
            let (address, method) = (address.parse().expect("an address"), method.to_owned());
            Entry { address, method, ..Entry::of_test("mast", "/a", 403) }.sender()
        };
        let one = denied("2001:db8:1:2::1", "GET");
        assert_eq!(one, denied("2001:db8:1:2::2", "HEAD"));
        assert_ne!(one, denied("2001:db8:1:3::1", "GET"));
        assert_ne!(one, denied("2001:db8:1:2::1", "DELETE"));
    }

    #[test]
    fn a_full_trail_is_put_aside_and_the_oldest_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut trail = Trail::open(folder.path().join(FILE)).expect("a trail");
        for nth in 0..=FILES_KEPT + 1 {
            trail.write(&format!("{{\"nth\":{nth}}}")).expect("written");
            trail.bytes = FILE_BYTES_MAX;
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).ok();
        assert_eq!(read(FILE).as_deref(), Some("{\"nth\":17}\n"));
        assert_eq!(read("audit.1.jsonl").as_deref(), Some("{\"nth\":16}\n"));
        assert_eq!(read("audit.16.jsonl").as_deref(), Some("{\"nth\":1}\n"));
        assert_eq!(read("audit.17.jsonl"), None);
    }

    #[test]
    fn a_reload_that_broke_off_tells_what_had_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let audit = Audit::open(Some(folder.path()), &Registry::new()).expect("a trail");
        let because = "SIGHUP";
        let feeds: &[_] = &["feeds"];
        for (changed, problem) in [(feeds, None), (&[], Some("no")), (feeds, Some("no"))] {
            audit.reloaded(Reloaded { because, changed, problem });
        }
        audit.settle();
        let text = std::fs::read_to_string(folder.path().join(FILE)).expect("a trail");
        let told = |line: &str| {
            let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
            format!("{} {} {}", entry["outcome"], entry["changed"], entry["problem"])
        };
        let told: Vec<_> = text.lines().map(told).collect();
        let expected = [
            r#""done" ["feeds"] null"#,
            r#""refused" [] "no""#,
            r#""done in part" ["feeds"] "no""#,
        ];
        assert_eq!(told, expected);
    }
}
