//! Who may do what: roles, tokens and certificates, as the access file lists them.
//!
//! No clock and no I/O here: `config` reads the file, `http` asks at every request, `picket token`
//! changes the file.

mod caller;
mod list;
mod role;
mod secret;

pub use caller::Caller;
pub use list::{AccessList, CertificateEntry, CertificateMatch, Refused, TokenEntry};
pub use role::Role;
pub use secret::{Digest, InvalidDigest, Secret};
