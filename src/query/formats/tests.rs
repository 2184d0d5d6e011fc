//! Each format against its golden file, and what is read back against what was written.
//! `UPDATE_GOLDEN=1` writes the files anew. That other programs read them is tested in
//! `tests/ogc`.

use std::fs;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, TimestampMillisecondType};
use axum::body::Bytes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::{Format, write};
use crate::domain::{ContactId, Degrees, EventTime, Knots, NavigationalStatus, Position, Text};
use crate::picture::Fix;
use crate::query::positions_table::SEGMENTED;
use crate::query::samples::{page_of, ship, way};
use crate::query::{POSITIONS, Page, PositionRow, Rows, VESSELS, Vessel, vessel_row};
use crate::store::TrackRow;

/// Steps that the store keeps of a degree, of a knot and of a direction.
const COORDINATE_STEPS: f64 = 60_000_000.0;
const MOTION_STEPS: f64 = 1_000.0;

fn written(page: &Page, format: Format, as_ways: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(page, format, as_ways, &mut bytes).expect("memory takes all");
    bytes
}

/// Two ships: one that crosses the antimeridian and then falls silent for a while, one that was
/// heard once.
fn ways() -> Page {
    let mut rows = way(&[
        (1_769_860_800, 179.5, -17.25),
        (1_769_860_810, -179.5, -17.0),
        (1_769_864_400, -179.123_456_7, -17.000_001_666_666_67),
    ]);
    rows[2].segment = 1;
    rows[2].point.late = true;
    rows[1].point.fix.sog = None;
    rows[1].point.fix.navigational_status = NavigationalStatus::from_code(5);
    let mut other = way(&[(1_769_860_800, 103.85, 1.26)]);
    other[0].contact = ship(563_000_002);
    rows.extend(other);
    Page {
        schema: SEGMENTED,
        next: Some("mmsi:563000002@1.1".to_owned()),
        truncated: true,
        ..page_of(rows)
    }
}

/// Contacts whose names would break a careless writer.
fn vessels() -> Page {
    let hostile = Vessel {
        name: Some(Text::from_ascii_lossy(b"<A> & \"B\", C")),
        position: Position::new(1.26, 103.85),
        ..Vessel::as_of(
            ship(563_000_001),
            None,
            &way(&[(1_769_860_800, 103.85, 1.26)])[0].point.fix,
        )
    };
    let unplaced = Vessel { position: None, sog: None, cog: None, ..hostile.clone() };
    let rows = [&hostile, &unplaced].map(vessel_row).to_vec();
    Page {
        schema: VESSELS,
        rows: Rows::Plain(rows),
        next: None,
        truncated: false,
        ..page_of(Vec::new())
    }
}

fn check(name: &str, actual: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, actual).expect("written");
    }
    let expected = fs::read(&path).expect("a golden file");
    assert_eq!(String::from_utf8_lossy(actual), String::from_utf8_lossy(&expected), "{name}");
}

#[test]
fn texts_are_as_the_golden_files() {
    for format in [Format::GeoJson, Format::GeoJsonSequence, Format::Csv, Format::Kml, Format::Gpx]
    {
        let ending = format.ending();
        check(&format!("tracks.{ending}"), &written(&ways(), format, true));
        check(&format!("vessels.{ending}"), &written(&vessels(), format, false));
    }
    check("tracks.mf.json", &written(&ways(), Format::MfJson, true));
    check("positions.geojson", &written(&ways(), Format::GeoJson, false));
}

/// Binary formats by what their columns are called and hold, not by their bytes, which are the
/// compressor's.
#[test]
fn columns_are_as_the_golden_files() {
    for (name, page) in [("tracks", ways()), ("vessels", vessels())] {
        let parquet = parquet_batches(&written(&page, Format::GeoParquet, false));
        check(&format!("{name}.parquet.txt"), shown(&parquet).as_bytes());
        let arrow = arrow_batches(&written(&page, Format::Arrow, false));
        check(&format!("{name}.arrows.txt"), shown(&arrow).as_bytes());
    }
}

