//! Sinks and feeds over TLS: servers with certificates of the test's own authority, which ask for one of
//! it in return.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rumqttc::{MqttOptions, Transport};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tokio::runtime::Runtime;

use super::beacons::{acknowledge_all, alerts, configuration, hear, sentence};
use super::peer::{Peer, free_port, program, wait_until};
use super::receiver::{Post, answer};
use super::served::Served;
use super::sources::publish_by_mqtt;
use super::told::{Told, is_whole};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/tls");

/// Picket's side, with a certificate of its own.
fn client_tls() -> String {
    format!(
        "tls = {{ ca = \"{TLS}/ca.pem\", certificate = \"{TLS}/client.pem\", \
         key = \"{TLS}/client.key\" }}\n"
    )
}

fn certificates(name: &str) -> Vec<CertificateDer<'static>> {
    let read = CertificateDer::pem_file_iter(format!("{TLS}/{name}")).expect("a file");
    read.collect::<Result<_, _>>().expect("certificates")
}

fn key(name: &str) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_file(format!("{TLS}/{name}")).expect("a key")
}

fn authorities() -> RootCertStore {
    let mut trusted = RootCertStore::empty();
    for one in certificates("ca.pem") {
        trusted.add(one).expect("an authority");
    }
    trusted
}

/// A server that lets nobody in without a certificate.
fn server() -> Arc<ServerConfig> {
    let provider = Arc::new(default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(authorities()), Arc::clone(&provider));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(verifier.build().expect("a verifier"))
        .with_single_cert(certificates("server.pem"), key("server.key"));
    Arc::new(config.expect("a server"))
}

/// The test's own client of a broker.
fn client() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(authorities())
        .with_client_auth_cert(certificates("client.pem"), key("client.key"))
        .expect("a client")
}

/// A receiver of webhooks; what it was told.
fn receiver(listener: TcpListener) -> Arc<Mutex<Vec<Post>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (tells, config) = (Arc::clone(&told), server());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream.expect("a connection"));
            answer(&mut stream, &AtomicU16::new(200), &tells);
            stream.conn.send_close_notify();
            // Whoever did not get in is gone.
            drop(stream.flush());
        }
    });
    told
}

/// An HTTP proxy that joins whoever asks with whom they ask for; how many did.
fn proxy(listener: TcpListener) -> Arc<AtomicUsize> {
    let joined = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&joined);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let near = stream.expect("a connection");
            let counter = Arc::clone(&counter);
            thread::spawn(move || join(near, &counter));
        }
    });
    joined
}

fn join(mut near: TcpStream, joined: &AtomicUsize) {
    let mut head = String::new();
    let mut reader = BufReader::new(near.try_clone().expect("a second handle"));
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let target = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next());
    let far = TcpStream::connect(target.expect("a tunnel is asked for")).expect("the receiver");
    near.write_all(b"HTTP/1.1 200 joined\r\n\r\n").expect("answered");
    joined.fetch_add(1, Ordering::AcqRel);
    let mut to = far.try_clone().expect("a second handle");
    thread::spawn(move || pass(&mut reader, &mut to));
    pass(&mut &far, &mut near);
}

/// Until one of them is gone.
fn pass(from: &mut impl Read, to: &mut TcpStream) {
    drop(std::io::copy(from, to));
    drop(to.shutdown(std::net::Shutdown::Write));
}

#[test]
fn a_webhook_is_told_over_tls_and_through_a_proxy_by_who_has_a_certificate_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let listen = || TcpListener::bind("127.0.0.1:0").expect("a port");
    let (hooks, tunnels) = (listen(), listen());
    let port = |listener: &TcpListener| listener.local_addr().expect("an address").port();
    let url = format!("url = \"https://localhost:{}/in\"\n", port(&hooks));
    let through = format!("proxy = \"http://127.0.0.1:{}\"\n", port(&tunnels));
    let (told, joined) = (receiver(hooks), proxy(tunnels));
    let sink = |name: &str, rest: &str| {
        format!("[[sink]]\nname = \"{name}\"\nkind = \"webhook\"\n{url}{rest}")
    };
    let nameless = format!("tls = {{ ca = \"{TLS}/ca.pem\" }}\n");
    let sinks = [
        sink("direct", &client_tls()),
        sink("joined", &format!("{through}{}", client_tls())),
        sink("nameless", &nameless),
        sink("doubtful", ""),
    ];
    let mut served = Served::start(folder.path(), &configuration(&sinks.concat()));
    hear(&mut served, 0..5, 5);
    acknowledge_all(&served);
    for name in ["direct", "joined"] {
        served.wait_for("picket_sink_deliveries_total", &[&format!("sink=\"{name}\"")], 10.0);
    }
    let all: Vec<Told> =
        told.lock().expect("the list").iter().map(|(event, _)| Told::of(&event["data"])).collect();
    assert_eq!(all.len(), 20, "each of two sinks, each transition");
    is_whole(&all, 5, 2);
    assert!(joined.load(Ordering::Acquire) >= 1, "the proxy was on the way");
    for name in ["nameless", "doubtful"] {
        let delivered = ["outcome=\"delivered\"", &format!("sink=\"{name}\"")];
        assert!(served.metric("picket_sink_deliveries_total", &delivered) < 0.5, "{name}");
        wait_until("the problem is told", || problem(&served, name).is_some());
    }
    let doubt = problem(&served, "doubtful").expect("a problem").to_ascii_lowercase();
    assert!(doubt.contains("certificate") || doubt.contains("unknownissuer"), "{doubt}");
}

