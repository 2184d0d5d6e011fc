//! Power that fails at any moment: of what was written since a file was last synced, any part may be
//! on disk, in any order, the last pages torn. What was acknowledged has to be there all the same.
//! `PICKET_POWER_CUTS=1000 cargo test --all-features --lib power_loss` looks longer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::on_redb::open;
use super::{close, updates};
use crate::domain::EventTime;
use crate::store::faulty::{Step, record};
use crate::store::samples::{fix, moved, raised, ship};
use crate::store::{Batch, Store};

const SHIP: u32 = 219_000_001;
const COMMITS: u64 = 40;
/// A write is torn between these.
const SECTOR: usize = 512;

type Steps = Vec<(PathBuf, Step)>;

fn batch(number: u64) -> Batch {
    let seconds = i64::try_from(number).expect("small") * 60;
    let moves =
        (0..40).map(|n| moved(ship(SHIP + n), fix(EventTime::from_secs(seconds), 1.0, 2.0)));
    Batch { transitions: vec![raised(number, seconds)], ..updates(moves.collect()) }
}

/// An hour of commits, with periods closed between.
fn recorded(folder: &Path) -> Steps {
    let recording = record(folder);
    let mut store = open(folder);
    for number in 1..=COMMITS {
        store.commit(&batch(number)).expect("a commit");
        let step = (PathBuf::new(), Step::Acknowledged(number));
        recording.lock().expect("the recording").push(step);
        if number % 7 == 0 {
            close(&mut store);
        }
    }
    drop(store);
    recording.lock().expect("the recording").clone()
}

/// Files as a cut after so many steps may leave them, and how many commits had been acknowledged.
fn cut(
    steps: &[(PathBuf, Step)],
    syncs: bool,
    random: &mut fastrand::Rng,
) -> (BTreeMap<PathBuf, Vec<u8>>, u64) {
    let mut files: BTreeMap<PathBuf, File> = BTreeMap::new();
    let mut acknowledged = 0;
    for (path, step) in steps {
        let file = files.entry(path.clone()).or_default();
        match step {
            Step::Named => file.named = true,
            Step::Sync if syncs => file.sync(),
            Step::Sync => {}
            Step::Acknowledged(number) => acknowledged = *number,
            Step::Write(..) | Step::Length(_) => file.waiting.push(step.clone()),
        }
    }
    let named = files.into_iter().filter(|(_, file)| file.named);
    (named.map(|(path, file)| (path, file.cut(random))).collect(), acknowledged)
}

#[derive(Default)]
struct File {
    named: bool,
    on_disk: Vec<u8>,
    waiting: Vec<Step>,
}

impl File {
    fn sync(&mut self) {
        for step in std::mem::take(&mut self.waiting) {
            self.apply(&step, usize::MAX);
        }
    }

    fn cut(mut self, random: &mut fastrand::Rng) -> Vec<u8> {
        let mut waiting = std::mem::take(&mut self.waiting);
        random.shuffle(&mut waiting);
        let share = random.f64();
        for step in &waiting {
            if random.f64() >= share {
                continue;
            }
            let torn = if random.u8(..4) == 0 { random.usize(..9) * SECTOR } else { usize::MAX };
            self.apply(step, torn);
        }
        self.on_disk
    }

    fn apply(&mut self, step: &Step, most: usize) {
        match step {
            Step::Length(length) => {
                self.on_disk.resize(usize::try_from(*length).expect("small"), 0);
            }
            Step::Write(offset, bytes) => {
                let from = usize::try_from(*offset).expect("small");
                let bytes = &bytes[..bytes.len().min(most)];
                if self.on_disk.len() < from + bytes.len() {
                    self.on_disk.resize(from + bytes.len(), 0);
                }
                self.on_disk[from..from + bytes.len()].copy_from_slice(bytes);
            }
            Step::Named | Step::Sync | Step::Acknowledged(_) => {}
        }
    }
}

/// How many commits, of those acknowledged, are whole in a store that opens; `None` where it does
/// not open.
fn kept(files: &BTreeMap<PathBuf, Vec<u8>>, from: &Path, acknowledged: u64) -> Option<u64> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("tracks")).expect("a folder");
    for (path, bytes) in files {
        let path = path.strip_prefix(from).expect("a file of the store");
        fs::write(folder.path().join(path), bytes).expect("a file");
    }
    let store = Store::open(&super::on_redb::config(folder.path())).ok()?;
    let reader = store.reader();
    let log = reader.transitions_after(0, usize::MAX).ok()?;
    let track = reader.track(ship(SHIP + 39), EventTime::MIN, EventTime::MAX, usize::MAX).ok()?;
    let whole = |number: &u64| {
        let time = EventTime::from_secs(i64::try_from(*number).expect("small") * 60);
        log.iter().any(|row| row.seq == *number) && track.iter().any(|row| row.fix.time == time)
    };
    Some((1..=acknowledged).take_while(whole).count().try_into().expect("small"))
}

#[test]
fn no_acknowledged_commit_is_lost_when_the_power_fails_at_any_moment() {
    let cuts =
        std::env::var("PICKET_POWER_CUTS").map_or(40, |cuts| cuts.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let steps = recorded(folder.path());
    let mut random = fastrand::Rng::with_seed(1);
    for nth in 0..cuts {
        let end = random.usize(..=steps.len());
        let (files, acknowledged) = cut(&steps[..end], true, &mut random);
        let kept = kept(&files, folder.path(), acknowledged);
        assert_eq!(kept, Some(acknowledged), "cut {nth}, after {end} of {} steps", steps.len());
    }
    println!("power loss: {cuts} cuts of {} steps, 0 acknowledged commits lost", steps.len());
}

#[test]
fn a_disk_that_does_not_sync_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let steps = recorded(folder.path());
    let mut random = fastrand::Rng::with_seed(2);
    let found = (0..20).any(|_| {
        let end = random.usize(steps.len() / 2..steps.len());
        let (files, acknowledged) = cut(&steps[..end], false, &mut random);
        kept(&files, folder.path(), acknowledged) != Some(acknowledged)
    });
    assert!(found, "the simulation takes away what was not synced");
}
