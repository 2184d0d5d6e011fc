//! Where bytes come from: sockets and files, each with its decoder.

pub(crate) mod recording;
