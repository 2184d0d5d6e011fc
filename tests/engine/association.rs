//! One craft, heard by AIS and seen by radar, is one contact.

use picket::alert::{Transition, TransitionKind};
use picket::domain::{RuleId, TransponderClass};
use picket::engine::{Effect, Event};

use crate::stage::{engine, render, reports, short, told, transitions};

/// Two small craft under way side by side, 0.3 nm apart and 8 nm from the radar, each heard by AIS and tracked by a radar.
const COMPANY: &str = r#"
    start = 2017-03-09T08:40:00Z
    seed = 3
    duration_secs = 900

    [[contact]]
    mmsi = 999000002
    name = "PORT"
    length_m = 12
    beam_m = 4
    sensor = "class-b"
    interval_secs = 10
    start = [50.40, 13.90]
    noise = { position_m = 5, sog_kn = 0.1, cog_deg = 1 }
    also = [{ sensor = "radar-tll", number = 14, interval_secs = 3, noise = { position_m = 15 } }]
    leg = [{ course = 0, speed_kn = 9 }]

    [[contact]]
    mmsi = 999000003
    name = "STARBOARD"
    length_m = 12
    beam_m = 4
    sensor = "class-b"
    interval_secs = 10
    start = [50.405146, 13.90]
    noise = { position_m = 5, sog_kn = 0.1, cog_deg = 1 }
    also = [{ sensor = "radar-tll", number = 15, interval_secs = 3, noise = { position_m = 15 } }]
    leg = [{ course = 0, speed_kn = 9 }]
"#;

/// A skiff heard by AIS every 30 s and seen by radar every 3 s runs at a tanker.
const APPROACH: &str = r#"
    start = 2017-03-09T08:40:00Z
    seed = 4
    duration_secs = 700

    [[contact]]
    mmsi = 999000001
    name = "EXAMPLE"
    ship_type = 80
    length_m = 180
    beam_m = 30
    sensor = "class-a"
    start = [50.3333, 13.8667]
    leg = [{ course = 75, speed_kn = 11 }]

    [[contact]]
    mmsi = 999000002
    name = "SKIFF"
    ship_type = 37
    length_m = 8
    beam_m = 2
    sensor = "class-b"
    start = { off = "EXAMPLE", bearing_deg = 90, range_nm = 3.5 }
    noise = { position_m = 5, sog_kn = 0.1, cog_deg = 1 }
    also = [{ sensor = "radar-tll", number = 9, interval_secs = 3, noise = { position_m = 15 } }]
    leg = [
        { course = 75, speed_kn = 11, for_secs = 60 },
        { pursue = "EXAMPLE", speed_kn = 25, until_nm = 0.1 },
    ]
"#;

/// The sentences with two target numbers exchanged from a second of the script on, as when a
/// tracker mixes up two echoes.
fn swapped(lines: &[String], numbers: [&str; 2], from_secs: i64) -> Vec<String> {
    let [one, other] = numbers.map(|number| format!("$RATLL,{number},"));
    let swap = |line: &String| {
        let (tag, sentence) = line.split_at(line.find('$').unwrap_or(line.len()));
        let secs: i64 = tag.split("c:").nth(1).map_or(0, |rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let number: i64 = digits.parse().expect("a time");
            if digits.len() > 10 { number / 1000 } else { number }
        });
        if secs < 1_489_048_800 + from_secs {
            return line.clone();
        }
        let body = sentence.split('*').next().unwrap_or_default();
        let body = match body {
            body if body.starts_with(&one) => body.replacen(&one, &other, 1),
            body if body.starts_with(&other) => body.replacen(&other, &one, 1),
            _ => return line.clone(),
        };
        let checksum = body.bytes().skip(1).fold(0, |sum, byte| sum ^ byte);
        format!("{tag}{body}*{checksum:02X}")
    };
    lines.iter().map(swap).collect()
}

fn shown(all: &[Transition]) -> Vec<String> {
    all.iter().map(short).collect()
}

