/// How a stop went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All that was accepted reached the store and those who listen.
    Drained,
    /// The grace period was over, or the store did not take the rest.
    Abandoned,
}
