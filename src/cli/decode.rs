use super::Failure;

/// Print every message, one JSON object a line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    todo!("{args:?}")
}
