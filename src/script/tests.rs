//! What is rendered is what was scripted: read back by the `aivdm` crate and by Picket's own decoder.

mod scenes;

use aivdm::LineDecoder;
use aivdm::message::AisMessage;

use super::Script;
use crate::decode::{Decoded, Decoder, FeedSettings, Message};
use crate::domain::{EventTime, Position, RadarPlot, RadarStatus};
use crate::geodesy::LocalFrame;

const SHIPPED: &[(&str, &str)] = &[
    ("area-entry", include_str!("../../testdata/scripts/area-entry.toml")),
    ("distress-beacon", include_str!("../../testdata/scripts/distress-beacon.toml")),
    ("falling-silent", include_str!("../../testdata/scripts/falling-silent.toml")),
    ("fast-approach", include_str!("../../testdata/scripts/fast-approach.toml")),
    ("loitering", include_str!("../../testdata/scripts/loitering.toml")),
    ("quiet-convoy", include_str!("../../testdata/scripts/quiet-convoy.toml")),
    ("quiet-ferry", include_str!("../../testdata/scripts/quiet-ferry.toml")),
    ("quiet-moored", include_str!("../../testdata/scripts/quiet-moored.toml")),
    ("quiet-pilot", include_str!("../../testdata/scripts/quiet-pilot.toml")),
    ("quiet-tug", include_str!("../../testdata/scripts/quiet-tug.toml")),
    ("radar-skiff", include_str!("../../testdata/scripts/radar-skiff.toml")),
    ("three-skiffs", include_str!("../../testdata/scripts/three-skiffs.toml")),
    ("two-skiffs", include_str!("../../testdata/scripts/two-skiffs.toml")),
];

/// One ship on the equator going east at 12 knots.
const SHIP: &str = r#"
start = 2017-03-09T08:40:00Z
[[contact]]
mmsi = 999000001
name = "EXAMPLE"
call_sign = "PKT1"
imo = 9074729
ship_type = 80
length_m = 181
beam_m = 30
destination = "ADEN"
sensor = "class-a"
start = [0.0, 0.0]
end_secs = 60
leg = [{ course = 90, speed_kn = 12 }]
"#;

