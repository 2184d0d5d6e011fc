//! The analyst's questions over HTTP: `query` reads and answers them, here they are sent.

pub(crate) mod answer;
mod body;
pub(crate) mod company;
pub(crate) mod identity;
pub(crate) mod positions;
pub(crate) mod statistics;
pub(crate) mod stops;

pub(super) use answer::{Asking, answer};
