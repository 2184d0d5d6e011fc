use rumqttc::mqttbytes::QoS;
use rumqttc::{AsyncClient, MqttOptions, PublishOptions, PublishProperties};
use tokio::task::JoinSet;

use super::{Failure, Letter};
use crate::config::{Broker, Template};
use crate::net::mqtt_options;
use crate::publish::forms::render_token;

/// Requests that wait for the connection; one is sent at a time.
const REQUESTS_MAX: usize = 4;

/// MQTT 5 at quality of service 1: a transition is delivered when the broker has acknowledged it. The
/// user properties `id` and `revision` tell a repetition.
#[derive(Debug)]
pub(in crate::publish) struct Mqtt {
    options: MqttOptions,
    topic: Template,
    connection: Option<Connection>,
}

/// A client with the task that moves its packets, which ends with it.
#[derive(Debug)]
struct Connection {
    client: AsyncClient,
    moving: JoinSet<String>,
}

impl Mqtt {
    pub(super) fn new(broker: &Broker, topic: Template, client_id: &str) -> Result<Self, String> {
        Ok(Self { options: mqtt_options(broker, client_id)?, topic, connection: None })
    }

    pub(super) fn reset(&mut self) {
        self.connection = None;
    }

    pub(super) async fn send(&mut self, Letter { row, .. }: &Letter<'_>) -> Result<(), Failure> {
        let body = serde_json::to_vec(row).map_err(|error| Failure::Refused(error.to_string()))?;
        let properties = PublishProperties {
            content_type: Some("application/json".to_owned()),
            user_properties: vec![
                ("id".to_owned(), row.id.to_string()),
                ("revision".to_owned(), row.revision.to_string()),
            ],
            ..PublishProperties::default()
        };
        let options = PublishOptions::new(QoS::AtLeastOnce).properties(properties);
        let mut connection = self.connection.take().unwrap_or_else(|| self.connect());
        let topic = render_token(&self.topic, row);
        let sent = connection.client.publish_tracked(topic, body, options).await;
        let notice = sent.map_err(Failure::unreachable)?;
        tokio::select! {
            acknowledged = notice.wait_completion_async() => {
                acknowledged.map_err(Failure::unreachable)?;
            }
            Some(ended) = connection.moving.join_next() => {
                return Err(Failure::Unreachable(ended.unwrap_or_else(|error| error.to_string())));
            }
        }
        self.connection = Some(connection);
        Ok(())
    }

    fn connect(&self) -> Connection {
        let builder = AsyncClient::builder(self.options.clone()).capacity(REQUESTS_MAX);
        let (client, mut packets) = builder.build();
        let mut moving = JoinSet::new();
        moving.spawn(async move {
            loop {
                if let Err(error) = packets.poll().await {
                    return error.to_string();
                }
            }
        });
        Connection { client, moving }
    }
}
