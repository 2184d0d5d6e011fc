//! Feeds whose other side is a real broker, stopped in mid-stream and started again: what was published
//! is in the picture, and what came while Picket was away comes then.

use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use async_nats::jetstream::{self, stream};
use rumqttc::mqttbytes::QoS;
use rumqttc::{AsyncClient, MqttOptions, PublishOptions};
use serde_json::json;
use tokio::runtime::Runtime;

use super::beacons::{alerts, sentence};
use super::broker::{mosquitto_settings, start_mosquitto};
use super::peer::{Peer, free_port, program, wait_until};
use super::served::Served;

/// A daemon's configuration with one feed.
fn configuration(feed: &str) -> String {
    format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n[log]\nformat = \"json\"\n\
         [[feed]]\nname = \"in\"\n{feed}"
    )
}

fn sentences(beacons: Range<u32>) -> impl Iterator<Item = String> {
    beacons.map(|beacon| sentence(970_000_000 + beacon))
}

/// Every beacon that was heard has one alert.
fn wait_for_alerts(served: &Served, number: usize) {
    wait_until(&format!("{number} alerts"), || alerts(served).len() >= number);
    assert_eq!(alerts(served).len(), number, "each once");
}

fn wait_for_connection(served: &Served) {
    served.wait_for("picket_feed_connected", &["feed=\"in\""], 1.0);
}

/// What a source publishes, what becomes of its server, and what of Picket.
fn run(folder: &Path, feed: &str, start: impl Fn() -> Peer, publish: impl Fn(Range<u32>)) {
    let peer = start();
    publish(0..0);
    let served = Served::start(folder, &configuration(feed));
    wait_for_connection(&served);
    publish(0..30);
    // Whatever has not been acknowledged by now comes again.
    peer.stop();
    served.wait_for("picket_feed_connected", &["feed=\"in\""], 0.0);
    assert!(served.get("/readyz").contains("127.0.0.1"), "the problem is told");
    let peer = start();
    publish(30..60);
    wait_for_connection(&served);
    wait_for_alerts(&served, 60);
    assert!(served.metric("picket_feed_reconnects_total", &["feed=\"in\""]) >= 1.0);
    assert_eq!(served.stop().code(), Some(0));
    publish(60..90);
    let served = Served::start(folder, &configuration(feed));
    wait_for_alerts(&served, 90);
    assert_eq!(served.stop().code(), Some(0));
    // Killed, it would have lost what it was told last.
    peer.stop();
}

#[test]
fn nats_gives_everything_over_a_restart_of_either_side() {
    let Some(nats) = program("nats-server") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let start = || Peer::nats_server(&nats, folder.path(), port);
    let runtime = Runtime::new().expect("a runtime");
    let context = || async move {
        let client = async_nats::connect(format!("127.0.0.1:{port}")).await.expect("connected");
        jetstream::new(client)
    };
    let publish = |beacons: Range<u32>| {
        runtime.block_on(async {
            let context = context().await;
            let wanted = stream::Config {
                name: "AIS".to_owned(),
                subjects: vec!["ais.>".to_owned()],
                ..stream::Config::default()
            };
            context.get_or_create_stream(wanted).await.expect("the stream");
            for line in sentences(beacons) {
                let sent = context.publish("ais.north", line.into()).await.expect("sent");
                sent.await.expect("kept");
            }
        });
    };
    let feed = format!(
        "kind = \"nats\"\naddress = \"127.0.0.1:{port}\"\nsubject = \"ais.>\"\nstream = \"AIS\"\n"
    );
    let (kept, last) = (folder.path().to_owned(), &start);
    run(&kept, &feed, last, publish);

    // The consumer has been told of every message.
    let _peer = start();
    runtime.block_on(async {
        let stream = context().await.get_stream("AIS").await.expect("the stream");
        let info = stream.consumer_info("picket-in").await.expect("the consumer");
        assert_eq!((info.num_ack_pending, info.num_pending), (0, 0));
        assert_eq!(info.ack_floor.stream_sequence, 90);
    });
}

#[test]
fn a_consumer_that_is_there_for_another_subject_is_told_of() {
    let Some(nats) = program("nats-server") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let _peer = Peer::nats_server(&nats, folder.path(), port);
    Runtime::new().expect("a runtime").block_on(async {
        let client = async_nats::connect(format!("127.0.0.1:{port}")).await.expect("connected");
        let wanted = stream::Config {
            name: "AIS".to_owned(),
            subjects: vec!["ais.>".to_owned()],
            ..stream::Config::default()
        };
        let stream = jetstream::new(client).create_stream(wanted).await.expect("the stream");
        let consumer = jetstream::consumer::pull::Config {
            durable_name: Some("picket-in".to_owned()),
            filter_subject: "ais.south".to_owned(),
            ..jetstream::consumer::pull::Config::default()
        };
        stream.create_consumer(consumer).await.expect("the consumer");
    });
    let feed = format!(
        "kind = \"nats\"\naddress = \"127.0.0.1:{port}\"\nsubject = \"ais.>\"\nstream = \"AIS\"\n"
    );
    let served = Served::start(folder.path(), &configuration(&feed));
    wait_until("the problem is told", || served.get("/readyz").contains("ais.south"));
}

/// The broker has every line when this returns.
pub(crate) fn publish_by_mqtt(
    runtime: &Runtime,
    options: MqttOptions,
    topic: &str,
    lines: impl Iterator<Item = String>,
) {
    let (client, mut packets) = AsyncClient::builder(options).capacity(4).build();
    let moving = runtime.spawn(async move { while packets.poll().await.is_ok() {} });
    runtime.block_on(async {
        for line in lines {
            let options = PublishOptions::new(QoS::AtLeastOnce);
            let sent = client.publish_tracked(topic, line, options).await.expect("sent");
            sent.wait_completion_async().await.expect("kept");
        }
    });
    moving.abort();
}

