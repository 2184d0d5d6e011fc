use std::path::PathBuf;
use std::time::Duration;

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v5::{Publish, RetainForwardRule, SubscribeFilter, SubscribeReasonCode};
use rumqttc::{AckMode, AsyncClient, ClientError, Event, EventLoop, Incoming, MqttOptions};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{info, warn};

use super::Feed;
use super::broker::{End, Subscription, take};
use super::feed::CountedReader;
use super::mqtt_session::NothingInFlight;
use super::resumed::replace;
use crate::clock;
use crate::config::Broker;
use crate::net::mqtt_options;

/// Messages that the broker may send before the first of them is acknowledged.
const UNACKNOWLEDGED_MAX: u16 = 256;
/// What waits for the connection, and what came and waits here: one of each of these, and a few more.
const REQUESTS_MAX: usize = 300;
/// Bytes of a message at most; the broker drops a larger one (MQTT 5, 3.1.2.11.4).
const MESSAGE_BYTES_MAX: u32 = 1 << 20;
/// The broker keeps messages for so long while Picket is away, s.
const SESSION_SECS: u32 = 86_400;
/// The broker has so long to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// At the stop, acknowledgements have so long to leave.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest topic filter, bytes (MQTT 5, 1.5.4).
const TOPIC_MAX: u64 = 65_535;

/// Topics of an MQTT 5 broker.
#[derive(Debug)]
pub struct MqttSource {
    options: MqttOptions,
    address: String,
    topic: String,
    /// The file that says what the session with the broker is subscribed to.
    place: PathBuf,
}

impl MqttSource {
    /// Reads secret and certificates; connects to nobody. What is wrong in a sentence.
    pub(super) fn new(
        broker: &Broker,
        topic: String,
        client_id: &str,
        place: PathBuf,
    ) -> Result<Self, String> {
        let mut options = mqtt_options(broker, client_id)?;
        options.set_clean_start(false);
        options.set_session_expiry_interval(Some(SESSION_SECS));
        options.set_session_store(NothingInFlight);
        options.set_receive_maximum(Some(UNACKNOWLEDGED_MAX));
        options.set_max_packet_size(Some(MESSAGE_BYTES_MAX));
        options.set_ack_mode(AckMode::Manual);
        Ok(Self { options, address: broker.address.clone(), topic, place })
    }
}

/// A message of quality of service 1 is acknowledged when all of it is in the engine's queue, and the
/// broker keeps a session while Picket is away: what was not acknowledged comes again.
impl Subscription for MqttSource {
    fn name(&self) -> String {
        format!("MQTT at {}", self.address)
    }

    async fn session(&self, feed: &Feed, reader: &mut CountedReader<'_>) -> End {
        let builder = AsyncClient::builder(self.options.clone()).capacity(REQUESTS_MAX);
        let (client, packets) = builder.build();
        let (sender, mut messages) = mpsc::channel(REQUESTS_MAX);
        let mut moving = JoinSet::new();
        moving.spawn(move_packets(packets, sender, feed.meters.dropped_messages.clone()));
        let answer_by = Instant::from_std(clock::monotonic_now() + CONNECT_TIMEOUT);
        let (mut is_open, mut goes_on) = (false, false);
        loop {
            let packet = tokio::select! {
                biased;
                () = feed.stop.cancelled() => break,
                packet = messages.recv() => packet,
                () = sleep_until(answer_by), if !is_open => {
                    return End::Lost("no answer".to_owned());
                }
            };
            let outcome = match packet {
                Some(Packet::Connected { goes_on: is_known }) => {
                    goes_on = is_known;
                    self.subscribe(&client).await
                }
                Some(Packet::Subscribed) => {
                    info!(feed = %feed.settings.name, address = self.address, "feed connected");
                    feed.opened();
                    is_open = true;
                    self.let_go(feed, &client, goes_on).await
                }
                Some(Packet::Unsubscribed) => {
                    self.remember(feed).await;
                    Ok(())
                }
                Some(Packet::Refused(problem)) => Err(End::Lost(problem)),
                Some(Packet::Message(message)) => {
                    let acknowledge = async { client.ack(&message).await.map_err(told) };
                    take(feed, reader, &message.payload, acknowledge).await
                }
                None => Err(last_words(&mut moving).await),
            };
            match outcome {
                Ok(()) => {}
                Err(End::Stopped) => break,
                Err(lost) => return lost,
            }
        }
        say_farewell(feed, &client, &mut moving).await;
        End::Stopped
    }
}

