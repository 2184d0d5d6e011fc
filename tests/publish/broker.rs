use std::path::{Path, PathBuf};
use std::time::Duration;

use rumqttc::mqttbytes::QoS;
use rumqttc::{AsyncClient, BrokerSessionResumePolicy, Event, Incoming, MqttOptions};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::{PATIENCE, Peer, free_port, program};
use super::served::Served;
use super::told::{Told, is_whole};

#[test]
fn nats_has_every_transition_once_over_a_restart_in_mid_delivery() {
    let Some(nats) = program("nats-server") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let start = || Peer::nats_server(&nats, folder.path(), port);
    let peer = start();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"bus\"\nkind = \"nats\"\naddress = \"127.0.0.1:{port}\"\n\
             stream = \"PICKET\"\n"
        )),
    );
    hear(&mut served, 0..30, 30);
    peer.stop();
    hear(&mut served, 30..60, 60);
    let _peer = start();
    acknowledge_all(&served);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"bus\""], 120.0);

    let runtime = Runtime::new().expect("a runtime");
    let told = runtime.block_on(async {
        let client = async_nats::connect(format!("127.0.0.1:{port}")).await.expect("connected");
        let context = async_nats::jetstream::new(client);
        let mut stream = context.get_stream("PICKET").await.expect("the stream");
        let last = stream.info().await.expect("its state").state.last_sequence;
        let mut told = Vec::new();
        for sequence in 1..=last {
            let message = stream.get_raw_message(sequence).await.expect("a message");
            let one = Told::of(&serde_json::from_slice(&message.payload).expect("JSON"));
            let id = message.headers.get("Nats-Msg-Id").expect("an id").to_string();
            assert_eq!(id, format!("{}:{}", one.id, one.revision));
            assert_eq!(message.subject.as_str(), "picket.alerts.emergency.distress-beacon");
            told.push(one);
        }
        told
    });
    assert_eq!(told.len(), 120, "the server drops repetitions by their id");
    is_whole(&told, 60, 2);
}

#[test]
fn mosquitto_passes_everything_on_in_order_over_a_restart_in_mid_delivery() {
    let Some(mosquitto) = program("mosquitto") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let settings = mosquitto_settings(folder.path(), port);
    let start = || start_mosquitto(&mosquitto, &settings, port);
    let peer = start();
    let runtime = Runtime::new().expect("a runtime");
    let (sender, mut messages) = tokio::sync::mpsc::channel(1_000);
    let (subscribed, ready) = tokio::sync::oneshot::channel();
    runtime.spawn(listen(port, sender, subscribed));
    runtime
        .block_on(async { timeout(PATIENCE, ready).await })
        .expect("in time")
        .expect("subscribed");
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"broker\"\nkind = \"mqtt\"\naddress = \"127.0.0.1:{port}\"\n"
        )),
    );
    hear(&mut served, 0..30, 30);
    peer.stop();
    hear(&mut served, 30..60, 60);
    let _peer = start();
    acknowledge_all(&served);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"broker\""], 120.0);
    let mut told: Vec<Told> = Vec::new();
    runtime.block_on(async {
        while told.iter().all(|one| one.seq < 120) {
            let message = timeout(PATIENCE, messages.recv()).await.expect("in time");
            told.push(message.expect("a message"));
        }
    });
    is_whole(&told, 60, 2);
}

/// Mosquitto's own, with sessions that outlive it.
pub(crate) fn mosquitto_settings(folder: &Path, port: u16) -> PathBuf {
    let (settings, kept) = (folder.join("mosquitto.conf"), folder.display());
    let text = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\n\
         persistence_location {kept}/\nmax_queued_messages 0\nuser root\n"
    );
    std::fs::write(&settings, text).expect("written");
    settings
}

pub(crate) fn start_mosquitto(program: &Path, settings: &Path, port: u16) -> Peer {
    Peer::start(program, &["-c", settings.to_str().expect("a path")], port)
}

/// A subscriber whose session outlives the broker's restart.
async fn listen(
    port: u16,
    sender: tokio::sync::mpsc::Sender<Told>,
    subscribed: tokio::sync::oneshot::Sender<()>,
) {
    let mut options = MqttOptions::new("listener", ("127.0.0.1", port));
    options.set_clean_start(false);
    options.set_session_expiry_interval(Some(3_600));
    options.set_broker_session_resume_policy(BrokerSessionResumePolicy::AllowBrokerOnly);
    let (client, mut packets) = AsyncClient::builder(options).capacity(4).build();
    client.subscribe("picket/alerts/#", QoS::AtLeastOnce).await.expect("asked");
    let mut subscribed = Some(subscribed);
    loop {
        match packets.poll().await {
            Ok(Event::Incoming(Incoming::SubAck(_))) => {
                if let Some(subscribed) = subscribed.take() {
                    subscribed.send(()).expect("the test waits");
                }
            }
            Ok(Event::Incoming(Incoming::Publish(message))) => {
                let one = Told::of(&serde_json::from_slice(&message.payload).expect("JSON"));
                if sender.send(one).await.is_err() {
                    return;
                }
            }
            Ok(_) => {}
            Err(_gone) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
