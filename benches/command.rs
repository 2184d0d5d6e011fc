//! The whole command: a file of sentences to a line of JSON for each message, by `picket decode`,
//! `gpsdecode -j` and pyais, each a process of its own, in interleaved rounds. Processor time of the
//! process, user and system (Linux), start of the program included. A peer that is not here is said
//! to be absent. `cargo bench --bench command`
#![expect(clippy::cast_precision_loss, reason = "counts and ticks are far below 2^52")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROUNDS: usize = 3;
/// The recordings so often, that the start of a program counts for little.
const REPEATS: usize = 4;
/// Of `/proc/self/stat`; the kernel shows programs a hundred a second on every machine.
const TICKS_PER_SECOND: f64 = 100.0;
const RECORDINGS: [&str; 4] = [
    "australia-coast-2012-01-27.nmea.gz",
    "satellite-southern-ocean-2012.nmea.gz",
    "guadeloupe-2017-03-21.log.gz",
    "seine-vernon-2016-04-01.log.gz",
];
/// As its users do it; sentences that it refuses are passed over.
const PYAIS: &str = "\
import sys
from pyais.stream import FileReaderStream
for message in FileReaderStream(sys.argv[1]):
    try:
        print(message.decode().to_json(indent=None))
    except Exception:
        pass
";

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the input");
    let path = folder.path().join("sentences.nmea");
    let sentences = write_sentences(&path);
    let contenders = ["picket decode", "gpsdecode -j", "pyais"];
    let mut seconds: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for (name, taken) in contenders.iter().zip(&mut seconds) {
            taken.extend(run(name, &path));
        }
    }
    println!("{sentences} AIS sentences, medians of {ROUNDS} interleaved rounds\n");
    for (name, mut taken) in contenders.into_iter().zip(seconds) {
        taken.sort_by(f64::total_cmp);
        match taken.get(taken.len() / 2) {
            Some(&median) => {
                let rate = sentences as f64 / median.max(1.0 / TICKS_PER_SECOND);
                println!("{name:<16} {median:>8.2} s {:>10.3} M sentences/s", rate / 1e6);
            }
            None => println!("{name:<16} is not here, or failed"),
        }
    }
}

/// The AIS sentences of the recordings, one a line: all that every peer can read. How many.
fn write_sentences(path: &Path) -> usize {
    let mut bare = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings");
    for name in RECORDINGS {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(name)).expect("a shipped recording");
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
        for line in bytes.split(|&byte| byte == b'\n') {
            let start = line.iter().position(|&byte| byte == b'!');
            let end = line.iter().position(|&byte| byte == b'*').map(|star| star + 3);
            let Some(sentence) = start.zip(end).and_then(|(from, to)| line.get(from..to)) else {
                continue;
            };
            if sentence.is_ascii() && matches!(sentence.get(3..6), Some(b"VDM" | b"VDO")) {
                bare.extend_from_slice(sentence);
                bare.push(b'\n');
            }
        }
    }
    let mut file = File::create(path).expect("a file of its own");
    for _ in 0..REPEATS {
        file.write_all(&bare).expect("room for the input");
    }
    bare.split(|&byte| byte == b'\n').skip(1).count() * REPEATS
}

/// Processor seconds that the program took; `None` if it is not here or failed.
fn run(name: &str, path: &Path) -> Option<f64> {
    let mut command = match name {
        "picket decode" => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_picket"));
            command.arg("decode").arg(path);
            command
        }
        "pyais" => {
            let mut command = Command::new(found("target/tools/python/bin/python3", "python3"));
            command.args(["-c", PYAIS]).arg(path);
            command
        }
        _ => {
            let mut command = Command::new(found("target/tools/usr/bin/gpsdecode", "gpsdecode"));
            command.arg("-j").stdin(File::open(path).ok()?);
            command
        }
    };
    let before = ticks_of_children()?;
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    let ticks = ticks_of_children()?.saturating_sub(before);
    status.success().then(|| ticks as f64 / TICKS_PER_SECOND)
}

/// User and system time of processes that have ended.
fn ticks_of_children() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in brackets and may hold anything; field 3 comes after it.
    let fields = stat.rsplit_once(") ")?.1;
    let mut fields = fields.split(' ').skip(13);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(ticks()? + ticks()?)
}

/// Where `.ci/needs` unpacks peers; else what the path has.
fn found(unpacked: &str, command: &str) -> PathBuf {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join(unpacked);
    if unpacked.exists() { unpacked } else { command.into() }
}
