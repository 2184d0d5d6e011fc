use super::Failure;

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    todo!("{args:?}")
}
