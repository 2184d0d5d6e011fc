use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::decode::{Content, TimeSource};

fn settings() -> FeedSettings {
    FeedSettings::named("test".parse().expect("a feed name"))
}

/// The counts that have to agree, asked after every push.
fn assert_equations(counts: &Counts) {
    let Counts { lines, blank, without_sentence, with_sentence, .. } = *counts;
    assert_eq!(lines, blank + without_sentence + with_sentence);
    let rejected: u64 = counts.rejected.values().sum();
    let ignored: u64 = counts.ignored.values().sum();
    assert_eq!(counts.sentences, rejected + counts.parts + ignored + counts.messages);
    let Counts { parts, parts_assembled, parts_expired, parts_pending, .. } = *counts;
    assert_eq!(parts, parts_assembled + parts_expired + parts_pending);
}

/// Everything the decoder says of `input` in pieces of these lengths, in turn; then a flush.
fn decode(input: &[u8], cuts: &[usize], settings: FeedSettings) -> (Vec<String>, Counts) {
    let mut said = Vec::new();
    let mut out = |decoded: Decoded<'_>| said.push(format!("{decoded:?}"));
    let mut decoder = Decoder::new(settings);
    let mut rest = input;
    for &cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, tail) = rest.split_at(cut.clamp(1, rest.len()));
        decoder.push(piece, None, &mut out);
        assert_equations(decoder.counts());
        rest = tail;
    }
    decoder.flush(None, &mut out);
    assert_equations(decoder.counts());
    assert!(!decoder.is_waiting());
    (said, decoder.counts().clone())
}

/// One line for each thing said: time, station, message type and MMSI, or the reason.
fn summary(input: &str, settings: FeedSettings) -> String {
    let mut text = String::new();
    let mut decoder = Decoder::new(settings);
    let mut out = |decoded: Decoded<'_>| {
        match decoded {
            Decoded::Accepted { message, station, time, .. } => {
                let what = match message {
                    Message::Ais { message, own_ship, channel, .. } => format!(
                        "{} {:09} {}{}",
                        message.message_type(),
                        message.header().mmsi_code,
                        channel.map_or('-', |c| c),
                        if *own_ship { " own" } else { "" }
                    ),
                    Message::Radar(radar) => format!("radar {}", radar.formatter()),
                    Message::Instrument(_) => "instrument".to_owned(),
                    Message::Row(row) => format!("row {}", row.mmsi),
                };
                let station = station.map_or("-".to_owned(), |s| s.to_string());
                writeln!(text, "{time} {station} {what}")
            }
            Decoded::Rejected { reason, .. } => writeln!(text, "{}", reason.as_str()),
        }
        .expect("writes to a string");
    };
    decoder.push(input.as_bytes(), None, &mut out);
    decoder.flush(None, &mut out);
    assert_equations(decoder.counts());
    text
}

fn check(input: &str, expected: &str) {
    assert_eq!(summary(input, settings()), expected);
}

#[test]
fn tag_blocks_of_libais_give_station_time_and_group() {
    // Its decoded twin tagblock.json gives MMSI, station and time of each; group 1604 spans two
    // lines with another ship between them. That ship's stamp, 00:41:53, is 41 minutes ahead of the
    // feed and the line after it falls back: a refused jump, which takes the feed's time.
    check(
        include_str!("../../../testdata/vectors/libais/tagblock.nmea"),
        "2014-12-10T00:00:01.000Z rORBCOMM104 1 224651000 B\n\
         2014-12-10T00:00:01.000Z rORBCOMM008 5 219005012 A\n\
         2014-12-10T00:35:22.000Z rORBCOMM007 1 224651000 A\n\
         2014-12-10T00:32:41.000Z rORBCOMM007 1 224651000 A\n",
    );
}

