use std::fs;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use super::on_redb::{config, open};
use crate::domain::{EventTime, TransponderClass};
use crate::store::samples::{fix, ship, time};
use crate::store::{Import, StoreError, check};

/// Bytes of a page of redb.
const PAGE: usize = 4_096;

/// So many contacts that the tree of blocks has branches.
fn fill(folder: &Path) {
    let mut import = Import::open(&config(folder)).expect("a store");
    let feed = "archive".parse().expect("a feed");
    let kind = (TransponderClass::A, false);
    for minute in 0..120 {
        let at = time("2017-03-09T20:00:00Z").plus(Duration::from_mins(minute));
        for number in 1..=60 {
            import.position(ship(number), kind, fix(at, 1.0, 2.0), feed).expect("taken");
        }
    }
    import.finish().expect("imported");
}

#[test]
fn a_damaged_page_is_told_with_its_file_and_ends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path());
    let day = folder.path().join("tracks/2017-03-09.redb");
    let whole = fs::read(&day).expect("a file");
    let (mut found, mut refused) = (0, 0);
    for page in 1..whole.len() / PAGE {
        let mut bytes = whole.clone();
        // Says what kind of page it is.
        bytes[page * PAGE] ^= 0x5a;
        fs::write(&day, &bytes).expect("damaged");
        let findings = check(folder.path(), &mut |_, _, _| ()).expect("checked");
        assert!(findings.iter().all(|finding| finding.path == day), "{findings:?}");
        found += usize::from(!findings.is_empty());
        fs::write(&day, &bytes).expect("damaged as before");
        let store = open(folder.path());
        let reader = store.reader();
        assert_eq!(reader.damaged(), None);
        let read =
            reader.points_in(None, EventTime::MIN, EventTime::MAX, &|| false, &mut |_, _| {
                ControlFlow::Continue(())
            });
        match read {
            Ok(_ended) => assert_eq!(reader.damaged(), None),
            Err(StoreError::Damaged { path, .. }) => {
                assert_eq!(path, day);
                let told = reader.damaged().expect("told");
                assert!(told.contains("tracks/2017-03-09.redb is damaged"), "{told}");
                refused += 1;
            }
            Err(error) => panic!("page {page}: {error}"),
        }
    }
    assert!(found >= 5 && refused >= 5, "{found} pages told, {refused} refused");
}

#[test]
fn a_panic_of_who_reads_is_no_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path());
    let store = open(folder.path());
    let reader = store.reader();
    let read = || {
        reader.points_in(None, EventTime::MIN, EventTime::MAX, &|| false, &mut |_, _| {
            panic!("a defect of the reader")
        })
    };
    assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
    assert_eq!(reader.damaged(), None);
}
