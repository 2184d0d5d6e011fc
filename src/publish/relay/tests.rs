//! Relays on a test's table: what feeds accept goes in, what clients get comes out.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prometheus::Registry;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::client::{ClientEnd, serve};
use super::keeper::Keeper;
use super::outlet::{CopyRule, Relay};
use super::segments::{Kept, Segments};
use super::start::sends_as;
use super::{BoundRelay, Place, RelayBatch, RelayMetrics, Relays, RunningRelays, Word};
use crate::config::{MessageType, RelayArea, RelayConfig, RelayFilter, RelayKind};
use crate::decode::{Decoded, Decoder, FeedSettings};
use crate::domain::Position;
use crate::geodesy::Shape;
use crate::net::Sockets;

/// Position reports of two ships and a message of two parts of a third, from the Norwegian open feed.
pub(super) const A: &str = "!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F";
pub(super) const B: &str = "!BSVDM,1,1,,B,13mOO:9000PI6p`QrbwW646L2D1j,0*6B";
pub(super) const C: [&str; 2] = [
    "!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A",
    "!BSVDM,2,2,1,A,`4jhAiDP@jh,2*24",
];

/// What is on its way comes within this.
pub(super) const SOON: Duration = Duration::from_secs(10);

const RULE: CopyRule = CopyRule { window: Duration::from_secs(30), capacity: 1_000 };

pub(super) fn config() -> RelayConfig {
    RelayConfig {
        name: "out".to_owned(),
        kind: RelayKind::Udp { to: Vec::new() },
        filter: RelayFilter {
            feeds: Vec::new(),
            areas: Vec::new(),
            types: Vec::new(),
            exercise: false,
        },
        duplicates: false,
        buffer_bytes: 1 << 20,
    }
}

pub(super) fn relay(config: &RelayConfig) -> Arc<Relay> {
    let metrics = RelayMetrics::register(&Registry::new()).expect("metrics");
    let nothing = Kept { place: Place { instance: 0xABC, number: 1 }, text: Vec::new() };
    Arc::new(Relay::new(config, RULE, Some(nothing), metrics.of("out")))
}

pub(super) fn feed(name: &str) -> FeedSettings {
    FeedSettings::named(name.parse().expect("a name"))
}

/// What a feed accepts of these lines, at 2024-12-09T22:07:14Z, all from one place.
pub(super) fn accepted(
    feed: &FeedSettings,
    lines: &[&str],
    position: Option<Position>,
) -> RelayBatch {
    let mut decoder = Decoder::new(feed.clone());
    decoder.keep_parts(true);
    let mut batch = RelayBatch::default();
    let mut out = |decoded: Decoded<'_>| batch.add(feed.name, &decoded, position);
    for line in lines {
        decoder.push(format!("1733782034,{line}\r\n").as_bytes(), None, &mut out);
    }
    batch
}

/// The sentences in the ring, without their TAG blocks.
fn held(relay: &Relay) -> Vec<String> {
    let mut held = Vec::new();
    let mut number = 1;
    while let Some(piece) = relay.read(number) {
        number = piece.next;
        let text = String::from_utf8_lossy(piece.bytes()).into_owned();
        let sentence = |line: &str| line.rsplit('\\').next().unwrap_or_default().to_owned();
        held.extend(text.lines().map(sentence));
    }
    held
}

#[test]
fn copies_stay_behind_unless_they_are_wanted() {
    for (duplicates, expected) in [(false, vec![A, B]), (true, vec![A, A, B])] {
        let relay = relay(&RelayConfig { duplicates, ..config() });
        let (north, south) = (feed("north"), feed("south"));
        relay.offer(&north, &accepted(&north, &[A], None));
        relay.offer(&south, &accepted(&south, &[A, B], None));
        assert_eq!(held(&relay), expected);
    }
}

