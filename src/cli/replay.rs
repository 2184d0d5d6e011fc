//! The same engine over recordings, offline: no clock, no store. Files are merged by time, report by
//! report, so that the size of a read changes nothing.

mod acts;
mod input;
mod merge;
mod pacing;
mod play;
mod summary;
mod tally;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, write_quietly};
use crate::areas::WatchAreas;
use crate::config::{self, Config};
use crate::domain::EventTime;
use crate::engine::Engine;
use input::Input;
use merge::Merge;
use pacing::Rate;
use play::{Play, PlayError};
use summary::Summary;

/// Run the engine over recordings, offline: alert transitions as JSON lines.
#[derive(Debug, clap::Args)]
#[command(after_long_help = acts::HELP)]
pub(super) struct Args {
    /// Recordings, plain, .gz or .zst; `-` is standard input. NAME joins a `[[feed]]` of the
    /// configuration (its exercise, offset and position); default is the file's stem.
    #[arg(value_name = "[NAME=]FILE", required = true)]
    inputs: Vec<String>,
    #[command(flatten)]
    options: config::Options,
    /// Where the alert transitions go; `-` is standard output.
    #[arg(long, value_name = "FILE|-", default_value = "-")]
    out: PathBuf,
    /// Write the summary as JSON.
    #[arg(long, value_name = "FILE|-")]
    summary: Option<PathBuf>,
    /// Times real time by the stamps, or as fast as it goes.
    #[arg(long, value_name = "max|N", default_value = "max")]
    rate: Rate,
    /// Leave out what is earlier (RFC 3339).
    #[arg(long, value_name = "TIME")]
    start: Option<EventTime>,
    /// Leave out what is at this time or later (RFC 3339).
    #[arg(long, value_name = "TIME")]
    end: Option<EventTime>,
    /// Officers' acts to merge in by their times, as JSON lines.
    #[arg(long, value_name = "FILE")]
    acts: Option<PathBuf>,
    /// Bytes read at a time; changes nothing in the output.
    #[arg(long, hide = true, default_value_t = 256 * 1024)]
    chunk_bytes: usize,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { inputs, options, out, summary, rate, start, end, acts, chunk_bytes } = args;
    let config = config::load(&options, config::process_environment())
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    let acts = match &acts {
        Some(path) => acts::read(path).map_err(|error| Failure::Usage(format!("{error:#}")))?,
        None => Vec::new(),
    };
    let must_join = options.config.is_some();
    let inputs = input::resolve(&inputs, &config.feeds, must_join).map_err(Failure::Usage)?;
    let Config { areas, engine, .. } = config;
    let areas = WatchAreas::new(areas.into_iter().map(|loaded| loaded.area).collect())
        .context("cannot use the watch areas")?;

    let progress = progress(&inputs);
    let play = Play {
        merge: Merge::open(inputs, chunk_bytes, &progress)?,
        engine: Engine::new(engine, areas),
        acts,
        rate,
        span: (start, end),
    };
    let mut writer = BufWriter::new(open(&out)?);
    let played = play.run(&mut writer);
    progress.finish_and_clear();
    let played = match played {
        Ok(played) => played,
        Err(PlayError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What could not be delivered must not be tried again when the buffer is dropped.
            drop(writer.into_parts());
            return Ok(());
        }
        Err(PlayError::Output(error)) => {
            drop(writer.into_parts());
            let problem = format!("cannot write {}", out.display());
            return Err(Failure::Error(anyhow::Error::new(error).context(problem)));
        }
    };
    report(&played, summary.as_deref())
}

/// The summary for people and for programs; an error where a recording could not be read to its end.
fn report(summary: &Summary, file: Option<&Path>) -> Result<(), Failure> {
    // Nobody reading the standard error is no reason to fail.
    drop(write!(io::stderr().lock(), "{summary}"));
    if let Some(file) = file {
        let mut json = serde_json::to_vec_pretty(summary).context("cannot render the summary")?;
        json.push(b'\n');
        let mut out = open(file)?;
        write_quietly(|| out.write_all(&json).and_then(|()| out.flush()))?;
    }
    match summary.broken() {
        Some(problem) => Err(Failure::Error(anyhow!(problem))),
        None => Ok(()),
    }
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Write>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdout().lock()));
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Box::new(file))
}

/// By bytes of input; draws on a terminal only.
fn progress(inputs: &[Input]) -> ProgressBar {
    let total = inputs.iter().map(Input::length).sum();
    let bar = ProgressBar::new(total);
    let form = "{bar:30} {percent:>3}% {bytes}/{total_bytes} {elapsed} left {eta}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar
}
