//! `picket import`: what a recording or an export says is in the store afterwards, told by `picket
//! decode`, which reads the same files on its own, and by the writer of the export.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use picket::config::StoreConfig;
use picket::domain::{ContactId, EventTime};
use picket::store::{Reader, Store, check};

fn picket(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_picket")).args(arguments).output().expect("picket runs")
}

fn import(files: &[&str], folder: &Path) -> String {
    let mut arguments = vec!["import", "--store", folder.to_str().expect("a path")];
    arguments.extend(files);
    let output = picket(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a text")
}

/// How many positions there are of each contact, each time counted once.
fn stored(reader: &Reader) -> BTreeMap<ContactId, usize> {
    let mut stored = BTreeMap::new();
    let (from, to) = (EventTime::from_secs(0), EventTime::MAX);
    reader
        .points_in(None, from, to, &|| false, &mut |contact, rows| {
            *stored.entry(contact).or_insert(0) += rows.len();
            ControlFlow::Continue(())
        })
        .expect("read");
    stored
}

#[test]
fn a_position_csv_is_in_the_store_once_however_often_it_is_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = "testdata/recordings/solent-2016-01-12.csv.gz";
    let decoded = picket(&["decode", file]).stdout;
    let decoded = String::from_utf8(decoded).expect("lines");
    // Rows that say the same to the resolution that is stored, 1/60,000,000 of a degree, are one.
    let steps = |text: &str| {
        let degrees: f64 = text.parse().expect("a coordinate");
        format!("{:.0}", degrees * 60_000_000.0)
    };
    let mut expected: BTreeMap<u64, std::collections::BTreeSet<String>> = BTreeMap::new();
    for line in decoded.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let raw = message["meta"]["raw"].as_str().expect("the row");
        let [time, mmsi, latitude, longitude, cog, sog] = raw.split(',').collect::<Vec<_>>()[..]
        else {
            panic!("{raw}")
        };
        let said = [time, &steps(latitude), &steps(longitude), cog, sog].join(" ");
        expected.entry(mmsi.parse().expect("a number")).or_default().insert(said);
    }
    let expected: BTreeMap<u64, usize> =
        expected.into_iter().map(|(mmsi, said)| (mmsi, said.len())).collect();
    assert!(expected.len() > 10, "{} stations", expected.len());
    for _ in 0..2 {
        let said = import(&[file], folder.path());
        assert!(said.contains(" 0 rejected"), "{said}");
        let store = Store::open(&StoreConfig::at(folder.path())).expect("it opens");
        let stored: BTreeMap<u64, usize> = stored(&store.reader())
            .into_iter()
            .map(|(contact, count)| (contact.mmsi().expect("a station").get().into(), count))
            .collect();
        assert_eq!(stored, expected);
    }
    assert_eq!(check(folder.path(), &mut |_, _, _| ()).expect("checked"), []);
}

#[test]
fn sentences_bring_names_too() {
    let folder = tempfile::tempdir().expect("a folder");
    import(&["testdata/recordings/kystverket-2024-12-09.nmea"], folder.path());
    let store = Store::open(&StoreConfig::at(folder.path())).expect("it opens");
    let mut named = 0;
    store
        .reader()
        .contacts(&|| false, &mut |row| {
            named += usize::from(row.statics.is_some_and(|(_, report)| report.name.is_some()));
            ControlFlow::Continue(())
        })
        .expect("read");
    assert!(named > 10, "{named} names");
}

const HEADER: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName\n";

/// The later file stands first: what she calls herself is what she said last.
#[test]
fn several_recordings_are_taken_in_by_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, row: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{HEADER}{row}\n")).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let later = file("later.csv", "219000001,2021-06-02T12:00:00,54.5,11.0,10.0,90.0,90,NEW NAME");
    let earlier =
        file("earlier.csv", "219000001,2021-06-01T12:00:00,54.5,11.0,10.0,90.0,90,OLD NAME");
    let store = folder.path().join("store");
    import(&[&later, &format!("other={earlier}")], &store);
    let store = Store::open(&StoreConfig::at(&store)).expect("it opens");
    let mut names = Vec::new();
    store
        .reader()
        .contacts(&|| false, &mut |row| {
            names.extend(row.statics.and_then(|(_, report)| report.name));
            ControlFlow::Continue(())
        })
        .expect("read");
    let names: Vec<_> = names.iter().map(picket::domain::Text::as_str).collect();
    assert_eq!(names, ["NEW NAME"]);
}