#[test]
fn a_filter_names_feeds_types_and_exercises() {
    let (north, south) = (feed("north"), feed("south"));
    let drill = FeedSettings { exercise: true, ..feed("drill") };
    let all = config().filter;
    let of = |filter: RelayFilter| {
        let relay = relay(&RelayConfig { filter, ..config() });
        relay.offer(&north, &accepted(&north, &[A, C[0], C[1]], None));
        relay.offer(&south, &accepted(&south, &[B], None));
        relay.offer(&drill, &accepted(&drill, &[A], None));
        held(&relay)
    };
    assert_eq!(of(all.clone()), [A, C[0], C[1], B]);
    assert_eq!(of(RelayFilter { feeds: vec![south.name], ..all.clone() }), [B]);
    assert_eq!(of(RelayFilter { types: vec![MessageType::Ais(5)], ..all.clone() }), C);
    assert_eq!(
        of(RelayFilter { types: vec![MessageType::Formatter(*b"TTM")], ..all.clone() }),
        [""; 0]
    );
    let drills = RelayFilter { exercise: true, feeds: vec![drill.name], ..all };
    assert_eq!(of(drills), [A]);
}

fn place(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).expect("a place")
}

/// Lets out what is said within ten degrees of (0, 0), north and east.
fn only_here() -> RelayFilter {
    let corners = [(0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0), (0.0, 0.0)];
    let ring = corners.map(|(latitude, longitude)| place(latitude, longitude)).to_vec();
    let shape = Shape::polygons(&[vec![ring]]).expect("a shape");
    RelayFilter { areas: vec![RelayArea { id: "here".to_owned(), shape }], ..config().filter }
}

#[test]
fn an_area_lets_out_what_is_said_by_vessels_last_heard_in_it() {
    let relay = relay(&RelayConfig { filter: only_here(), duplicates: true, ..config() });
    let north = feed("north");
    let say = |lines: &[&str], position| {
        relay.offer(&north, &accepted(&north, lines, position));
        held(&relay).len()
    };
    let (here, there) = (Some(place(5.0, 5.0)), Some(place(20.0, 5.0)));
    assert_eq!(say(&C, None), 0, "nobody knows where she is");
    assert_eq!(say(&[A], here), 1);
    assert_eq!(say(&[B], there), 1);
    assert_eq!(say(&[A], None), 2, "she was last heard here");
    assert_eq!(say(&[B], None), 2);
    assert_eq!(say(&[A], there), 2);
    assert_eq!(say(&[A], None), 2, "she has left");
}

/// What another relay holds that came to know what one knew that had A.
fn succeeded(of: [&RelayConfig; 2], lines: &[&str]) -> Vec<String> {
    let (north, [before, after]) = (feed("north"), of.map(relay));
    before.offer(&north, &accepted(&north, &[A], Some(place(5.0, 5.0))));
    after.go_on_after(&before, false);
    after.offer(&north, &accepted(&north, lines, None));
    held(&after)
}

#[test]
fn a_successor_tells_copies_of_what_went_out_before_it() {
    let all = config();
    assert_eq!(succeeded([&all, &all], &[A, B]), [A, B]);
    // What went out by another filter went to others.
    let drills =
        RelayConfig { filter: RelayFilter { exercise: true, ..all.filter.clone() }, ..config() };
    assert_eq!(succeeded([&all, &drills], &[A, B]), [A, A, B]);
}

#[test]
fn a_successor_knows_which_vessels_were_heard_in_the_same_areas() {
    let here = RelayConfig { filter: only_here(), duplicates: true, ..config() };
    assert_eq!(succeeded([&here, &here], &[A, B]), [A, A]);
    let mut elsewhere = here.clone();
    elsewhere.filter.areas[0].id = "elsewhere".to_owned();
    assert_eq!(succeeded([&here, &elsewhere], &[A, B]), [A]);
}

struct Listening {
    wire: DuplexStream,
    stop: CancellationToken,
    done: JoinHandle<ClientEnd>,
}

