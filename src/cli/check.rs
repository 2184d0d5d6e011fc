use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Failure;
use crate::areas::RuleSetting;
use crate::config::{self, Config, FeedKind};

/// Show every mistake of configuration and areas at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    options: config::Options,
    /// Write the effective configuration as TOML: every key with its value.
    #[arg(long)]
    print: bool,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Args { options, print } = args;
    let config = config::load(&options, config::process_environment())
        .map_err(|mistakes| Failure::Usage(mistakes.to_string()))?;
    for doubt in config::doubts(&config.sinks, &config.areas) {
        // Nobody reading it is no reason to fail.
        drop(writeln!(io::stderr().lock(), "picket: {doubt}"));
    }
    let text = if print { config::to_toml(&config) } else { summary(&config) };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever read it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| Failure::Error(error.into())),
    }
}

/// What is configured, in one paragraph.
fn summary(config: &Config) -> String {
    let feeds: Vec<String> = config.feeds.iter().map(describe).collect();
    let mut kinds = BTreeMap::new();
    for area in &config.areas {
        *kinds.entry(area.area.kind).or_insert(0_usize) += 1;
    }
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, count)| format!("{count} {}", kind.as_str())).collect();
    let rules: Vec<String> = config
        .engine
        .rules
        .iter()
        .map(|(rule, setting)| match setting {
            RuleSetting::Off => format!("{rule} (off)"),
            RuleSetting::On(_) => rule.to_string(),
        })
        .collect();
    format!(
        "Nothing wrong. Feeds: {}. Watch areas: {} ({}). Rules changed for all areas: {}. Store: {}. \
         HTTP: {}.\n",
        listed(&feeds),
        config.areas.len(),
        listed(&kinds),
        listed(&rules),
        config.store.path.display(),
        config.http.listen,
    )
}

fn describe(feed: &config::FeedConfig) -> String {
    let name = feed.settings.name;
    let source = match &feed.kind {
        FeedKind::Tcp { address, tls: None } => format!("tcp {address}"),
        FeedKind::Tcp { address, tls: Some(_) } => format!("tcp {address} with TLS"),
        FeedKind::Picket { address, .. } => format!("picket {address}"),
        FeedKind::TcpListen { address, .. } => format!("tcp-listen {address}"),
        FeedKind::Udp { address } => format!("udp {address}"),
        FeedKind::File { path, .. } => format!("file {}", path.display()),
        FeedKind::Stdin => "stdin".to_owned(),
        FeedKind::Serial { path, baud } => format!("serial {} at {baud}", path.display()),
        FeedKind::Nats { broker, subject, .. } => format!("nats {} {subject}", broker.address),
        FeedKind::Mqtt { broker, topic, .. } => format!("mqtt {} {topic}", broker.address),
        FeedKind::Http { .. } => format!("http: POST /api/v1/feeds/{name}"),
    };
    let exercise = if feed.settings.exercise { ", exercise" } else { "" };
    format!("{name} ({source}{exercise})")
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}
