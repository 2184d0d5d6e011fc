//! The fuzz targets on the stable toolchain: every seed, every form of `testdata/framing`, and what
//! seeded changes make of them.
//!
//! `PICKET_FUZZ_ROUNDS` sets how many changed inputs a seed gets.
#![cfg(test)]

use std::path::Path;

use fastrand::Rng;
use picket::decode::fuzz::TARGETS;
use proptest::prelude::*;

const ROUNDS: usize = 40;
/// Longer inputs take time and find nothing that a shorter one does not.
const BYTES_MAX: usize = 4000;

#[test]
fn every_seed_and_what_changes_make_of_it_holds() {
    let rounds = std::env::var("PICKET_FUZZ_ROUNDS")
        .map_or(ROUNDS, |rounds| rounds.parse().expect("a number of rounds"));
    for (name, target) in TARGETS {
        let mut seeds = files(&format!("fuzz/seeds/{name}"));
        assert!(!seeds.is_empty(), "{name} has no seeds");
        if name == "line" {
            seeds.extend(files("testdata/framing"));
        }
        let mut rng = Rng::with_seed(7);
        for seed in &seeds {
            assert!(target(seed), "{name}: {:?}", String::from_utf8_lossy(seed));
            for _ in 0..rounds {
                let changed = changed(&mut rng, seed, &seeds);
                assert!(target(&changed), "{name}: {:?}", String::from_utf8_lossy(&changed));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_hold(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        for (name, target) in TARGETS {
            prop_assert!(target(&bytes), "{}", name);
        }
    }
}

/// A seed with some of its bytes lost, doubled, or other ones, or joined with another seed.
fn changed(rng: &mut Rng, seed: &[u8], seeds: &[Vec<u8>]) -> Vec<u8> {
    const TELLING: &[u8] = b"!$\\*,\r\n\"#-:;.0159AZaz`w~\0\x7f\x80\xff";
    let mut bytes = seed.to_vec();
    for _ in 0..rng.usize(1..6) {
        let at = rng.usize(..=bytes.len());
        match rng.u8(0..6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at.saturating_sub(rng.usize(0..20))..at)),
            2 => bytes.insert(at, TELLING[rng.usize(..TELLING.len())]),
            3 => {
                let copied = bytes[at.saturating_sub(rng.usize(0..80))..at].to_vec();
                bytes.splice(at..at, copied);
            }
            4 => {
                let other = &seeds[rng.usize(..seeds.len())];
                let from = rng.usize(..=other.len());
                bytes.splice(at..at, other[from..].iter().copied().take(200));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = if rng.bool() { rng.u8(..) } else { *byte ^ (1 << rng.u8(0..8)) };
                }
            }
        }
    }
    bytes.truncate(BYTES_MAX);
    bytes
}

fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}
