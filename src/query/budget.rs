use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::QueryError;

/// How long a question may take, and whether anybody still waits for its answer.
pub struct Budget {
    over: Box<dyn Fn() -> bool + Send + Sync>,
    gone: Arc<AtomicBool>,
    narrow: &'static str,
}

impl Budget {
    /// Ends when `over` says so, or when `gone` becomes true.
    pub fn new(over: impl Fn() -> bool + Send + Sync + 'static, gone: Arc<AtomicBool>) -> Self {
        Self { over: Box::new(over), gone, narrow: "from and to, or the box" }
    }

    /// As long as it takes.
    pub fn endless() -> Self {
        Self::new(|| false, Arc::default())
    }

    /// Whether the question has to end: for reads that ask for themselves.
    pub(super) fn is_over(&self) -> bool {
        self.check().is_err()
    }

    /// To be asked between reads.
    ///
    /// # Errors
    /// The question has to end here.
    pub(super) fn check(&self) -> Result<(), QueryError> {
        if self.gone.load(Ordering::Relaxed) {
            return Err(QueryError::Gone);
        }
        if (self.over)() { Err(QueryError::TimeUp { narrow: self.narrow }) } else { Ok(()) }
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("gone", &self.gone).finish_non_exhaustive()
    }
}
