//! `$` sentences of GNSS receivers and other instruments, by `nmea-parser`.

use std::panic::catch_unwind;

use nmea_parser::chrono::{DateTime, Utc};
use nmea_parser::gnss::{GgaData, GgaQualityIndicator, GllData, GnsData, RmcData, VtgData};
use nmea_parser::{NmeaParser, ParsedMessage};

use super::RejectReason;
use super::fields::Fields;
use crate::domain::{Degrees, EventTime, Knots, OwnShipReport, Position};

/// Longest sentence handed to the parser; NMEA 0183 allows 82 bytes, receivers exceed it.
const MAX_SENTENCE_BYTES: usize = 256;

/// What an instrument says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instrument {
    /// Where the craft is and how it moves; all `None` for a sentence of time alone (ZDA).
    pub report: OwnShipReport,
    utc: Option<EventTime>,
}

impl Instrument {
    /// The instrument's UTC, where it gives date and time (RMC of a valid fix, ZDA).
    pub const fn utc(&self) -> Option<EventTime> {
        self.utc
    }
}

/// Reads a sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`: a
/// sentence that Picket knowingly does not use.
pub fn parse(sentence: &[u8]) -> Result<Option<Instrument>, RejectReason> {
    let Some(fields) = Fields::split(sentence) else { return Ok(None) };
    let read = match fields.formatter() {
        "GGA" | "RMC" | "GLL" | "VTG" | "ZDA" | "HDT" | "GNS" => {
            parse_guarded(sentence).and_then(|message| instrument(&message, &fields))
        }
        "THS" => Some(true_heading_and_status(&fields)),
        _ => return Ok(None),
    };
    read.ok_or(RejectReason::Instrument).map(Some)
}

/// The parser panics on some input that real feeds carry, and keeps what it has seen: so it gets
/// short ASCII only, is caught, and is a fresh one for every sentence (it costs no heap).
fn parse_guarded(sentence: &[u8]) -> Option<ParsedMessage> {
    let text = std::str::from_utf8(sentence).ok()?;
    if text.len() > MAX_SENTENCE_BYTES || !text.is_ascii() {
        return None;
    }
    catch_unwind(|| NmeaParser::new().parse_sentence(text)).ok()?.ok()
}

fn instrument(message: &ParsedMessage, fields: &Fields<'_>) -> Option<Instrument> {
    let (report, utc) = match message {
        ParsedMessage::Rmc(rmc) => recommended_minimum(rmc, fields),
        ParsedMessage::Gga(gga) => (fix(gga, fields), None),
        ParsedMessage::Gll(gll) => (geographic_position(gll, fields), None),
        ParsedMessage::Gns(gns) => (gnss_fix(gns, fields), None),
        ParsedMessage::Vtg(vtg) => (track_made_good(vtg), None),
        ParsedMessage::Hdt(hdt) => (heading(hdt.heading_true), None),
        ParsedMessage::Zda(zda) => (OwnShipReport::default(), zda.timestamp_utc),
        _ => return None,
    };
    Some(Instrument { report, utc: utc.map(event_time) })
}

fn recommended_minimum(
    rmc: &RmcData,
    fields: &Fields<'_>,
) -> (OwnShipReport, Option<DateTime<Utc>>) {
    if rmc.status_active != Some(true) {
        return (OwnShipReport::default(), None);
    }
    let report = OwnShipReport {
        position: position(rmc.latitude, rmc.longitude, fields, 4),
        sog: rmc.sog_knots.and_then(Knots::new),
        cog: rmc.bearing.and_then(Degrees::new),
        true_heading: None,
    };
    (report, rmc.timestamp)
}

fn fix(gga: &GgaData, fields: &Fields<'_>) -> OwnShipReport {
    let valid = gga.quality != GgaQualityIndicator::Invalid;
    let position = position(gga.latitude, gga.longitude, fields, 3).filter(|_| valid);
    OwnShipReport { position, ..OwnShipReport::default() }
}

fn geographic_position(gll: &GllData, fields: &Fields<'_>) -> OwnShipReport {
    let valid = gll.data_valid != Some(false);
    let position = position(gll.latitude, gll.longitude, fields, 2).filter(|_| valid);
    OwnShipReport { position, ..OwnShipReport::default() }
}

fn gnss_fix(gns: &GnsData, fields: &Fields<'_>) -> OwnShipReport {
    // One letter per satellite system; N is "no fix".
    let valid = fields.text(6).is_some_and(|modes| modes.bytes().any(|mode| mode != b'N'));
    let position = position(gns.latitude, gns.longitude, fields, 3).filter(|_| valid);
    OwnShipReport { position, ..OwnShipReport::default() }
}

fn track_made_good(vtg: &VtgData) -> OwnShipReport {
    OwnShipReport {
        sog: vtg.sog_knots.and_then(Knots::new),
        cog: vtg.cog_true.and_then(Degrees::new),
        ..OwnShipReport::default()
    }
}

fn heading(degrees: Option<f64>) -> OwnShipReport {
    OwnShipReport { true_heading: degrees.and_then(Degrees::new), ..OwnShipReport::default() }
}

/// `THS,heading,mode`, which the parser does not know; mode V is "not valid".
fn true_heading_and_status(fields: &Fields<'_>) -> Instrument {
    let degrees = fields.number(1).filter(|_| fields.text(2) != Some("V"));
    Instrument { report: heading(degrees), utc: None }
}

