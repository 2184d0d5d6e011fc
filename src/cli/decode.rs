mod json;
mod merged;
mod message_json;
mod position_csv;

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::Failure;
use super::input::{self, Input};
use crate::decode::{Counts, Decoded, Decoder, FeedSettings};
use crate::feeds::recording;

/// How much is read, and so decoded, at a time.
const CHUNK_BYTES: usize = 128 * 1024;

/// Print every message, one JSON object a line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Recordings: NMEA logs or position CSVs, plain, gzip or zstd; `-` is standard input. Several
    /// merge by time. NAME is the feed's name; default is the file's stem.
    #[arg(value_name = "[NAME=]FILE", default_value = "-")]
    files: Vec<String>,
    /// Configuration file (TOML) whose feeds the names join (their offset from UTC).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to print: every message as JSON, or the positions as CSV.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Print what is not a message too, with the reason (JSON only).
    #[arg(long)]
    rejects: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One JSON object a line.
    Jsonl,
    /// The positions, one a line, under a header.
    Csv,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { files, config, format, rejects } = args;
    if rejects && format == Format::Csv {
        return Err(Failure::Usage("--rejects needs --format jsonl".to_owned()));
    }
    let inputs = input::of_feeds(&files, config, input::no_folder)?;
    match print_files(inputs, format, rejects, &mut io::stdout().lock()) {
        Err(error) if is_closed_pipe(&error) => Ok(()),
        other => Ok(other?),
    }
}

fn print_files(
    inputs: Vec<Input>,
    format: Format,
    rejects: bool,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    if format == Format::Csv {
        output.write_all(position_csv::HEADER)?;
    }
    let print = |lines: &mut Vec<u8>, settings: &FeedSettings, decoded: &Decoded<'_>| match format {
        Format::Jsonl => message_json::write(lines, settings, decoded, rejects),
        Format::Csv => position_csv::write(lines, settings, decoded),
    };
    match inputs.as_slice() {
        [only] => print_file(only, print, output)?,
        _ => merged::print(inputs, print, output)?,
    }
    Ok(output.flush()?)
}

fn print_file(
    input: &Input,
    print: impl Fn(&mut Vec<u8>, &FeedSettings, &Decoded<'_>),
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let Input { path, settings } = input;
    let unreadable = || anyhow!("cannot read {}", path.display());
    let mut source = recording::open(path).with_context(unreadable)?;
    let mut decoder = Decoder::new(settings.clone());
    decoder.keep_parts(true);
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut lines = Vec::with_capacity(8 * CHUNK_BYTES);
    loop {
        let read = match source.read(&mut chunk) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other.with_context(unreadable)?,
        };
        let mut print = |decoded: Decoded<'_>| print(&mut lines, settings, &decoded);
        match chunk.get(..read).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => decoder.push(bytes, None, &mut print),
            None => decoder.flush(None, &mut print),
        }
        output.write_all(&lines)?;
        lines.clear();
        if read == 0 {
            break;
        }
    }
    judge(&decoder, path)
}

/// A file that ended: a table without the columns that are needed is an error, and one that gave
/// nothing at all is not passed over in silence.
fn judge(decoder: &Decoder, path: &Path) -> anyhow::Result<()> {
    if let Some(header) = decoder.unread_header() {
        return Err(anyhow!(header.clone()).context(format!("cannot read {}", path.display())));
    }
    let &Counts { lines, with_sentence, without_sentence, .. } = decoder.counts();
    if with_sentence == 0 && without_sentence > 0 {
        eprintln!(
            "picket: {}: no sentence and no row of positions in {lines} lines",
            path.display()
        );
    }
    Ok(())
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
