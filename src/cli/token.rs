//! Tokens of the HTTP interface: made, listed and taken back in the access file.

mod file;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;

use super::{Failure, write_quietly};
use crate::access::{Role, Secret, TokenEntry};
use crate::areas::AreaId;
use crate::clock;
use crate::config::{self, Options};
use crate::domain::EventTime;
use file::Tokens;

/// Make, list and revoke the tokens by which people and programs reach the HTTP interface.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: TokenAct,
}

#[derive(Debug, clap::Subcommand)]
enum TokenAct {
    /// Make a token and print it, once: the file keeps only its digest.
    New(New),
    /// List the tokens and certificates of the file.
    List(Place),
    /// Take a token back. A running daemon notices and lets it in no more.
    Revoke(Revoke),
}

/// Which access file.
#[derive(Debug, clap::Args)]
struct Place {
    /// Configuration file, whose access.path is meant.
    #[arg(long, value_name = "FILE", required_unless_present = "file")]
    config: Option<PathBuf>,
    /// The access file itself.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct New {
    #[command(flatten)]
    place: Place,
    /// Whose it is; acts are signed by it.
    #[arg(long)]
    name: String,
    /// What it allows: viewer, analyst, officer or administrator.
    #[arg(long, value_parser = role)]
    role: Role,
    /// When it ends: a time as in 2027-01-31T00:00:00Z, or a span as in 90d or 12h.
    #[arg(long, value_name = "TIME|SPAN", value_parser = end)]
    expires: Option<EventTime>,
    /// The watch areas in which it may act, by id; without it, everywhere.
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    areas: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    #[command(flatten)]
    place: Place,
    /// Whose.
    #[arg(long)]
    name: String,
}

pub(super) fn run(Args { act }: Args) -> Result<(), Failure> {
    match act {
        TokenAct::New(new) => make(new),
        TokenAct::List(place) => list(&place),
        TokenAct::Revoke(Revoke { place, name }) => {
            Tokens::open(place.path()?)?.revoke(&name, clock::utc_now())
        }
    }
}

impl Place {
    fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        let options = Options { config: self.config.clone(), areas: None };
        let path = config::access_path(&options, config::process_environment())
            .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
        path.ok_or_else(|| {
            let config = self.config.as_deref().unwrap_or("the configuration".as_ref());
            Failure::Usage(format!("{}: access.path names no access file", config.display()))
        })
    }
}

fn make(New { place, name, role, expires, areas }: New) -> Result<(), Failure> {
    let areas: Result<BTreeSet<AreaId>, _> = areas.iter().map(|area| area.parse()).collect();
    let areas = areas.map_err(|invalid| Failure::Usage(format!("--areas: {invalid}")))?;
    let mut tokens = Tokens::open(place.path()?)?;
    let secret = Secret::new().map_err(|error| anyhow!("no random numbers: {error}"))?;
    tokens.add(&TokenEntry {
        name: name.as_str().into(),
        role,
        digest: secret.digest(),
        created: Some(clock::utc_now()),
        expires,
        revoked: None,
        areas: (!areas.is_empty()).then(|| Arc::new(areas)),
    })?;
    eprintln!("{name} is {role}; this is the only time that the token is shown:");
    write_quietly(|| writeln!(io::stdout().lock(), "{}", secret.reveal()))
}

fn list(place: &Place) -> Result<(), Failure> {
    let tokens = Tokens::open(place.path()?)?;
    let now = clock::utc_now();
    write_quietly(|| {
        let mut out = io::stdout().lock();
        for token in &tokens.list().tokens {
            let state = match (token.revoked, token.expires) {
                (Some(at), _) => format!("revoked {at}"),
                (None, Some(at)) if at <= now => format!("expired {at}"),
                (None, Some(at)) => format!("until {at}"),
                (None, None) => "for good".to_owned(),
            };
            let areas = areas_of(token.areas.as_deref());
            writeln!(out, "token\t{}\t{}\t{state}\t{areas}", token.name, token.role)?;
        }
        for certificate in &tokens.list().certificates {
            let areas = areas_of(certificate.areas.as_deref());
            writeln!(
                out,
                "certificate\t{}\t{}\tby its authority\t{areas}",
                certificate.name, certificate.role
            )?;
        }
        Ok(())
    })
}

fn areas_of(areas: Option<&BTreeSet<AreaId>>) -> String {
    let Some(areas) = areas else { return "everywhere".to_owned() };
    areas.iter().map(AreaId::as_str).collect::<Vec<_>>().join(",")
}

fn role(text: &str) -> Result<Role, String> {
    Role::of(text).ok_or_else(|| "expected viewer, analyst, officer or administrator".to_owned())
}

fn end(text: &str) -> Result<EventTime, String> {
    let expected = || "expected a time as in 2027-01-31T00:00:00Z, or a span as in 90d".to_owned();
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let span = match text.strip_suffix('d').map(str::parse::<u64>) {
        Some(Ok(days)) => days.checked_mul(86_400),
        _ => match text.strip_suffix('h').map(str::parse::<u64>) {
            Some(Ok(hours)) => hours.checked_mul(3_600),
            _ => None,
        },
    };
    let span = span.filter(|secs| (1..=3_153_600_000).contains(secs)).ok_or_else(expected)?;
    Ok(clock::utc_now().plus(std::time::Duration::from_secs(span)))
}
