//! The command line: one file per command.

mod backup;
mod check;
mod command;
mod completions;
mod decode;
mod demo;
mod export;
mod failure;
mod import;
mod input;
mod man;
mod merge;
mod query;
mod replay;
mod script;
mod serve;
mod store;
mod token;

pub use command::Cli;
use failure::{Failure, write_quietly};