#[test]
fn geoparquet_names_its_geometry_and_its_covering() {
    let bytes = Bytes::from(written(&ways(), Format::GeoParquet, false));
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).expect("Parquet");
    let pairs = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
    let value =
        |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
    let geo: Json = serde_json::from_str(&value("geo").expect("geo")).expect("JSON");
    assert_eq!(geo["version"], "1.1.0");
    assert_eq!(geo["columns"]["geometry"]["encoding"], "WKB");
    assert_eq!(geo["columns"]["geometry"]["covering"]["bbox"]["xmin"][1], "xmin");
    // In the schema that Arrow embeds as well: whoever reads a folder by it sees no other.
    assert_eq!(reader.schema().metadata().get("geo"), value("geo").as_ref());
    let embedded = value("ARROW:schema").expect("the schema");
    let embedded = BASE64_STANDARD.decode(embedded).expect("base64");
    let holds = |text: &[u8]| embedded.windows(text.len()).any(|part| part == text);
    assert!(holds(br#""primary_column":"geometry""#));
    assert_eq!(value("picket:truncated").as_deref(), Some("true"));
    let group = reader.metadata().row_group(0);
    assert!(group.columns().iter().all(|column| column.statistics().is_some()));
}

fn parquet_batches(bytes: &[u8]) -> Vec<RecordBatch> {
    let bytes = Bytes::copy_from_slice(bytes);
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).expect("Parquet");
    reader.build().expect("a reader").map(|batch| batch.expect("a batch")).collect()
}

fn arrow_batches(bytes: &[u8]) -> Vec<RecordBatch> {
    let reader = arrow_ipc::reader::StreamReader::try_new(bytes, None).expect("Arrow");
    reader.map(|batch| batch.expect("a batch")).collect()
}

fn shown(batches: &[RecordBatch]) -> String {
    batches
        .iter()
        .flat_map(RecordBatch::columns)
        .zip(batches[0].schema().fields())
        .fold(String::new(), |text, (column, field)| text + &format!("{field}\n{column:?}\n"))
}

/// What the store keeps of a point.
fn steps(longitude: f64, latitude: f64, millis: i64, sog: Option<f64>) -> [i64; 4] {
    #[expect(clippy::cast_possible_truncation, reason = "steps are whole and small")]
    let steps = |value: f64, steps: f64| (value * steps).round() as i64;
    [
        steps(longitude, COORDINATE_STEPS),
        steps(latitude, COORDINATE_STEPS),
        millis,
        sog.map_or(-1, |sog| steps(sog, MOTION_STEPS)),
    ]
}

fn kept(page: &Page) -> Vec<[i64; 4]> {
    let Rows::Positions(rows) = &page.rows else { return Vec::new() };
    rows.iter()
        .map(|row| {
            let fix = &row.point.fix;
            let (longitude, latitude) = (fix.position.longitude(), fix.position.latitude());
            steps(longitude, latitude, fix.time.as_millis(), fix.sog.map(Knots::get))
        })
        .collect()
}

fn from_csv(bytes: &[u8]) -> Vec<[i64; 4]> {
    let text = std::str::from_utf8(bytes).expect("text");
    let cells = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    cells
        .map(|cells| {
            let number = |at: usize| cells[at].parse::<f64>();
            let time: EventTime = cells[2].parse().expect("a time");
            steps(
                number(3).expect("a number"),
                number(4).expect("a number"),
                time.as_millis(),
                number(5).ok(),
            )
        })
        .collect()
}

fn from_geojson(bytes: &[u8]) -> Vec<[i64; 4]> {
    let json: Json = serde_json::from_slice(bytes).expect("JSON");
    let features = json["features"].as_array().expect("features").iter();
    features
        .map(|feature| {
            let properties = &feature["properties"];
            let place = &feature["geometry"]["coordinates"];
            let time: EventTime =
                properties["time"].as_str().expect("text").parse().expect("a time");
            let number = |value: &Json| value.as_f64().expect("a number");
            steps(
                number(&place[0]),
                number(&place[1]),
                time.as_millis(),
                properties["sog"].as_f64(),
            )
        })
        .collect()
}