fn parse(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn lines(script: &Script) -> Vec<(EventTime, String)> {
    let mut lines = Vec::new();
    script.render(&mut |time, line| lines.push((time, line.to_owned())));
    lines
}

/// Every AIS message by the `aivdm` crate, with the time of its last sentence.
fn by_aivdm(script: &Script) -> Vec<(EventTime, AisMessage)> {
    let mut decoder = LineDecoder::<512>::new();
    let mut messages = Vec::new();
    for (time, line) in lines(script) {
        let sentence = line.rsplit('\\').next().expect("a sentence");
        if sentence.starts_with('!') {
            let message = decoder.feed(sentence).expect("a sentence of AIS");
            messages.extend(message.map(|message| (time, message)));
        }
    }
    messages
}

/// Places reported by one station, by the `aivdm` crate.
fn track(script: &Script, mmsi: u32) -> Vec<(EventTime, Position, f64)> {
    let place = |longitude: aivdm::Longitude, latitude: aivdm::Latitude| {
        Position::new(latitude.as_degrees()?, longitude.as_degrees()?)
    };
    by_aivdm(script)
        .into_iter()
        .filter_map(|(time, message)| match message {
            AisMessage::PositionReportClassA(r) if r.mmsi.raw() == mmsi => {
                Some((time, place(r.longitude, r.latitude)?, r.sog.knots()?))
            }
            AisMessage::PositionReportClassB(r) if r.mmsi.raw() == mmsi => {
                Some((time, place(r.longitude, r.latitude)?, r.sog.knots()?))
            }
            _ => None,
        })
        .collect()
}

fn secs(script: &Script, time: EventTime) -> f64 {
    time.secs_since(script.start())
}

#[test]
fn a_ship_reports_what_was_scripted() {
    let script = parse(SHIP);
    let messages = by_aivdm(&script);
    // First report with static data, then every ten seconds at 12 knots (M.1371-5, table 1).
    assert_eq!(messages.len(), 8);
    let AisMessage::StaticVoyageData(said) = messages[1].1 else { panic!("{messages:?}") };
    assert_eq!((said.imo_number, said.ship_type), (9_074_729, 80));
    assert_eq!(
        (said.name.as_str(), said.call_sign.as_str(), said.destination.as_str()),
        ("EXAMPLE", "PKT1", "ADEN")
    );
    assert_eq!((said.dimension_to_bow, said.dimension_to_stern), (90, 91));
    assert_eq!((said.dimension_to_port, said.dimension_to_starboard), (15, 15));
    let AisMessage::PositionReportClassA(last) = messages[7].1 else { panic!("{messages:?}") };
    assert_eq!(messages[7].0.to_string(), "2017-03-09T08:41:00.000Z");
    // 12 kn for 60 s are 370.4 m; a degree of the equator is 111319.491 m on WGS 84, so
    // 0.00332736 degrees, 1996 ten-thousandths of a minute.
    assert_eq!(last.longitude.as_degrees(), Some(1996.0 / 600_000.0));
    assert_eq!(last.latitude.as_degrees(), Some(0.0));
    assert_eq!((last.sog.knots(), last.cog.degrees()), (Some(12.0), Some(90.0)));
}

#[test]
fn the_tag_block_says_station_and_time_with_a_right_checksum() {
    let script = parse(&SHIP.replace("end_secs = 60", "end_secs = 60\ninterval_secs = 2.5"));
    let lines = lines(&script);
    let xor = |text: &str| text.bytes().fold(0, |sum, byte| sum ^ byte);
    for (_, line) in &lines {
        let tagged = line.strip_prefix('\\').and_then(|rest| rest.split_once('\\'));
        let (tag, sentence) = tagged.expect("a TAG block");
        for text in [tag, sentence.trim_start_matches('!')] {
            let (body, sum) = text.split_once('*').expect("a checksum");
            assert_eq!(format!("{:02X}", xor(body)), sum, "{line}");
        }
        assert!(line.len() - tag.len() <= 82, "{line}");
    }
    // Seconds, and milliseconds where they are needed: date -u -d 2017-03-09T08:40:00Z +%s.
    assert!(lines[0].1.starts_with("\\s:script,c:1489048800*"));
    assert!(lines[3].1.starts_with("\\s:script,c:1489048802500*"));
}

#[test]
fn class_b_says_its_static_data_in_two_parts() {
    let text = SHIP.replace("class-a", "class-b").replace("destination = \"ADEN\"\n", "");
    let messages = by_aivdm(&parse(&text));
    // Under way at 12 knots every 30 s (M.1371-5, table 2).
    let kinds: Vec<&str> = messages
        .iter()
        .map(|(_, message)| match message {
            AisMessage::PositionReportClassB(_) => "18",
            AisMessage::StaticDataReport(aivdm::message::StaticDataReport::A(part)) => {
                assert_eq!(part.name.as_str(), "EXAMPLE");
                "24A"
            }
            AisMessage::StaticDataReport(aivdm::message::StaticDataReport::B(part)) => {
                assert_eq!((part.ship_type, part.call_sign.as_str()), (80, "PKT1"));
                assert_eq!((part.dimension_to_bow, part.dimension_to_stern), (90, 91));
                "24B"
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["18", "24A", "24B", "18", "18"]);
}

#[test]
fn a_safety_text_is_sent_when_it_was_scripted_to_all_or_to_one() {
    let script = parse(&format!(
        "{SHIP}\n[[message]]\nat_secs = 12.5\nmmsi = 999000001\ntext = \"Mayday, SKIFF!\"\n\
         [[message]]\nat_secs = 3\nmmsi = 999000001\nto = 2573238\ntext = \"STAY CLEAR\""
    ));
    let texts: Vec<String> = by_aivdm(&script)
        .iter()
        .filter_map(|(time, message)| match message {
            AisMessage::SafetyRelatedBroadcast(said) => {
                Some(format!("{} {}", secs(&script, *time), said.text))
            }
            AisMessage::SafetyRelatedAddressed(said) => {
                let to = said.destination_mmsi.raw();
                Some(format!("{} {to} {}", secs(&script, *time), said.text))
            }
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["3 2573238 STAY CLEAR", "12.5 MAYDAY, SKIFF!"]);
}

#[test]
fn a_pursuer_gets_as_near_as_scripted_and_then_breaks_off() {
    let script = parse(SHIPPED.iter().find(|(name, _)| *name == "fast-approach").expect("it").1);
    let (tanker, skiff) = (track(&script, 999_000_001), track(&script, 999_000_002));
    let mut nearest = f64::INFINITY;
    for (time, place, _) in &skiff {
        let near =
            tanker.iter().min_by_key(|(other, ..)| other.as_millis().abs_diff(time.as_millis()));
        let range = LocalFrame::at(near.expect("a report").1).project(*place).norm() / 1852.0;
        nearest = nearest.min(range);
    }
    // Kept at 0.12 nm for a minute; reports are up to 5 s (30 m) and noise some metres apart.
    assert!((0.09..0.15).contains(&nearest), "{nearest}");
    let (first, last) = (skiff[0], skiff[skiff.len() - 1]);
    assert!((5.0..7.0).contains(&first.2) && (21.0..23.0).contains(&last.2));
}

#[test]
fn a_silent_leg_is_sailed_but_not_reported() {
    let silent = SHIP.replace("end_secs = 60", "end_secs = 300").replace(
        "leg = [{ course = 90, speed_kn = 12 }]",
        "leg = [{ course = 90, speed_kn = 12, for_secs = 95 }, \
         { course = 90, speed_kn = 12, for_secs = 100, silent = true }, { course = 90, speed_kn = 12 }]",
    );
    let script = parse(&silent);
    let times: Vec<f64> =
        track(&script, 999_000_001).iter().map(|(time, ..)| secs(&script, *time)).collect();
    assert_eq!(times[8..12], [80.0, 90.0, 200.0, 210.0]);
    // 12 kn for 200 s are 1234.667 m.
    let place = track(&script, 999_000_001)[10].1;
    let metres = LocalFrame::at(Position::new(0.0, 0.0).expect("a place")).project(place).norm();
    assert!((metres - 1234.667).abs() < 0.2, "{metres}");
}

#[test]
fn a_way_to_a_place_ends_there_on_both_sides_of_the_antimeridian() {
    let text = SHIP.replace("start = [0.0, 0.0]", "start = [179.99, 10.0]").replace(
        "leg = [{ course = 90, speed_kn = 12 }]",
        "leg = [{ to = [-179.99, 10.01], speed_kn = 90 }]",
    );
    let script = parse(&text.replace("end_secs = 60", "end_secs = 120"));
    let (_, place, sog) = *track(&script, 999_000_001).last().expect("a report");
    assert!((place.longitude() + 179.99).abs() < 2e-6, "{place:?}");
    assert!((place.latitude() - 10.01).abs() < 2e-6, "{place:?}");
    assert!(sog.abs() < 1e-9);
}

#[test]
fn radar_targets_are_read_back_where_they_were_and_lost_at_the_end() {
    let text = r#"
        start = 2017-03-09T08:40:00Z
        [radar]
        position = [50.30, 13.80]
        [[contact]]
        name = "RELATIVE"
        sensor = "radar-ttm"
        number = 17
        start = [50.35, 13.85]
        leg = [{ course = 225, speed_kn = 20, for_secs = 10 }]
        [[contact]]
        name = "ABSOLUTE"
        sensor = "radar-tll"
        number = 8
        start = [-50.35, -13.85]
        leg = [{ course = 225, speed_kn = 20, for_secs = 10 }]
    "#;
    let mut decoder = Decoder::new(FeedSettings::named("radar".parse().expect("a name")));
    let mut reports = Vec::new();
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Accepted { message: Message::Radar(radar), .. } => {
            reports.push(radar.report().expect("a target"));
        }
        other => panic!("{other:?}"),
    };
    for (_, line) in lines(&parse(text)) {
        decoder.push(format!("{line}\n").as_bytes(), None, &mut take);
    }
    decoder.flush(None, &mut take);
    // At 0 and 5 s, and lost at 10 s, when the legs are through.
    assert_eq!(reports.len(), 6);
    let start = Position::new(13.85, 50.35).expect("a place");
    let frame = LocalFrame::at(Position::new(13.80, 50.30).expect("a place"));
    for (_, target) in reports.iter().filter(|(number, _)| *number == 17) {
        assert!((target.speed.expect("a speed").get() - 20.0).abs() < 0.05);
        assert!((target.course.expect("a course").get() - 225.0).abs() < 0.05);
    }
    let Some(RadarPlot::Relative { range, bearing, .. }) = reports[0].1.plot else { panic!() };
    assert!((range.metres().get() - frame.project(start).norm()).abs() < 1.0);
    assert!(bearing.angle_to(frame.project(start).course().expect("apart")) < 0.01);
    let Some(RadarPlot::Absolute(place)) = reports[1].1.plot else { panic!("{reports:?}") };
    assert!((place.longitude() + 50.35).abs() < 1e-6 && (place.latitude() + 13.85).abs() < 1e-6);
    let lost = reports.iter().filter(|(_, report)| report.status == Some(RadarStatus::Lost));
    assert_eq!(lost.map(|(number, _)| *number).collect::<Vec<_>>(), [17, 8]);
}

#[test]
fn every_shipped_script_is_decoded_whole_in_order_of_time() {
    for (name, text) in SHIPPED {
        let script = parse(text);
        let mut decoder = Decoder::new(FeedSettings::named("script".parse().expect("a name")));
        let mut messages = 0_u64;
        let mut before = script.start();
        let mut take = |decoded: Decoded<'_>| match decoded {
            Decoded::Accepted { time, station, .. } => {
                assert!(time >= before, "{name}");
                assert!(station.is_some(), "{name}");
                (before, messages) = (time, messages + 1);
            }
            Decoded::Rejected { raw, reason } => {
                panic!("{name}: {reason:?} {}", String::from_utf8_lossy(raw))
            }
        };
        for (_, line) in lines(&script) {
            decoder.push(format!("{line}\n").as_bytes(), None, &mut take);
        }
        decoder.flush(None, &mut take);
        assert!(messages > 20, "{name}: {messages}");
        assert_eq!(decoder.counts().parts_pending, 0, "{name}");
    }
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_one_others() {
    let script = parse(SHIPPED.iter().find(|(name, _)| *name == "fast-approach").expect("it").1);
    assert_eq!(lines(&script), lines(&script.clone()));
    assert_ne!(lines(&script), lines(&script.clone().with_seed(99)));
}

#[test]
fn noise_and_loss_are_as_large_as_scripted() {
    let text = SHIP
        .replace("end_secs = 60", "end_secs = 10000\nloss = 0.25\nnoise = { position_m = 50 }")
        .replace("{ course = 90, speed_kn = 12 }", "{ hold_secs = 1 }");
    let track = track(&parse(&text), 999_000_001);
    // 1001 reports, of which a quarter is lost (750 +- 4 deviations of 13.7).
    assert!((695..805).contains(&track.len()), "{}", track.len());
    let frame = LocalFrame::at(Position::new(0.0, 0.0).expect("a place"));
    let squares: f64 = track.iter().map(|(_, place, _)| frame.project(*place).norm().powi(2)).sum();
    let count = f64::from(u32::try_from(track.len()).expect("few"));
    // Two axes of 50 m: 70.7 m together.
    assert!(((squares / count).sqrt() - 70.7).abs() < 4.0);
}

#[test]
fn another_start_moves_every_time() {
    let script = parse(SHIP).starting_at("2026-01-01T00:00:00Z".parse().expect("a time"));
    assert_eq!(lines(&script)[0].0.to_string(), "2026-01-01T00:00:00.000Z");
}

#[test]
fn every_mistake_comes_at_once_with_its_place() {
    let text = r#"start = 2017-03-09T08:40:00
sed = 7
station = "no,commas"
[[contact]]
mmsi = 999000001
name = "ONE"
imo = 9074720
sensor = "class-c"
start = [200, 0]
leg = [{ course = 90, speed_kn = 12 }]
[[contact]]
mmsi = 999000001
name = "ONE"
sensor = "class-a"
leg = [
    { pursue = "NOBODY", speed_kn = "fast" },
    { course = 90, to = [0, 0] },
    { hold_sec = 10 },
]
[[message]]
at_secs = -1
mmsi = 999000001
text = "naïve"
"#;
    let errors = Script::parse(text).expect_err("mistakes");
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "1:9: start: \"2017-03-09T08:40:00\" is no time: expected RFC 3339 with an offset, as in \
             2017-03-09T08:40:00Z",
            "2:1: sed: unknown key; did you mean seed?",
            "3:11: station: \"no,commas\" is no station: 1 to 15 of letters, digits, '-', '_' and '.'",
            "7:7: contact[0].imo: 9074720 is no IMO number: its check digit is wrong",
            "8:10: contact[0].sensor: \"class-c\" is none of class-a, class-b, beacon, radar-ttm, radar-tll",
            "9:9: contact[0].start: 200 is outside -180 to 180",
            "10:7: contact[0].leg: this leg never ends: it needs for_secs, or the contact end_secs, or the \
             script duration_secs",
            "11:1: contact[1].start: missing",
            "12:8: contact[1].mmsi: another contact has 999000001 too",
            "13:8: contact[1].name: another contact has ONE too",
            "16:16: contact[1].leg[0].pursue: no other contact has the name or MMSI \"NOBODY\"",
            "16:37: contact[1].leg[0].speed_kn: expected a number, found string",
            "17:16: contact[1].leg[1].course: a leg is exactly one of course, to, hold_secs, pursue, keep_with, \
             pass, circle_nm, anchor_secs, ease_to_kn, towed_by, marks",
            "18:5: contact[1].leg[2].course: a leg is exactly one of course, to, hold_secs, pursue, keep_with, \
             pass, circle_nm, anchor_secs, ease_to_kn, towed_by, marks",
            "18:7: contact[1].leg[2].hold_sec: unknown key; did you mean hold_secs?",
            "21:11: message[0].at_secs: -1 is outside 0 to 604800",
            "23:8: message[0].text: \"naïve\" cannot be sent: at most 161 characters of the 6-bit set, \
             without '@'",
        ]
    );
    let syntax = Script::parse("start = \nseed = [").expect_err("no TOML");
    assert!(syntax.iter().all(|error| error.key.is_empty() && error.line >= 1), "{syntax:?}");
}

#[test]
fn a_script_of_nonsense_is_refused_and_nothing_runs_for_ever() {
    for text in ["", "\u{0}", "[[contact]]", "contact = 1", "start = 1", "contact = [1]"] {
        assert!(Script::parse(text).is_err(), "{text:?}");
    }
    let zero = SHIP.replace(
        "leg = [{ course = 90, speed_kn = 12 }]",
        "repeat = true\nleg = [{ hold_secs = 0 }, { course = 1, speed_kn = 5, for_secs = 0 }]",
    );
    assert_eq!(track(&parse(&zero), 999_000_001).len(), 7);
}
