//! Parts of two ships never become one: receivers that mingle and lose sentences, and what Picket and
//! nmea-parser make of them.
#![cfg(test)]

mod receivers;

use std::collections::BTreeSet;

use nmea_parser::{NmeaParser, ParsedMessage};
use picket::decode::{Decoded, Decoder, FeedSettings, Message};
use receivers::{Scene, recorded, sentence, singles, synthetic};

const SEEDS: u64 = 4;

/// What was made of feeds.
#[derive(Debug, Default)]
struct Figures {
    /// Messages of several parts of which no sentence was lost.
    complete: usize,
    /// Messages of several parts given out.
    given: usize,
    /// Of those, mixed of two ships.
    mixed: usize,
}

impl Figures {
    fn add(&mut self, complete: usize, said: &[String], truth: &BTreeSet<String>) {
        self.complete += complete;
        self.given += said.len();
        self.mixed += said.iter().filter(|message| !truth.contains(*message)).count();
    }

    /// Of the complete ones so many percent were given out.
    fn recall(&self) -> f64 {
        percent(self.given - self.mixed, self.complete)
    }

    fn mixed_percent(&self) -> f64 {
        percent(self.mixed, self.given)
    }
}

#[test]
fn no_message_mixes_two_ships_however_receivers_mingle_and_sentences_get_lost() {
    let mut messages = recorded();
    assert!(messages.len() > 900, "{}", messages.len());
    fastrand::Rng::with_seed(1).shuffle(&mut messages);
    messages.truncate(240);
    messages.extend(synthetic(240));
    let singles = singles();
    let truth = truth(&messages);
    let peers_truth = peers_truth(&messages);

    println!("receivers named lost | picket: mixed recall | nmea-parser: mixed");
    for (receivers, named) in [(1, false), (3, true), (8, true), (3, false), (8, false)] {
        for lost_percent in [0, 1, 5, 20] {
            let (mut picket, mut peer) = (Figures::default(), Figures::default());
            for seed in 0..SEEDS {
                let scene = Scene { receivers, named, lost_percent, seed };
                let feed = scene.play(&messages, &singles);
                picket.add(feed.complete, &decode(&feed.lines), &truth);
                if !named && seed < 2 {
                    peer.add(feed.complete, &decode_by_peer(&feed.lines), &peers_truth);
                }
            }
            println!(
                "{receivers:9} {named:5} {lost_percent:3}% | {:4} of {:6} {:6.2}% | {:.2}%",
                picket.mixed,
                picket.given,
                picket.recall(),
                peer.mixed_percent(),
            );
            // A ship is heard six times. Where receivers mingle under one name its first message is in
            // doubt, and before a first part is known to be lost nothing tells a mixture.
            let (most_mixed, least) = match (receivers, named, lost_percent) {
                (1, ..) | (_, true, _) => (0, 99.0),
                (_, _, 0) => (0, 85.0),
                _ => (3, 70.0),
            };
            assert!(
                picket.mixed <= most_mixed,
                "{receivers} receivers, {lost_percent} % lost: {} mixed",
                picket.mixed
            );
            assert!(picket.recall() >= least, "{}", picket.recall());
        }
    }
}

/// The messages of several parts that Picket gives out.
fn decode(lines: &[String]) -> Vec<String> {
    let mut decoder = Decoder::new(FeedSettings::named("mingled".parse().expect("a name")));
    let mut said = Vec::new();
    let mut out = |decoded: Decoded<'_>| {
        if let Decoded::Accepted { message: Message::Ais { message, .. }, raw, .. } = decoded
            && !raw.starts_with(b"!AIVDM,1,")
        {
            said.push(format!("{message:?}"));
        }
    };
    for line in lines {
        decoder.push(line.as_bytes(), None, &mut out);
        decoder.push(b"\n", None, &mut out);
    }
    decoder.flush(None, &mut out);
    said
}

/// What each message says by itself, and what is left of it without the one bit after a destination.
fn truth(messages: &[receivers::Message]) -> BTreeSet<String> {
    let said = messages.iter().flat_map(|message| decode(&alone(message)));
    said.flat_map(|said| {
        let cut = said
            .replace("dte_ready: Some(true)", "dte_ready: None")
            .replace("dte_ready: Some(false)", "dte_ready: None");
        [said, cut]
    })
    .collect()
}

fn alone(message: &receivers::Message) -> Vec<String> {
    let total = message.parts.len();
    let part = |(nth, armour): (usize, &String)| {
        let fill = if nth + 1 == total { message.fill } else { 0 };
        sentence(&format!("AIVDM,{total},{},1,A,{armour},{fill}", nth + 1))
    };
    message.parts.iter().enumerate().map(part).collect()
}

/// Names and destinations of the messages 5 that nmea-parser gives out.
fn decode_by_peer(lines: &[String]) -> Vec<String> {
    let mut parser = NmeaParser::new();
    let mut said = Vec::new();
    for line in lines.iter().filter(|line| !line.starts_with("!AIVDM,1,")) {
        if let Ok(ParsedMessage::VesselStaticData(ship)) = parser.parse_sentence(line) {
            said.push(format!("{} {:?} {:?}", ship.mmsi, ship.name, ship.destination));
        }
    }
    said
}

fn peers_truth(messages: &[receivers::Message]) -> BTreeSet<String> {
    messages.iter().flat_map(|message| decode_by_peer(&alone(message))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts below a million")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}