#[test]
fn every_way_of_writing_the_time_is_read() {
    // Each from the recording or vector that DECODING names for it.
    for (input, expected) in [
        (
            "\\s:2573238,c:1733782034*0A\\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F",
            "2024-12-09T22:07:14.000Z 2573238 1 259076000 A\n",
        ),
        (
            "!AIVDM,1,1,,B,H52KsnQ8DDj1Lu9@PhE=>222220,2*30,1327664821",
            "2012-01-27T11:47:01.000Z - 24 338099162 B\n",
        ),
        (
            "!AIVDM,1,1,,B,15Mw1U?P00qNGTP@v`0@9wwn26sd,0*0E,b2003669950,1272412827",
            "2010-04-28T00:00:27.000Z b2003669950 1 366985620 B\n",
        ),
        (
            "1490075479,!AIVDM,1,1,,B,E>jCK30S2bh0W:G@0b7W@9dW:@8@53:l>VCD01088;v013lU00,4*38",
            "2017-03-21T05:51:19.000Z - 21 992271116 B\n",
        ),
        (
            "2016-04-01 00:00:12, !AIVDM,1,1,,A,33GR2jfP?w<tSF0l4Q@>4?wvPS11,0*06",
            "2016-03-31T22:00:12.000Z - 3 226001610 A\n",
        ),
        (
            "$PGHP,1,2012,1,31,6,18,1,0,316,3,316999999,1AIS_S,52*4C,1327992742752\n\
             !AIVDM,1,1,,B,14`hnv00008Aa8UeV0w5=j4d04i<,0*52,1327992742752",
            "2012-01-31T06:18:01.000Z - 1 311179000 B\n",
        ),
    ] {
        let local = FeedSettings { utc_offset_secs: 7200, ..settings() };
        assert_eq!(summary(input, local), expected, "{input}");
    }
}

#[test]
fn a_line_without_time_takes_the_feeds_last_and_early_ones_its_first() {
    check(
        "!AIVDM,1,1,,A,37PAO>000S:lQEEdb;JPr@V4011Q,0*30\r\n\
         !AIVDM,1,1,,B,H52KsnQ8DDj1Lu9@PhE=>222220,2*30,1327664821\r\n\
         !AIVDM,1,1,,A,1GP<7N?0009Fv:epoA@=eWv40000,0*4F\r\n",
        "2012-01-27T11:47:01.000Z - 3 503603000 A\n\
         2012-01-27T11:47:01.000Z - 24 338099162 B\n\
         2012-01-27T11:47:01.000Z - 1 503515000 A\n",
    );
}

#[test]
fn several_sentences_noise_and_bad_checksums_on_one_line_are_told_apart() {
    check(
        "\u{0}\u{fffd}!BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*17\
         !BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*18 !BSVDM,1,1,,A,13oUhr7000\
         !BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*17",
        "1970-01-01T00:00:00.000Z - 1 259617000 A\n\
         checksum-mismatch\nchecksum-missing\n1970-01-01T00:00:00.000Z - 1 259617000 A\n",
    );
}

#[test]
fn each_sentence_is_counted_as_what_it_became() {
    let input = "# comment\n\
         \n\
         !BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*17\n\
         \\s:2573115,c:1733782034*06\\!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A\n\
         \\s:2573115,c:1733782034*06\\!BSVDM,2,2,1,A,`4jhAiDP@jh,2*24\n\
         \\s:2573485,c:1733782034*0A\\!BSVDM,2,1,9,B,53m=b482FoBthITb220P5H84586222222222220N1`62640Ht7SFDQH88888,0*7E\n\
         $BSALR,,006,V,V,general failure*62\n\
         $PGHP,1,2012,1,31,5,7,2,151,316,2,316000002,1AIS_S,51*77\n\
         !AIVDM,1,1,,A,H5RTgt<00000,0*42\n\
         !AIVDM,1,1,,B,XX,0*25\n";
    let (_, counts) = decode(input.as_bytes(), &[1], settings());
    assert_eq!((counts.lines, counts.blank, counts.without_sentence), (10, 1, 1));
    assert_eq!((counts.messages, counts.parts), (3, 2));
    assert_eq!((counts.parts_assembled, counts.parts_pending), (1, 1));
    let ignored: Vec<_> = counts.ignored.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(ignored, [("ALR", 1), ("PGHP", 1)]);
    assert_eq!(counts.rejected, [(RejectReason::BadArmour, 1)].into());
}

