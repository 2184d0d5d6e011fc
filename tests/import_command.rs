//! `picket import`: what a recording or an export says is in the store afterwards, told by `picket
//! decode`, which reads the same files on its own, and by the writer of the export.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};
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
