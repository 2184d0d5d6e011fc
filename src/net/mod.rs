//! What every wire needs, whichever way its bytes go: TLS, keepalive, waits before another attempt.

mod backoff;
mod dialer;
mod keep_alive;
pub mod tls;

pub use backoff::Backoff;
pub use dialer::{Dialer, ReadWrite, Wire};
pub use keep_alive::keep_alive;
