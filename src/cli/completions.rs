use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Failure, write_quietly};

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// For which shell.
    shell: Shell,
}

pub(super) fn run(Args { shell }: Args) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "picket", &mut text);
    write_quietly(|| io::stdout().lock().write_all(&text))
}