fn from_batches(batches: &[RecordBatch]) -> Vec<[i64; 4]> {
    let of = |batch: &RecordBatch| {
        let column = |name: &str| batch.column_by_name(name).expect("a column").clone();
        let numbers = |name: &str| column(name).as_primitive::<Float64Type>().clone();
        let times = column("time").as_primitive::<TimestampMillisecondType>().clone();
        let (longitude, latitude, sog) =
            (numbers("longitude"), numbers("latitude"), numbers("sog"));
        let sog: Vec<Option<f64>> = sog.iter().collect();
        (0..batch.num_rows())
            .map(|row| steps(longitude.value(row), latitude.value(row), times.value(row), sog[row]))
            .collect::<Vec<_>>()
    };
    batches.iter().flat_map(of).collect()
}

/// GPX has no speed.
fn from_gpx(bytes: &[u8]) -> Vec<[i64; 4]> {
    let text = std::str::from_utf8(bytes).expect("text");
    let between = |text: &str, before: &str, after: &str| {
        let rest = text.split_once(before).expect("before").1.to_owned();
        rest.split_once(after).expect("after").0.to_owned()
    };
    text.lines()
        .filter(|line| line.starts_with("<trkpt"))
        .map(|line| {
            let number = |before: &str| between(line, before, "\"").parse().expect("a number");
            let time: EventTime = between(line, "<time>", "</time>").parse().expect("a time");
            steps(number("lon=\""), number("lat=\""), time.as_millis(), None)
        })
        .collect()
}

fn any_row() -> impl Strategy<Value = PositionRow> {
    let place = (-5_400_000_000..=5_400_000_000_i64, -10_799_999_999..=10_800_000_000_i64);
    let sog = prop::option::of(0..1_022_000_u32);
    (place, 0..4_000_000_000_000_i64, sog, 200_000_000..799_999_999_u32).prop_map(
        |((latitude, longitude), millis, sog, mmsi)| {
            #[expect(clippy::cast_precision_loss, reason = "steps stay below 2^53")]
            let degrees = |steps: i64| steps as f64 / COORDINATE_STEPS;
            let fix = Fix {
                time: EventTime::from_millis(millis),
                position: Position::wrapped(degrees(latitude), degrees(longitude)),
                sog: sog.and_then(|sog| Knots::new(f64::from(sog) / MOTION_STEPS)),
                cog: Degrees::new(90.5),
                true_heading: None,
                navigational_status: None,
            };
            let contact: ContactId = ship(mmsi);
            PositionRow { contact, point: TrackRow { fix, late: false }, segment: 0 }
        },
    )
}

proptest! {
    #[test]
    fn what_is_read_back_is_what_the_store_keeps(rows in prop::collection::vec(any_row(), 1..40)) {
        let page = Page { schema: POSITIONS, ..page_of(rows) };
        let expected = kept(&page);
        prop_assert_eq!(&from_csv(&written(&page, Format::Csv, false)), &expected);
        prop_assert_eq!(&from_geojson(&written(&page, Format::GeoJson, false)), &expected);
        let parquet = parquet_batches(&written(&page, Format::GeoParquet, false));
        prop_assert_eq!(&from_batches(&parquet), &expected);
        let arrow = arrow_batches(&written(&page, Format::Arrow, false));
        prop_assert_eq!(&from_batches(&arrow), &expected);
        let without_speed: Vec<_> = expected.iter().map(|[a, b, c, _]| [*a, *b, *c, -1]).collect();
        prop_assert_eq!(&from_gpx(&written(&page, Format::Gpx, true)), &without_speed);
    }
}

#[test]
fn the_format_follows_the_weights_of_accept() {
    for (accept, format) in [
        ("", Format::GeoJson),
        ("*/*", Format::GeoJson),
        ("text/csv", Format::Csv),
        ("text/csv, */*;q=0.5", Format::Csv),
        ("text/csv;q=0.2, application/geo+json", Format::GeoJson),
        ("application/gpx+xml, */*;q=0.1", Format::Gpx),
        ("application/vnd.apache.arrow.stream", Format::Arrow),
        ("image/png", Format::GeoJson),
    ] {
        assert_eq!(Format::preferred(accept), format, "{accept}");
    }
}
