use std::fs;

use super::{ENDING, close, config, database, open, updates};
use crate::domain::EventTime;
use crate::picture::Change;
use crate::store::kv::Rest;
use crate::store::kv::Table;
use crate::store::samples::{fix, level_act, moved, raised, ship, statics, update};
use crate::store::{AlertFilter, Batch, Store, StoreError, check, compact};

/// Alerts, acts, statics and the tracks of two days, one of them partly in memory.
fn filled(folder: &std::path::Path) -> Store {
    let mut store = open(folder);
    for number in 1..=200_u64 {
        let seconds = i64::try_from(number).expect("small") * 600;
        let at = EventTime::from_secs(seconds);
        let who = update(ship(219_000_001), at, Change::Static(statics()));
        let batch = Batch {
            transitions: vec![raised(number, seconds)],
            acts: vec![level_act("gulf-of-aden", crate::areas::SecurityLevel::Two, seconds)],
            ..updates(vec![moved(ship(219_000_001), fix(at, 1.0, 2.0)), who])
        };
        store.commit(&batch).expect("a commit");
        if number % 60 == 0 {
            close(&mut store);
        }
    }
    store
}

#[test]
fn a_backup_made_while_the_store_works_holds_all_of_it_and_can_be_started_from() {
    let (folder, elsewhere) =
        (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
    let mut store = filled(folder.path());
    let dest = elsewhere.path().join("copy");
    let mut told = Vec::new();
    let made = store.reader().backup(&dest, &mut |done, all, _next| told.push((done, all)));
    let made = made.expect("a backup");
    assert_eq!((made.path.as_path(), made.days), (dest.as_path(), 2));
    assert_eq!(told, [(0, 3), (1, 3), (2, 3), (3, 3)]);
    // What comes afterwards is not in it.
    store.commit(&Batch { transitions: vec![raised(201, 201)], ..Batch::default() }).expect("ok");
    let again = store.reader().backup(&dest, &mut |_, _, _| ()).expect_err("it is there");
    assert!(matches!(again, StoreError::Folder { .. }), "{again}");
    drop(store);
    fs::remove_dir_all(folder.path()).expect("wiped");

    let mut store = open(&dest);
    let reader = store.reader();
    assert_eq!(reader.seq_range().expect("a range"), Some((1, 200)));
    assert_eq!(reader.alerts(&AlertFilter::default(), None, 999).expect("alerts").items.len(), 200);
    assert_eq!(reader.acts_after(EventTime::MIN, 999).expect("acts").len(), 200);
    assert_eq!(reader.statics_history(ship(219_000_001)).expect("statics").len(), 1);
    let track = |reader: &crate::store::Reader| {
        let all = reader.track(ship(219_000_001), EventTime::MIN, EventTime::MAX, 999);
        all.expect("a track").len()
    };
    assert_eq!(track(&reader), 200);
    close(&mut store);
    assert_eq!(track(&reader), 200);
    drop((store, reader));
    assert_eq!(check(&dest, &mut |_, _, _| ()).expect("checked"), []);
}

#[test]
fn a_check_says_what_does_not_hold_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = filled(folder.path());
    let locked = check(folder.path(), &mut |_, _, _| ()).expect_err("it is open");
    assert!(matches!(locked, StoreError::Locked { .. }), "{locked}");
    drop(store);
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);

    // A block that does not read, and a revision that points at no transition.
    let blocks: Table<Rest, Rest> = Table::new("blocks-of-few");
    let revisions: Table<(u128, u32), u64> = Table::new("alert-revisions");
    let day = folder.path().join(format!("tracks/1970-01-02.{ENDING}"));
    let mut key = None;
    let damage = |path: &std::path::Path, work: &mut dyn FnMut(&dyn crate::store::kv::Database)| {
        fs::rename(path, folder.path().join("tables")).expect("moved");
        work(&*database(folder.path()));
        fs::rename(folder.path().join("tables"), path).expect("moved back");
    };
    damage(&day, &mut |database| {
        let view = database.view().expect("a view");
        blocks
            .each(&*view, &crate::store::kv::Span::ALL, |found, _| {
                key.get_or_insert_with(|| found.to_vec());
                Ok(())
            })
            .expect("a scan");
        let key = key.as_deref().expect("a block");
        database.write(&mut |change| blocks.put(change, &key, &b"x".as_slice())).expect("ok");
    });
    let watch = folder.path().join(format!("watch.{ENDING}"));
    damage(&watch, &mut |database| {
        database.write(&mut |change| revisions.put(change, &(7, 1), &9_999)).expect("ok");
    });
    let found = check(folder.path(), &mut |_, _, _| ()).expect("checked");
    let said: Vec<_> = found.iter().map(|one| (one.path.clone(), one.what.as_str())).collect();
    assert!(
        said.contains(&(
            watch,
            "revision 1 of the alert 00000000000000000000000000000007 is no transition"
        )),
        "{said:?}"
    );
    assert!(said.iter().any(|(path, what)| *path == day && what.ends_with("does not read")));
    assert!(said.iter().any(|(path, what)| *path == day && what.contains("index of cells")));
}

#[test]
fn compacting_keeps_everything_and_leaves_no_more_than_there_was() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(filled(folder.path()));
    let sizes = compact(folder.path(), &mut |_, _, _| ()).expect("compacted");
    assert!(sizes.after <= sizes.before || ENDING == "sled", "{sizes:?}");
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
    let store = Store::open(&config(folder.path())).expect("it opens");
    assert_eq!(store.reader().seq_range().expect("a range"), Some((1, 200)));
    let nothing = tempfile::tempdir().expect("a folder");
    let error = compact(nothing.path(), &mut |_, _, _| ()).expect_err("there is none");
    assert!(matches!(error, StoreError::NoStore { .. }), "{error}");
}
