//! `kill -9` under load, again and again: whatever anybody was shown is there afterwards, nothing
//! is there twice, and of the positions no more is gone than one commit interval. `make crash` runs
//! it long, for the engine of `PICKET_CRASH_ENGINE`; every run prints the seed that repeats its
//! moments.
#![cfg(test)]

#[path = "../support/approaches.rs"]
mod approaches;
mod ledger;
mod officer;
mod positions;
mod resuming;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../serve/served.rs"]
mod served;
mod store_copy;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../support/stream.rs"]
mod stream;

use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::Duration;

use approaches::{Approaches, WATERS};
use ledger::Ledger;
use officer::Officer;
use picket::clock;
use picket::config::StoreEngine;
use picket::script::{Playback, Script};
use positions::Positions;
use served::{Served, spawn};
use store_copy::StoreCopy;

const COMMIT_INTERVAL: Duration = Duration::from_millis(500);

const CONFIGURATION: &str = r#"
[http]
listen = "127.0.0.1:0"
[store]
path = "data"
commit_interval_ms = 500
[watch_areas]
path = "waters.geojson"
[rules.fast-approach]
clear_secs = 20
[log]
format = "json"
[[feed]]
name = "tcp-in"
kind = "tcp-listen"
address = "127.0.0.1:0"
"#;

/// Event time runs so much faster than the clock, so that much happens between two kills.
const SPEED: u32 = 40;
/// A daemon lives at least and at most so long.
const LIFE_MIN: Duration = Duration::from_millis(300);
const LIFE_MAX: Duration = Duration::from_secs(4);
/// What a script holds, the ships left out.
const CRAFT_MAX: u32 = 9000;
/// One daemon in so many is killed while it starts.
const STARTS: u64 = 6;
const START_MAX: Duration = Duration::from_millis(400);

#[test]
fn nothing_that_was_shown_is_lost_or_doubled_when_the_daemon_is_killed_under_load() {
    let kills = number_from("PICKET_CRASH_KILLS", 5);
    let seed = number_from("PICKET_CRASH_SEED", 1);
    let engine = engine();
    println!("crash: {}, {kills} kills, PICKET_CRASH_SEED={seed}", engine.as_str());
    let length = LIFE_MAX * SPEED * u32::try_from(kills).expect("a number of kills");
    // All of it lies in the past: live stamps ahead of the clock would not stand.
    let start = clock::utc_now().minus(length + Duration::from_hours(1));
    let every_secs = 4.max(u32::try_from(length.as_secs()).expect("days") / CRAFT_MAX);
    let approaches = Approaches { start, length, every_secs, craft_interval_secs: 4 };
    let script = approaches.script();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("waters.geojson"), WATERS).expect("written");

    let mut run = Run::new(folder.path(), &script, seed);
    for kill in 1..=kills {
        run.live_and_die(kill);
        if kill % 20 == 0 || kill == kills {
            run.print(kill);
        }
    }
    // Once more, to see that it starts and stops as if nothing had happened.
    assert_eq!(Served::start(folder.path(), &configuration()).stop().code(), Some(0));
    run.ledger.check_whole_log(&StoreCopy::of(&folder.path().join("data")).log_after(0));
    assert!(run.ledger.shown() > 0 && run.ledger.acknowledged() > 0, "there was nothing to lose");
}

/// Daemon after daemon on one store.
struct Run<'a> {
    folder: &'a Path,
    playback: Playback<'a>,
    random: fastrand::Rng,
    ledger: Ledger,
    positions: Positions,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, script: &'a Script, seed: u64) -> Self {
        Self {
            folder,
            playback: script.playback(),
            random: fastrand::Rng::with_seed(seed),
            ledger: Ledger::default(),
            positions: Positions::new("tcp-in"),
        }
    }

    fn live_and_die(&mut self, kill: u64) {
        if kill.is_multiple_of(STARTS) {
            let mut starting = spawn(self.folder, &configuration());
            thread::sleep(self.up_to(START_MAX));
            starting.kill().expect("killed");
            starting.wait().expect("ended");
        } else {
            self.serve_and_die(kill);
        }
        let copy = StoreCopy::of(&self.folder.join("data"));
        self.ledger.check_log(&copy.log_after(self.ledger.log_end()));
        self.ledger.check_shown(copy.acts());
        self.positions.check(&copy);
    }

    fn serve_and_die(&mut self, kill: u64) {
        let mut served = Served::start(self.folder, &configuration());
        // Every other client comes back to what it has seen, the others begin anew.
        let last_seen = kill.is_multiple_of(2).then(|| self.ledger.last_seen());
        let officer = Officer::start(&served.http, last_seen, self.random.fork());
        let mut feed = served.tcp("tcp-in");
        let begun = clock::monotonic_now();
        let life = LIFE_MIN + self.up_to(LIFE_MAX.saturating_sub(LIFE_MIN));
        let mut second = 0;
        while begun.elapsed() < life {
            let mut sentences = Vec::new();
            let more = self.playback.advance(&mut |_time, sentence| {
                sentences.extend_from_slice(sentence.as_bytes());
                sentences.extend_from_slice(b"\r\n");
            });
            assert!(more, "the script is long enough");
            feed.write_all(&sentences).expect("the daemon takes it");
            self.positions.sent(&sentences);
            second += 1;
            let due = begun + Duration::from_secs(1) * second / SPEED;
            let end = due.min(begun + life);
            thread::sleep(end.saturating_duration_since(clock::monotonic_now()));
        }
        self.positions.killed();
        drop(served);
        self.ledger.note(&officer.report());
    }

    fn up_to(&mut self, most: Duration) -> Duration {
        most.mul_f64(self.random.f64())
    }

    fn print(&self, kills: u64) {
        let Positions { kept, lost, oldest_lost, .. } = self.positions;
        println!(
            "{kills:>5} kills  {:>6} alerts shown  {:>6} transitions shown  {:>5} acknowledged  \
             0 lost  0 doubled  {kept:>8} positions kept  {lost:>6} lost, at most {} ms old",
            self.ledger.alerts(),
            self.ledger.shown(),
            self.ledger.acknowledged(),
            oldest_lost.as_millis(),
        );
    }
}

/// The engine under test.
fn engine() -> StoreEngine {
    let named = std::env::var("PICKET_CRASH_ENGINE").unwrap_or_else(|_unset| "redb".to_owned());
    let known = StoreEngine::ALL.into_iter().find(|engine| engine.as_str() == named);
    known.expect("PICKET_CRASH_ENGINE is redb or sled")
}

fn configuration() -> String {
    let stated = format!("path = \"data\"\nengine = \"{}\"", engine().as_str());
    CONFIGURATION.replace("path = \"data\"", &stated)
}

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}