/// A position whose hemispheres (fields `side` and two after it) were sent: without one the parser
/// takes it for north or east.
fn position(
    latitude: Option<f64>,
    longitude: Option<f64>,
    fields: &Fields<'_>,
    side: usize,
) -> Option<Position> {
    let sides_given = matches!(fields.text(side), Some("N" | "S"))
        && matches!(fields.text(side + 2), Some("E" | "W"));
    Position::new(latitude.filter(|_| sides_given)?, longitude?)
}

fn event_time(utc: DateTime<Utc>) -> EventTime {
    EventTime::from_millis(utc.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn own_ship(sentence: &str) -> OwnShipReport {
        parse(sentence.as_bytes()).expect("readable").expect("used").report
    }

    #[test]
    fn each_sentence_gives_its_part_of_the_own_ship() {
        // 48 deg 07.038' = 48.1173, 11 deg 31.000' = 11.516667.
        let place = Position::new(48.117_3, 11.516_666_666_666_667);
        let none = OwnShipReport::default();
        for (sentence, expected) in [
            (
                "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W",
                OwnShipReport {
                    position: place,
                    sog: Knots::new(22.4),
                    cog: Degrees::new(84.4),
                    true_heading: None,
                },
            ),
            (
                "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
                OwnShipReport { position: place, ..none },
            ),
            ("$GPGLL,4807.038,N,01131.000,E,123519,A,A", OwnShipReport { position: place, ..none }),
            (
                "$GNGNS,123519.00,4807.038,N,01131.000,E,AN,08,0.9,545.4,46.9,,",
                OwnShipReport { position: place, ..none },
            ),
            (
                "$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K",
                OwnShipReport { sog: Knots::new(5.5), cog: Degrees::new(54.7), ..none },
            ),
            ("$HEHDT,274.07,T", OwnShipReport { true_heading: Degrees::new(274.07), ..none }),
            ("$HETHS,77.52,A", OwnShipReport { true_heading: Degrees::new(77.52), ..none }),
        ] {
            let found = own_ship(sentence);
            let apart = found.position.zip(expected.position).map(|(a, b)| {
                (a.latitude() - b.latitude()).abs() + (a.longitude() - b.longitude()).abs()
            });
            assert!(apart.is_none_or(|apart| apart < 1e-9), "{sentence}");
            assert_eq!(found.position.is_some(), expected.position.is_some(), "{sentence}");
            let without_place = |report| OwnShipReport { position: None, ..report };
            assert_eq!(without_place(found), without_place(expected), "{sentence}");
        }
    }

    #[test]
    fn what_the_receiver_calls_invalid_is_not_used() {
        for sentence in [
            "$GPRMC,123519,V,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W",
            "$GPGGA,123519,4807.038,N,01131.000,E,0,00,,,M,,M,,",
            "$GPGLL,4807.038,N,01131.000,E,123519,V,N",
            "$GNGNS,123519.00,4807.038,N,01131.000,E,NN,00,,,,,",
            "$GPGLL,4807.038,,01131.000,E,123519,A,A",
            "$HETHS,77.52,V",
        ] {
            assert_eq!(own_ship(sentence), OwnShipReport::default(), "{sentence}");
        }
    }

    #[test]
    fn date_and_time_come_from_rmc_and_zda() {
        // `date -u -d '2024-03-23 12:35:19' +%s` = 1711197319
        for (sentence, expected) in [
            ("$GPRMC,123519,A,4807.038,N,01131.000,E,0,0,230324,,", Some(1_711_197_319_000)),
            ("$GPRMC,123519,V,,,,,,,230324,,", None),
            ("$GPZDA,123519.25,23,03,2024,00,00", Some(1_711_197_319_250)),
            ("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", None),
        ] {
            let utc = parse(sentence.as_bytes()).expect("readable").expect("used").utc();
            assert_eq!(utc.map(EventTime::as_millis), expected, "{sentence}");
        }
    }

    #[test]
    fn other_sentences_are_knowingly_not_used_and_unreadable_ones_rejected() {
        for sentence in [&b"$GPGSV,3,1,11"[..], b"$IIDPT,4.1,0.0", b"$PGRME,15.0,M", b"$"] {
            assert_eq!(parse(sentence), Ok(None));
        }
        for sentence in ["$GPRMC,123519,A,48x7.038,N,01131.000,E,0,0,230324,,", "$GPZDA,1,2,3"] {
            assert_eq!(parse(sentence.as_bytes()), Err(RejectReason::Instrument));
        }
        let long = format!("$GPHDT,{},T", "1".repeat(300));
        assert_eq!(parse(long.as_bytes()), Err(RejectReason::Instrument));
    }

    proptest! {
        #[test]
        fn no_bytes_after_a_known_address_panic(
            formatter in "GGA|RMC|GLL|VTG|ZDA|HDT|GNS|THS|TTM|TLL",
            rest in proptest::collection::vec(prop_oneof![Just(b','), 32_u8..127, any::<u8>()], 0..90),
        ) {
            let sentence = [b"$GP", formatter.as_bytes(), b",", &rest].concat();
            prop_assert!(matches!(parse(&sentence), Ok(_) | Err(RejectReason::Instrument)));
            let radar = super::super::radar::parse(&sentence);
            prop_assert!(matches!(radar, Ok(_) | Err(RejectReason::Instrument)));
        }
    }
}