#[test]
fn a_broken_tag_block_takes_its_sentence_along() {
    check(
        "\\s:2573238,c:1733782034*0B\\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F",
        "tag-block\n",
    );
}

#[test]
fn copies_have_one_hash_and_own_ship_is_told() {
    let (said, _) = decode(
        b"!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\n\
          \\s:2573210,c:1733782034*00\\!BSVDM,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3F\n\
          !BSVDO,1,1,,A,13o4g`00000I2ENRH4g83S0L088C,0*3D\n",
        &[100],
        settings(),
    );
    let hash = |nth: usize| said[nth].split("payload_hash").nth(1).expect("accepted").to_owned();
    assert_eq!(hash(0), hash(1));
    assert_ne!(hash(0), hash(2));
    assert!(said[2].contains("own_ship: true"));
}

#[test]
fn a_csv_is_known_by_its_header_and_a_bad_row_is_counted() {
    // Dstl Stone Soup's Solent recording; the second row is made.
    check(
        "Time,MMSI,Latitude_degrees,Longitude_degrees,COG_degrees,SOG_knots\n\
         2016-01-12 13:02:11.218,235070762,50.7730133333333,-1.092935,157.8,5.9\n\
         2016-01-12 13:02:11.327,,50.77,-1.1\n",
        "2016-01-12T13:02:11.218Z - row 235070762\ncsv-row\n",
    );
    let sockets = FeedSettings { content: Content::Sentences, ..settings() };
    assert_eq!(summary("Time,MMSI,Latitude_degrees,Longitude_degrees\n", sockets), "");
}

#[test]
fn a_live_feed_of_bare_sentences_is_timed_by_arrival_where_it_is_told_to() {
    let mut times = Vec::new();
    let mut out = |decoded: Decoded<'_>| {
        if let Decoded::Accepted { time, .. } = decoded {
            times.push(time.as_secs());
        }
    };
    let sentence = b"!BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*17\n";
    let arrival = FeedSettings { time_source: TimeSource::Arrival, ..settings() };
    let mut decoder = Decoder::new(arrival);
    decoder.push(sentence, Some(EventTime::from_secs(1_700_000_000)), &mut out);
    // By default it waits for a time first.
    let mut decoder = Decoder::new(settings());
    decoder.push(sentence, Some(EventTime::from_secs(1_700_000_001)), &mut out);
    assert!(decoder.is_waiting());
    decoder.flush(Some(EventTime::from_secs(1_700_000_003)), &mut out);
    decoder.push(sentence, Some(EventTime::from_secs(1_700_000_004)), &mut out);
    assert_eq!(times, [1_700_000_000, 1_700_000_001, 1_700_000_004]);
}

