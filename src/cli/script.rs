use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;

use super::Failure;
use crate::domain::EventTime;
use crate::script::{Playback, Script};

/// Scripted contacts: render them to NMEA.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Render(RenderArgs),
}

/// Render a script to NMEA sentences with TAG blocks, in order of time.
#[derive(Debug, clap::Args)]
struct RenderArgs {
    /// The script (TOML); `-` is standard input.
    file: PathBuf,
    /// Event time of its second 0, RFC 3339, instead of the script's own.
    #[arg(long, value_name = "TIME")]
    start: Option<EventTime>,
    /// Seed of noise and loss, instead of the script's own.
    #[arg(long)]
    seed: Option<u64>,
    /// Where the sentences go; `-` is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

/// Longest script read, bytes.
const MAX_BYTES: u64 = 16 << 20;

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Command::Render(args) = args.command;
    let text = read(&args.file)
        .map_err(|error| Failure::Usage(format!("{}: {error}", args.file.display())))?;
    let mut script = parse(&args.file, &text)?;
    if let Some(start) = args.start {
        script = script.starting_at(start);
    }
    if let Some(seed) = args.seed {
        script = script.with_seed(seed);
    }
    write(&script, &args.out)?;
    Ok(())
}

/// Every mistake on a line of its own, as `FILE:LINE:COLUMN: KEY: SENTENCE`.
fn parse(file: &Path, text: &str) -> Result<Script, Failure> {
    Script::parse(text).map_err(|errors| {
        let line = |error| format!("{}:{error}", file.display());
        Failure::Usage(errors.iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let bytes = if file == Path::new("-") {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_string(&mut text)?
    } else {
        File::open(file)?.take(MAX_BYTES + 1).read_to_string(&mut text)?
    };
    if u64::try_from(bytes).is_ok_and(|bytes| bytes > MAX_BYTES) {
        let error = format!("a script has at most {MAX_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, error));
    }
    Ok(text)
}

fn write(script: &Script, out: &Path) -> anyhow::Result<()> {
    let written = if out == Path::new("-") {
        write_to(script.playback(), io::stdout().lock())
    } else {
        File::create(out).and_then(|file| write_to(script.playback(), file))
    };
    match written {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.with_context(|| format!("cannot write {}", out.display())),
    }
}

fn write_to(mut playback: Playback<'_>, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let mut written = Ok(());
    while written.is_ok() {
        let goes_on = playback.advance(&mut |_time, sentence| {
            if written.is_ok() {
                written = out.write_all(sentence.as_bytes()).and_then(|()| out.write_all(b"\n"));
            }
        });
        if !goes_on {
            return written.and_then(|()| out.flush());
        }
    }
    written
}
