//! A daemon with a feed that means well beside one that does not, and what an officer notices of it.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;

use super::beacons::sentence;
use super::served::Served;
use super::stream::{Told, follow};

/// Memory that any of the attacks here may cost beyond what the daemon took before, MiB: 60,000
/// invented ships cost 130 MiB once on a loaded machine, most of it open periods and what the
/// allocator keeps.
pub(crate) const MEMORY_MIB_MAX: u64 = 192;
/// An officer waits no longer for an alert of the feed that means well, nor a program for a page of
/// the API. The machines of tests are slow and busy: what is usual is printed.
const WAITED_MAX: Duration = Duration::from_secs(20);
/// Nothing here takes so long.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(50);

/// `{}` stands for more of the configuration.
const CONFIGURATION: &str = r#"
[store]
path = "data"
[log]
format = "json"
[engine]
contacts_max = 20000
[[feed]]
name = "good"
kind = "tcp-listen"
address = "127.0.0.1:0"
[[feed]]
name = "bad"
kind = "tcp-listen"
address = "127.0.0.1:0"
# The crowd has one address.
connections_per_address_max = 64
[[feed]]
name = "bad-udp"
kind = "udp"
address = "127.0.0.1:0"
[http]
listen = "127.0.0.1:0"
"#;

pub(crate) struct Stage {
    pub(crate) served: Served,
    /// Gone with the stage.
    _folder: tempfile::TempDir,
    good: TcpStream,
    told: Receiver<Told>,
    /// Beacons heard so far.
    beacons: u32,
    resident_mib: u64,
}

impl Stage {
    /// Starts a daemon; `http` are further keys of that section.
    pub(crate) fn start(http: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut served = Served::start(folder.path(), &format!("{CONFIGURATION}{http}"));
        let told = follow(&served.http, None);
        let good = served.tcp("good");
        let mut stage = Self { served, _folder: folder, good, told, beacons: 0, resident_mib: 0 };
        for _ in 0..5 {
            stage.round();
        }
        stage.resident_mib = stage.resident_mib();
        stage
    }

    /// Lets somebody do harm while an officer works, and says what the officer noticed. The officer
    /// works until the harm is done, twenty rounds at least.
    pub(crate) fn endure<T: Send + 'static>(
        &mut self,
        what: &str,
        harm: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        let harm = thread::spawn(harm);
        let (mut alerts, mut pages) = (Vec::new(), Vec::new());
        let mut highest = 0;
        while alerts.len() < 20 || !harm.is_finished() {
            let (alert, page) = self.round();
            alerts.push(alert);
            pages.push(page);
            highest = highest.max(self.resident_mib());
            thread::sleep(PAUSE);
        }
        let done = harm.join().expect("the harm is done");
        alerts.sort_unstable();
        pages.sort_unstable();
        let before = self.resident_mib;
        println!(
            "{what}: {} rounds; alert {}, page {}; resident {before} MiB before, {highest} at most",
            alerts.len(),
            spread(&alerts),
            spread(&pages)
        );
        assert!(highest <= before + MEMORY_MIB_MAX, "{what}: {before} MiB, then {highest} MiB");
        for waited in [&alerts, &pages] {
            assert!(waited.last().is_some_and(|longest| *longest < WAITED_MAX), "{what}");
        }
        self.served.has_not_panicked();
        done
    }

    /// A beacon on the feed that means well, until the officer's stream tells of it; and a page.
    fn round(&mut self) -> (Duration, Duration) {
        let mmsi = 970_000_000 + self.beacons;
        self.beacons += 1;
        let sent = monotonic_now();
        self.good.write_all(sentence(mmsi).as_bytes()).expect("taken");
        loop {
            let told = self.told.recv_timeout(PATIENCE).expect("an alert");
            if told.name == "alert" && told.data["participants"][0]["mmsi"] == mmsi {
                let asked = monotonic_now();
                self.served.get("/api/v1/alerts?limit=20");
                return (told.at - sent, asked.elapsed());
            }
        }
    }

    fn resident_mib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.served.child.id()));
        let status = status.expect("the system says what a process takes");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib / 1024
    }

    /// Ends the daemon, which has come through it whole.
    pub(crate) fn end(mut self) {
        self.served.has_not_panicked();
        drop(self.told);
        drop(self.good);
        assert_eq!(self.served.stop().code(), Some(0));
    }
}

/// Waits for something that the daemon does by itself.
pub(crate) fn soon(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = monotonic_now() + PATIENCE;
    while !is_so() {
        assert!(monotonic_now() < until, "never: {what}");
        thread::sleep(PAUSE);
    }
}

fn spread(sorted: &[Duration]) -> String {
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let longest = sorted.last().copied().unwrap_or_default();
    format!("{} ms, {} at most", middle.as_millis(), longest.as_millis())
}
