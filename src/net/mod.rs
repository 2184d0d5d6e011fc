//! What every wire needs, whichever way its bytes go: TLS, keepalive, secrets, waits before another
//! attempt, bounds by peer, sockets that are handed on; and the way of what is posted from HTTP to its feed.

mod backoff;
mod dialer;
mod keep_alive;
mod mqtt;
mod nats;
mod places;
mod postbox;
mod secret;
mod sockets;
pub mod tls;

pub use backoff::Backoff;
pub use dialer::{Dialer, ReadWrite, Wire};
pub use keep_alive::keep_alive;
pub use mqtt::mqtt_options;
pub use nats::NatsServer;
pub use places::{Place, Places};
pub use postbox::{NotTaken, Post, Postbox, Postboxes, Taken};
pub use secret::Secret;
pub use sockets::{Socket, Sockets};
