//! What is done to a store at rest.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, write_quietly};
use crate::store;

/// Check a store, or give space back.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Go through every table of a store at rest: checksums, every entry, blocks and indexes against
    /// one another. Says what is wrong and ends with 1, or that nothing is.
    Check {
        /// Its folder.
        dir: PathBuf,
    },
    /// Give back the space that a store at rest does not need.
    Compact {
        /// Its folder.
        dir: PathBuf,
    },
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let bar = progress_bar();
    match args.what {
        What::Check { dir } => {
            let found = store::check(&dir, &mut bar.teller()).context("cannot check it")?;
            bar.0.finish_and_clear();
            let mut out = io::stdout().lock();
            if found.is_empty() {
                return write_quietly(|| writeln!(out, "{}: nothing wrong", dir.display()));
            }
            write_quietly(|| found.iter().try_for_each(|finding| writeln!(out, "{finding}")))?;
            Err(Failure::Error(anyhow!(
                "{} does not hold together; put a backup in its place",
                dir.display()
            )))
        }
        What::Compact { dir } => {
            let sizes = store::compact(&dir, &mut bar.teller()).context("cannot compact it")?;
            bar.0.finish_and_clear();
            let mut out = io::stdout().lock();
            write_quietly(|| writeln!(out, "{} bytes, were {}", sizes.after, sizes.before))
        }
    }
}

/// Draws on a terminal only.
pub(super) struct Bar(ProgressBar);

pub(super) fn progress_bar() -> Bar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {elapsed}") {
        bar.set_style(style);
    }
    Bar(bar)
}

impl Bar {
    /// What work tells of its parts.
    pub(super) fn teller(&self) -> impl FnMut(usize, usize, &str) {
        let bar = self.0.clone();
        move |done, all, next| {
            bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
            bar.set_message(next.to_owned());
        }
    }
}