fn problem(served: &Served, sink: &str) -> Option<String> {
    let sinks = served.json("/api/v1/sinks");
    let sink = sinks["items"].as_array()?.iter().find(|one| one["name"] == sink)?;
    sink["problem"].as_str().map(str::to_owned)
}

/// A daemon with a sink and a feed of one broker; more sinks as they are.
fn both_ways(feed: &str, sink: &str) -> String {
    let tls = client_tls();
    configuration(&format!(
        "[[feed]]\nname = \"bus\"\n{feed}{tls}[[sink]]\nname = \"bus\"\n{sink}{tls}"
    ))
}

/// Beacons come over the feed, and what is said of them leaves by the sink, over a restart.
fn go_both_ways(served: &Served, publish: impl Fn(u32), restart: impl FnOnce()) {
    served.wait_for("picket_feed_connected", &["feed=\"bus\""], 1.0);
    publish(0);
    wait_until("the first is heard", || alerts(served).len() == 1);
    restart();
    served.wait_for("picket_feed_connected", &["feed=\"bus\""], 1.0);
    publish(1);
    wait_until("the second is heard", || alerts(served).len() == 2);
    served.wait_for(
        "picket_sink_deliveries_total",
        &["sink=\"bus\"", "outcome=\"delivered\""],
        2.0,
    );
}

#[test]
fn nats_over_tls_takes_alerts_and_gives_sentences_to_who_has_a_certificate_and_the_password() {
    let Some(nats) = program("nats-server") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let kept = folder.path().join("nats").display().to_string();
    let file = |name: &str| format!("{TLS}/{name}");
    let start = || {
        let (port_text, ca) = (port.to_string(), file("ca.pem"));
        let (certificate, key) = (file("server.pem"), file("server.key"));
        let arguments = [
            "-js",
            "-a",
            "127.0.0.1",
            "-p",
            &port_text,
            "-sd",
            &kept,
            "--user",
            "picket",
            "--pass",
            "open sesame",
            "--tls",
            "--tlscert",
            &certificate,
            "--tlskey",
            &key,
            "--tlscacert",
            &ca,
            "--tlsverify",
        ];
        Peer::start(&nats, &arguments, port)
    };
    let peer = start();
    std::fs::write(folder.path().join("password"), "open sesame\n").expect("written");
    let broker = format!(
        "kind = \"nats\"\naddress = \"localhost:{port}\"\nuser = \"picket\"\n\
         secret_file = \"password\"\n"
    );
    let configuration = both_ways(
        &format!("{broker}subject = \"ais.>\"\n"),
        &format!("{broker}stream = \"PICKET\"\n"),
    );
    let served = Served::start(folder.path(), &configuration);
    let runtime = Runtime::new().expect("a runtime");
    let publish = |beacon| {
        runtime.block_on(async {
            let options = async_nats::ConnectOptions::new()
                .user_and_password("picket".to_owned(), "open sesame".to_owned())
                .tls_client_config(client())
                .require_tls(true);
            let client = options.connect(format!("localhost:{port}")).await.expect("connected");
            let line = sentence(970_000_000 + beacon);
            client.publish("ais.north", line.into()).await.expect("sent");
            client.flush().await.expect("flushed");
        });
    };
    let mut second = None;
    go_both_ways(&served, publish, || {
        peer.stop();
        served.wait_for("picket_feed_connected", &["feed=\"bus\""], 0.0);
        second = Some(start());
    });
    assert!(!served.get("/readyz").contains("sesame"));
}

