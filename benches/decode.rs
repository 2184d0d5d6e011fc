//! AIS sentences to typed messages: Picket beside its peers, in one process, on the shipped
//! recordings. Processor time (real time where the system does not tell it), interleaved rounds and
//! medians, because the machine may be busy: ratios hold, the absolute numbers are this machine's.
//! `cargo bench --bench decode`
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]
#![expect(clippy::cast_precision_loss, reason = "counts of sentences are far below 2^52")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use ais::{AisFragments, AisParser};
use aivdm::LineDecoder;
use nmea_parser::{NmeaParser, ParsedMessage};
use picket::decode::ais::AisMessage;
use picket::decode::{BitBuffer, Decoded, Decoder, FeedSettings, stages};

const ROUNDS: usize = 7;
/// A round goes over the sentences until that long has passed.
const ROUND: Duration = Duration::from_millis(200);
/// As a socket or a file gives them.
const CHUNK: usize = 64 * 1024;
const RECORDINGS: [&str; 4] = [
    "australia-coast-2012-01-27.nmea.gz",
    "satellite-southern-ocean-2012.nmea.gz",
    "guadeloupe-2017-03-21.log.gz",
    "seine-vernon-2016-04-01.log.gz",
];

/// What one pass over the sentences gave.
#[derive(Clone, Copy, Default)]
struct Pass {
    messages: u64,
    panics: u64,
}

type Contender<'a> = (&'static str, Box<dyn Fn() -> Pass + 'a>);

fn main() {
    let recorded = recordings();
    let bare = bare_sentences(&recorded);
    let text = String::from_utf8(bare.clone()).expect("sentences are ASCII");
    let lines: Vec<&str> = text.lines().collect();
    // Peers panic on some real sentences; that is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));

    let armours = armours(&lines);
    let payloads = sample(&armours);
    let stamped = stamped(&lines);
    let contenders: [Contender<'_>; 10] = [
        ("floor: lines, checksums", Box::new(|| lines_and_checksums(&bare))),
        ("stage: typed fields", Box::new(|| typed_fields(&payloads))),
        ("stage: + armour", Box::new(|| armour_and_fields(&armours))),
        ("stage: + sentence", Box::new(|| sentence_to_fields(&lines))),
        ("picket", Box::new(|| picket(&bare))),
        ("picket, + time", Box::new(|| picket(&stamped))),
        ("picket, as recorded", Box::new(|| picket(&recorded))),
        ("ais", Box::new(|| ais_crate(&lines))),
        ("aivdm", Box::new(|| aivdm_crate(&lines))),
        ("nmea-parser", Box::new(|| nmea_parser_crate(&lines))),
    ];
    let recorded_sentences = count_of_picket(&recorded);
    let (sampled, whole) = (payloads.len() as u64, armours.len() as u64);
    let mut rates: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut passes: BTreeMap<&str, Pass> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for (name, run) in &contenders {
            let own = match *name {
                "picket, as recorded" => recorded_sentences,
                "stage: typed fields" => sampled,
                "stage: + armour" => whole,
                _ => lines.len() as u64,
            };
            let (rate, pass) = round(run, own);
            rates.entry(name).or_default().push(rate);
            passes.insert(name, pass);
        }
    }
    print(&contenders, lines.len(), &mut rates, &passes);
}

/// Sentences per second of one round.
fn round(run: &dyn Fn() -> Pass, sentences: u64) -> (f64, Pass) {
    let start = Clock::start();
    let (mut times, mut pass) = (0u32, Pass::default());
    while times == 0 || start.elapsed() < ROUND {
        pass = black_box(run());
        times += 1;
    }
    (sentences as f64 * f64::from(times) / start.elapsed().as_secs_f64(), pass)
}

/// Time that this thread spent on a processor (Linux), or real time.
struct Clock {
    cpu: Option<Duration>,
    real: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { cpu: cpu_time(), real: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        match (self.cpu, cpu_time()) {
            (Some(start), Some(now)) => now.saturating_sub(start),
            _ => self.real.elapsed(),
        }
    }
}

