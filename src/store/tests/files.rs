use std::fs;

use redb::{Database, TableDefinition};

use super::on_redb::{config, days::fill, open};
use crate::config::{StoreConfig, StoreEngine};
use crate::domain::EventTime;
use crate::store::samples::ship;
use crate::store::{Store, StoreError};

const DAY: i64 = 86_400;

#[test]
fn a_file_of_other_contents_is_named_as_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("watch.redb");
    for contents in [b"not a database".repeat(1_000), vec![0; 4_096], b"x".to_vec()] {
        fs::write(&path, contents).expect("a file");
        let error = Store::open(&config(folder.path())).expect_err("it is damaged");
        assert!(
            matches!(&error, StoreError::Damaged { path: named, .. } if *named == path),
            "{error}"
        );
    }
}

#[test]
fn a_damaged_day_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    fill(&mut store, 1..=2);
    drop(store);
    let path = folder.path().join("tracks/1970-01-02.redb");
    fs::write(&path, b"not a database".repeat(1_000)).expect("a file");
    let mut store = open(folder.path());
    let track = |from: i64| {
        store.reader().track(ship(219_000_001), EventTime::from_secs(from), EventTime::MAX, 9_999)
    };
    let error = track(0).expect_err("the first day is damaged");
    assert!(matches!(&error, StoreError::Damaged { path: named, .. } if *named == path), "{error}");
    assert_eq!(track(2 * DAY).expect("the second day").len(), 201);
    fill(&mut store, 3..=3);
}

#[test]
fn a_newer_schema_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let path = folder.path().join("watch.redb");
    let database = Database::create(&path).expect("a database");
    let transaction = database.begin_write().expect("a transaction");
    transaction
        .open_table(TableDefinition::<&[u8], &[u8]>::new("numbers"))
        .expect("a table")
        .insert(b"schema\0".as_slice(), 7_u64.to_be_bytes().as_slice())
        .expect("an entry");
    transaction.commit().expect("a commit");
    drop(database);
    let error = Store::open(&config(folder.path())).expect_err("it is newer");
    assert!(matches!(&error, StoreError::Newer { found: 7, known: 6, .. }), "{error}");
}

#[test]
fn a_store_of_another_engine_is_told_by_whom_it_was_made() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let sled = StoreConfig { engine: StoreEngine::Sled, ..config(folder.path()) };
    let error = Store::open(&sled).expect_err("it is redb's");
    assert_eq!(
        error.to_string(),
        format!(
            "the store in {} was made by redb: set `engine = \"redb\"` in [store], or another path",
            folder.path().display()
        )
    );
}

#[test]
fn a_file_that_was_never_finished_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let unfinished = folder.path().join("watch.redb.new");
    fs::write(&unfinished, vec![0; 4_096]).expect("a file");
    open(folder.path());
    assert!(!unfinished.exists());
}
