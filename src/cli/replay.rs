//! The same engine over recordings, offline: no clock, no store. Files are merged by time, report by
//! report, so that the size of a read changes nothing.

mod acts;
mod compare;
mod pacing;
mod play;
mod summary;
mod tally;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::input::{self, Input};
use super::merge::Merge;
use super::{Failure, write_quietly};
use crate::alert::{Act, Transition};
use crate::areas::WatchAreas;
use crate::config::{self, Config};
use crate::domain::EventTime;
use crate::engine::Engine;
use crate::store::row::AlertRow;
use compare::{Comparison, Ending};
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
    /// Where the alert transitions (with --compare the differences) go as JSON lines; `-` is
    /// standard output, and the default where nothing is compared.
    #[arg(long, value_name = "FILE|-")]
    out: Option<PathBuf>,
    /// Run this configuration too, and tell which alerts appear, vanish or move with it.
    #[arg(long, value_name = "OTHER.toml")]
    compare: Option<PathBuf>,
    /// Write the summary as JSON; with --compare both, as `before` and `after`.
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
    /// Officers' acts to merge in by their times, as JSON lines; `-` is standard input.
    #[arg(long, value_name = "FILE|-")]
    acts: Option<PathBuf>,
    /// Bytes read at a time; changes nothing in the output.
    #[arg(long, hide = true, default_value_t = 256 * 1024)]
    chunk_bytes: usize,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { inputs, options, out, compare, summary, rate, start, end, acts, chunk_bytes } = args;
    let other = compare.map(|config| config::Options { config: Some(config), ..options.clone() });
    let reads_stdin = |input: &String| input == "-" || input.ends_with("=-");
    if acts.as_deref() == Some(Path::new("-")) && inputs.iter().any(reads_stdin) {
        let problem = "picket: standard input is either a recording or --acts, not both";
        return Err(Failure::Usage(problem.to_owned()));
    }
    let acts = match &acts {
        Some(path) => acts::read(path).map_err(|error| Failure::Usage(format!("{error:#}")))?,
        None => Vec::new(),
    };
    let session = Session { inputs, acts, rate, span: (start, end), chunk_bytes };
    match other {
        None => session.tell(&options, out.as_deref(), summary.as_deref()),
        Some(other) => session.compare(&options, &other, out.as_deref(), summary.as_deref()),
    }
}

/// What does not depend on the configuration.
struct Session {
    inputs: Vec<String>,
    acts: Vec<Act>,
    rate: Rate,
    span: (Option<EventTime>, Option<EventTime>),
    chunk_bytes: usize,
}

impl Session {
    /// Every transition as a line.
    fn tell(
        &self,
        options: &config::Options,
        out: Option<&Path>,
        summary: Option<&Path>,
    ) -> Result<(), Failure> {
        let out = out.unwrap_or(Path::new("-"));
        let mut writer = BufWriter::new(open(out)?);
        let played = self.play(options, &mut |transition| write_line(&mut writer, transition));
        let written = played.and_then(|played| match writer.flush() {
            Ok(()) => Ok(played),
            Err(error) => Err(Broken::Output(error)),
        });
        match written {
            Ok(played) => report(&played, summary),
            Err(Broken::Failure(failure)) => Err(failure),
            Err(Broken::Output(error)) => {
                // What could not be delivered must not be tried again when the buffer is dropped.
                drop(writer.into_parts());
                if error.kind() == io::ErrorKind::BrokenPipe {
                    return Ok(());
                }
                let problem = format!("cannot write {}", out.display());
                Err(Failure::Error(anyhow::Error::new(error).context(problem)))
            }
        }
    }

