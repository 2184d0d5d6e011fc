//! The three peers: where they are found, and how each is given sentences as it reads them best.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::compare::{Answer, flat};

/// A decoder that others wrote.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The version that the decisions were made on; another may well decide otherwise.
    version: &'static str,
    /// Prints the name of message 24 A with part B, and part A by itself not at all.
    pub(crate) joins_parts: bool,
    reads: Reads,
}

/// How it is asked.
enum Reads {
    /// `gpsdecode`, which repeats each sentence before what it made of it.
    Echo,
    /// A script beside this file that imports a Python module, and how the module tells its version.
    Python { script: &'static str, version: &'static str },
}

pub(crate) const GPSDECODE: Peer =
    Peer { name: "gpsdecode", version: "3.22", joins_parts: true, reads: Reads::Echo };

pub(crate) const PYAIS: Peer = Peer {
    name: "pyais",
    version: "3.3.1",
    joins_parts: false,
    reads: Reads::Python { script: "peer_pyais.py", version: "pyais" },
};

pub(crate) const LIBAIS: Peer = Peer {
    name: "libais",
    version: "0.17",
    joins_parts: false,
    reads: Reads::Python { script: "peer_libais.py", version: "libais" },
};

impl Peer {
    /// Whether the version that was decided on is installed; if not, what is missing.
    pub(crate) fn is_here(&self) -> Result<(), String> {
        let output = match self.reads {
            Reads::Echo => Command::new(gpsdecode()).arg("-V").output(),
            Reads::Python { version, .. } => {
                let ask = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))";
                Command::new(python()).args(["-c", ask, version]).output()
            }
        };
        let output = output.map_err(|error| format!("{} does not run ({error})", self.name))?;
        // gpsdecode tells its version on standard error.
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        match said.split_whitespace().last().filter(|_| output.status.success()) {
            Some(version) if version == self.version => Ok(()),
            Some(version) => {
                Err(format!("{} is {version}, and {} is compared", self.name, self.version))
            }
            None => Err(format!("{} {} is not installed", self.name, self.version)),
        }
    }

    /// What it makes of the sentences.
    pub(crate) fn answers(&self, sentences: &[String]) -> Vec<Answer> {
        let mut command = match self.reads {
            Reads::Echo => {
                let mut command = Command::new(gpsdecode());
                // JSON, whole numbers as sent, sentences repeated.
                command.args(["-j", "-u", "-v"]);
                command
            }
            Reads::Python { script, .. } => {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/referee");
                let mut command = Command::new(python());
                command.arg(folder.join(script));
                command
            }
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a peer that was here runs");
        let mut input = child.stdin.take().expect("piped");
        let text = sentences.join("\n") + "\n";
        let feeder = std::thread::spawn(move || input.write_all(text.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        feeder.join().expect("the feeder ends").expect("it reads all");
        assert!(output.status.success(), "{} failed: {}", self.name, output.status);
        let said = String::from_utf8_lossy(&output.stdout);
        match self.reads {
            Reads::Echo => after_echoes(&said, sentences),
            Reads::Python { .. } => said.lines().filter_map(tuple).collect(),
        }
    }
}

/// A sentence as it was given, then the JSON of what it completed, if it completed a message.
fn after_echoes(said: &str, sentences: &[String]) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut next = 0;
    for line in said.lines() {
        if line.starts_with('{') {
            let members: Value = serde_json::from_str(line).expect("JSON");
            let sentence = next - 1;
            answers.push(Answer { sentence, said: Ok(flat(&members)) });
        } else if let Some(place) = sentences[next..].iter().position(|s| s == line.trim_end()) {
            next += place + 1;
        }
    }
    answers
}

/// `[sentence, members]` or `[sentence, null, "Exception"]`; nothing was decoded where both lack.
fn tuple(line: &str) -> Option<Answer> {
    let line: Value = serde_json::from_str(line).expect("JSON");
    let sentence = line[0].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a place");
    let said = match (&line[1], line[2].as_str()) {
        (members @ Value::Object(_), _) => Ok(flat(members)),
        (_, Some(exception)) => Err(exception.to_owned()),
        _ => return None,
    };
    Some(Answer { sentence, said })
}

/// Where `.ci/needs` unpacks them; else what the path has.
fn gpsdecode() -> PathBuf {
    found("target/tools/usr/bin/gpsdecode", "gpsdecode")
}

fn python() -> PathBuf {
    found("target/tools/python/bin/python3", "python3")
}

fn found(unpacked: &str, command: &str) -> PathBuf {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join(unpacked);
    if unpacked.exists() { unpacked } else { command.into() }
}