#[test]
fn ships_with_ais_are_not_dark_and_exchanged_target_numbers_make_nobody_new() {
    let lines = render(COMPANY);
    assert_eq!(shown(&transitions(&mut engine(), reports(&lines))), [""; 0]);
    let mixed_up = swapped(&lines, ["14", "15"], 400);
    assert_ne!(mixed_up, lines);
    assert_eq!(shown(&transitions(&mut engine(), reports(&mixed_up))), [""; 0]);
}

#[test]
fn a_radar_target_that_nobody_with_ais_is_raises_a_caution_after_three_minutes() {
    // The same two, but one without AIS: 0.3 nm is outside the gate of 1.5 % of 8.4 nm, 0.13 nm.
    let lines = render(COMPANY);
    let without =
        |report: &picket::domain::Report| !format!("{:?}", report.subject).contains("999000003");
    let all = transitions(&mut engine(), reports(&lines).into_iter().filter(without).collect());
    let raised = all.iter().filter(|it| it.kind == TransitionKind::Raised).map(short);
    let told: Vec<_> = raised.collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(all.iter().all(|it| it.alert.rule == RuleId::DarkContact), "{:?}", shown(&all));
    assert!(told[0].starts_with("08:43:"), "{told:?}");
    assert!(told[0].contains(" raised dark-contact script-waters caution "), "{told:?}");
    assert!(told[0].contains("radar:script:15:1489048800"), "{told:?}");
    assert_eq!(all[0].alert.evidence.missing_layers, ["coast"]);
}

#[test]
fn a_craft_with_ais_and_radar_approaches_as_one_and_under_her_ais_name() {
    let (mut engine, mut effects) = (engine(), Vec::new());
    for report in reports(&render(APPROACH)) {
        engine.handle(Event::Report(report), &mut effects);
    }
    let by_radar = |effect: &Effect| match effect {
        Effect::Track(update) => update.class == TransponderClass::Radar,
        _ => false,
    };
    assert!(effects.iter().filter(|effect| by_radar(effect)).count() > 50);
    let all = told(effects);
    let approach: Vec<_> = all.iter().filter(|it| it.alert.rule == RuleId::FastApproach).collect();
    assert!(!approach.is_empty(), "{:?}", shown(&all));
    for transition in &approach {
        let who: Vec<String> =
            transition.alert.participants.iter().map(|one| format!("{:?}", one.mmsi)).collect();
        assert_eq!(who.len(), 2, "{who:?}");
        assert!(who[1].contains("999000002"), "{who:?}");
    }
    assert_eq!(all.len(), approach.len(), "{:?}", shown(&all));
}

/// A craft without AIS at 8 kn, as a radar sees it.
const DARK: &str = r#"
    start = 2017-03-09T08:40:00Z
    seed = 5
    duration_secs = 900

    [[contact]]
    name = "GHOST"
    sensor = "radar-tll"
    number = 12
    interval_secs = 3
    start = [50.40, 13.90]
    noise = { position_m = 15 }
    leg = [{ course = 20, speed_kn = 8 }]
"#;

#[test]
fn a_craft_that_two_radars_see_is_one_dark_contact() {
    let first = reports(&render(DARK));
    let again = DARK.replace("seed = 5", "seed = 6").replace("number = 12", "number = 40");
    let begins = "start = [50.40, 13.90]\n    begin_secs = 20";
    let again = again.replace("start = [50.40, 13.90]", begins);
    let second = reports(&render(&again)).into_iter().map(|report| picket::domain::Report {
        feed: picket::domain::FeedName::from_stem("other-radar"),
        ..report
    });
    let mut both: Vec<_> = first.into_iter().chain(second).collect();
    both.sort_by_key(|report| report.time);
    let all = transitions(&mut engine(), both);
    let raised: Vec<_> = all.iter().filter(|it| it.kind == TransitionKind::Raised).collect();
    assert_eq!(raised.len(), 1, "{:?}", shown(&all));
    assert_eq!(raised[0].alert.rule, RuleId::DarkContact);
}
