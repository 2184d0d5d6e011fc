use std::io;

/// How a command failed; decides the exit code.
#[derive(Debug)]
pub(super) enum Failure {
    /// Finished with an error: exit code 1.
    Error(anyhow::Error),
    /// Wrong use or wrong configuration, said in full on stderr: exit code 2.
    Usage(String),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Error(error)
    }
}

/// Output whose reader has gone away ends quietly.
pub(super) fn write_quietly(write: impl FnOnce() -> io::Result<()>) -> Result<(), Failure> {
    match write() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| Failure::Error(error.into())),
    }
}