fn cpu_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn picket(bytes: &[u8]) -> Pass {
    let mut pass = Pass::default();
    let mut out = |decoded: Decoded<'_>| {
        if let Decoded::Accepted { message, .. } = decoded {
            black_box(message);
            pass.messages += 1;
        }
    };
    let mut decoder = decoder();
    for chunk in bytes.chunks(CHUNK) {
        decoder.push(chunk, None, &mut out);
    }
    decoder.flush(None, &mut out);
    pass
}

/// What no decoder can leave out: the ends of the lines and the exclusive or of their bytes.
fn lines_and_checksums(bytes: &[u8]) -> Pass {
    let (mut pass, mut rest) = (Pass::default(), bytes);
    while let Some((line, tail)) =
        memchr::memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end))
    {
        pass.messages += u64::from(black_box(line.iter().fold(0, |sum, byte| sum ^ byte)) != 0xFF);
        rest = tail.get(1..).unwrap_or(&[]);
    }
    pass
}

/// The last stage alone: payloads that are bits already, to typed messages.
fn typed_fields(payloads: &[BitBuffer]) -> Pass {
    let mut pass = Pass::default();
    for payload in payloads {
        pass.messages += u64::from(black_box(AisMessage::decode(payload.bits())).is_ok());
    }
    pass
}

/// With the way there from 6-bit armour, and the hash by which copies are known.
fn armour_and_fields(armours: &[(&[u8], u8)]) -> Pass {
    let (mut pass, mut buffer) = (Pass::default(), BitBuffer::new());
    for (armour, fill) in armours {
        let message = stages::payload_to_message(armour, *fill, &mut buffer);
        pass.messages += u64::from(black_box(message).is_ok());
    }
    pass
}

/// With fields and checksum of the sentence around it.
fn sentence_to_fields(lines: &[&str]) -> Pass {
    let (mut pass, mut buffer) = (Pass::default(), BitBuffer::new());
    for line in lines {
        let message = stages::sentence_to_message(line.as_bytes(), &mut buffer);
        pass.messages += u64::from(black_box(message).is_some());
    }
    pass
}

/// Payload and fill bits of all messages of one sentence.
fn armours<'a>(lines: &[&'a str]) -> Vec<(&'a [u8], u8)> {
    let whole = lines.iter().filter(|line| line.get(7..8) == Some("1"));
    whole
        .filter_map(|line| {
            let mut fields = line.split(',').skip(5);
            let (armour, rest) = (fields.next()?, fields.next()?);
            Some((armour.as_bytes(), rest.get(..1)?.parse().ok()?))
        })
        .collect()
}

/// One in 64 payloads as bits: so few that they stay near the processor, as in the decoder.
fn sample(armours: &[(&[u8], u8)]) -> Vec<BitBuffer> {
    let sixes = |armour: &[u8]| -> Vec<u8> {
        armour.iter().map(|c| c.wrapping_sub(if *c < b'`' { 48 } else { 56 })).collect()
    };
    let bits = |(armour, fill): &(&[u8], u8)| {
        let mut bytes = vec![0; armour.len() * 6 / 8 + 1];
        for (place, six) in sixes(armour).into_iter().enumerate() {
            for bit in (0..6).filter(|bit| six >> (5 - bit) & 1 == 1) {
                let at = place * 6 + bit;
                bytes[at / 8] |= 0x80 >> (at % 8);
            }
        }
        BitBuffer::from_bytes(&bytes, (armour.len() * 6).saturating_sub(usize::from(*fill)))
    };
    armours.iter().step_by(64).map(bits).collect()
}

/// Every sentence with the second before it at which a logger might have written it.
fn stamped(lines: &[&str]) -> Vec<u8> {
    let line = |(nth, line): (usize, &&str)| format!("{},{line}\n", 1_490_075_479 + nth / 20);
    lines.iter().enumerate().map(line).collect::<String>().into_bytes()
}

fn ais_crate(lines: &[&str]) -> Pass {
    let mut parser = AisParser::new();
    peer(lines, |line| match parser.parse(line.as_bytes(), true) {
        Ok(AisFragments::Complete(sentence)) => black_box(sentence).message.is_some(),
        _ => false,
    })
}

