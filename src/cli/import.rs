//! Recordings and exports of tracks into a store at rest.

mod parquet;
mod partitions;
mod recordings;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use super::input::{self, Input};
use super::{Failure, write_quietly};
use crate::config::{StoreConfig, StoreEngine};
use crate::domain::{ContactId, EventTime, FeedName, StaticReport, TransponderClass};
use crate::picture::Fix;
use crate::store::Import;

/// Take positions and statics of files into a store that no daemon has open: recordings of any
/// framing and position CSVs (plain, .gz, .zst), merged by time, and exports in `GeoParquet`, one
/// after the other. The daemon that opens the store afterwards removes days older than its
/// `retention_days`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The files, or a folder that `picket export` wrote; `-` is standard input. NAME is the feed's
    /// name; default is the file's stem.
    #[arg(value_name = "[NAME=]FILE", required = true)]
    files: Vec<String>,
    /// Configuration file (TOML) whose feeds the names join (their offset from UTC, exercise).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the store, made where there is none.
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
}

/// Things that wait for the store, in batches.
const BATCHES_MAX: usize = 8;

/// What a file gives.
enum Item {
    Position { contact: ContactId, class: TransponderClass, late: bool, fix: Fix },
    Statics { contact: ContactId, time: EventTime, report: Box<StaticReport> },
}

/// What became of a file's rows.
#[derive(Debug, Default)]
struct Tally {
    rows: u64,
    rejected: u64,
    /// Rows of no station, or that say neither where nor who: base data, radar targets, texts.
    unused: u64,
}

/// Things with the feeds that brought them.
type Batch = Vec<(FeedName, Item)>;

type Batches = std::sync::mpsc::SyncSender<Batch>;

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { files, config, store } = args;
    let inputs = input::of_feeds(&files, config, partitions::is_export)?;
    let inputs = partitions::unfolded(inputs).context("cannot read the folder of an export")?;
    let made_by = |engine: &StoreEngine| store.join(format!("watch.{}", engine.as_str())).exists();
    let engine = StoreEngine::ALL.into_iter().find(made_by).unwrap_or_default();
    let config = StoreConfig { engine, ..StoreConfig::at(&store) };
    let mut import = Import::open(&config).context("cannot use the store")?;
    let bar = progress(&inputs);
    let mut whole = Tally::default();
    for source in sources(inputs)? {
        let tally = take_in(source, &mut import, &bar)?;
        whole.rows += tally.rows;
        whole.rejected += tally.rejected;
        whole.unused += tally.unused;
    }
    let done = import.finish().context("the store did not take the rest")?;
    bar.finish_and_clear();
    write_quietly(|| {
        writeln!(
            io::stdout().lock(),
            "{} rows: {} rejected, {} not of a station's place or name; {} positions ({} refused \
             by their time) and {} changes of who somebody is, of {} contacts",
            whole.rows,
            whole.rejected,
            whole.unused,
            done.positions,
            done.refused,
            done.statics,
            done.contacts,
        )
    })
}

/// What is read in one go: all recordings, by time, or one export.
enum Source {
    Recordings(Vec<Input>),
    Export(Input),
}

fn sources(inputs: Vec<Input>) -> anyhow::Result<Vec<Source>> {
    let mut recordings = Vec::new();
    let mut exports = Vec::new();
    for input in inputs {
        let unreadable = || format!("cannot read {}", input.path.display());
        if !input.is_standard_input() && is_parquet(&input.path).with_context(unreadable)? {
            exports.push(Source::Export(input));
        } else {
            recordings.push(input);
        }
    }
    let recordings = (!recordings.is_empty()).then_some(Source::Recordings(recordings));
    Ok(recordings.into_iter().chain(exports).collect())
}

/// One thread reads, this one gathers, a third makes blocks.
fn take_in(source: Source, import: &mut Import, bar: &ProgressBar) -> anyhow::Result<Tally> {
    let (sender, batches) = sync_channel(BATCHES_MAX);
    thread::scope(|scope| {
        let reading = scope.spawn(move || match source {
            Source::Recordings(inputs) => recordings::read(inputs, &sender, bar),
            Source::Export(Input { path, settings }) => {
                parquet::read(&path, settings.name, &sender, bar)
                    .with_context(|| format!("cannot import {}", path.display()))
            }
        });
        let gathered = gather(&batches, import);
        // Lets the reader end where the store took no more.
        drop(batches);
        let tally = reading.join().map_err(|_panic| anyhow!("reading met a defect"))?;
        gathered?;
        tally
    })
}

fn gather(batches: &Receiver<Batch>, import: &mut Import) -> anyhow::Result<()> {
    for (feed, item) in batches.iter().flatten() {
        match item {
            Item::Position { contact, class, late, fix } => {
                import.position(contact, (class, late), fix, feed)?;
            }
            Item::Statics { contact, time, report } => {
                import.statics(contact, time, &report, feed)?;
            }
        }
    }
    Ok(())
}

fn is_parquet(path: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut first)?;
    Ok(first == *b"PAR1")
}

/// By bytes of input; draws on a terminal only.
fn progress(inputs: &[Input]) -> ProgressBar {
    let bar = ProgressBar::new(inputs.iter().map(Input::length).sum());
    let form = "{bar:30} {percent:>3}% {bytes}/{total_bytes} {elapsed} left {eta}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar
}
