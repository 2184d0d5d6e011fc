//! Spans go to a collector by OTLP, and a collector that is not there is no reason to falter.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::access::folder;
use super::daemon::{Daemon, PATIENCE};

/// Head and body of one request, answered as a collector does.
fn take(mut stream: TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").ok()?;
    Some((head, body))
}

fn collector(bodies: Sender<(String, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Some(taken) = take(stream) {
                bodies.send(taken).unwrap_or_default();
            }
        }
    });
    format!("http://{address}/v1/traces")
}

/// A daemon that sends its spans to an address, asked once and stopped.
fn ask_once(endpoint: &str) -> Option<i32> {
    let folder = folder("");
    let file = folder.path().join("picket.toml");
    let text =
        fs::read_to_string(&file).expect("text").replace("[access]\npath = \"access.toml\"\n", "");
    let text = text.replace("filter = \"trace\"", &format!("otlp = \"{endpoint}\""));
    fs::write(&file, format!("{text}[http]\nlisten = \"127.0.0.1:0\"\n")).expect("written");
    let daemon = Daemon::start(folder.path(), &[]);
    let asked = Command::new("curl")
        .args(["-fsS", "-o", "/dev/null", &format!("{}/api/v1/vessels?limit=7", daemon.url)])
        .status();
    assert!(asked.expect("curl runs").success());
    let said = daemon.said();
    assert!(!said.contains("\"http\""), "spans are no log lines: {said}");
    daemon.stop()
}

#[test]
fn a_collector_gets_spans_by_the_name_of_their_route() {
    let (sender, bodies) = channel();
    assert_eq!(ask_once(&collector(sender)), Some(0));
    let (head, body) = bodies.recv_timeout(PATIENCE).expect("spans, at the latest at the end");
    assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
    assert!(head.to_ascii_lowercase().contains("content-type: application/x-protobuf"), "{head}");
    // Texts stand in Protocol Buffers as they are.
    let text = String::from_utf8_lossy(&body);
    for part in ["service.name", "picket", "GET /api/v1/vessels", "http.response.status_code"] {
        assert!(text.contains(part), "{part} is not in what was sent");
    }
    assert!(!text.contains("limit=7"), "what was asked for stays here");
}

#[test]
fn without_a_collector_the_watch_goes_on_and_ends_in_time() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    assert_eq!(ask_once(&format!("http://{address}/v1/traces")), Some(0));
}
