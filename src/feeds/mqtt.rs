use std::time::Duration;

use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v5::{Publish, SubscribeReasonCode};
use rumqttc::{
    AckMode, AsyncClient, BrokerSessionResumePolicy, Event, EventLoop, Incoming, MqttOptions,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{info, warn};

use super::Feed;
use super::feed::CountedReader;
use super::message::{hand_on, wait_for_limit};
use crate::clock;
use crate::config::Broker;
use crate::net::{Backoff, mqtt_options};

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

/// Topics of an MQTT 5 broker.
#[derive(Debug)]
pub struct MqttSource {
    options: MqttOptions,
    address: String,
    topic: String,
}

impl MqttSource {
    /// Reads secret and certificates; connects to nobody. What is wrong in a sentence.
    pub(super) fn new(broker: &Broker, topic: String, client_id: &str) -> Result<Self, String> {
        let mut options = mqtt_options(broker, client_id)?;
        options.set_clean_start(false);
        options.set_session_expiry_interval(Some(SESSION_SECS));
        // A message that was handed on and not acknowledged comes again, and is known as a copy.
        options.set_broker_session_resume_policy(BrokerSessionResumePolicy::AllowBrokerOnly);
        options.set_receive_maximum(Some(UNACKNOWLEDGED_MAX));
        options.set_max_packet_size(Some(MESSAGE_BYTES_MAX));
        options.set_ack_mode(AckMode::Manual);
        Ok(Self { options, address: broker.address.clone(), topic })
    }
}

/// Why a connection was left.
#[derive(Debug)]
enum End {
    Stopped,
    Lost(String),
}

/// Receives what is published on topics, again and again, until the feed stops. A message of quality
/// of service 1 is acknowledged when all of it is in the engine's queue, and the broker keeps a session
/// while Picket is away: what was not acknowledged comes again.
pub(super) async fn run(feed: &Feed, source: &MqttSource) {
    let mut backoff = Backoff::new();
    let mut reader = CountedReader::new(feed);
    loop {
        let since = clock::monotonic_now();
        let problem = match session(feed, source, &mut reader).await {
            End::Stopped => return feed.closed(None),
            End::Lost(problem) => format!("MQTT at {}: {problem}", source.address),
        };
        backoff.gave_data_for(since.elapsed());
        if feed.wait_to_reconnect(&mut backoff, problem).await.is_err() {
            return;
        }
    }
}

/// One connection, to its end.
async fn session(feed: &Feed, source: &MqttSource, reader: &mut CountedReader<'_>) -> End {
    let builder = AsyncClient::builder(source.options.clone()).capacity(REQUESTS_MAX);
    let (client, packets) = builder.build();
    let (sender, mut messages) = mpsc::channel(REQUESTS_MAX);
    let mut moving = JoinSet::new();
    moving.spawn(move_packets(packets, sender, feed.meters.dropped_messages.clone()));
    let answer_by = Instant::from_std(clock::monotonic_now() + CONNECT_TIMEOUT);
    let mut is_open = false;
    loop {
        let packet = tokio::select! {
            biased;
            () = feed.stop.cancelled() => break,
            packet = messages.recv() => packet,
            () = sleep_until(answer_by), if !is_open => {
                return End::Lost("no answer".to_owned());
            }
        };
        let message = match packet {
            Some(Packet::Message(message)) => Some(message),
            // A session that goes on has its subscription; the client sends no other in one of which
            // it knows nothing itself.
            Some(Packet::Subscribed | Packet::Connected { goes_on: true }) => None,
            Some(Packet::Connected { goes_on: false }) => {
                match client.subscribe(source.topic.as_str(), QoS::AtLeastOnce).await {
                    Ok(()) => continue,
                    Err(error) => return End::Lost(error.to_string()),
                }
            }
            Some(Packet::Refused(problem)) => return End::Lost(problem),
            None => return lost(&mut moving).await,
        };
        if !is_open {
            info!(feed = %feed.settings.name, address = source.address, "feed connected");
            feed.opened();
            is_open = true;
        }
        let Some(message) = message else { continue };
        match take(feed, reader, &client, &message).await {
            None => {}
            Some(End::Stopped) => break,
            Some(lost) => return lost,
        }
    }
    say_farewell(feed, &client, &mut moving).await;
    End::Stopped
}

/// Hands a message on, then acknowledges it.
async fn take(
    feed: &Feed,
    reader: &mut CountedReader<'_>,
    client: &AsyncClient,
    message: &Publish,
) -> Option<End> {
    if wait_for_limit(feed).await.is_err() {
        return Some(End::Stopped);
    }
    if hand_on(feed, reader, &message.payload).await.is_err() {
        return Some(End::Stopped);
    }
    client.ack(message).await.err().map(|error| End::Lost(error.to_string()))
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

async fn lost(moving: &mut JoinSet<String>) -> End {
    match moving.join_next().await {
        Some(Ok(problem)) => End::Lost(problem),
        Some(Err(error)) => End::Lost(error.to_string()),
        None => End::Lost("the connection broke".to_owned()),
    }
}

/// What a feed has to hear of.
enum Packet {
    Connected { goes_on: bool },
    Subscribed,
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
            Ok(Event::Incoming(Incoming::SubAck(answer))) => {
                match answer
                    .return_codes
                    .iter()
                    .find(|code| !matches!(code, SubscribeReasonCode::Success(_)))
                {
                    Some(code) => {
                        Packet::Refused(format!("the subscription was refused: {code:?}"))
                    }
                    None => Packet::Subscribed,
                }
            }
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