fn listen(relay: &Arc<Relay>, buffer: usize) -> Listening {
    let (wire, theirs) = duplex(buffer);
    let stop = CancellationToken::new();
    let (relay, stopped) = (Arc::clone(relay), stop.clone());
    let done = TaskTracker::new().spawn(async move { serve(relay, theirs, &stopped).await });
    Listening { wire, stop, done }
}

impl Listening {
    async fn ask(&mut self, word: Word) {
        self.wire.write_all(word.to_line().as_bytes()).await.expect("asked");
    }

    /// The next line.
    async fn line(&mut self) -> String {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            line.push(self.wire.read_u8().await.expect("a byte"));
        }
        String::from_utf8(line).expect("text")
    }

    async fn word(&mut self) -> Option<Word> {
        Word::parse(self.line().await.trim_end().as_bytes())
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_only_listens_gets_what_comes_and_whoever_asks_goes_on_where_he_was() {
    let relay = relay(&RelayConfig { duplicates: true, ..config() });
    let north = feed("north");
    relay.offer(&north, &accepted(&north, &[A, B], None));
    let mut plain = listen(&relay, 4_096);
    let mut resuming = listen(&relay, 4_096);
    let from = Place { instance: 0xABC, number: 2 };
    resuming.ask(Word::Resume(Some(from))).await;
    assert_eq!(resuming.word().await, Some(Word::From(from)));
    assert!(resuming.line().await.contains(B));
    relay.offer(&north, &accepted(&north, &C, None));
    for one in [&mut plain, &mut resuming] {
        assert!(one.line().await.contains(C[0]));
        assert!(one.line().await.contains(C[1]));
    }
    // While nothing comes, whoever counts is told where he is.
    let next = Place { instance: 0xABC, number: 4 };
    assert_eq!(resuming.word().await, Some(Word::From(next)));
    // Another run of the relay: all that there is, behind a gap of which nobody knows the end.
    let elsewhere = Place { instance: 0xDEF, number: 900 };
    resuming.ask(Word::Resume(Some(elsewhere))).await;
    assert_eq!(resuming.word().await, Some(Word::Gap { first: elsewhere, last: None }));
    assert_eq!(resuming.word().await, Some(Word::From(Place { number: 1, ..next })));
    assert!(resuming.line().await.contains(A));

    plain.stop.cancel();
    assert!(matches!(plain.done.await, Ok(ClientEnd::Stopped)));
    assert_eq!(relay.meters.accepted.get(), 3);
    assert_eq!(relay.meters.dropped.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_is_too_slow_is_told_what_he_missed_and_cut_off_where_he_takes_nothing() {
    let relay = relay(&RelayConfig { duplicates: true, buffer_bytes: 400, ..config() });
    let north = feed("north");
    // Room for half a line on the wire.
    let mut slow = listen(&relay, 32);
    tokio::task::yield_now().await;
    for _ in 0..20 {
        relay.offer(&north, &accepted(&north, &[A], None));
        tokio::task::yield_now().await;
    }
    let mut lines = vec![slow.line().await];
    while !lines.iter().any(|line| line.starts_with("$PPKT,GAP")) {
        lines.push(slow.line().await);
    }
    let last = lines.last().expect("a line");
    let Some(Word::Gap { first, last: Some(last) }) = Word::parse(last.trim_end().as_bytes())
    else {
        panic!("{lines:?}")
    };
    assert_eq!(usize::try_from(first.number), Ok(lines.len()), "what came before is numbered so");
    assert_eq!(relay.meters.dropped.get(), last - first.number + 1);
    // He takes nothing more, and time goes by.
    assert!(matches!(slow.done.await, Ok(ClientEnd::TooSlow)));
}

#[tokio::test(start_paused = true)]
async fn while_a_ring_is_kept_again_nobody_goes_back_to_its_oldest() {
    let relay = relay(&RelayConfig { duplicates: true, ..config() });
    let north = feed("north");
    // They went out while nothing was kept.
    relay.offer(&north, &accepted(&north, &[A, B], None));
    relay.keep_from_oldest();
    let mut plain = listen(&relay, 4_096);
    let mut resuming = listen(&relay, 4_096);
    let from = Place { instance: 0xABC, number: 3 };
    resuming.ask(Word::Resume(Some(from))).await;
    assert_eq!(resuming.word().await, Some(Word::From(from)));
    relay.kept_up_to(3);
    relay.offer(&north, &accepted(&north, &C, None));
    relay.kept_up_to(4);
    for one in [&mut plain, &mut resuming] {
        assert!(one.line().await.contains(C[0]));
    }
}

/// Relays of which one was exchanged for another: A came before, B in between and C after that.
struct Exchanged {
    running: RunningRelays,
    /// Where the second listens.
    address: Option<SocketAddr>,
    metrics: RelayMetrics,
}

async fn exchanged(folder: &Path, of: [RelayConfig; 2]) -> Exchanged {
    let relays = Relays::default();
    let metrics = RelayMetrics::register(&Registry::new()).expect("metrics");
    let mut running = RunningRelays::with(metrics.clone(), RULE, relays.clone(), folder.to_owned());
    let bind = |config: &RelayConfig| {
        BoundRelay::bind(config.clone(), &mut Sockets::default()).expect("bound")
    };
    let north = feed("north");
    running.start(bind(&of[0]));
    relays.offer(&north, &accepted(&north, &[A], None));
    running.end(&of[0]).await;
    relays.offer(&north, &accepted(&north, &[B], None));
    let second = bind(&of[1]);
    let address = second.address();
    running.start(second);
    running.forget_ended();
    relays.offer(&north, &accepted(&north, &C, None));
    Exchanged { running, address, metrics }
}

fn sentences(text: &str) -> Vec<&str> {
    let sentences = text.lines().filter_map(|line| line.rsplit('\\').next());
    sentences.filter(|line| line.starts_with('!')).collect()
}

fn listening(clients_max: usize) -> RelayConfig {
    let address = (Ipv4Addr::LOCALHOST, 0).into();
    RelayConfig { kind: RelayKind::Tcp { address, clients_max, tls: None }, ..config() }
}

/// Lets out C alone.
fn only_c() -> RelayFilter {
    RelayFilter { types: vec![MessageType::Ais(5)], ..config().filter }
}

/// What the second of two relays has for whoever has nothing, up to C.
async fn all_after_exchange(of: [RelayConfig; 2]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let Exchanged { running, address, .. } = exchanged(folder.path(), of).await;
    let mut wire = TcpStream::connect(address.expect("it listens")).await.expect("connected");
    let begun = Place { instance: 0, number: 1 };
    wire.write_all(Word::Resume(Some(begun)).to_line().as_bytes()).await.expect("asked");
    // Of another instance: all that there is, behind what may have come live before he asked.
    let mut text = String::new();
    let answer = |text: &str| text.split_once("$PPKT,FROM,").map(|(_, answer)| answer.to_owned());
    while !answer(&text).is_some_and(|answer| answer.contains(C[1])) {
        let byte = timeout(SOON, wire.read_u8()).await.expect("soon").expect("a byte");
        text.push(byte.into());
    }
    drop(wire);
    running.stop().await;
    answer(&text).expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_while_a_relay_is_exchanged_is_its_successors() {
    let text = all_after_exchange([1, 2].map(listening)).await;
    assert_eq!(sentences(&text), [A, B, C[0], C[1]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_filter_let_out_is_nobodys_after_an_exchange() {
    let narrow = RelayConfig { filter: only_c(), ..listening(1) };
    let text = all_after_exchange([listening(1), narrow]).await;
    assert_eq!(sentences(&text), C);
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_of_what_comes_while_their_relay_is_exchanged_go_out_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let to = vec![socket.local_addr().expect("an address").to_string()];
    let of = [1 << 16, 1 << 17].map(|buffer_bytes| RelayConfig {
        kind: RelayKind::Udp { to: to.clone() },
        buffer_bytes,
        ..config()
    });
    let Exchanged { running, metrics, .. } = exchanged(folder.path(), of).await;
    assert_eq!(sentences(&up_to_c(&socket).await), [A, B, C[0], C[1]]);
    running.stop().await;
    assert_eq!(metrics.of("out").dropped.get(), 0);
}

/// The datagrams of a socket, up to C.
async fn up_to_c(socket: &UdpSocket) -> String {
    let mut text = String::new();
    while !text.contains(C[1]) {
        let mut buffer = [0; 1_024];
        let length = timeout(SOON, socket.recv(&mut buffer)).await.expect("soon").expect("sent");
        text.push_str(str::from_utf8(&buffer[..length]).expect("text"));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_go_elsewhere_or_by_another_filter_goes_to_nobody_and_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
    let (one, other) = (bind().await.expect("a port"), bind().await.expect("a port"));
    let to = |socket: &UdpSocket| {
        let to = vec![socket.local_addr().expect("an address").to_string()];
        RelayConfig { kind: RelayKind::Udp { to }, ..config() }
    };
    let narrow = RelayConfig { filter: only_c(), ..to(&one) };
    for (second, socket, expected) in
        [(narrow, &one, vec![A, C[0], C[1]]), (to(&other), &other, C.to_vec())]
    {
        let Exchanged { running, metrics, .. } = exchanged(folder.path(), [to(&one), second]).await;
        assert_eq!(sentences(&up_to_c(socket).await), expected);
        running.stop().await;
        assert_eq!(metrics.of("out").dropped.get(), 1, "B");
    }
}

fn segments(folder: PathBuf) -> (Segments, Option<Kept>) {
    Segments::open(folder, 1 << 20, "all".to_owned()).expect("a folder")
}

/// The messages of what is found at the next start, and the number of the first.
fn found(folder: &Path) -> Option<(u64, usize)> {
    let (_, kept) = segments(folder.join("out"));
    kept.map(|kept| (kept.place.number, kept.text.split_inclusive(|&byte| byte == b'\n').count()))
}

/// So many fill a segment.
const MANY: usize = 1_000;

/// How long a test leaves the disk as it is.
const A_WHILE: Duration = Duration::from_secs(65);

/// The number of the message after them.
const ONE_MORE: u64 = MANY as u64 + 1;

/// A relay whose `MANY` messages are kept in a folder.
struct KeptRelay {
    relay: Arc<Relay>,
    stop: CancellationToken,
    keeper: JoinHandle<()>,
}

impl KeptRelay {
    async fn with_many(folder: &Path) -> Self {
        let (segments, _) = segments(folder.to_path_buf());
        let relay = relay(&RelayConfig { duplicates: true, ..config() });
        relay.keep();
        let stop = CancellationToken::new();
        let keeper = Keeper { name: "out".to_owned(), relay: Arc::clone(&relay), segments };
        let keeper = TaskTracker::new().spawn(keeper.run(stop.clone()));
        let kept = Self { relay, stop, keeper };
        kept.offer(&[A; MANY]).await;
        assert_eq!(kept.relay.next().number, ONE_MORE, "they are kept");
        kept
    }

    /// Lets sentences come, and waits.
    async fn offer(&self, sentences: &[&str]) {
        let north = feed("north");
        self.relay.offer(&north, &accepted(&north, sentences, None));
        sleep(A_WHILE).await;
    }

    fn sends_one_more(&self) -> bool {
        self.relay.read(ONE_MORE).is_some()
    }

    async fn stop(self) {
        self.stop.cancel();
        self.keeper.await.expect("ended");
    }
}

/// A disk that fails after `MANY` messages, so that not even what is there can be taken away; one more
/// message comes. It is mended after a while, if at all, and the relay stops a moment or a while later.
async fn with_failing_disk(mended: bool, then: Duration) -> (tempfile::TempDir, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, away) = (folder.path().join("out"), folder.path().join("away"));
    let kept = KeptRelay::with_many(&out).await;
    fs::rename(&out, &away).expect("moved");
    fs::write(&out, "").expect("written");
    kept.offer(&[B]).await;
    assert!(!kept.sends_one_more(), "what is on disk would be gone on with");
    fs::remove_file(&out).expect("removed");
    if mended {
        fs::rename(&away, &out).expect("moved");
        sleep(then).await;
    }
    let is_sent = kept.sends_one_more();
    kept.stop().await;
    if !mended {
        // As it was when the disk failed.
        fs::remove_dir_all(&out).unwrap_or_default();
        fs::rename(&away, &out).expect("moved");
    }
    (folder, is_sent)
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_failed_is_kept_on_again() {
    let (folder, is_sent) = with_failing_disk(true, A_WHILE).await;
    assert!(is_sent);
    assert!(folder.path().join("out/closed").exists());
    assert_eq!(found(folder.path()), Some((1, MANY + 1)));
}

#[tokio::test(start_paused = true)]
async fn what_is_left_on_disk_that_nobody_believes_keeps_back_no_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let kept = KeptRelay::with_many(&out).await;
    // The next segment cannot be written, and this not be taken away.
    let stuck = out.join(format!("{ONE_MORE:020}.ring"));
    fs::create_dir(&stuck).expect("made");
    kept.offer(&[B]).await;
    assert!(kept.sends_one_more(), "it is sent");
    assert!(!out.join("boot").exists());
    // The disk is mended, and what was sent meanwhile is kept with the rest.
    fs::remove_dir(&stuck).expect("removed");
    sleep(A_WHILE).await;
    kept.stop().await;
    assert_eq!(found(folder.path()), Some((1, MANY + 1)));
}

#[tokio::test(start_paused = true)]
async fn a_stop_with_messages_that_cannot_be_kept_cuts_off_nobody_who_listens() {
    let relay = relay(&RelayConfig { duplicates: true, ..config() });
    relay.keep();
    let mut plain = listen(&relay, 4_096);
    tokio::task::yield_now().await;
    let north = feed("north");
    relay.offer(&north, &accepted(&north, &[A], None));
    relay.kept_up_to(2);
    relay.offer(&north, &accepted(&north, &[B], None));
    assert!(plain.line().await.contains(A));
    plain.stop.cancel();
    let end = plain.done.await;
    assert!(matches!(end, Ok(ClientEnd::Unkept)), "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn what_clients_have_passed_is_not_gone_on_with() {
    // Cleared, and not yet kept again.
    let (folder, is_sent) = with_failing_disk(true, Duration::from_secs(11)).await;
    assert!(is_sent);
    assert!(!folder.path().join("out/closed").exists());
    assert_eq!(found(folder.path()), None);
    // Nobody was sent what is not there.
    let (folder, is_sent) = with_failing_disk(false, A_WHILE).await;
    assert!(!is_sent);
    assert_eq!(found(folder.path()), Some((1, MANY)));
}

#[test]
fn what_is_left_is_for_who_keeps_an_address_and_the_filter() {
    let relay = |to: &[&str], exercise| {
        let to = to.iter().map(|&to| to.to_owned()).collect();
        let filter = RelayFilter { exercise, ..config().filter };
        RelayConfig { kind: RelayKind::Udp { to }, filter, ..config() }
    };
    let before = relay(&["192.0.2.1:1", "192.0.2.2:2"], false);
    for (after, expected) in [
        (relay(&["192.0.2.2:2", "192.0.2.1:1"], false), true),
        (relay(&["192.0.2.2:2", "192.0.2.3:3"], false), true),
        (relay(&["192.0.2.3:3"], false), false),
        (relay(&["192.0.2.1:1"], true), false),
        (config(), false),
    ] {
        assert_eq!(sends_as(&before, &after), expected, "{after:?}");
    }
    assert!(sends_as(&before, &before));
}
