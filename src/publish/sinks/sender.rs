use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::alertmanager::Alertmanager;
use super::cap_folder::CapFolder;
use super::cot::Cot;
use super::file::JsonLines;
use super::mqtt::Mqtt;
use super::nats::Nats;
use super::nmea::Nmea;
use super::syslog::Syslog;
use super::webhook::Webhook;
use crate::config::{SinkConfig, SinkKind};
use crate::query::Snapshot;
use crate::store::Reader;
use crate::store::row::AlertRow;

/// A transition to be delivered.
#[derive(Clone, Copy, Debug)]
pub(in crate::publish) struct Letter<'a> {
    /// What it says.
    pub(in crate::publish) row: &'a AlertRow,
    /// The same for people.
    pub(in crate::publish) text: &'a str,
}

/// Why an attempt failed.
#[derive(Debug)]
pub(in crate::publish) enum Failure {
    /// The receiver has it and will not take it.
    Refused(String),
    /// The receiver does not have it, or does not say so.
    Unreachable(String),
}

/// What sinks see beside the transition.
#[derive(Clone, Debug)]
pub(in crate::publish) struct Surroundings {
    /// The store.
    pub(in crate::publish) reader: Reader,
    /// The live picture.
    pub(in crate::publish) picture: watch::Receiver<Arc<Snapshot>>,
}

/// The sending half of a sink.
#[derive(Debug)]
pub(in crate::publish) enum Sender {
    Webhook(Webhook),
    Nats(Nats),
    Mqtt(Mqtt),
    Cot(Cot),
    Cap(CapFolder),
    Alertmanager(Alertmanager),
    Syslog(Syslog),
    Nmea(Nmea),
    File(JsonLines),
}

impl Sender {
    /// Reads secrets and certificates; connects to nobody. What is wrong in a sentence.
    pub(in crate::publish) fn new(
        config: &SinkConfig,
        surroundings: Surroundings,
    ) -> Result<Self, String> {
        Ok(match &config.kind {
            SinkKind::Webhook(http) => Self::Webhook(Webhook::new(http)?),
            SinkKind::Nats { broker, subject, stream } => {
                Self::Nats(Nats::new(broker, subject.clone(), stream.clone())?)
            }
            SinkKind::Mqtt { broker, topic, client_id } => {
                Self::Mqtt(Mqtt::new(broker, topic.clone(), client_id)?)
            }
            SinkKind::Cot { to, vessels_every, stale } => {
                let Surroundings { picture, .. } = surroundings;
                Self::Cot(Cot::new(to, *vessels_every, *stale, config.filter.exercise, picture)?)
            }
            SinkKind::Cap { path, sender, keep } => {
                let Surroundings { reader, .. } = surroundings;
                let template = config.template.clone();
                Self::Cap(CapFolder::new(path.clone(), sender.clone(), *keep, template, reader))
            }
            SinkKind::Alertmanager { http, repeat } => {
                let Surroundings { reader, .. } = surroundings;
                let (filter, template) = (config.filter.clone(), config.template.clone());
                Self::Alertmanager(Alertmanager::new(http, *repeat, filter, template, reader)?)
            }
            SinkKind::Syslog { to, facility } => Self::Syslog(Syslog::new(to, *facility)?),
            SinkKind::Nmea { to, format } => Self::Nmea(Nmea::new(to, *format)?),
            SinkKind::File { path, rotate_bytes, rotate_keep } => {
                Self::File(JsonLines::new(path.clone(), *rotate_bytes, *rotate_keep))
            }
        })
    }

    /// The kind, as configured.
    pub(in crate::publish) const fn kind(&self) -> &'static str {
        match self {
            Self::Webhook(_) => "webhook",
            Self::Nats(_) => "nats",
            Self::Mqtt(_) => "mqtt",
            Self::Cot(_) => "cot",
            Self::Cap(_) => "cap",
            Self::Alertmanager(_) => "alertmanager",
            Self::Syslog(_) => "syslog",
            Self::Nmea(_) => "nmea",
            Self::File(_) => "file",
        }
    }

    /// Delivers a transition: the receiver has it when this returns `Ok`.
    pub(in crate::publish) async fn send(&mut self, letter: &Letter<'_>) -> Result<(), Failure> {
        match self {
            Self::Webhook(sink) => sink.send(letter).await,
            Self::Nats(sink) => sink.send(letter).await,
            Self::Mqtt(sink) => sink.send(letter).await,
            Self::Cot(sink) => sink.send(letter).await,
            Self::Cap(sink) => sink.send(letter).await,
            Self::Alertmanager(sink) => sink.send(letter).await,
            Self::Syslog(sink) => sink.send(letter).await,
            Self::Nmea(sink) => sink.send(letter).await,
            Self::File(sink) => sink.send(letter).await,
        }
    }

    /// How often there is something to do beside transitions.
    pub(in crate::publish) fn chore_every(&self) -> Option<Duration> {
        match self {
            Self::Cot(sink) => Some(sink.chore_every()),
            Self::Alertmanager(sink) => Some(sink.repeat()),
            Self::Syslog(_) | Self::Nmea(_) => Some(super::lines::LOOK_EVERY),
            Self::Webhook(_) | Self::Nats(_) | Self::Mqtt(_) | Self::Cap(_) | Self::File(_) => None,
        }
    }

    /// Does it.
    pub(in crate::publish) async fn chore(&mut self) -> Result<(), Failure> {
        match self {
            Self::Cot(sink) => sink.chore().await,
            Self::Alertmanager(sink) => sink.say_again().await,
            Self::Syslog(sink) => sink.look().await,
            Self::Nmea(sink) => sink.look().await,
            Self::Webhook(_) | Self::Nats(_) | Self::Mqtt(_) | Self::Cap(_) | Self::File(_) => {
                Ok(())
            }
        }
    }

    /// Lets go of a connection on which something took too long.
    pub(in crate::publish) fn reset(&mut self) {
        match self {
            Self::Nats(sink) => sink.reset(),
            Self::Mqtt(sink) => sink.reset(),
            Self::Cot(sink) => sink.reset(),
            Self::Syslog(sink) => sink.reset(),
            Self::Nmea(sink) => sink.reset(),
            Self::Webhook(_) | Self::Cap(_) | Self::Alertmanager(_) | Self::File(_) => {}
        }
    }

    /// Ends what is open.
    pub(in crate::publish) async fn close(&mut self) {
        match self {
            Self::Cot(sink) => sink.close().await,
            Self::Syslog(sink) => sink.close().await,
            Self::Nmea(sink) => sink.close().await,
            _ => self.reset(),
        }
    }
}

impl Failure {
    /// Nobody has it, for a reason that an error tells.
    pub(super) fn unreachable(error: impl fmt::Display) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "refused: {why}"),
            Self::Unreachable(why) => f.write_str(why),
        }
    }
}
