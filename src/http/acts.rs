use tokio::sync::oneshot;

use crate::alert::{Act, Alert, RefusalReason};
use crate::store::row::AlertRow;

/// An officer's act on its way to the engine, with the way back. HTTP waits for the reply, so it is
/// to be sent once the act is committed.
#[derive(Debug)]
pub struct ActRequest {
    /// What is to be done.
    pub act: Act,
    /// The alert as the log has it, where the engine does not remember it any more.
    pub past: Option<Box<Alert>>,
    /// Where the outcome goes. Whoever asked may have left: a failed send is no error.
    pub reply: oneshot::Sender<ActReply>,
}

/// The outcome of an act: the alert as committed, `None` for an act on no alert (a security level).
pub type ActReply = Result<Option<AlertRow>, ActError>;

/// Why an act was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The alert book refused it; nothing was written.
    #[error("{0}")]
    Refused(#[from] RefusalReason),
    /// The store did not take it; nothing is acknowledged that is not durable.
    #[error("the store did not take the act: {0}")]
    StoreUnavailable(String),
    /// The daemon is stopping.
    #[error("the daemon is stopping")]
    ShuttingDown,
}
