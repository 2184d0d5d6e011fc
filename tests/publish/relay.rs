//! Sentences out again: to another Picket over cuts and restarts, to programs of others, over TLS and
//! UDP.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::peer::{PATIENCE, free_port, program, wait_until};
use super::served::{Served, lines_of};

/// A recording of 2016 with the times of its logger, and about that many lines of it.
const RECORDING: &str = "testdata/recordings/seine-vernon-2016-04-01.log.gz";
const LINES: usize = 12_000;

fn recording() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDING);
    let output = Command::new("gzip").args(["-dc"]).arg(path).output().expect("gzip runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().take(LINES).map(|line| format!("{line}\r\n")).collect()
}

fn daemon(feed: &str, relay: &str) -> String {
    format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n[log]\nformat = \"json\"\n\
         [[feed]]\nname = \"in\"\n{feed}\n{relay}"
    )
}

const LISTENING: &str = "kind = \"tcp-listen\"\naddress = \"127.0.0.1:0\"\n";

fn relay(port: u16, more: &str) -> String {
    format!(
        "[[relay]]\nname = \"out\"\nkind = \"tcp\"\naddress = \"127.0.0.1:{port}\"\n\
         duplicates = true\n{more}"
    )
}

/// A sentence without the TAG block before it.
fn bare(line: &str) -> &str {
    line.trim_end().rsplit('\\').next().unwrap_or_default()
}

/// Connects to a relay once it listens.
fn connect(port: u16) -> TcpStream {
    let mut stream = None;
    wait_until("the relay listens", || {
        stream = TcpStream::connect(("127.0.0.1", port)).ok();
        stream.is_some()
    });
    stream.expect("a connection")
}

/// The lines of so many messages that a relay holds, from its oldest one on, or of as many as come.
fn held(port: u16, messages: usize) -> Vec<String> {
    let mut stream = connect(port);
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    // Of an instance that there never was: all that the relay has is new to us.
    stream.write_all(b"$PPKT,RESUME,0000000000000abc,4711*79\r\n").expect("asked");
    let mut held = Vec::new();
    let (mut answered, mut whole) = (false, 0);
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let is_word = line.starts_with("$PPKT");
        if answered && !is_word {
            whole += usize::from(!line.starts_with("\\g:1-2-"));
            held.push(line);
            if whole == messages {
                return held;
            }
        } else {
            answered |= line.starts_with("$PPKT,FROM");
        }
    }
    held
}

/// Goes between two of them, and cuts each connection after some thousand bytes.
fn cutter(to: u16) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let cutting = Arc::new(AtomicBool::new(true));
    let cuts = Arc::clone(&cutting);
    thread::spawn(move || {
        for (nth, client) in listener.incoming().map_while(Result::ok).enumerate() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { continue };
            let (mut asks, mut asked) = (clone(&client), clone(&server));
            // Each of the two ends when its side has gone.
            thread::spawn(move || drop(std::io::copy(&mut asks, &mut asked)));
            let cuts = Arc::clone(&cuts);
            thread::spawn(move || pass(server, client, 20_011 + 7_919 * (nth % 5), &cuts));
        }
    });
    (port, cutting)
}

fn clone(stream: &TcpStream) -> TcpStream {
    stream.try_clone().expect("a second handle")
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut left: usize, cuts: &AtomicBool) {
    let mut bytes = [0; 4_096];
    while left > 0 || !cuts.load(Ordering::Relaxed) {
        let room = if cuts.load(Ordering::Relaxed) { left.min(bytes.len()) } else { bytes.len() };
        let Ok(length @ 1..) = from.read(&mut bytes[..room]) else { break };
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
        left = left.saturating_sub(length);
    }
    // Whoever has gone already need not be cut off.
    drop(from.shutdown(std::net::Shutdown::Both));
    drop(to.shutdown(std::net::Shutdown::Both));
}

fn count(metric: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
    let count = metric as usize;
    count
}

