//! Who asks, whether they may, and a trail of what they did.
//!
//! `identify` looks at the credentials of every request; `admit` stands before every route with the
//! role that the route table names.

mod admit;
mod attempts;
mod audit;
mod guard;
mod identify;
mod identity;
mod network;
mod sums;
mod session;
mod sessions;

pub(super) use admit::{Needs, admit};
pub(super) use audit::Entry;
pub use audit::{Audit, AuditError, Reloaded};
pub use guard::AccessSeen;
pub(super) use guard::Guard;
pub(super) use identify::identify;
pub(super) use identity::{Client, Identity};
pub(super) use session::{__path_begin, __path_end, __path_show, begin, end, show};
