use super::Failure;

/// Print the manual page.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    todo!("{args:?}")
}
