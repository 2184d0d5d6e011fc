//! Receivers that hear ships and lose sentences, as one feed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use aivdm::message::{AisMessage, StaticVoyageData};
use aivdm::string::FixedStr;
use aivdm::{EpfdType, Mmsi};
use fastrand::Rng;

/// The armour of a message's parts, and the fill bits of the last.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) parts: Vec<String>,
    pub(crate) fill: u8,
}

/// How receivers share a feed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    pub(crate) receivers: usize,
    /// Each names its station in a TAG block.
    pub(crate) named: bool,
    /// Of a hundred sentences so many are lost.
    pub(crate) lost_percent: u32,
    pub(crate) seed: u64,
}

/// What such a feed carries.
pub(crate) struct Feed {
    pub(crate) lines: Vec<String>,
    /// Messages of several parts of which no sentence was lost.
    pub(crate) complete: usize,
}

/// Times that a ship's message is heard.
const REPEATS: usize = 6;
/// Of a hundred messages so many have several parts; in the recordings it is between 1 and 12.
const OF_SEVERAL_PARTS_PERCENT: u32 = 15;

impl Scene {
    /// Each receiver writes the sentences of a message one after another and counts its messages
    /// from 0 to 9; the feed takes the next sentence of any receiver.
    pub(crate) fn play(self, messages: &[Message], singles: &[String]) -> Feed {
        let mut rng = Rng::with_seed(self.seed);
        let mut streams: Vec<Vec<(usize, String)>> = Vec::new();
        let (mut sentences_of, mut lost_of) = (Vec::new(), Vec::new());
        for receiver in 0..self.receivers {
            let own = messages.iter().skip(receiver).step_by(self.receivers);
            let mut heard: Vec<&Message> = own.flat_map(|m| [m; REPEATS]).collect();
            rng.shuffle(&mut heard);
            let mut stream = Vec::new();
            let mut sequence = rng.usize(0..10);
            for message in heard {
                while rng.u32(0..100) >= OF_SEVERAL_PARTS_PERCENT {
                    stream.push((usize::MAX, singles[rng.usize(..singles.len())].clone()));
                }
                sequence = (sequence + 1) % 10;
                let channel = if rng.bool() { 'A' } else { 'B' };
                let total = message.parts.len();
                for (part, armour) in message.parts.iter().enumerate() {
                    let fill = if part + 1 == total { message.fill } else { 0 };
                    let number = part + 1;
                    let body =
                        format!("AIVDM,{total},{number},{sequence},{channel},{armour},{fill}");
                    stream.push((sentences_of.len(), sentence(&body)));
                }
                sentences_of.push(total);
                lost_of.push(0);
            }
            if self.named {
                let station = format!("s:station-{receiver}");
                let block = format!("\\{station}*{:02X}\\", checksum(&station));
                for (_, line) in &mut stream {
                    line.insert_str(0, &block);
                }
            }
            stream.reverse();
            streams.push(stream);
        }
        let mut lines = Vec::new();
        while !streams.is_empty() {
            let turn = rng.usize(..streams.len());
            match streams[turn].pop() {
                Some((message, _)) if rng.u32(0..100) < self.lost_percent => {
                    if let Some(lost) = lost_of.get_mut(message) {
                        *lost += 1;
                    }
                }
                Some((_, line)) => lines.push(line),
                None => drop(streams.swap_remove(turn)),
            }
        }
        let complete = lost_of.iter().filter(|&&lost| lost == 0).count();
        Feed { lines, complete }
    }
}

/// The messages of two parts in the recordings: of types 5, 8 and what else there is.
pub(crate) fn recorded() -> Vec<Message> {
    let mut messages = Vec::new();
    for name in [
        "guadeloupe-2017-03-21.log.gz",
        "seine-vernon-2016-04-01.log.gz",
        "kystverket-2024-12-09.nmea",
    ] {
        let text = recording(name);
        let mut first: Option<(&str, &str)> = None;
        for fields in text.lines().filter_map(|line| {
            let body = line.get(line.find('!')?..)?.split('*').next()?;
            Some(body.split(',').collect::<Vec<_>>()).filter(|fields| fields.len() == 7)
        }) {
            match (fields[1], fields[2], first.take()) {
                ("2", "1", _) => first = Some((fields[3], fields[5])),
                ("2", "2", Some((sequence, payload))) if sequence == fields[3] => {
                    messages.push(Message {
                        parts: vec![payload.to_owned(), fields[5].to_owned()],
                        fill: fields[6].parse().expect("fill bits"),
                    });
                }
                _ => {}
            }
        }
    }
    messages
}

/// Position reports of the recordings.
pub(crate) fn singles() -> Vec<String> {
    let text = recording("guadeloupe-2017-03-21.log.gz");
    let sentences = text.lines().filter_map(|line| line.get(line.find('!')?..));
    sentences.filter(|s| s.starts_with("!AIVDM,1,1,,A,1")).take(500).map(str::to_owned).collect()
}

/// Ships whose every text is full to its last character: no end is like another.
pub(crate) fn synthetic(ships: u32) -> Vec<Message> {
    (0..ships)
        .map(|ship| {
            let mut buffer = [0; 128];
            let (armour, fill) =
                aivdm::encode_payload(&static_data(ship), &mut buffer).expect("fits");
            let armour = std::str::from_utf8(armour).expect("ASCII");
            let (first, last) = armour.split_at(60);
            Message { parts: vec![first.to_owned(), last.to_owned()], fill }
        })
        .collect()
}

fn static_data(ship: u32) -> AisMessage {
    AisMessage::StaticVoyageData(StaticVoyageData {
        repeat_indicator: 0,
        mmsi: Mmsi::from_raw(200_000_000 + ship),
        ais_version: 0,
        imo_number: 9_000_000 + ship,
        call_sign: text(&format!("C{ship:06}")),
        name: text(&format!("SHIP NUMBER {ship:08}")),
        ship_type: 70,
        dimension_to_bow: 100,
        dimension_to_stern: 20,
        dimension_to_port: 10,
        dimension_to_starboard: 10,
        epfd_type: EpfdType::from_raw(1),
        eta_month: 5,
        eta_day: 15,
        eta_hour: 14,
        eta_minute: 0,
        draught_decimeters: 70,
        destination: text(&format!("PORT AT THE END {:04}", ship % 10_000)),
        dte_not_ready: false,
    })
}

fn text<const N: usize>(letters: &str) -> FixedStr<N> {
    let mut buffer = [b'@'; N];
    for (slot, letter) in buffer.iter_mut().zip(letters.bytes()) {
        *slot = letter;
    }
    FixedStr::from_raw(buffer, letters.len().min(N))
}

pub(crate) fn sentence(body: &str) -> String {
    format!("!{body}*{:02X}", checksum(body))
}

fn checksum(text: &str) -> u8 {
    text.bytes().fold(0, |sum, byte| sum ^ byte)
}

fn recording(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(name);
    let mut bytes = Vec::new();
    let mut file = File::open(&path).expect("a shipped recording");
    if name.strip_suffix(".gz").is_some() {
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("gzip");
    } else {
        file.read_to_end(&mut bytes).expect("a readable file");
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