#[test]
fn mosquitto_over_tls_takes_alerts_and_gives_sentences_to_who_has_a_certificate() {
    let Some(mosquitto) = program("mosquitto") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let (settings, kept) = (folder.path().join("mosquitto.conf"), folder.path().display());
    let text = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\n\
         persistence_location {kept}/\nuser root\ncafile {TLS}/ca.pem\ncertfile {TLS}/server.pem\n\
         keyfile {TLS}/server.key\nrequire_certificate true\n"
    );
    std::fs::write(&settings, text).expect("written");
    let start = || Peer::start(&mosquitto, &["-c", settings.to_str().expect("a path")], port);
    let peer = start();
    let broker = format!("kind = \"mqtt\"\naddress = \"localhost:{port}\"\n");
    let configuration = both_ways(&format!("{broker}topic = \"ais/#\"\n"), &broker);
    let served = Served::start(folder.path(), &configuration);
    let runtime = Runtime::new().expect("a runtime");
    let publish = |beacon| {
        let mut options = MqttOptions::new("publisher", ("localhost", port));
        options.set_transport(Transport::tls_with_config(client().into()));
        let line = std::iter::once(sentence(970_000_000 + beacon));
        publish_by_mqtt(&runtime, options, "ais/north", line);
    };
    let mut second = None;
    go_both_ways(&served, publish, || {
        peer.stop();
        served.wait_for("picket_feed_connected", &["feed=\"bus\""], 0.0);
        second = Some(start());
    });
}

#[test]
fn taky_is_told_of_vessels_and_of_every_alert_over_tls_and_over_its_restart() {
    let Some(python) = python_with_taky() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (port, logs) = (free_port(), folder.path().join("cot"));
    std::fs::create_dir(&logs).expect("a folder");
    let settings = folder.path().join("taky.conf");
    let text = format!(
        "[taky]\nhostname=localhost\nbind_ip=127.0.0.1\nroot_dir={root}\n\
         [cot_server]\nport={port}\nlog_cot={logs}\nmon_ip=127.0.0.1\nmon_port={monitor}\n\
         [ssl]\nenabled=true\nclient_cert_required=true\nca={TLS}/ca.pem\ncert={TLS}/server.pem\n\
         key={TLS}/server.key\n",
        root = folder.path().display(),
        logs = logs.display(),
        monitor = free_port(),
    );
    std::fs::write(&settings, text).expect("written");
    let settings = settings.to_str().expect("a path");
    let start = || Peer::start(&python, &["-m", "taky.cot", "-c", settings], port);
    let peer = start();
    let sink = format!(
        "[[sink]]\nname = \"tak\"\nkind = \"cot\"\naddress = \"localhost:{port}\"\n\
         vessels_secs = 1\n{}",
        client_tls()
    );
    let mut served = Served::start(folder.path(), &configuration(&sink));
    hear(&mut served, 0..10, 10);
    wait_until("vessels are told of", || logged(&logs).contains("uid=\"MMSI-970000009\""));
    peer.stop();
    hear(&mut served, 10..20, 20);
    let _second = start();
    acknowledge_all(&served);
    wait_until("everything is told of", || told(&served, &logged(&logs)).len() == 40);
    is_whole(&told(&served, &logged(&logs)), 20, 2);
    assert!(!logged(&logs).contains("type=\"a-h"), "nobody is an enemy");
}

/// Everything that taky logged of what it took.
fn logged(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("the folder").flatten();
    files.map(|file| std::fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

/// The transitions in a log of events, each once, in its order.
fn told(served: &Served, log: &str) -> Vec<Told> {
    let ids: Vec<String> = alerts(served)
        .iter()
        .map(|alert| alert["id"].as_str().expect("an id").to_owned())
        .collect();
    let mut told: Vec<Told> = Vec::new();
    for (_, event) in log.match_indices("<picket ").map(|(at, _)| log.split_at(at)) {
        let value = |name: &str| {
            let (_, after) = event.split_once(&format!(" {name}=\"")).expect(name);
            after.split_once('"').expect("a value").0.to_owned()
        };
        let revision = value("revision").parse().expect("a revision");
        let one = Told { id: value("id"), revision, seq: 0 };
        assert!(ids.contains(&one.id), "{}", one.id);
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told
}

/// A Python that has taky, a TAK server; without it the test is skipped, or fails where peers are
/// required.
fn python_with_taky() -> Option<PathBuf> {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python/bin/python3");
    let python = if unpacked.exists() { unpacked } else { program("python3")? };
    let imported = Command::new(&python).args(["-c", "import taky.cot"]).output();
    if imported.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
    assert!(!required, "taky is not there; `.ci/needs` installs it");
    eprintln!("skipped: taky is not there; `.ci/needs` installs it");
    None
}