#[test]
fn standard_input_joins_a_feed_of_the_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("picket.toml");
    let feed =
        "[[feed]]\nname = \"north\"\nkind = \"stdin\"\nexercise = true\nutc_offset = \"+01:00\"\n";
    std::fs::write(&config, feed).expect("written");
    let store = folder.path().join("store");
    let import = |name: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_picket"))
            .args(["import", name, "--config"])
            .arg(&config)
            .arg("--store")
            .arg(&store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("picket runs");
        let row = "219000001,2021-06-01T12:00:00,54.5,11.0,10.0,90.0,90,X\n";
        let mut input = child.stdin.take().expect("piped");
        // One that refuses its arguments reads nothing.
        drop(input.write_all(format!("{HEADER}{row}").as_bytes()));
        drop(input);
        child.wait_with_output().expect("it ends")
    };
    let output = import("north=-");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let unknown = import("south=-");
    assert_eq!(unknown.status.code(), Some(2));
    let store = Store::open(&StoreConfig::at(&store)).expect("it opens");
    let mut found = Vec::new();
    let (from, to) = (EventTime::from_secs(0), EventTime::MAX);
    store
        .reader()
        .points_in(None, from, to, &|| false, &mut |contact, rows| {
            found.extend(rows.iter().map(|row| (contact.to_string(), row.fix.time.to_string())));
            ControlFlow::Continue(())
        })
        .expect("read");
    let expected = ("exercise:north:219000001".to_owned(), "2021-06-01T11:00:00.000Z".to_owned());
    assert_eq!(found, [expected]);
}

