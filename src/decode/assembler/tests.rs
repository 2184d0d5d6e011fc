use super::slot::EXPIRY_SENTENCES;
use super::*;

struct Bench {
    assembler: Assembler,
    counts: Counts,
    nth: u64,
}

impl Bench {
    fn new() -> Self {
        Self { assembler: Assembler::default(), counts: Counts::default(), nth: 0 }
    }

    /// `fields` of a part of `station` at a second; the armour of the whole, `-` for a part that
    /// waits, or the reason of its rejection.
    fn part(&mut self, station: &str, fields: &str, secs: i64) -> String {
        self.nth += 1;
        let station = Some(Text::from_ascii_lossy(station.as_bytes()));
        let origin = Origin {
            station: station.filter(|s| !s.is_empty()),
            talker: *b"AI",
            own_ship: false,
            group: None,
        };
        let fields = AisFields::read(fields.as_bytes()).expect("fields");
        let time = EventTime::from_secs(secs);
        let at = PartTime { time, own: true, clock: time, nth: self.nth };
        let result = match self.assembler.take(origin, fields, b"", at, &mut self.counts) {
            Ok(Some(whole)) => String::from_utf8_lossy(whole.armour).into_owned(),
            Ok(None) => "-".to_owned(),
            Err(reason) => reason.as_str().to_owned(),
        };
        let Counts { parts, parts_assembled, parts_expired, parts_pending, .. } = self.counts;
        assert_eq!(parts, parts_assembled + parts_expired + parts_pending);
        let held: u64 = self.assembler.slots.iter().map(|slot| u64::from(slot.next) - 1).sum();
        assert_eq!(parts_pending, held);
        result
    }
}

fn check(steps: &[(&str, &str, i64, &str)]) {
    let mut bench = Bench::new();
    for &(station, fields, secs, expected) in steps {
        assert_eq!(bench.part(station, fields, secs), expected, "{fields} at {secs}");
    }
}

#[test]
fn parts_in_order_become_the_whole() {
    check(&[
        ("", "3,1,5,A,aa,0", 0, "-"),
        ("", "3,2,5,A,bb,0", 0, "-"),
        ("", "3,3,5,A,cc,2", 0, "aabbcc"),
        ("", "3,3,5,A,cc,2", 0, "orphan-part"),
    ]);
}

#[test]
fn messages_of_other_stations_channels_and_sequences_mingle() {
    check(&[
        ("n", "2,1,5,A,aa,0", 0, "-"),
        ("s", "2,1,5,A,bb,0", 0, "-"),
        ("n", "2,1,6,A,cc,0", 0, "-"),
        ("n", "2,1,5,B,dd,0", 0, "-"),
        ("n", "2,2,5,B,DD,0", 0, "ddDD"),
        ("n", "2,2,6,A,CC,0", 0, "ccCC"),
        ("s", "2,2,5,A,BB,0", 0, "bbBB"),
        ("n", "2,2,5,A,AA,0", 0, "aaAA"),
    ]);
}

#[test]
fn a_channel_may_be_blank_or_a_digit_and_a_sequence_blank() {
    check(&[
        ("", "2,1,5,A,aa,0", 0, "-"),
        ("", "2,2,5,,bb,0", 0, "aabb"),
        ("", "2,1,5,A,aa,0", 0, "-"),
        ("", "2,2,5,1,bb,0", 0, "aabb"),
        ("", "2,1,,B,aa,0", 0, "-"),
        ("", "2,2,,B,bb,0", 0, "aabb"),
        ("", "2,1,5,A,aa,0", 0, "-"),
        ("", "2,1,5,B,bb,0", 0, "-"),
        // It could belong to either ship.
        ("", "2,2,5,,cc,0", 0, "orphan-part"),
    ]);
}

#[test]
fn a_station_named_on_one_part_only_is_believed_of_neighbours() {
    // gpsd, test/sample.aivdm has such a message of type 8.
    check(&[("", "2,1,6,A,aa,0", 0, "-"), ("n", "2,2,6,A,bb,0", 0, "aabb")]);
    check(&[
        ("", "2,1,6,A,aa,0", 0, "-"),
        ("", "2,1,7,A,cc,0", 0, "-"),
        ("n", "2,2,6,A,bb,0", 0, "orphan-part"),
    ]);
}

#[test]
fn a_first_part_begins_anew_and_a_gap_ends_it() {
    check(&[
        ("", "2,1,5,A,aa,0", 0, "-"),
        ("", "2,1,5,A,cc,0", 0, "-"),
        // Of the second by one receiver, of the first by two.
        ("", "2,2,5,A,dd,0", 0, "ambiguous-parts"),
        ("", "3,1,5,A,aa,0", 0, "-"),
        ("", "3,3,5,A,cc,0", 0, "orphan-part"),
        ("", "3,2,5,A,bb,0", 0, "orphan-part"),
    ]);
}

#[test]
fn a_part_heard_twice_breaks_nothing() {
    check(&[
        ("", "3,1,5,A,aa,0", 0, "-"),
        ("", "3,2,5,A,bb,0", 0, "-"),
        ("", "3,2,5,A,bb,0", 0, "orphan-part"),
        ("", "3,3,5,A,cc,0", 0, "aabbcc"),
    ]);
}

