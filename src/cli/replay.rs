use super::Failure;

/// Run the engine over recordings, offline: alert transitions as JSON lines.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    todo!("{args:?}")
}
