use super::BadParameter;
use crate::store::StoreError;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is not put as it has to be.
    #[error(transparent)]
    Parameter(#[from] BadParameter),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Neither the picture nor the store know her.
    #[error("nothing is known of {0}")]
    Unknown(String),
    /// There is no such watch area.
    #[error("there is no watch area {0:?}")]
    NoArea(String),
    /// It takes longer than a question may.
    #[error("the question takes longer than it may; narrow {narrow}")]
    TimeUp {
        /// What would make it shorter.
        narrow: &'static str,
    },
    /// One way has more points than can be judged as a whole.
    #[error("a way of more than {max} points; narrow from and to")]
    TooLong {
        /// Points at most.
        max: usize,
    },
    /// Whoever asked has gone.
    #[error("nobody waits for the answer any more")]
    Gone,
}