#[test]
fn one_picket_feeds_another_and_nothing_is_lost_over_cuts_and_restarts_of_both() {
    let (folder, other) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("one"));
    let (port, other_port) = (free_port(), free_port());
    let (through, cutting) = cutter(port);
    let configuration = daemon(LISTENING, &relay(port, ""));
    let feed = format!("kind = \"picket\"\naddress = \"127.0.0.1:{through}\"\n");
    let other_configuration = daemon(&feed, &relay(other_port, ""));
    let mut first = Served::start(folder.path(), &configuration);
    let second = Served::start(other.path(), &other_configuration);
    let connected = |first: &Served| first.metric("picket_relay_clients", &[]) > 0.5;
    wait_until("the other is connected", || connected(&first));

    let input = recording();
    let parts: Vec<&[String]> = input.chunks(input.len() / 4 + 1).collect();
    let mut sentences = 0;
    // Sends a part, and waits until it has been read: what a connection holds at a stop is no loss of
    // the relay's.
    let mut give = |first: &mut Served, part: &[String]| {
        let mut stream = first.tcp("in");
        for piece in part.chunks(100) {
            stream.write_all(piece.concat().as_bytes()).expect("written");
            thread::sleep(Duration::from_millis(5));
        }
        let read = part.iter().map(|line| line.matches(['!', '$']).count()).sum::<usize>();
        sentences += read;
        wait_until("the part is read", || {
            count(first.metric("picket_sentences_total", &[])) >= read
        });
    };
    give(&mut first, parts[0]);
    wait_until("connections were cut", || {
        second.metric("picket_feed_reconnects_total", &[]) >= 2.0
    });
    assert_eq!(count(second.metric("picket_feed_gaps_total", &[])), 0);
    assert!(second.stop().success());
    let sent_so_far = first.metric("picket_relay_messages_total", &[]);
    assert!(first.stop().success());

    let mut first = Served::start(folder.path(), &configuration);
    give(&mut first, parts[1]);
    let second = Served::start(other.path(), &other_configuration);
    wait_until("the other is connected again", || connected(&first));
    let sent_then = first.metric("picket_relay_messages_total", &[]);
    assert!(first.stop().success());
    let mut first = Served::start(folder.path(), &configuration);
    give(&mut first, parts[2]);
    cutting.store(false, Ordering::Relaxed);
    let rest = first.metric("picket_relay_messages_total", &[]);

    // Its ring outlives its stops, and so does that of the other.
    let messages = count(sent_so_far + sent_then + rest);
    let (sent, got) = (held(port, messages), held(other_port, messages));
    assert_eq!(count(second.metric("picket_feed_gaps_total", &[])), 0);
    let bare_of = |lines: &[String]| lines.iter().map(|l| bare(l).to_owned()).collect::<Vec<_>>();
    let (sent_bare, got_bare) = (bare_of(&sent), bare_of(&got));
    assert!(got_bare == sent_bare, "{} of {} came", got_bare.len(), sent_bare.len());
    // Sources and times too are those of the first.
    assert!(sent.iter().zip(got.iter()).all(|(sent, got)| tag(sent) == tag(got)));
    // Byte for byte what went in: every sentence stands in the input, and most of the input went out.
    let given: BTreeSet<&str> = input.iter().flat_map(|line| sentences_of(line)).collect();
    assert!(sent_bare.iter().all(|sentence| given.contains(sentence.as_str())));
    assert!(sent_bare.len() * 10 > sentences * 9, "{} of {sentences}", sent_bare.len());
    assert!(second.stop().success());
    assert!(first.stop().success());
}

/// The sentences of a line, each from its first character to its checksum.
fn sentences_of(line: &str) -> impl Iterator<Item = &str> {
    let starts = line.match_indices(['!', '$']);
    starts.filter_map(|(start, _)| {
        let end = line[start..].find('*')? + start + 3;
        line.get(start..end)
    })
}

/// Source and time of a line.
fn tag(line: &str) -> Option<&str> {
    let from = line.find("s:")?;
    line.get(from..line.find('*')?)
}

#[test]
fn a_relay_that_began_anew_is_noticed_and_said() {
    let (folder, other) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("one"));
    let port = free_port();
    let configuration = daemon(LISTENING, &relay(port, ""));
    let mut first = Served::start(folder.path(), &configuration);
    let feed = format!("kind = \"picket\"\naddress = \"127.0.0.1:{port}\"\n");
    let mut second = Served::start(other.path(), &daemon(&feed, ""));
    wait_until("the other is connected", || first.metric("picket_relay_clients", &[]) > 0.5);
    let lines = recording();
    first.tcp("in").write_all(lines[..50].concat().as_bytes()).expect("written");
    wait_until("they have come", || second.metric("picket_sentences_total", &[]) >= 20.0);
    first.child.kill().expect("killed");
    first.child.wait().expect("dead");
    std::fs::remove_dir_all(folder.path().join("data/relay")).expect("what it held is lost");
    let mut first = Served::start(folder.path(), &configuration);
    first.tcp("in").write_all(lines[50..100].concat().as_bytes()).expect("written");
    wait_until("the gap is counted", || second.metric("picket_feed_gaps_total", &[]) >= 1.0);
    let ready = second.get("/readyz");
    assert!(ready.contains("the relay began anew"), "{ready}");
    let messages = first.metric("picket_relay_messages_total", &[]);
    wait_until("what came since has come over", || {
        first.metric("picket_relay_sent_total", &[]) >= messages
    });
    second.has_not_panicked();
}