/// Pieces of lines as they come, and worse.
const PIECES: &[&[u8]] = &[
    b"!AIVDM,1,1,,A,37PAO>000S:lQEEdb;JPr@V4011Q,0*30",
    b"!AIVDM,1,1,,A,37PAO>000S:lQEEdb;JPr@V4011Q,0*30,1327664821",
    b"!AIVDM,1,1,,A,37PAO>000S:lQEEdb;JPr@V4011Q,0*30,1327674821",
    b"!AIVDM,2,1,3,B,55NBjP01mtGIL@CW;SM<D60P5Ld000000000000P0`<3557l0<50@kk@,0*66",
    b"!AIVDM,2,2,3,B,K5h@00000000000,2*72",
    b"!AIVDM,1,1,,B,402u=TiuaA000r5UJ`H4`?7000S:,0*76",
    b"\\g:1-2-1604,s:rORBCOMM008,c:1418169601,T:2014-12-10 00.00.01*37\\",
    b"\\g:2-2-1604,s:rORBCOMM008,c:1418169601,T:2014-12-10 00.00.01*34\\",
    b"$GPZDA,114702.51,27,01,2012,,*66",
    b"$PGHP,1,2012,1,31,5,7,2,151,316,2,316000002,1AIS_S,51*77,1327992119157",
    b"$RATTM,11,11.4,13.6,T,7.0,20.0,T,0.0,0.0,N,,Q,,154125.82,A,*17",
    b"2016-04-01 00:00:02, ",
    b"1490075479,",
    b",1490075481",
    b"{\"rxtime\":\"20241209220713\",\"nmea\":[\"",
    b"\"],\"ts\":1733782035,\"eta\":{\"day\":1}}",
    b"\",636012345",
    b"MMSI,BaseDateTime,LAT,LON",
    b"\n",
    b"\r\n",
    b"\r",
    b"!",
    b"$",
    b"\\",
    b"*",
    b"\0",
    &[b'x'; 3000],
];

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(PIECES);
    let bytes = proptest::collection::vec(any::<u8>(), 0..40);
    let mixed = prop_oneof![3 => piece.prop_map(<[u8]>::to_vec), 1 => bytes];
    proptest::collection::vec(mixed, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn hostile_bytes_say_the_same_in_every_cut_and_are_all_counted(
        input in hostile(),
        cuts in proptest::collection::vec(1..200usize, 1..20),
    ) {
        let whole = decode(&input, &[usize::MAX], settings());
        prop_assert_eq!(&decode(&input, &cuts, settings()), &whole);
        prop_assert_eq!(&decode(&input, &[1], settings()), &whole);
    }

    #[test]
    fn a_blank_before_every_line_which_no_short_way_takes_changes_nothing(input in hostile()) {
        let settings = || FeedSettings { content: Content::Sentences, ..settings() };
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let lines = || input.split(is_end).filter(|line| line.len() < 4096);
        let short: Vec<u8> = lines().flat_map(|line| [line, b"\n"].concat()).collect();
        let long: Vec<u8> = lines().flat_map(|line| [b" ", line, b"\n"].concat()).collect();
        let whole = &[usize::MAX];
        prop_assert_eq!(decode(&long, whole, settings()), decode(&short, whole, settings()));
    }
}

#[test]
fn all_parts_of_a_message_are_given_out_as_received_where_they_are_kept() {
    // A message of two parts, between them one of one part; from the Norwegian open feed.
    let first = "!BSVDM,2,1,1,A,53ufeF826Lb9<mET001<CK;:1H4pMD58@000000N1p733t0Ht;ARDj2CQp2C,0*4A";
    let between = "!BSVDM,1,1,,A,13oUhr70000E=S4S4Aunw@@J06hL,0*17";
    let last = "!BSVDM,2,2,1,A,`4jhAiDP@jh,2*24";
    let input = format!("{first}\r\n{between}\r\n{last}\r\n{last}\r\n");
    for (keep, parts) in [(false, String::new()), (true, format!("{first}\n"))] {
        let mut decoder = Decoder::new(settings());
        decoder.keep_parts(keep);
        let mut said = Vec::new();
        let mut out = |decoded: Decoded<'_>| {
            if let Decoded::Accepted { raw, parts, .. } = decoded {
                said.push([raw, parts].map(|text| String::from_utf8_lossy(text).into_owned()));
            }
        };
        decoder.push(input.as_bytes(), None, &mut out);
        decoder.flush(None, &mut out);
        let expected = [[between.to_owned(), String::new()], [last.to_owned(), parts]];
        assert_eq!(said, expected, "kept: {keep}");
    }
}
