//! What operators do to a store: back it up while it works, check it, give space back.

mod backup;
mod check;
mod check_day;
mod check_watch;
mod compact;
mod parts;

pub use backup::BackupReport;
pub use check::{Finding, check};
pub use compact::{Compacted, compact};
pub use parts::Progress;
