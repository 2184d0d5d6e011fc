use std::io::Read;
use std::net::{TcpListener, UdpSocket};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::{PATIENCE, free_port, program, read_all, wait_until};
use super::served::Served;
use super::told::{Told, is_whole};

/// Takes the messages of RFC 6587, 3.4.1, apart; a piece at the end is left out.
fn counted(mut bytes: &[u8]) -> Vec<String> {
    let mut messages = Vec::new();
    while let Some(space) = bytes.iter().position(|byte| *byte == b' ') {
        let length = std::str::from_utf8(&bytes[..space]).expect("a length");
        let length: usize = length.parse().expect("a length");
        let Some(message) = bytes.get(space + 1..space + 1 + length) else { break };
        messages.push(String::from_utf8(message.to_vec()).expect("UTF-8"));
        bytes = &bytes[space + 1 + length..];
    }
    messages
}

/// An element of the structured data.
fn element<'a>(message: &'a str, name: &str) -> &'a str {
    let (_, after) = message.split_once(&format!(" {name}=\"")).expect(name);
    after.split_once('"').expect("a value").0
}

fn told(messages: &[String]) -> Vec<Told> {
    let one = |message: &String| Told {
        id: element(message, "id").to_owned(),
        revision: element(message, "revision").parse().expect("a revision"),
        seq: 0,
    };
    messages.iter().map(one).collect()
}

#[test]
fn a_syslog_server_that_is_restarted_in_mid_delivery_has_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let received = Arc::new(Mutex::new(Vec::new()));
    let serve = || {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("its port");
        let received = Arc::clone(&received);
        thread::spawn(move || {
            let (mut stream, _peer) = listener.accept().expect("a client");
            drop(listener);
            // Reads a little and is gone with the rest.
            let mut bytes = vec![0; 2_000];
            stream.read_exact(&mut bytes).expect("messages");
            received.lock().expect("the list").extend(counted(&bytes));
        })
    };
    let first = serve();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"log\"\nkind = \"syslog\"\naddress = \"127.0.0.1:{port}\"\n"
        )),
    );
    hear(&mut served, 0..30, 30);
    first.join().expect("the first server");
    hear(&mut served, 30..40, 40);
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("its port");
    acknowledge_all(&served);
    served.wait_for("picket_sink_queue_depth", &["sink=\"log\""], 0.0);
    let (mut stream, _peer) = listener.accept().expect("a client");
    assert_eq!(served.stop().code(), Some(0));
    let mut messages = received.lock().expect("the list");
    messages.extend(counted(&read_all(&mut stream)));
    let message = &messages[0];
    assert!(message.starts_with("<129>1 20"), "facility 16, severity 1, version 1: {message}");
    assert!(message.contains(" picket ") && message.contains(" distress-beacon [picket@32473 id="));
    is_whole(&told(&messages), 40, 2);
}

#[test]
fn syslog_goes_over_tls_to_openssl_and_over_udp() {
    let Some(openssl) = program("openssl") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let tls = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/tls");
    let mut receiver = Command::new(openssl)
        .args(["s_server", "-quiet", "-naccept", "1", "-Verify", "1", "-verify_return_error"])
        .args(["-accept", &format!("127.0.0.1:{port}"), "-CAfile", &format!("{tls}/ca.pem")])
        .args(["-cert", &format!("{tls}/server.pem"), "-key", &format!("{tls}/server.key")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl runs");
    let datagrams = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    datagrams.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let udp_port = datagrams.local_addr().expect("an address").port();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"tls\"\nkind = \"syslog\"\naddress = \"localhost:{port}\"\n\
             tls = {{ ca = \"{tls}/ca.pem\", certificate = \"{tls}/client.pem\", \
             key = \"{tls}/client.key\" }}\n\
             [[sink]]\nname = \"udp\"\nkind = \"syslog\"\naddress = \"127.0.0.1:{udp_port}\"\n\
             protocol = \"udp\"\n"
        )),
    );
    hear(&mut served, 0..3, 3);
    served.wait_for("picket_sink_deliveries_total", &["outcome=\"delivered\""], 6.0);
    let mut datagram = [0; 4_096];
    let length = datagrams.recv(&mut datagram).expect("a datagram");
    let message = String::from_utf8_lossy(&datagram[..length]).into_owned();
    assert!(message.starts_with("<129>1 "), "one message and no length: {message}");
    assert_eq!(served.stop().code(), Some(0));
    let mut output = receiver.stdout.take().expect("piped");
    wait_until("openssl ends", || receiver.try_wait().expect("its state").is_some());
    is_whole(&told(&counted(&read_all(&mut output))), 3, 1);
}