    /// Two configurations, and what differs: for people on standard output, as lines in `out`.
    fn compare(
        &self,
        options: &config::Options,
        other: &config::Options,
        out: Option<&Path>,
        summary: Option<&Path>,
    ) -> Result<(), Failure> {
        if self.inputs.iter().any(|input| input == "-" || input.ends_with("=-")) {
            let problem = "picket: standard input cannot be read twice, as --compare has to";
            return Err(Failure::Usage(problem.to_owned()));
        }
        let mut endings = [Ending::default(), Ending::default()];
        let mut summaries = Vec::with_capacity(endings.len());
        for (options, ending) in [options, other].into_iter().zip(&mut endings) {
            let mut note = |transition: &Transition| {
                ending.note(transition);
                Ok(())
            };
            summaries.push(self.play(options, &mut note).map_err(Broken::into_failure)?);
        }
        let [before, after] = &endings;
        let comparison = Comparison::of(before, after);
        if out.is_none_or(|out| out.as_os_str() != "-") {
            write_quietly(|| write!(io::stdout().lock(), "{comparison}"))?;
        }
        if let Some(out) = out {
            let mut writer = BufWriter::new(open(out)?);
            let mut lines = comparison.differences.iter();
            write_quietly(|| {
                lines.try_for_each(|difference| write_json(&mut writer, difference))?;
                writer.flush()
            })?;
        }
        if let Some(file) = summary {
            let [before, after] = summaries.as_slice() else { return Ok(()) };
            write_summary(&Both { before, after }, file)?;
        }
        summaries.iter().try_for_each(|played| report(played, None))
    }

    /// One run of one configuration.
    fn play(
        &self,
        options: &config::Options,
        tell: &mut impl FnMut(&Transition) -> io::Result<()>,
    ) -> Result<Summary, Broken> {
        let config = config::load(options, config::process_environment())
            .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        let must_join = options.config.is_some();
        let inputs = input::resolve(&self.inputs, &config.feeds, must_join, input::no_folder)
            .map_err(Failure::Usage)?;
        let Config { areas, engine, .. } = config;
        let areas = WatchAreas::new(areas.into_iter().map(|loaded| loaded.area).collect())
            .context("cannot use the watch areas")
            .map_err(Failure::Error)?;
        let progress = progress(&inputs);
        let play = Play {
            merge: Merge::open(inputs, self.chunk_bytes, &progress).map_err(Failure::Error)?,
            engine: Engine::new(engine, areas),
            acts: self.acts.clone(),
            rate: self.rate,
            span: self.span,
        };
        let played = play.run(tell);
        progress.finish_and_clear();
        Ok(played?)
    }
}

/// The summaries of two runs as one document.
#[derive(Serialize)]
struct Both<'a> {
    before: &'a Summary,
    after: &'a Summary,
}

/// Why a run ended early.
enum Broken {
    Output(io::Error),
    Failure(Failure),
}

impl Broken {
    fn into_failure(self) -> Failure {
        match self {
            Self::Output(error) => Failure::Error(error.into()),
            Self::Failure(failure) => failure,
        }
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<PlayError> for Broken {
    fn from(error: PlayError) -> Self {
        let PlayError::Output(error) = error;
        Self::Output(error)
    }
}

/// A transition as the contract has it, on a line.
fn write_line(out: &mut impl Write, transition: &Transition) -> io::Result<()> {
    write_json(out, &AlertRow::from(transition))
}

fn write_json(out: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

/// The summary for people and for programs; an error where a recording could not be read to its end.
fn report(summary: &Summary, file: Option<&Path>) -> Result<(), Failure> {
    // Nobody reading the standard error is no reason to fail.
    drop(write!(io::stderr().lock(), "{summary}"));
    if let Some(file) = file {
        write_summary(summary, file)?;
    }
    match summary.broken() {
        Some(problem) => Err(Failure::Error(anyhow!(problem))),
        None => Ok(()),
    }
}

fn write_summary(summary: &impl Serialize, file: &Path) -> Result<(), Failure> {
    let mut json = serde_json::to_vec_pretty(summary).context("cannot render the summary")?;
    json.push(b'\n');
    let mut out = open(file)?;
    write_quietly(|| out.write_all(&json).and_then(|()| out.flush()))
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
