//! The store under load, and what analysts ask of it: positions taken in durably while periods
//! close, hours merge and days are packed; bytes a point; one hour of one vessel; a box of one degree
//! and half an hour; the picture as of a past time; the same over HTTP; the start with 90 days of
//! history; imports; `PostGIS` beside it. `make bench-store`, with `POINTS=100000000` for the full
//! claim (about 2 GB of disk).
//!
//! Rates are points by processor time of the whole process, user and system (Linux), without the
//! making of the points: what one core sustains, whatever else the machine does. Latencies are wall
//! time and need a quiet machine.
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod importing;
mod measure;
mod postgis;
mod served;
mod world;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use measure::{Percentiles, memory_mb, process_seconds, stopwatch, thread_seconds};
use picket::config::{StoreConfig, StoreEngine};
use picket::domain::{EventTime, Position};
use picket::store::{Batch, Bounds, Reader, Store};
use world::{VESSELS, World};

/// Points of a commit: a quarter of a second of the world's traffic.
const COMMIT: usize = 5_000;
const CACHE_BYTES: usize = 256 << 20;
const ASKED: usize = 400;
const HOUR: Duration = Duration::from_hours(1);

fn main() {
    let points = number("POINTS", 5_000_000);
    let days = number("DAYS", 90);
    let engine = match std::env::var("ENGINE").as_deref() {
        Ok("sled") => StoreEngine::Sled,
        _ => StoreEngine::Redb,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data");
    let config = StoreConfig {
        engine,
        cache_bytes: CACHE_BYTES,
        retention_days: 3_650,
        ..StoreConfig::at(&path)
    };
    println!("{}: {points} points of {VESSELS} vessels, {COMMIT} a commit\n", engine.as_str());
    let mut world = World::new();
    let mut store = Store::open(&config).expect("it opens");
    ingest(&mut store, &mut world, points);
    ask(&store.reader(), &world);
    settle(&mut store, &mut world, &path, points);
    ask(&store.reader(), &world);
    drop(store);
    served::ask(&path, &world);
    history(&config, days);
    let (opened, took) = stopwatch(|| Store::open(&config).expect("it opens"));
    let (restored, read) = stopwatch(|| opened.restored().expect("restored").updates.len());
    println!(
        "start with {days} days: opened in {took:.1} ms; last picture and two hours of tracks"
    );
    println!("    ({restored} updates) read in {read:.1} ms; {:.0} MB resident", memory_mb());
    drop(opened);
    importing::measure(points);
    postgis::beside(points);
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Commits as a daemon does, with the closing of periods beside it.
fn ingest(store: &mut Store, world: &mut World, points: usize) {
    let (mut commits, mut making) = (Percentiles::default(), 0.0);
    let before = process_seconds();
    let mut waited = 0.0;
    let (mut done, mut said, mut most) = (0, 0, 0.0_f64);
    while done < points {
        let began = thread_seconds();
        let batch = Batch { updates: world.reports(COMMIT), ..Batch::default() };
        making += thread_seconds() - began;
        let (committed, millis) = stopwatch(|| store.commit(&batch));
        committed.expect("a commit");
        commits.add(millis);
        waited += millis;
        store.maintain().expect("upkeep");
        done += COMMIT;
        if done - said >= COMMIT * 20 {
            said = done;
            most = most.max(memory_mb());
        }
    }
    store.finish_closing().expect("closed");
    let seconds = process_seconds() - before - making;
    println!(
        "ingest: {:.2} M points/s of one core ({:.2} us a point),",
        points as f64 / seconds / 1e6,
        seconds / points as f64 * 1e6
    );
    println!("    commits {commits}, {:.1} s in all; {most:.0} MB resident at most", waited / 1e3);
}

/// Lets time go on for two days without traffic, so that everything gets its last form.
fn settle(store: &mut Store, world: &mut World, path: &Path, points: usize) {
    let grown = bytes(&path.join("tracks"));
    let last = world.reports(1).pop().expect("a report");
    let began = process_seconds();
    for hours in 1..40 {
        let time = world.now().plus(HOUR * hours + Duration::from_hours(24));
        let mut later = last;
        later.time = time;
        if let picket::picture::Change::Fix(fix) = &mut later.change {
            fix.time = time;
        }
        store.commit(&Batch { updates: vec![later], ..Batch::default() }).expect("a commit");
        store.maintain().expect("upkeep");
        store.finish_closing().expect("closed");
    }
    let packed = bytes(&path.join("tracks"));
    println!("\nmerged and packed in {:.1} s of processor time more:", process_seconds() - began);
    println!(
        "    {:.1} bytes a point on disk, {:.1} before",
        packed as f64 / points as f64,
        grown as f64 / points as f64
    );
}

/// What analysts ask, without HTTP.
fn ask(reader: &Reader, world: &World) {
    let (first, end) = (World::start(), world.now());
    let span = (end.as_millis() - first.as_millis()).max(1);
    let vessels = world.busy_vessels();
    let moment = |number: usize| {
        let part = i64::try_from(number * 7_919 % 1_000).expect("small");
        EventTime::from_millis(first.as_millis() + span * part / 1_000)
    };
    let (mut hours, mut boxes, mut pictures) = <(Percentiles, Percentiles, Percentiles)>::default();
    let (mut of_hours, mut of_boxes, mut of_pictures) = (0, 0, 0);
    for number in 0..ASKED {
        let (contact, place) = vessels[number % vessels.len()];
        let from = moment(number);
        let (track, took) =
            stopwatch(|| reader.track(contact, from, from.plus(HOUR), 10_000).expect("a track"));
        hours.add(took);
        of_hours += track.len();
        let bounds = around(place);
        let mut count = 0;
        let ((), took) = stopwatch(|| {
            let to = from.plus(HOUR / 2);
            reader
                .points_in(Some(bounds), from, to, &|| false, &mut |_contact, rows| {
                    count += rows.len();
                    ControlFlow::Continue(())
                })
                .expect("points");
        });
        boxes.add(took);
        of_boxes += count;
        if number % 20 == 0 {
            let (rows, took) = stopwatch(|| reader.positions_at(from, HOUR, None, &|| false));
            pictures.add(took);
            of_pictures += rows.expect("positions").0.len();
        }
    }
    let each = |all: usize, of: usize| all / of.max(1);
    println!("one hour of one vessel   {hours}, {} points each", each(of_hours, ASKED));
    println!("one degree, 30 minutes   {boxes}, {} points each", each(of_boxes, ASKED));
    println!("everybody as of a time   {pictures}, {} vessels", each(of_pictures, ASKED / 20));
}

/// One degree each way, with a place in it.
fn around(place: Position) -> Bounds {
    let (latitude, longitude) = (place.latitude().floor(), place.longitude().floor());
    Bounds {
        south_west: Position::new(latitude, longitude).expect("a corner"),
        north_east: Position::new(latitude + 1.0, longitude + 1.0).expect("a corner"),
    }
}

/// Days before, with little in each: the number of files is what a start may feel.
fn history(config: &StoreConfig, days: usize) {
    let mut import = picket::store::Import::open(config).expect("it opens");
    let mut world = World::new();
    let reports = world.reports(5_000);
    for day in 1..u32::try_from(days).expect("few") {
        for report in &reports {
            if let picket::picture::Change::Fix(mut fix) = report.change {
                fix.time = fix.time.minus(Duration::from_hours(24) * day);
                let kind = (report.class, false);
                import.position(report.contact, kind, fix, report.feed).expect("taken");
            }
        }
    }
    import.finish().expect("imported");
}

fn bytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder");
    files.flatten().map(|file| file.metadata().map_or(0, |metadata| metadata.len())).sum()
}
