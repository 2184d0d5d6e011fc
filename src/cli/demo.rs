use super::Failure;

/// Serve on a shipped recording with a script of small craft on top: nothing to configure.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    todo!("{args:?}")
}
