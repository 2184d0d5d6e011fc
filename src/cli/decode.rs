mod json;
mod message_json;
mod position_csv;

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::Failure;
use crate::decode::{Decoded, Decoder, FeedSettings};
use crate::domain::FeedName;
use crate::feeds::recording;

/// How much is read, and so decoded, at a time.
const CHUNK_BYTES: usize = 128 * 1024;

/// Print every message, one JSON object a line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Recordings: NMEA logs or position CSVs, plain, gzip or zstd; `-` is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
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
    let Args { files, format, rejects } = args;
    if rejects && format == Format::Csv {
        return Err(Failure::Usage("--rejects needs --format jsonl".to_owned()));
    }
    match print_files(&files, format, rejects, &mut io::stdout().lock()) {
        Err(error) if is_closed_pipe(&error) => Ok(()),
        other => Ok(other?),
    }
}

fn print_files(
    files: &[PathBuf],
    format: Format,
    rejects: bool,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    if format == Format::Csv {
        output.write_all(position_csv::HEADER)?;
    }
    for path in files {
        print_file(path, format, rejects, output)?;
    }
    Ok(output.flush()?)
}

fn print_file(
    path: &Path,
    format: Format,
    rejects: bool,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let unreadable = || anyhow!("cannot read {}", path.display());
    let mut source = recording::open(path).with_context(unreadable)?;
    let settings = FeedSettings::named(feed_name(path));
    let mut decoder = Decoder::new(settings.clone());
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut lines = Vec::with_capacity(8 * CHUNK_BYTES);
    loop {
        let read = match source.read(&mut chunk) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other.with_context(unreadable)?,
        };
        let mut print = |decoded: Decoded<'_>| match format {
            Format::Jsonl => message_json::write(&mut lines, &settings, &decoded, rejects),
            Format::Csv => position_csv::write(&mut lines, &settings, &decoded),
        };
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
    decoder.unread_header().cloned().map_or(Ok(()), Err).with_context(unreadable)
}

/// The file's stem, without the ending of its compression.
fn feed_name(path: &Path) -> FeedName {
    if path == Path::new("-") {
        return FeedName::from_stem("stdin");
    }
    let compressed = path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
    let inner = if compressed { path.with_extension("") } else { path.to_owned() };
    FeedName::from_stem(&inner.file_stem().unwrap_or_default().to_string_lossy())
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