fn aivdm_crate(lines: &[&str]) -> Pass {
    let mut decoder = LineDecoder::<1024>::default();
    peer(lines, |line| matches!(black_box(decoder.feed(line)), Ok(Some(_))))
}

fn nmea_parser_crate(lines: &[&str]) -> Pass {
    let mut parser = NmeaParser::new();
    peer(lines, |line| match black_box(parser.parse_sentence(line)) {
        Ok(message) => !matches!(message, ParsedMessage::Incomplete),
        Err(_) => false,
    })
}

/// Gives every line to a peer; `take` says whether a message came of it.
fn peer(lines: &[&str], mut take: impl FnMut(&str) -> bool) -> Pass {
    let mut pass = Pass::default();
    for line in lines {
        match catch_unwind(AssertUnwindSafe(|| take(line))) {
            Ok(message) => pass.messages += u64::from(message),
            Err(_) => pass.panics += 1,
        }
    }
    pass
}

fn decoder() -> Decoder {
    Decoder::new(FeedSettings::named("bench".parse().expect("a feed name")))
}

fn count_of_picket(bytes: &[u8]) -> u64 {
    let mut decoder = decoder();
    decoder.push(bytes, None, &mut |_| {});
    decoder.flush(None, &mut |_| {});
    decoder.counts().sentences
}

fn recordings() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings");
    let mut all = Vec::new();
    for name in RECORDINGS {
        let file = fs::File::open(folder.join(name)).expect("a shipped recording");
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut all).expect("gzip");
    }
    all
}

/// The AIS sentences alone, one a line: all that every peer can read.
fn bare_sentences(recorded: &[u8]) -> Vec<u8> {
    let mut bare = Vec::with_capacity(recorded.len());
    for line in recorded.split(|&byte| byte == b'\n') {
        let Some(start) = line.iter().position(|&byte| byte == b'!') else { continue };
        let Some(star) = line.iter().position(|&byte| byte == b'*') else { continue };
        let Some(sentence) = line.get(start..star + 3) else { continue };
        if sentence.is_ascii() && matches!(sentence.get(3..6), Some(b"VDM" | b"VDO")) {
            bare.extend_from_slice(sentence);
            bare.push(b'\n');
        }
    }
    bare
}

fn print(
    contenders: &[Contender<'_>],
    sentences: usize,
    rates: &mut BTreeMap<&str, Vec<f64>>,
    passes: &BTreeMap<&str, Pass>,
) {
    let mut medians = BTreeMap::new();
    for (name, rates) in rates {
        rates.sort_by(f64::total_cmp);
        medians.insert(*name, rates.get(rates.len() / 2).copied().unwrap_or(0.0));
    }
    let slowest = medians.get("nmea-parser").copied().unwrap_or(1.0);
    println!("{}", machine());
    println!("{sentences} AIS sentences a pass, medians of {ROUNDS} interleaved rounds\n");
    println!(
        "{:<24} {:>9} {:>12} {:>7} {:>9} {:>7}",
        "decoder", "version", "sentences/s", "ratio", "messages", "panics"
    );
    for (name, _) in contenders {
        let rate = medians.get(name).copied().unwrap_or(0.0);
        let pass = passes.get(name).copied().unwrap_or_default();
        println!(
            "{name:<24} {:>9} {:>10.2} M {:>7.1} {:>9} {:>7}",
            version(name),
            rate / 1e6,
            rate / slowest,
            pass.messages,
            pass.panics
        );
    }
}

/// The version of a crate in the lockfile.
fn version(name: &str) -> &'static str {
    let name = name.split(',').next().unwrap_or(name);
    let lock = include_str!("../Cargo.lock");
    let entry = format!("name = \"{name}\"\nversion = \"");
    let after = lock.find(&entry).and_then(|at| lock.get(at + entry.len()..));
    after.and_then(|text| text.split('"').next()).unwrap_or("-")
}

fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |text| text.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}