#[test]
fn a_relay_that_is_killed_goes_on_and_the_other_misses_nothing() {
    let (folder, other) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("one"));
    let (port, other_port) = (free_port(), free_port());
    let configuration = daemon(LISTENING, &relay(port, ""));
    let feed = format!("kind = \"picket\"\naddress = \"127.0.0.1:{port}\"\n");
    let other_configuration = daemon(&feed, &relay(other_port, ""));
    let mut first = Served::start(folder.path(), &configuration);
    let second = Served::start(other.path(), &other_configuration);
    wait_until("the other is connected", || first.metric("picket_relay_clients", &[]) > 0.5);
    let lines = recording();
    first.tcp("in").write_all(lines[..1_000].concat().as_bytes()).expect("written");
    wait_until("some came over", || second.metric("picket_sentences_total", &[]) >= 100.0);
    assert!(second.stop().success());

    // Nobody but a client who looks on has this when the relay is killed.
    first.tcp("in").write_all(lines[1_000..2_000].concat().as_bytes()).expect("written");
    wait_until("all is read", || first.metric("picket_sentences_total", &[]) >= 1_900.0);
    let messages = count(first.metric("picket_relay_messages_total", &[]));
    let before = held(port, messages);
    first.child.kill().expect("killed");
    first.child.wait().expect("dead");
    let mut first = Served::start(folder.path(), &configuration);
    let second = Served::start(other.path(), &other_configuration);
    first.tcp("in").write_all(lines[2_000..3_000].concat().as_bytes()).expect("written");
    wait_until("all is read", || first.metric("picket_sentences_total", &[]) >= 950.0);
    let messages = messages + count(first.metric("picket_relay_messages_total", &[]));
    let (sent, got) = (held(port, messages), held(other_port, messages));
    assert!(sent.starts_with(&before), "{} of {}", sent.len(), before.len());
    let bare_of = |lines: &[String]| lines.iter().map(|l| bare(l).to_owned()).collect::<Vec<_>>();
    assert!(bare_of(&got) == bare_of(&sent), "{} of {} came", got.len(), sent.len());
    assert_eq!(count(second.metric("picket_feed_gaps_total", &[])), 0);
    first.has_not_panicked();
}

#[test]
fn gpsdecode_reads_a_relay() {
    let Some(gpsdecode) = program("gpsdecode") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let mut served =
        Served::start(folder.path(), &daemon(LISTENING, &relay(port, "types = [1, 3, 5]\n")));
    let stream = connect(port);
    wait_until("the client is there", || served.metric("picket_relay_clients", &[]) > 0.5);
    let input = recording();
    served.tcp("in").write_all(input[..2_000].concat().as_bytes()).expect("written");
    wait_until("all is read", || count(served.metric("picket_sentences_total", &[])) >= 1_900);
    let messages = count(served.metric("picket_relay_messages_total", &[]));
    assert!(served.stop().success());
    let mut text = Vec::new();
    BufReader::new(stream).read_to_end(&mut text).expect("to its end");
    let mut decode = Command::new(gpsdecode)
        .arg("-j")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gpsdecode runs");
    decode.stdin.take().expect("its input").write_all(&text).expect("written");
    let output = decode.wait_with_output().expect("its output");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let of_type = |types: &[&str]| {
        let is = |line: &&str| types.iter().any(|t| line.contains(&format!("\"type\":{t},")));
        said.lines().filter(is).count()
    };
    assert_eq!(of_type(&["1", "3", "5"]), messages, "{} lines", said.lines().count());
    assert_eq!(said.lines().filter(|line| line.contains("\"class\":\"AIS\"")).count(), messages);
    assert!(messages > 300, "{messages}");
}

