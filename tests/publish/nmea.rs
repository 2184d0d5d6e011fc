//! Alerts as a bridge's alert system takes them, read by the fields of IEC 61162-1 and IEC 61924-2.

use std::net::{TcpListener, UdpSocket};

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::{PATIENCE, read_all};
use super::served::Served;

/// The fields of a sentence behind its address, where its checksum is right.
fn fields<'a>(sentence: &'a str, address: &str) -> Vec<&'a str> {
    let (body, sum) = sentence.trim_start_matches('$').split_once('*').expect("a checksum");
    let expected = body.bytes().fold(0_u8, |sum, byte| sum ^ byte);
    assert_eq!(u8::from_str_radix(sum.trim_end(), 16), Ok(expected), "{sentence}");
    let mut fields = body.split(',');
    assert_eq!(fields.next(), Some(address));
    fields.collect()
}

#[test]
fn a_bridge_is_told_of_each_transition_as_alf_over_tcp_and_as_alr_over_udp() {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let datagrams = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    datagrams.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let (tcp, udp) = (listener.local_addr().expect("one"), datagrams.local_addr().expect("one"));
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"alf\"\nkind = \"nmea\"\naddress = \"{tcp}\"\n\
             [[sink]]\nname = \"alr\"\nkind = \"nmea\"\naddress = \"{udp}\"\nprotocol = \"udp\"\n\
             format = \"alr\"\n"
        )),
    );
    hear(&mut served, 0..1, 1);
    acknowledge_all(&served);
    served.wait_for("picket_sink_deliveries_total", &["outcome=\"delivered\""], 4.0);
    let (mut stream, _peer) = listener.accept().expect("a client");
    assert_eq!(served.stop().code(), Some(0));
    let text = String::from_utf8(read_all(&mut stream)).expect("text");
    let alf: Vec<_> = text.lines().map(|line| fields(line, "IIALF")).collect();
    assert_eq!(alf.len(), 4, "two sentences a transition: {text}");
    for (pair, (state, revision)) in alf.chunks(2).zip([("V", "1"), ("A", "2")]) {
        let [first, second] = pair else { panic!("{text}") };
        // Total, number and the number that holds them together.
        assert_eq!((&first[..2], &second[..2]), (&["2", "1"][..], &["2", "2"][..]));
        assert_eq!(first[2], second[2]);
        assert_eq!((first[3].len(), first[3].find('.')), (9, Some(6)), "hhmmss.ss");
        assert_eq!(first[4..7], ["B", "E", state], "category, priority, state");
        assert_eq!(second[3..7], [""; 4]);
        // Maker, identifier, instance, revision, escalation: in both the same.
        assert_eq!(first[7..12], second[7..12]);
        assert_eq!((first[7], first[10], first[11]), ("PKT", revision, "0"));
        assert_eq!((first[12], first.len(), second.len()), ("DISTRESS-BEACON", 13, 13));
    }
    for acknowledged in ["V", "A"] {
        let mut datagram = [0; 200];
        let length = datagrams.recv(&mut datagram).expect("a datagram");
        let text = String::from_utf8_lossy(&datagram[..length]).into_owned();
        assert!(text.len() <= 82 && text.ends_with("\r\n"), "{text}");
        let alr = fields(&text, "IIALR");
        assert_eq!((alr[0].len(), alr[1].len(), alr.len()), (9, 3, 5), "{text}");
        assert_eq!(alr[2..4], ["A", acknowledged], "condition, acknowledgement");
    }
}
