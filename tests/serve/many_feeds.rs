//! Many feeds at once, each accounted for by itself.

use std::fmt::Write as _;
use std::io::Write;
use std::net::UdpSocket;

use crate::THREE;
use crate::served::{LISTENERS, Served};

/// A message 5 of two parts, 2024-12-09T22:07:14Z, from the Norwegian open feed.
const TWO_PARTS: [&str; 2] = [
    r"\s:2573115,c:1733782034*06\!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A",
    r"\s:2573115,c:1733782034*06\!BSVDM,2,2,1,A,`4jhAiDP@jh,2*24",
];
/// Feeds of each kind.
const EACH: usize = 50;

#[test]
fn a_hundred_feeds_at_once_are_each_accounted_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut configuration = "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n\
                             [log]\nformat = \"json\"\n"
        .to_owned();
    for nth in 0..EACH {
        for (name, kind) in [("tcp", "tcp-listen"), ("udp", "udp")] {
            write!(
                configuration,
                "[[feed]]\nname = \"{name}-{nth}\"\nkind = \"{kind}\"\naddress = \"127.0.0.1:0\"\n"
            )
            .expect("a string");
        }
    }
    let mut served = Served::start(folder.path(), &configuration);
    let mut streams: Vec<_> = (0..EACH).map(|nth| served.tcp(&format!("tcp-{nth}"))).collect();
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let addresses: Vec<_> = (0..EACH).map(|nth| served.address_of(&format!("udp-{nth}"))).collect();
    // Feed number N gets N + 1 rounds of four sentences, one of them with a wrong checksum; all
    // feeds in turn, TCP cut at another place each time.
    let broken = THREE[1].replace("*6B", "*6C");
    let round = [THREE[0], &broken, TWO_PARTS[0], TWO_PARTS[1]].join("\r\n") + "\r\n";
    for turn in 0..EACH {
        for nth in turn..EACH {
            let (before, after) = round.split_at((turn * 7 + nth) % round.len());
            streams[nth].write_all(before.as_bytes()).expect("written");
            streams[nth].write_all(after.as_bytes()).expect("written");
            socket.send_to(round.trim_end().as_bytes(), addresses[nth]).expect("sent");
        }
        // A feed whose last round this was is done before the next begins: no buffer overflows.
        for name in ["tcp", "udp"] {
            let feed = format!("feed=\"{name}-{turn}\"");
            let rounds = f64::from(u32::try_from(turn + 1).expect("small"));
            served.wait_for("picket_sentences_total", &[&feed], 4.0 * rounds);
        }
    }
    for nth in 0..EACH {
        for name in ["tcp", "udp"] {
            let feed = format!("feed=\"{name}-{nth}\"");
            let rounds = f64::from(u32::try_from(nth + 1).expect("small"));
            served.wait_for("picket_sentences_total", &[&feed], 4.0 * rounds);
            served.wait_for("picket_rejected_total", &[&feed], rounds);
            let wrong = [feed.as_str(), "reason=\"checksum-mismatch\""];
            served.wait_for("picket_rejected_total", &wrong, rounds);
            served.wait_for("picket_feed_dropped_reports_total", &[&feed], 0.0);
        }
        let connected = format!("feed=\"tcp-{nth}\"");
        served.wait_for("picket_feed_connections", &[&connected], 1.0);
    }
    // A position and a name, both of ships that all feeds hear.
    served.wait_for("picket_vessels", &[], 2.0);
}

#[test]
fn a_sentence_that_is_cut_at_any_byte_between_two_reads_is_read_once_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    let mut stream = served.tcp("tcp-in");
    let text = [THREE[0], TWO_PARTS[0], TWO_PARTS[1]].join("\r\n") + "\r\n";
    let mut sent = 0.0;
    for cut in 1..text.len() {
        let (before, after) = text.split_at(cut);
        stream.write_all(before.as_bytes()).expect("written");
        // Some wait until what stands before was read by itself.
        sent += 3.0;
        if cut % 16 == 0 {
            let whole = f64::from(u32::try_from(before.matches('\n').count()).expect("small"));
            served.wait_for("picket_sentences_total", &["feed=\"tcp-in\""], sent - 3.0 + whole);
        }
        stream.write_all(after.as_bytes()).expect("written");
    }
    served.wait_for("picket_sentences_total", &["feed=\"tcp-in\""], sent);
    assert!(served.metric("picket_rejected_total", &["feed=\"tcp-in\""]) < 0.5);
    served.wait_for("picket_vessels", &[], 2.0);
}

#[test]
fn datagrams_of_several_sentences_carry_messages_of_several_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut served = Served::start(folder.path(), LISTENERS);
    for end in ["\n", "\r\n", "\r", ""] {
        served.send_datagram("udp-in", &[TWO_PARTS[0], TWO_PARTS[1], THREE[2]].join(end));
    }
    // Parts of one message in two datagrams, and a datagram of nothing.
    served.send_datagram("udp-in", TWO_PARTS[0]);
    served.send_datagram("udp-in", "");
    served.send_datagram("udp-in", TWO_PARTS[1]);
    served.wait_for("picket_sentences_total", &["feed=\"udp-in\""], 14.0);
    assert!(served.metric("picket_rejected_total", &["feed=\"udp-in\""]) < 0.5);
    served.wait_for("picket_vessels", &[], 2.0);
}
