//! What comes over HTTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use super::crowd;
use super::stage::Stage;

fn http(stage: &Stage) -> SocketAddr {
    let (_, address) = stage.served.http.split_once("//").expect("a scheme");
    address.parse().expect("an address")
}

#[test]
fn a_thousand_requests_that_are_never_finished_leave_the_others_their_answers() {
    let mut stage = Stage::start("");
    let to = http(&stage);
    let kept = stage.endure("1,000 half-open requests", move || {
        let mut all = crowd::thousand(to);
        for stream in &mut all {
            // Most are closed already.
            drop(stream.write_all(b"GET /api/v1/alerts HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        }
        for _ in 0..20 {
            for stream in &mut all {
                drop(stream.write_all(b"a"));
            }
            thread::sleep(Duration::from_millis(100));
        }
        all
    });
    stage.served.wait_for("picket_http_connections_refused_total", &[], 936.0);
    drop(kept);
    stage.end();
}

#[test]
fn heads_and_bodies_beyond_measure_are_refused() {
    let mut stage = Stage::start("");
    let to = http(&stage);
    let host = to.to_string();
    let statuses = stage.endure("oversized heads and bodies", move || {
        let head = |line: &str| format!("{line} HTTP/1.1\r\nHost: {host}\r\n");
        let json = "Content-Type: application/json\r\n";
        let act = "POST /api/v1/alerts/6f1c0000-0000-5000-8000-000000000000/note";
        let asks = [
            // A header of 4 MiB, and 4,000 of them.
            format!("{}X-Long: {}\r\n\r\n", head("GET /livez"), "a".repeat(4 << 20)),
            format!("{}{}\r\n", head("GET /livez"), "X-Many: a\r\n".repeat(4_000)),
            // A path of 1 MiB.
            head(&format!("GET /{}", "a".repeat(1 << 20))),
            // A body of 8 MiB, one that only says so, and one in pieces without an end.
            format!(
                "{}{json}Content-Length: {}\r\n\r\n{}",
                head(act),
                8 << 20,
                "a".repeat(8 << 20)
            ),
            format!("{}{json}Content-Length: 999999999999\r\n\r\n{{", head(act)),
            format!(
                "{}{json}Transfer-Encoding: chunked\r\n\r\n{}",
                head(act),
                format!("1000\r\n{}\r\n", "a".repeat(4_096)).repeat(1_000)
            ),
        ];
        asks.map(|ask| {
            let mut stream = crowd::connect(to);
            // The daemon may close before it has been told everything.
            drop(stream.write_all(ask.as_bytes()));
            crowd::answer(&mut stream).map(|(status, _)| status)
        })
    });
    println!("{statuses:?}");
    for status in statuses {
        // A connection that is reset while it still speaks may lose its answer.
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{statuses:?}");
    }
    assert!(statuses.iter().flatten().count() >= 3, "{statuses:?}");
    stage.end();
}

#[test]
fn streams_that_nobody_reads_cost_the_others_nothing() {
    let mut stage = Stage::start("");
    let to = http(&stage);
    let streams = stage.endure("16 event streams and 8 pages that nobody reads", move || {
        let mut unread: Vec<TcpStream> =
            (0..24).map(|_| crowd::connect_with(to, Some(2_048))).collect();
        for (nth, stream) in unread.iter_mut().enumerate() {
            let path = if nth < 16 { "/api/v1/alerts/stream" } else { "/api/openapi.json" };
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {to}\r\n\r\n").expect("asked");
        }
        thread::sleep(Duration::from_secs(3));
        unread
    });
    // The officer's own is one of them.
    stage.served.wait_for("picket_stream_clients", &[], 17.0);
    drop(streams);
    stage.served.wait_for("picket_stream_clients", &[], 1.0);
    stage.end();
}

#[test]
fn a_peer_that_takes_no_byte_of_its_answer_is_let_go_and_counted() {
    let stage = Stage::start("");
    let to = http(&stage);
    let mut unread = crowd::connect_with(to, Some(2_048));
    // More answers than any buffer holds.
    let ask = format!("GET /api/openapi.json HTTP/1.1\r\nHost: {to}\r\n\r\n").repeat(200);
    unread.write_all(ask.as_bytes()).expect("asked");
    let taking = &["waited_for=\"taking\""];
    stage.served.wait_for("picket_http_connections_timed_out_total", taking, 1.0);
    // What the kernel held comes, then the end.
    let mut rest = Vec::new();
    drop(unread.read_to_end(&mut rest));
    stage.end();
}
