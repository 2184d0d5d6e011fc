//! A store written by the first schema, by the program of that time (`testdata/store/PROVENANCE.md`),
//! is brought forward when it is opened.

use std::fs;
use std::path::{Path, PathBuf};

use super::on_redb::open;
use crate::domain::EventTime;
use crate::store::kv::Table;
use crate::store::samples::{self, ship, time};
use crate::store::{AlertFilter, Bounds};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/store/schema-1")
}

fn unpack(name: &str, to: &Path) {
    let packed = fs::File::open(shipped().join(format!("{name}.zst"))).expect("a shipped file");
    let mut file = fs::File::create(to.join(name)).expect("a file");
    zstd::stream::copy_decode(packed, &mut file).expect("a whole file");
}

#[test]
fn a_store_of_the_first_schema_opens_with_all_that_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("tracks")).expect("a folder");
    unpack("watch.redb", folder.path());
    for day in ["2026-01-01.redb", "2026-01-02.redb"] {
        unpack(day, &folder.path().join("tracks"));
    }
    // Once brought forward, and once more as it is now.
    for _ in 0..2 {
        let store = open(folder.path());
        let reader = store.reader();
        assert_eq!(reader.seq_range().expect("a range"), Some((1, 29)));
        let alerts = reader.alerts(&AlertFilter::default(), None, 9).expect("a page").items;
        let [alert] = alerts.as_slice() else { panic!("one alert, not {alerts:?}") };
        assert_eq!((alert.revision, alert.state.as_str()), (29, "normal"));
        assert_eq!(reader.acts_after(EventTime::MIN, 9).expect("acts").len(), 2);
        let levels = reader.security_levels().expect("levels");
        assert_eq!((levels[0].0.as_str(), levels[0].1.get()), ("script-waters", 2));
        assert!(!store.restored().expect("restored").updates.is_empty());

        // The track as that program answered it over HTTP.
        let told = fs::read_to_string(shipped().join("track.csv")).expect("a shipped file");
        let times: Vec<EventTime> = told
            .lines()
            .skip(1)
            .map(|line| time(line.split(',').nth(1).expect("a time")))
            .collect();
        let (from, to) = (time("2026-01-01T00:00:00Z"), time("2026-01-03T00:00:00Z"));
        let track = reader.track(ship(999_000_001), from, to, 9_999).expect("a track");
        assert_eq!(track.iter().map(|row| row.fix.time).collect::<Vec<_>>(), times);
        let place = track[0].fix.position;
        let there = Bounds { south_west: place, north_east: place };
        let found = reader.contacts_in(there.south_west, there.north_east, from, to);
        assert!(found.expect("contacts").contains(&ship(999_000_001)));
    }
}

#[test]
fn a_store_of_an_earlier_schema_is_marked_as_of_the_newest_and_keeps_what_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = time("2026-01-01T00:00:00Z");
    {
        let mut store = open(folder.path());
        let there = samples::moved(ship(1), samples::fix(at, 1.0, 2.0));
        store.commit(&super::updates(vec![there])).expect("a commit");
    }
    let numbers: Table<&str, u64> = Table::new("numbers");
    let schema = |number: Option<u64>| {
        fs::rename(folder.path().join("watch.redb"), folder.path().join("tables")).expect("moved");
        let found = {
            let database = super::database_of(crate::config::StoreEngine::Redb, folder.path());
            let view = database.view().expect("a view");
            let found = numbers.get(&*view, &"schema", Ok).expect("read");
            if let Some(number) = number {
                let put = database.write(&mut |change| numbers.put(change, &"schema", &number));
                put.expect("written");
            }
            found
        };
        fs::rename(folder.path().join("tables"), folder.path().join("watch.redb")).expect("moved");
        found
    };
    for earlier in [2, 3, 4, 5] {
        assert_eq!(schema(Some(earlier)), Some(6));
        let track = open(folder.path()).reader().track(ship(1), at, EventTime::MAX, 9);
        assert_eq!(track.expect("a track").len(), 1);
    }
    assert_eq!(schema(Some(7)), Some(6));
    let refused = crate::store::Store::open(&super::on_redb::config(folder.path()));
    let said = refused.expect_err("it is newer").to_string();
    assert!(said.contains("has schema 7, this program knows up to 6"), "{said}");
}
