use std::future::ready;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, Message as StreamMessage};
use async_nats::{Client, Event, Subscriber};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tracing::{info, warn};

use super::Feed;
use super::broker::{End, Subscription, take};
use super::feed::CountedReader;
use crate::net::NatsServer;

/// Server, stream and consumer have so long to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// At the stop, acknowledgements have so long to leave.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);
/// Messages asked for at a time.
const BATCH: usize = 64;
/// The server sends a message again that was not acknowledged for so long: long enough for a feed that
/// its limit holds back.
const ACK_WAIT: Duration = Duration::from_mins(2);
/// Messages that wait here at most; beyond, those of a plain subscription are lost and counted.
const WAITING_MAX: usize = 4_096;

/// A subject of a NATS server.
#[derive(Debug)]
pub struct NatsSource {
    pub(super) server: NatsServer,
    pub(super) subject: String,
    /// Stream and durable consumer; without them a plain subscription.
    pub(super) consumer: Option<(String, String)>,
}

/// With a consumer a message is acknowledged when all of it is in the engine's queue: what is not comes
/// again.
impl Subscription for NatsSource {
    fn name(&self) -> String {
        format!("NATS at {}", self.server.address())
    }

    async fn session(&self, feed: &Feed, reader: &mut CountedReader<'_>) -> End {
        let (tell, mut lost) = mpsc::channel(1);
        let (client, mut messages) = match self.open(feed, tell).await {
            Ok(opened) => opened,
            Err(end) => return end,
        };
        info!(feed = %feed.settings.name, address = self.server.address(), "feed connected");
        feed.opened();
        loop {
            let message = tokio::select! {
                biased;
                () = feed.stop.cancelled() => break,
                _ = lost.recv() => return End::Lost("the connection broke".to_owned()),
                message = messages.next() => message,
            };
            let message = match message {
                Ok(message) => message,
                Err(problem) => return End::Lost(problem),
            };
            match take(feed, reader, message.payload(), message.acknowledge()).await {
                Ok(()) => {}
                Err(End::Stopped) => break,
                Err(lost) => return lost,
            }
        }
        if let Ok(Err(error)) = timeout(FLUSH_TIMEOUT, client.flush()).await {
            warn!(feed = %feed.settings.name, %error, "the last messages will come again");
        }
        End::Stopped
    }
}

impl NatsSource {
    /// Connects and subscribes; `tell` hears of the end of the connection.
    async fn open(&self, feed: &Feed, tell: mpsc::Sender<()>) -> Result<(Client, Messages), End> {
        let dropped = feed.meters.dropped_messages.clone();
        let options = self.server.options().subscription_capacity(WAITING_MAX);
        let options = options.event_callback(move |event| {
            match event {
                Event::SlowConsumer(_) => dropped.inc(),
                // One that waits already stands for this one as well.
                Event::Disconnected | Event::Closed => tell.try_send(()).unwrap_or_default(),
                _ => {}
            }
            ready(())
        });
        let opening = async {
            let client = options.connect(self.server.address()).await.map_err(causes)?;
            let messages = Messages::of(&client, self).await?;
            Ok((client, messages))
        };
        let opened = tokio::select! {
            () = feed.stop.cancelled() => return Err(End::Stopped),
            opened = timeout(CONNECT_TIMEOUT, opening) => opened,
        };
        opened.unwrap_or_else(|_elapsed| Err("no answer".to_owned())).map_err(End::Lost)
    }
}

/// What comes on a subject.
enum Messages {
    Plain(Subscriber),
    Consumed(Box<pull::Stream>),
}

/// A message, with what it takes to acknowledge it.
enum Received {
    Plain(async_nats::Message),
    Consumed(Box<StreamMessage>),
}

impl Messages {
    async fn of(client: &Client, source: &NatsSource) -> Result<Self, String> {
        let NatsSource { subject, consumer, .. } = source;
        let Some((stream, consumer)) = consumer else {
            let subscribed = client.subscribe(subject.clone()).await.map_err(causes)?;
            // The server has answered to the subscription when this returns.
            client.flush().await.map_err(causes)?;
            return Ok(Self::Plain(subscribed));
        };
        let context = jetstream::new(client.clone());
        let stream = context.get_stream(stream).await.map_err(causes)?;
        let wanted = pull::Config {
            durable_name: Some(consumer.clone()),
            filter_subject: subject.clone(),
            deliver_policy: DeliverPolicy::New,
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            ..pull::Config::default()
        };
        let found = stream.get_or_create_consumer(consumer, wanted).await.map_err(causes)?;
        let filter = &found.cached_info().config.filter_subject;
        if filter != subject {
            return Err(format!("the consumer {consumer} is there for {filter:?}: name another"));
        }
        let messages = found.stream().max_messages_per_batch(BATCH).messages();
        Ok(Self::Consumed(Box::new(messages.await.map_err(causes)?)))
    }

    async fn next(&mut self) -> Result<Received, String> {
        let ended = || "the subscription ended".to_owned();
        match self {
            Self::Plain(messages) => messages.next().await.map(Received::Plain).ok_or_else(ended),
            Self::Consumed(messages) => {
                let message = messages.next().await.ok_or_else(ended)?;
                message.map(|message| Received::Consumed(Box::new(message))).map_err(causes)
            }
        }
    }
}

impl Received {
    fn payload(&self) -> &[u8] {
        match self {
            Self::Plain(message) => &message.payload,
            Self::Consumed(message) => &message.payload,
        }
    }

    async fn acknowledge(&self) -> Result<(), String> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Consumed(message) => message.ack().await.map_err(|error| error.to_string()),
        }
    }
}

fn causes(error: impl std::fmt::Display) -> String {
    error.to_string()
}