#[test]
fn tls_asks_for_a_certificate_and_datagrams_are_filtered() {
    let folder = tempfile::tempdir().expect("a folder");
    let tls =
        |name: &str| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/tls").join(name);
    let (port, udp) = (free_port(), UdpSocket::bind("127.0.0.1:0").expect("a socket"));
    udp.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let relays = format!(
        "{}[[relay]]\nname = \"charts\"\nkind = \"udp\"\nto = [\"{}\"]\ntypes = [5]\n",
        relay(
            port,
            &format!(
                "tls = {{ certificate = {:?}, key = {:?}, client_ca = {:?} }}\n",
                tls("server.pem"),
                tls("server.key"),
                tls("ca.pem")
            )
        ),
        udp.local_addr().expect("an address"),
    );
    let mut served = Served::start(folder.path(), &daemon(LISTENING, &relays));
    drop(connect(port));
    let open = |more: &[&str]| {
        let mut client = Command::new("openssl");
        client.args(["s_client", "-quiet", "-connect", &format!("127.0.0.1:{port}"), "-CAfile"]);
        client.arg(tls("ca.pem")).args(more);
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        client.spawn().expect("openssl runs")
    };
    let mut stranger = open(&[]);
    assert!(!stranger.wait().expect("refused").success());
    let (certificate, key) = (tls("client.pem"), tls("client.key"));
    let path = |path: &Path| path.to_str().expect("text").to_owned();
    let mut client = open(&["-cert", &path(&certificate), "-key", &path(&key)]);
    wait_until("the client is there", || {
        served.metric("picket_relay_clients", &["relay=\"out\""]) > 0.5
            && served.get("/metrics").contains("picket_relay_sent_total{relay=\"out\"} 0")
    });
    let lines = lines_of(client.stdout.take().expect("its output"));
    let line = || lines.recv_timeout(PATIENCE).expect("a line in time");
    // Answered once the handshake is done; what comes then is for it.
    client.stdin.as_mut().expect("its input").write_all(b"$PPKT,RESUME*2A\r\n").expect("asked");
    assert!(line().starts_with("$PPKT,FROM,"), "it says where it goes on");
    // From the Norwegian open feed.
    let one = "!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\r\n";
    let five = "!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A\r\n\
                !BSVDM,2,2,1,A,`4jhAiDP@jh,2*24\r\n";
    served.tcp("in").write_all(format!("{one}{five}").as_bytes()).expect("written");
    let heard: Vec<_> = (0..3).map(|_| line()).collect();
    let expected: Vec<_> = one.lines().chain(five.lines()).collect();
    assert_eq!(heard.iter().map(|line| bare(line)).collect::<Vec<_>>(), expected);
    client.kill().expect("ended");
    client.wait().expect("ended");

    let mut datagram = [0; 1_500];
    let length = udp.recv(&mut datagram).expect("a datagram");
    let text = String::from_utf8_lossy(&datagram[..length]).into_owned();
    assert_eq!(text.lines().map(bare).collect::<Vec<_>>(), five.lines().collect::<Vec<_>>());
    assert!(text.starts_with("\\g:1-2-1,s:in,c:"), "{text}");
    served.wait_for("picket_relay_sent_total", &["relay=\"charts\""], 1.0);
    assert!(served.stop().success());
}

#[test]
fn a_relay_that_is_changed_in_the_file_goes_on_with_its_numbers_unless_its_filter_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (port, taken) = (free_port(), TcpListener::bind("127.0.0.1:0").expect("a port"));
    let mut served = Served::start(folder.path(), &daemon(LISTENING, &relay(port, "")));
    let input = recording();
    served.tcp("in").write_all(input[..200].concat().as_bytes()).expect("written");
    let read = || count(served.metric("picket_sentences_total", &[]));
    wait_until("all have come", || read() == 200);
    let place = || {
        let mut stream = connect(port);
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(b"$PPKT,RESUME*2A\r\n").expect("asked");
        BufReader::new(stream).lines().next().expect("a line").expect("text")
    };
    // They are numbered once they are written down, and asked for after that.
    let all = count(served.metric("picket_relay_messages_total", &[])) + 1;
    wait_until("all are written", || place().contains(&format!(",{all}*")));
    let before = place();
    let file = folder.path().join("picket.toml");
    let rewrite = |relay: &str| std::fs::write(&file, daemon(LISTENING, relay)).expect("written");
    // An address that somebody else has changes nothing.
    let elsewhere = taken.local_addr().expect("an address").port();
    let refused = "picket_config_last_reload_successful";
    let change = |more: &str| {
        rewrite(&relay(elsewhere, ""));
        wait_until("the change is refused", || served.metric(refused, &[]) < 0.5);
        assert_eq!(place(), before);
        rewrite(&relay(port, more));
        wait_until("the change is taken", || served.metric(refused, &[]) > 0.5);
    };
    change("clients_max = 3\n");
    assert_eq!(place(), before);
    assert!(before.starts_with("$PPKT,FROM,"), "{before}");
    // Whoever may have less from now on does not get what went out before.
    change("types = [5]\n");
    let after = place();
    assert!(after.starts_with("$PPKT,FROM,") && after.contains(",1*"), "{after}");
    assert!(served.stop().success());
}
