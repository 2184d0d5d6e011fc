//! The command line: one file per command.

mod check;
mod command;
mod completions;
mod decode;
mod demo;
mod export;
mod failure;
mod man;
mod query;
mod replay;
mod script;
mod serve;
mod token;

pub use command::Cli;
use failure::{Failure, write_quietly};
