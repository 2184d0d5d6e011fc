use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::{self, Context, stream};

use super::{Failure, Letter};
use crate::config::{Broker, Template};
use crate::net::NatsServer;
use crate::publish::forms::render_token;

/// An answer is waited for so long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// NATS `JetStream`: a transition is delivered when the stream says that it has it; `Nats-Msg-Id`
/// lets it tell a repetition.
#[derive(Debug)]
pub(in crate::publish) struct Nats {
    server: NatsServer,
    subject: Template,
    stream: Option<String>,
    context: Option<Context>,
}

impl Nats {
    pub(super) fn new(
        broker: &Broker,
        subject: Template,
        stream: Option<String>,
    ) -> Result<Self, String> {
        Ok(Self { server: NatsServer::new(broker)?, subject, stream, context: None })
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
        let connecting = self.server.options().connect(self.server.address());
        let client = connecting.await.map_err(Failure::unreachable)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_takes_every_subject_of_the_template() {
        let subject = Template::parse("picket.alerts.{priority}.{rule}").expect("a template");
        assert_eq!(subjects_of(&subject), "picket.alerts.*.*");
    }
}
