use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{
    Failure, backup, check, completions, decode, demo, export, import, man, query, replay, script,
    serve, store, token,
};

/// Maritime situational awareness: AIS, NMEA and radar in; one picture, alerts, tracks and metrics
/// out.
#[derive(Debug, Parser)]
#[command(name = "picket", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Replay(replay::Args),
    Decode(decode::Args),
    Check(check::Args),
    Query(Box<query::Args>),
    Export(export::Args),
    Import(import::Args),
    Backup(backup::Args),
    Store(store::Args),
    Script(script::Args),
    Token(token::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Cli {
    /// Runs the command: 0 done, 1 finished with an error, 2 wrong use or wrong configuration.
    pub fn run(self) -> ExitCode {
        let result = match self.command {
            Command::Serve(args) => serve::run(args),
            Command::Demo(args) => demo::run(args),
            Command::Replay(args) => replay::run(args),
            Command::Decode(args) => decode::run(args),
            Command::Check(args) => check::run(args),
            Command::Query(args) => query::run(*args),
            Command::Export(args) => export::run(args),
            Command::Import(args) => import::run(args),
            Command::Backup(args) => backup::run(args),
            Command::Store(args) => store::run(args),
            Command::Script(args) => script::run(args),
            Command::Token(args) => token::run(args),
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(Failure::Error(error)) => {
                eprintln!("picket: {error:#}");
                ExitCode::from(1)
            }
            Err(Failure::Usage(text)) => {
                eprintln!("{text}");
                ExitCode::from(2)
            }
        }
    }
}