#[test]
fn an_export_in_geoparquet_comes_back_and_rows_without_place_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("positions.parquet");
    let times = TimestampMillisecondArray::from(vec![1_000, 2_000, 3_000]).with_timezone("UTC");
    let columns: [(&str, ArrayRef); 6] = [
        ("contact", Arc::new(StringArray::from(vec!["mmsi:219000001", "mmsi:219000001", "x"]))),
        ("time", Arc::new(times)),
        ("sog", Arc::new(Float64Array::from(vec![Some(12.3), None, None]))),
        ("navigational_status", Arc::new(Int64Array::from(vec![Some(5), None, None]))),
        ("longitude", Arc::new(Float64Array::from(vec![103.85, -179.123_456_7, 0.0]))),
        ("latitude", Arc::new(Float64Array::from(vec![1.26, -17.0, 0.0]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let file = File::create(&path).expect("a file");
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).expect("ok");
    writer.write(&batch).expect("written");
    writer.close().expect("whole");
    let store = folder.path().join("data");
    let said = import(&[path.to_str().expect("a path")], &store);
    assert!(said.starts_with("3 rows: 1 rejected"), "{said}");
    let store = Store::open(&StoreConfig::at(&store)).expect("it opens");
    let contact = "mmsi:219000001".parse().expect("a contact");
    let track = store.reader().track(contact, EventTime::from_secs(0), EventTime::MAX, 9);
    let track = track.expect("a track");
    let seen: Vec<_> = track
        .iter()
        .map(|row| (row.fix.time.as_millis(), row.fix.position.longitude(), row.fix.sog))
        .map(|(time, longitude, sog)| (time, longitude, sog.map(picket::domain::Knots::get)))
        .collect();
    assert_eq!(seen, [(1_000, 103.85, Some(12.3)), (2_000, -179.123_456_7, None)]);
}

#[test]
fn rows_of_an_archive_keep_their_times_in_whatever_order_they_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("unsorted.csv");
    let mut rows = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading\n".to_owned();
    let times = ["00:00:01", "23:59:19", "00:00:02", "14:00:00", "00:00:03"];
    for time in times {
        writeln!(rows, "367014480,2022-01-03T{time},30.5,-90.25,0.1,12.3,511").expect("a String");
    }
    std::fs::write(&file, rows).expect("written");
    let store = folder.path().join("data");
    import(&[file.to_str().expect("a path")], &store);
    let store = Store::open(&StoreConfig::at(&store)).expect("it opens");
    let contact = "mmsi:367014480".parse().expect("a contact");
    let track = store.reader().track(contact, EventTime::from_secs(0), EventTime::MAX, 9);
    let seen: Vec<String> =
        track.expect("a track").iter().map(|row| row.fix.time.to_string()).collect();
    let mut expected = times.map(|time| format!("2022-01-03T{time}.000Z"));
    expected.sort();
    assert_eq!(seen, expected);
}

/// The newer file is imported first. Without a span a question is about the hour up to the last row.
#[test]
fn an_archive_names_ships_as_they_were_called_then_and_is_shown_up_to_its_last_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    for (file, day, name) in [("new", "2024-03-01", "NEW NAME"), ("old", "2024-01-01", "OLD NAME")]
    {
        let mut rows = HEADER.to_owned();
        for minute in [0, 5, 10] {
            let time = format!("{day}T10:{minute:02}:00");
            writeln!(rows, "235000900,{time},50.0,-5.0,1.0,90.0,511,{name}").expect("a String");
        }
        std::fs::write(path(&format!("{file}.csv")), rows).expect("written");
        let said = import(&[&path(&format!("{file}.csv"))], Path::new(&path("data")));
        assert!(said.contains(" 1 changes of who somebody is"), "{said}");
    }
    let data = path("data");
    let query = |arguments: &[&str]| {
        let all = [&["query"], arguments, &["--store", &data, "--format", "csv"]].concat();
        let output = picket(&all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a text")
    };
    for (at, name) in [("2024-01-01", "OLD NAME"), ("2024-03-01", "NEW NAME")] {
        let then = query(&["vessels", "--at", &format!("{at}T10:11:00Z")]);
        assert!(then.contains(name), "{at}: {then}");
    }
    let last = query(&["positions"]);
    let times: Vec<_> = last.lines().skip(1).filter(|row| row.contains("2024-03-01T10:")).collect();
    assert_eq!((times.len(), last.lines().count()), (3, 4), "{last}");
}

#[test]
fn what_is_exported_comes_back_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let recordings = [
        "testdata/recordings/solent-2016-01-12.csv.gz",
        "testdata/recordings/kystverket-2024-12-09.nmea",
        "testdata/replay/falling-silent.nmea",
    ];
    import(&recordings, Path::new(&path("first")));
    let export = |store: &str, format: &str, out: &str| {
        let output = picket(&["export", "--store", store, "--format", format, "--out", out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    export(&path("first"), "geoparquet", &path("parts"));
    let mut parts = Vec::new();
    for day in std::fs::read_dir(path("parts")).expect("days") {
        for part in std::fs::read_dir(day.expect("a day").path()).expect("parts") {
            parts.push(part.expect("a part").path().to_str().expect("a path").to_owned());
        }
    }
    assert!(parts.len() >= 3, "{parts:?}");
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let said = import(&parts, Path::new(&path("second")));
    assert!(said.contains(" 0 rejected"), "{said}");
    let of_folder = import(&[&path("parts")], Path::new(&path("third")));
    assert_eq!(of_folder, said);
    let lines = |store: &str| {
        let out = path(&format!("{store}.csv"));
        export(&path(store), "csv", &out);
        let text = std::fs::read_to_string(out).expect("a file");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let (first, second) = (lines("first"), lines("second"));
    assert!(first.len() > 20_000, "{} lines", first.len());
    assert!(first == second, "{} and {} lines", first.len(), second.len());
    assert!(first == lines("third"));
}

#[test]
fn a_folder_that_is_no_export_is_called_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = folder.path().to_str().expect("a path");
    std::fs::write(folder.path().join("part-0.parquet"), "PAR1").expect("written");
    for arguments in [&["import", "--store", "unused", other][..], &["decode", other]] {
        let output = picket(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("{other} is a folder")), "{said}");
    }
}
