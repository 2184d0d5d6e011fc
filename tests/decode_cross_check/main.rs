//! nmea-parser beside Picket over every recording and vector of `testdata`: value for value, where
//! nmea-parser is right.
//!
//! Where it is not, the member is left out, and the line where it would be compared says why: messages
//! and tables named there are those of ITU-R M.1371-5, annex 8, which decides it. Types 7, 8
//! and 19 it does not read at all. A message goes to a parser that has seen nothing else, in sentences
//! that followed each other, for its memory of parts has no end and mixes ships
//! (`tests/decode_chimeras`); one that ends before its type does is not compared, for it fills up what
//! was not sent with zeros.
#![cfg(test)]

mod at_least;
mod link;
mod messages;
mod peer;
#[path = "../referee/source.rs"]
mod source;
mod stations;
mod tally;
mod values;
mod vessels;

use std::collections::BTreeMap;

use nmea_parser::ParsedMessage as Theirs;
use picket::decode::ais::AisMessage as Ours;
use picket::decode::{Decoded, Decoder, FeedSettings, Message as Decodable};

use messages::Message;
use peer::Silence;
use tally::Tally;

#[test]
fn what_nmea_parser_reads_rightly_picket_reads_alike() {
    let mut tally = Tally::default();
    for source in source::ALL {
        let sentences = source::sentences(source);
        let ours = decode(&sentences);
        let (messages, apart) = messages::of(&sentences);
        tally.parts_apart += apart;
        for message in &messages {
            check(&mut tally, message, ours.get(&message.last));
        }
    }
    println!("{tally}");
    tally.judge(at_least::VALUES);
}

/// What Picket makes of a message.
struct Answer {
    message: Ours,
    /// Of the craft that carries the receiver.
    own_ship: bool,
}

/// What it makes of sentences, by the place of the one that completes a message.
fn decode(sentences: &[String]) -> BTreeMap<usize, Answer> {
    let mut decoder = Decoder::new(FeedSettings::named("crossed".parse().expect("a name")));
    let (mut answers, mut next) = (BTreeMap::new(), 0);
    let mut take = |decoded: Decoded<'_>| {
        if let Decoded::Accepted {
            message: Decodable::Ais { message, own_ship, .. }, raw, ..
        } = decoded
        {
            let same = |sentence: &String| sentence.as_bytes() == raw;
            let at = next + sentences[next..].iter().position(same).expect("one of them");
            answers.insert(at, Answer { message: message.clone(), own_ship: *own_ship });
            next = at + 1;
        }
    };
    for sentence in sentences {
        decoder.push(format!("{sentence}\r\n").as_bytes(), None, &mut take);
    }
    decoder.flush(None, &mut take);
    answers
}

fn check(tally: &mut Tally, message: &Message, ours: Option<&Answer>) {
    if message.ends_early() {
        tally.short += 1;
        return;
    }
    tally.look_at(message.code(0, 6), &message.sentences);
    match (peer::said(message), ours) {
        (Ok(theirs), Some(ours)) => {
            compare(tally, message, &ours.message, ours.own_ship, &theirs);
        }
        (Ok(theirs), None) => tally.differ("message", "nothing", &theirs),
        (Err(Silence::Panicked), _) => tally.panicked += 1,
        (Err(Silence::Refused(why)), _) => tally.refused(&why),
    }
}

fn compare(tally: &mut Tally, message: &Message, ours: &Ours, own_ship: bool, theirs: &Theirs) {
    match (ours, theirs) {
        (Ours::PositionReportClassA(ours), Theirs::VesselDynamicData(theirs)) => {
            tally.same("own_ship", own_ship, theirs.own_vessel);
            vessels::class_a(tally, ours, theirs);
        }
        (Ours::StandardClassBPositionReport(ours), Theirs::VesselDynamicData(theirs)) => {
            tally.same("own_ship", own_ship, theirs.own_vessel);
            vessels::class_b(tally, ours, theirs);
        }
        (Ours::LongRangeBroadcastMessage(ours), Theirs::VesselDynamicData(theirs)) => {
            vessels::long_range(tally, ours, theirs);
        }
        (Ours::StaticAndVoyageData(ours), Theirs::VesselStaticData(theirs)) => {
            vessels::voyage(tally, message, ours, theirs);
        }
        (Ours::StaticDataPartA(ours), Theirs::VesselStaticData(theirs)) => {
            vessels::part_a(tally, ours, theirs);
        }
        (Ours::StaticDataPartB(ours), Theirs::VesselStaticData(theirs)) => {
            vessels::part_b(tally, ours, theirs);
        }
        (
            Ours::BaseStationReport(ours),
            Theirs::BaseStationReport(theirs) | Theirs::UtcDateResponse(theirs),
        ) => stations::base_station(tally, ours, theirs),
        (
            Ours::SarAircraftPositionReport(ours),
            Theirs::StandardSarAircraftPositionReport(theirs),
        ) => stations::aircraft(tally, ours, theirs),
        (Ours::AidToNavigationReport(ours), Theirs::AidToNavigationReport(theirs)) => {
            stations::aid(tally, message, ours, theirs);
        }
        _ => link::compare(tally, message, ours, theirs),
    }
}
