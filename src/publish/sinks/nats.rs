use std::time::Duration;

use async_nats::jetstream::{self, Context, stream};
use async_nats::{ConnectOptions, HeaderMap};

use super::{Failure, Letter};
use crate::config::{Broker, Template};
use crate::net::tls::client_config;
use crate::publish::forms::render_token;
use crate::publish::secret::Secret;

/// An answer is waited for so long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// NATS `JetStream`: a transition is delivered when the stream says that it has it; `Nats-Msg-Id`
/// lets it tell a repetition.
#[derive(Debug)]
pub(in crate::publish) struct Nats {
    address: String,
    options: Options,
    subject: Template,
    stream: Option<String>,
    context: Option<Context>,
}

struct Options {
    tls: Option<rustls::ClientConfig>,
    user: Option<String>,
    secret: Option<Secret>,
}

impl Nats {
    pub(super) fn new(
        broker: &Broker,
        subject: Template,
        stream: Option<String>,
    ) -> Result<Self, String> {
        let tls = broker.tls.as_ref().map(client_config).transpose();
        let options = Options {
            tls: tls.map_err(|error| error.to_string())?,
            user: broker.user.clone(),
            secret: broker.secret.as_ref().map(Secret::read).transpose()?,
        };
        Ok(Self { address: broker.address.clone(), options, subject, stream, context: None })
    }

    pub(super) fn reset(&mut self) {
        self.context = None;
    }

    pub(super) async fn send(&mut self, Letter { row, .. }: &Letter<'_>) -> Result<(), Failure> {
        let body = serde_json::to_vec(row).map_err(|error| Failure::Refused(error.to_string()))?;
        let subject = render_token(&self.subject, row);
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", format!("{}:{}", row.id, row.revision));
        let context = match self.context.take() {
            Some(context) => context,
            None => self.connect().await?,
        };
        let sent = context.publish_with_headers(subject, headers, body.into()).await;
        sent.map_err(Failure::unreachable)?.await.map_err(Failure::unreachable)?;
        // Kept only after a success: whatever failed begins with a new connection.
        self.context = Some(context);
        Ok(())
    }

    async fn connect(&self) -> Result<Context, Failure> {
        let Options { tls, user, secret } = &self.options;
        let mut options = ConnectOptions::new().name("picket");
        options = match (user, secret) {
            (Some(user), secret) => {
                let password = secret.as_ref().map(Secret::reveal).unwrap_or_default();
                options.user_and_password(user.clone(), password.to_owned())
            }
            (None, Some(token)) => options.token(token.reveal().to_owned()),
            (None, None) => options,
        };
        if let Some(tls) = tls {
            options = options.tls_client_config(tls.clone()).require_tls(true);
        }
        let client = options.connect(&self.address).await.map_err(Failure::unreachable)?;
        let mut context = jetstream::new(client);
        context.set_timeout(ANSWER_TIMEOUT);
        if let Some(name) = &self.stream {
            let wanted = stream::Config {
                name: name.clone(),
                subjects: vec![subjects_of(&self.subject)],
                ..stream::Config::default()
            };
            context.get_or_create_stream(wanted).await.map_err(Failure::unreachable)?;
        }
        Ok(context)
    }
}

/// Every subject that a template can make: fields are one token each.
fn subjects_of(subject: &Template) -> String {
    let text = subject.to_string();
    let tokens = text.split('.').map(|token| if token.contains('{') { "*" } else { token });
    tokens.collect::<Vec<_>>().join(".")
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("tls", &self.tls.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_takes_every_subject_of_the_template() {
        let subject = Template::parse("picket.alerts.{priority}.{rule}").expect("a template");
        assert_eq!(subjects_of(&subject), "picket.alerts.*.*");
    }
}