#[test]
fn a_part_that_comes_late_is_an_orphan() {
    check(&[("", "2,1,5,A,aa,0", 0, "-"), ("", "2,2,5,A,bb,0", 11, "orphan-part")]);
    check(&[("", "2,1,5,A,aa,0", 100, "-"), ("", "2,2,5,A,bb,0", 10, "orphan-part")]);
    let mut bench = Bench::new();
    bench.part("", "2,1,5,A,aa,0", 0);
    bench.nth += EXPIRY_SENTENCES;
    assert_eq!(bench.part("", "2,2,5,A,bb,0", 0), "orphan-part");
    assert_eq!(bench.counts.parts_expired, 1);
}

#[test]
fn one_lost_sentence_never_mixes_two_ships() {
    // Twenty messages of two or three parts, sequence numbers 0 to 9 coming round.
    let feed: Vec<(usize, String)> = (0..20)
        .flat_map(|ship| {
            let total = 2 + ship % 2;
            (1..=total).map(move |part| {
                (ship, format!("{total},{part},{},A,{ship:02}{part},0", ship % 10))
            })
        })
        .collect();
    for lost in 0..feed.len() {
        let mut bench = Bench::new();
        for (ship, fields) in feed.iter().enumerate().filter(|(at, _)| *at != lost).map(|f| f.1) {
            let result = bench.part("", fields, 0);
            if result.len() > 1 && !result.contains('-') {
                let parts = (1..=2 + ship % 2).map(|part| format!("{ship:02}{part}"));
                let expected = parts.collect::<Vec<_>>().concat();
                assert_eq!(result, expected, "after losing {:?}", feed[lost]);
            }
        }
        // Ten messages of two parts and ten of three: 30 parts before the last ones.
        assert!(bench.counts.parts_assembled >= 30 - 2);
    }
}

#[test]
fn messages_begun_are_bounded_and_the_oldest_gives_way() {
    let mut bench = Bench::new();
    for station in 0..1000 {
        bench.part(&station.to_string(), "2,1,5,A,aa,0", 0);
    }
    assert_eq!(bench.assembler.slots.len(), SLOTS_MAX);
    assert_eq!(bench.counts.parts_expired, 1000 - 256);
    assert_eq!(bench.part("999", "2,2,5,A,bb,0", 0), "aabb");
    assert_eq!(bench.part("743", "2,2,5,A,bb,0", 0), "orphan-part");
}

/// A message of type 5 in two parts of 60 and 11 characters, whose destination goes on in the second.
fn long(ship: u8) -> [String; 2] {
    let ship = char::from(b'A' + ship);
    [format!("5{}", ship.to_string().repeat(59)), format!("{}0", ship.to_string().repeat(10))]
}

#[test]
fn where_receivers_mingle_and_parts_get_lost_only_what_is_put_together_twice_is_believed() {
    let mut bench = Bench::new();
    let [a1, a2] = long(0);
    let [b1, b2] = long(1);
    let part = |number: u8, sequence: u8, payload: &str| {
        format!("2,{number},{sequence},A,{payload},{}", if number == 2 { 2 } else { 0 })
    };
    // Two receivers mingle: the parts of one stand between those of the other.
    bench.part("", &part(1, 1, &b1), 0);
    bench.part("", &part(1, 2, &a1), 0);
    assert_eq!(bench.part("", &part(2, 1, &b2), 0), format!("{b1}{b2}"));
    assert_eq!(bench.part("", &part(2, 2, &a2), 0), format!("{a1}{a2}"));
    // Parts get lost: from here on the second half of C could be anybody's.
    bench.part("", &part(2, 7, "77777777770"), 0);
    bench.part("", &part(2, 8, "66666666660"), 0);
    let [c1, c2] = long(2);
    for expected in ["ambiguous-parts", "whole"] {
        bench.part("", &part(1, 3, &c1), 0);
        let said = bench.part("", &part(2, 3, &c2), 0);
        let expected = if expected == "whole" { format!("{c1}{c2}") } else { expected.to_owned() };
        assert_eq!(said, expected);
    }
    // A and B are known already.
    bench.part("", &part(1, 4, &a1), 0);
    assert_eq!(bench.part("", &part(2, 4, &a2), 0), format!("{a1}{a2}"));
}

#[test]
fn a_blank_end_is_anybodys_and_may_be_believed() {
    // IEC 61162-1, 6-bit code: '0' is six zero bits, which are '@'; '8' is 001000, and as a text
    // begins two bits into a character, a row of them is spaces.
    let ended = format!("5{}", "0".repeat(59));
    let spaces = format!("5{}{}", "1".repeat(52), "8".repeat(7));
    let open = format!("5{}8", "1".repeat(58));
    for (first, last, expected) in [
        (&ended, "00000000000", true),
        (&ended, "00000001000", false),
        (&spaces, "88888888880", true),
        (&spaces, "88888008880", false),
        (&open, "88888888880", false),
        (&open, "00000000000", false),
    ] {
        let armour = format!("{first}{last}");
        assert_eq!(doubt::ends_blank(armour.as_bytes(), first.len()), expected, "{armour}");
    }
}

#[test]
fn a_copy_of_a_part_from_another_receiver_is_no_loss_and_no_other_message() {
    check(&[
        ("", "2,1,5,A,aa,0", 0, "-"),
        ("", "2,1,5,A,aa,0", 0, "orphan-part"),
        ("", "2,2,5,A,bb,0", 0, "aabb"),
        ("", "2,2,5,A,bb,0", 0, "orphan-part"),
        ("", "2,1,6,A,cc,0", 0, "-"),
        ("", "2,2,6,A,dd,0", 0, "ccdd"),
    ]);
}