impl MqttSource {
    /// Asks for the topic, in a session that goes on as well: it may be another than at the last time.
    async fn subscribe(&self, client: &AsyncClient) -> Result<(), End> {
        let filter = SubscribeFilter {
            // What is retained was said long ago: a broken connection is no reason to hear it again.
            retain_forward_rule: RetainForwardRule::OnNewSubscribe,
            ..SubscribeFilter::new(self.topic.as_str(), QoS::AtLeastOnce)
        };
        client.subscribe_many([filter]).await.map_err(|error| End::Lost(told(error)))
    }

    /// Ends the subscription to another topic of a session that goes on. It is remembered until the
    /// broker has ended it.
    async fn let_go(&self, feed: &Feed, client: &AsyncClient, goes_on: bool) -> Result<(), End> {
        match self.remembered().await {
            Some(topic) if topic == self.topic => Ok(()),
            Some(other) if goes_on => {
                client.unsubscribe(other).await.map_err(|error| End::Lost(told(error)))
            }
            _ => {
                self.remember(feed).await;
                Ok(())
            }
        }
    }

    async fn remembered(&self) -> Option<String> {
        let length = tokio::fs::metadata(&self.place).await.ok()?.len();
        if length > TOPIC_MAX {
            return None;
        }
        tokio::fs::read_to_string(&self.place).await.ok()
    }

    async fn remember(&self, feed: &Feed) {
        if let Err(error) = replace(&self.place, &self.topic).await {
            let (feed, path) = (feed.settings.name, self.place.display());
            warn!(%feed, %path, %error, "another topic will not end the subscription to this one");
        }
    }
}

/// The session stays with the broker.
async fn say_farewell(feed: &Feed, client: &AsyncClient, moving: &mut JoinSet<String>) {
    if let Err(error) = client.disconnect().await {
        warn!(feed = %feed.settings.name, %error, "the last messages will come again");
        return;
    }
    // Its end is what the farewell is for.
    drop(timeout(FLUSH_TIMEOUT, moving.join_next()).await);
}

/// Why packets no longer move.
async fn last_words(moving: &mut JoinSet<String>) -> End {
    match moving.join_next().await {
        Some(Ok(problem)) => End::Lost(problem),
        Some(Err(error)) => End::Lost(error.to_string()),
        None => End::Lost("the connection broke".to_owned()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn told(error: ClientError) -> String {
    error.to_string()
}

/// What a feed has to hear of.
enum Packet {
    Connected { goes_on: bool },
    Subscribed,
    Unsubscribed,
    Refused(String),
    Message(Publish),
}

/// Moves packets, signs of life among them, whatever the feed waits for.
async fn move_packets(
    mut packets: EventLoop,
    messages: mpsc::Sender<Packet>,
    dropped: prometheus::IntCounter,
) -> String {
    loop {
        let packet = match packets.poll().await {
            Ok(Event::Incoming(Incoming::Publish(message))) => Packet::Message(message),
            Ok(Event::Incoming(Incoming::SubAck(answer))) => answered(&answer.return_codes),
            Ok(Event::Incoming(Incoming::UnsubAck(_))) => Packet::Unsubscribed,
            Ok(Event::Incoming(Incoming::ConnAck(answer))) => {
                Packet::Connected { goes_on: answer.session_present }
            }
            Ok(_) => continue,
            Err(error) => return error.to_string(),
        };
        // One that has to be acknowledged always finds room: the broker sends no more than there is.
        if let Err(mpsc::error::TrySendError::Full(_)) = messages.try_send(packet) {
            dropped.inc();
        }
    }
}

fn answered(codes: &[SubscribeReasonCode]) -> Packet {
    match codes.iter().find(|code| !matches!(code, SubscribeReasonCode::Success(_))) {
        Some(code) => Packet::Refused(format!("the subscription was refused: {code:?}")),
        None => Packet::Subscribed,
    }
}