#[test]
fn mosquitto_gives_everything_over_a_restart_of_either_side() {
    let Some(mosquitto) = program("mosquitto") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let settings = mosquitto_settings(folder.path(), port);
    let runtime = Runtime::new().expect("a runtime");
    let publish = |beacons: Range<u32>| {
        let options = MqttOptions::new("publisher", ("127.0.0.1", port));
        publish_by_mqtt(&runtime, options, "ais/north/nmea", sentences(beacons));
    };
    let feed = format!("kind = \"mqtt\"\naddress = \"127.0.0.1:{port}\"\ntopic = \"ais/+/nmea\"\n");
    run(folder.path(), &feed, || start_mosquitto(&mosquitto, &settings, port), publish);
}

#[test]
fn a_session_that_goes_on_hears_another_topic_and_no_longer_the_one_before() {
    let Some(mosquitto) = program("mosquitto") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let settings = mosquitto_settings(folder.path(), port);
    let _peer = start_mosquitto(&mosquitto, &settings, port);
    let runtime = Runtime::new().expect("a runtime");
    let publish = |topic: &str, beacons: Range<u32>| {
        let options = MqttOptions::new("publisher", ("127.0.0.1", port));
        publish_by_mqtt(&runtime, options, topic, sentences(beacons));
    };
    let subscribed = |topic: &str| {
        let feed =
            format!("kind = \"mqtt\"\naddress = \"127.0.0.1:{port}\"\ntopic = \"{topic}\"\n");
        let served = Served::start(folder.path(), &configuration(&feed));
        let kept = folder.path().join("data/mqtt/in");
        wait_until("the broker agrees", || {
            std::fs::read_to_string(&kept).is_ok_and(|kept| kept == topic)
        });
        served
    };
    let served = subscribed("ais/+/nmea");
    publish("ais/north/nmea", 0..2);
    wait_for_alerts(&served, 2);
    assert_eq!(served.stop().code(), Some(0));

    // Said while Picket was away, under the topic that it then had.
    publish("ais/north/nmea", 2..4);
    let served = subscribed("vdm/#");
    wait_for_alerts(&served, 4);
    publish("ais/north/nmea", 4..6);
    publish("vdm/north", 6..8);
    wait_for_alerts(&served, 6);
    let heard = served.metric("picket_sentences_total", &["feed=\"in\""]);
    assert!((heard - 4.0).abs() < 0.5, "{heard} sentences: the topic before is still heard");
    assert_eq!(served.stop().code(), Some(0));
}

/// A receiver on a pseudo terminal: says where it is, then whatever it is told to.
const RECEIVER: &str = "import os, pty, sys
ours, theirs = pty.openpty()
print(os.ttyname(theirs), flush=True)
os.close(theirs)
for line in sys.stdin.buffer:
    os.write(ours, line)
";

#[test]
fn a_receiver_that_is_pulled_out_and_put_in_again_is_read_again() {
    let Some(python) = program("python3") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = folder.path().join("port");
    let served =
        Served::start(folder.path(), &configuration("kind = \"serial\"\npath = \"port\"\n"));
    wait_until("it is missed", || served.get("/readyz").contains("cannot connect to"));
    for beacons in [0..5, 5..10] {
        let number = usize::try_from(beacons.end).expect("few");
        let mut receiver = Command::new(&python)
            .args(["-c", RECEIVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python runs");
        let mut device = String::new();
        let mut said = BufReader::new(receiver.stdout.take().expect("piped"));
        said.read_line(&mut device).expect("a device");
        symlink(device.trim_end(), &port).expect("put in");
        wait_for_connection(&served);
        let mut tells = receiver.stdin.take().expect("piped");
        for line in sentences(beacons) {
            tells.write_all(line.as_bytes()).expect("told");
        }
        wait_for_alerts(&served, number);
        std::fs::remove_file(&port).expect("pulled out");
        drop(tells);
        receiver.wait().expect("it ends");
        served.wait_for("picket_feed_connected", &["feed=\"in\""], 0.0);
    }
    assert!(served.metric("picket_feed_reconnects_total", &["feed=\"in\""]) >= 1.0);
    assert_eq!(served.stop().code(), Some(0));
}

#[test]
fn what_is_posted_is_in_the_picture_and_a_feed_that_has_had_enough_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed = "kind = \"http\"\nsentences_per_second_max = 1\n";
    let served = Served::start(folder.path(), &configuration(feed));
    let url = served.url("/api/v1/feeds/in");
    let post = |body: &str| {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.post(&url).send(body).expect("an answer");
        let text = answer.body_mut().read_to_string().expect("a text");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        (answer.status().as_u16(), json)
    };
    let body: String =
        sentences(0..10).chain(["!AIVDM,1,1,,A,nonsense,0*00\r\n".to_owned()]).collect();
    let (status, taken) = post(&body);
    assert_eq!((status, &taken["messages"]), (200, &json!(10)), "{taken}");
    assert_eq!(taken["rejected"], json!({"checksum-mismatch": 1}));
    wait_for_alerts(&served, 10);

    let (status, problem) = post(&sentences(10..11).collect::<String>());
    assert_eq!((status, &problem["type"]), (429, &json!("/api#feed-too-fast")), "{problem}");
    served.wait_for("picket_feed_posts_refused_total", &["feed=\"in\""], 1.0);
    assert_eq!(alerts(&served).len(), 10);
    assert_eq!(served.send("POST", "/api/v1/feeds/other", &json!({})).0, 404);
}
