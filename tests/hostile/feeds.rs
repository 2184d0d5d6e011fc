//! What comes over feeds.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;

use super::crowd;
use super::stage::Stage;

/// Connections of a feed where nothing else is configured.
const CONNECTIONS_MAX: usize = 64;
const BAD: &[&str] = &["feed=\"bad\""];

#[test]
fn a_thousand_connections_to_a_feed_cost_the_others_nothing() {
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad");
    let kept = stage.endure("1,000 connections to a feed", move || crowd::thousand(to));
    stage.served.wait_for("picket_feed_connections", BAD, 64.0);
    stage.served.wait_for("picket_feed_connections_refused_total", BAD, 936.0);
    // The log tells of some, and how many it leaves out.
    let refusals = |stage: &mut Stage| {
        let logged = stage.served.logged().iter();
        logged.filter(|line| line["message"] == "connection refused: too many").count()
    };
    assert!(refusals(&mut stage) <= 3 * 20, "{}", refusals(&mut stage));
    let until = monotonic_now() + Duration::from_secs(30);
    let left_out = |stage: &mut Stage| {
        let logged = stage.served.logged().iter();
        let of_refusals = logged.filter(|line| line["of"] == "connection refused: too many");
        of_refusals.filter_map(|line| line["left_out"].as_u64()).sum::<u64>()
    };
    while left_out(&mut stage) + u64::try_from(refusals(&mut stage)).expect("few") < 936 {
        assert!(monotonic_now() < until, "{} left out", left_out(&mut stage));
        thread::sleep(Duration::from_millis(100));
    }
    drop(kept);
    stage.served.wait_for("picket_feed_connections", BAD, 0.0);
    stage.end();
}

#[test]
fn senders_of_a_byte_at_a_time_and_lines_without_an_end_cost_the_others_nothing() {
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad");
    stage.endure("32 slow senders, 8 endless lines of 4 MiB", move || {
        let slow: Vec<TcpStream> = (0..32).map(|_| crowd::connect(to)).collect();
        let endless: Vec<_> =
            (0..8).map(|nth| thread::spawn(move || endless_line(to, nth))).collect();
        for byte in b"!AIVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\\s:x,c:1" {
            for mut stream in &slow {
                stream.set_nodelay(true).expect("without delay");
                stream.write_all(&[*byte]).expect("taken");
            }
            thread::sleep(Duration::from_millis(20));
        }
        for line in endless {
            line.join().expect("sent");
        }
    });
    assert!(stage.served.metric("picket_rejected_total", BAD) >= 8.0);
    stage.end();
}

fn endless_line(to: SocketAddr, nth: u8) {
    let mut stream = crowd::connect(to);
    let piece = vec![b'0' + nth; 64 * 1024];
    for _ in 0..64 {
        stream.write_all(&piece).expect("taken");
    }
    stream.write_all(b"\n").expect("taken");
}

#[test]
fn lines_of_every_byte_are_counted_and_do_not_fill_the_log() {
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad");
    let sent = stage.endure("8 MiB of every byte", move || {
        let mut stream = crowd::connect(to);
        let mut noise: Vec<u8> = Vec::new();
        // Every pair of neighbours occurs: steps of every length through all the bytes.
        for step in (1..=255_u8).step_by(2) {
            noise.extend((0..=255_u8).map(|nth| nth.wrapping_mul(step)));
        }
        noise.extend(b"\n!AIVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*00\n$,*\n\\\\\n");
        for _ in 0..256 {
            stream.write_all(&noise).expect("taken");
        }
        noise.len() * 256
    });
    assert!(sent > 8 << 20, "{sent}");
    // The line with a wrong checksum, each time.
    stage.served.wait_for("picket_feed_connections", BAD, 0.0);
    let rejected = stage.served.metric("picket_rejected_total", BAD);
    assert!(rejected >= 256.0, "{rejected}");
    assert!(stage.served.logged().len() < 200, "{}", stage.served.logged().len());
    stage.end();
}

#[test]
fn a_flood_of_datagrams_is_dropped_where_it_has_to_be_and_counted() {
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad-udp");
    let sent = stage.endure("datagrams for 3 s", move || {
        let socket = UdpSocket::bind("127.0.0.66:0").expect("a socket");
        let until = monotonic_now() + Duration::from_secs(3);
        let mut datagram = [0; 1_400];
        let mut sent = 0_u32;
        while monotonic_now() < until {
            sent += 1;
            datagram[..8].copy_from_slice(&u64::from(sent).to_be_bytes());
            let bytes: &[u8] = match sent % 3 {
                0 => b"!AIVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\r\n",
                1 => &datagram,
                _ => b"",
            };
            // The kernel may have no room: then it is lost like any other.
            socket.send_to(bytes, to).unwrap_or_default();
        }
        sent
    });
    let heard = stage.served.metric("picket_sentences_total", &["feed=\"bad-udp\""]);
    println!("{sent} datagrams, {heard} sentences heard");
    assert!(sent > 1_000 && heard > 0.0 && heard <= f64::from(sent), "{heard} of {sent}");
    stage.end();
}

#[test]
fn a_connection_beyond_the_bound_is_closed_at_once() {
    let mut stage = Stage::start("");
    let to = stage.served.address_of("bad");
    let kept: Vec<TcpStream> = (0..CONNECTIONS_MAX).map(|_| crowd::connect(to)).collect();
    stage.served.wait_for("picket_feed_connections", BAD, 64.0);
    let mut further = crowd::connect(to);
    assert_eq!(further.read(&mut [0]).unwrap_or(0), 0);
    drop(kept);
    stage.end();
}
