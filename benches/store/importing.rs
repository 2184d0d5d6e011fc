//! `picket import` of the first points: a CSV in `MarineCadastre`'s columns, then the export of the
//! store that it made.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use picket::domain::{Degrees, Knots, Mmsi};
use picket::picture::{Change, TrackUpdate};

use crate::measure::{process_tree_seconds, stopwatch};
use crate::world::World;

/// Rows taken in at most: a rate needs no more.
const ROWS_MAX: usize = 2_000_000;

const HEADER: &str = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,\
    Status,Length,Width,Draft,Cargo,TransceiverClass\n";

/// Imports both and says how fast that went.
pub(crate) fn measure(points: usize) {
    let Some(picket) = option_env!("CARGO_BIN_EXE_picket") else { return };
    let rows = points.min(ROWS_MAX);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("positions.csv"), csv(rows)).expect("written");
    import(picket, "CSV", &[at("positions.csv")], &at("from-csv"), rows);
    let exported = Command::new(picket)
        .args(["export", "--format", "geoparquet", "--store"])
        .arg(at("from-csv"))
        .arg("--out")
        .arg(at("export"))
        .stderr(Stdio::null())
        .status();
    assert!(exported.expect("it runs").success());
    import(picket, "GeoParquet", &files(&at("export")), &at("from-parquet"), rows);
}

fn import(picket: &str, form: &str, files: &[PathBuf], store: &Path, rows: usize) {
    let before = process_tree_seconds("self");
    let (done, millis) = stopwatch(|| {
        let mut import = Command::new(picket);
        import.arg("import").args(files).arg("--store").arg(store).stdout(Stdio::null());
        import.status().expect("it runs")
    });
    assert!(done.success());
    let (seconds, clock) = (process_tree_seconds("self") - before, millis / 1e3);
    println!(
        "import of {rows} rows of {form}: {:.2} M rows/s by the clock, {:.2} us of processor time \
         a row",
        rows as f64 / clock / 1e6,
        seconds / rows as f64 * 1e6,
    );
}

fn csv(rows: usize) -> String {
    let mut world = World::new();
    let mut text = String::from(HEADER);
    let mut left = rows;
    while left > 0 {
        let reports = world.reports(left.min(10_000));
        left -= reports.len();
        for report in &reports {
            row(&mut text, report);
        }
    }
    text
}

fn row(text: &mut String, report: &TrackUpdate) {
    let Change::Fix(fix) = report.change else { return };
    let mmsi = report.mmsi.map_or(0, Mmsi::get);
    let time = fix.time.to_string();
    let second = time.split('.').next().unwrap_or(&time);
    writeln!(
        text,
        "{mmsi},{second},{:.5},{:.5},{:.1},{:.1},{:.0},VESSEL {mmsi},,CALL{},70,0,120,20,5.5,70,A",
        fix.position.latitude(),
        fix.position.longitude(),
        fix.sog.map_or(102.3, Knots::get),
        fix.cog.map_or(360.0, Degrees::get),
        fix.true_heading.map_or(511.0, Degrees::get),
        mmsi % 1_000,
    )
    .expect("a String takes everything");
}

/// The files of an export, in the folders of its days.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    entries(folder).iter().flat_map(|day| entries(day)).collect()
}
