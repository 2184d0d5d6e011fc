//! What scenes need beyond one ship on one course: relations, faults, several sensors, delivery.

use std::time::Duration;

use super::*;
use crate::domain::Degrees;
use crate::script::Placement;

/// A ship on the equator going east at 12 knots, and what `more` says of another.
fn with_other(more: &str) -> Script {
    parse(&format!("{}\n[[contact]]\n{more}", SHIP.replace("end_secs = 60", "end_secs = 3600")))
}

const OTHER: &str = "mmsi = 999000002\nname = \"OTHER\"\nsensor = \"class-a\"\nend_secs = 3600\n";

/// Metres between two stations' reports of the same second, by time.
fn ranges(script: &Script, one: u32, other: u32) -> Vec<(f64, f64)> {
    let theirs = track(script, other);
    let range = |(time, place, _): (EventTime, Position, f64)| {
        let (_, there, _) = theirs.iter().find(|(at, ..)| *at == time)?;
        Some((secs(script, time), LocalFrame::at(place).project(*there).norm()))
    };
    track(script, one).into_iter().filter_map(range).collect()
}

fn headings(script: &Script, mmsi: u32) -> Vec<(u16, f64)> {
    let said = by_aivdm(script).into_iter().filter_map(|(_, message)| match message {
        AisMessage::PositionReportClassA(r) if r.mmsi.raw() == mmsi => {
            Some((r.heading.raw(), r.cog.degrees()?))
        }
        _ => None,
    });
    said.collect()
}

#[test]
fn a_craft_is_born_off_another_where_that_is_by_then() {
    let script = with_other(&format!(
        "{OTHER}begin_secs = 600\nstart = {{ off = \"EXAMPLE\", bearing_deg = 90, range_nm = 0.1 }}\n\
         leg = [{{ course = 180, speed_kn = 12 }}]"
    ));
    let (time, place, _) = track(&script, 999_000_002)[0];
    assert_eq!(secs(&script, time).to_string(), "600");
    // 12 kn for 600 s are 2 nm, 3704 m east; starboard of an eastward course is south.
    let from = LocalFrame::at(Position::new(0.0, 0.0).expect("a place")).project(place);
    assert!((from.x - 3704.0).abs() < 0.5 && (from.y + 185.2).abs() < 0.5, "{from:?}");
}

#[test]
fn a_pass_has_its_closest_point_when_and_where_it_was_scripted() {
    for (pass, at_secs) in [("in_secs = 900", Some(900.0)), ("speed_kn = 25", None)] {
        let script = with_other(&format!(
            "{OTHER}interval_secs = 10\nstart = [0.05, -0.08]\n\
             leg = [{{ pass = \"EXAMPLE\", cpa_nm = 0.2, {pass}, for_secs = 3600 }}]"
        ));
        let ranges = ranges(&script, 999_000_001, 999_000_002);
        let nearest = ranges.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("reports");
        // 0.2 nm are 370.4 m; of reports 10 s apart the nearest may be 5 s, 80 m, from that point.
        assert!((367.0..380.0).contains(&nearest.1), "{pass}: {nearest:?}");
        if let Some(at) = at_secs {
            assert!((nearest.0 - at).abs() <= 10.0, "{pass}: {nearest:?}");
        } else {
            let sog = track(&script, 999_000_002)[3].2;
            assert!((sog - 25.0).abs() < 0.06, "{sog}");
        }
    }
}

#[test]
fn a_drifting_ship_points_elsewhere_than_she_goes() {
    let script = parse(&SHIP.replace("speed_kn = 12 }", "speed_kn = 2, heading_deg = 180 }"));
    assert!(headings(&script, 999_000_001).iter().all(|said| *said == (180, 90.0)));
}

#[test]
fn a_ship_at_anchor_stays_on_her_cable_and_comes_back() {
    let script =
        parse(&SHIP.replace("end_secs = 60", "end_secs = 1200\ninterval_secs = 10").replace(
            "{ course = 90, speed_kn = 12 }",
            "{ anchor_secs = 1200, swing_nm = 0.1, period_secs = 600 }",
        ));
    let track = track(&script, 999_000_001);
    // She lies south of the anchor, which is 185.2 m north of her start.
    let anchor = Position::new(185.2 / 110_574.3, 0.0).expect("a place");
    for (time, place, _) in &track {
        let cable = LocalFrame::at(anchor).project(*place).norm();
        assert!((cable - 185.2).abs() < 6.0, "{time} {cable}");
    }
    let (_, end, _) = track[60];
    let back = LocalFrame::at(track[0].1).project(end).norm();
    assert!(back < 6.0, "{back}");
    let headings = headings(&script, 999_000_001);
    // Half a minute into 600 s she bears 180 + 60 sin(18 deg) = 198.5, the bow opposite.
    assert_eq!((headings[0].0, headings[3].0), (0, 19));
}

#[test]
fn speed_eases_evenly_and_a_circle_closes() {
    let eased = parse(&SHIP.replace("{ course = 90, speed_kn = 12 }",
        "{ course = 90, speed_kn = 12, for_secs = 10 }, { ease_to_kn = 2, in_secs = 20 }, { hold_secs = 5 }")
        .replace("end_secs = 60", "end_secs = 40\ninterval_secs = 5"));
    // From 12 to 2 kn in 20 s: half a knot a second, taken at the middle of each second.
    let expected = [12.0, 12.0, 11.75, 9.25, 6.75, 4.25, 0.0];
    for ((time, _, sog), expected) in track(&eased, 999_000_001).into_iter().zip(expected) {
        assert!((sog - expected).abs() < 0.06, "{time} {sog}");
    }
    let circle = parse(
        &SHIP
            .replace("{ course = 90, speed_kn = 12 }", "{ circle_nm = 0.1, speed_kn = 12 }")
            .replace("end_secs = 60", "end_secs = 188.5\ninterval_secs = 188.5"),
    );
    // 2 pi 0.1 nm at 12 kn take 188.5 s.
    let track = track(&circle, 999_000_001);
    let back = LocalFrame::at(track[0].1).project(track[1].1).norm();
    assert!(back < 7.0, "{back}");
}

#[test]
fn a_tow_follows_at_the_length_of_its_line() {
    let script = with_other(&format!(
        "{OTHER}start = {{ off = \"EXAMPLE\", bearing_deg = 180, range_nm = 0.1 }}\n\
         leg = [{{ towed_by = \"EXAMPLE\", line_nm = 0.1 }}]"
    ));
    let ranges = ranges(&script, 999_000_001, 999_000_002);
    assert!(ranges.len() > 300);
    // The line, and the second by which the tow is behind: 6 m.
    assert!(ranges.iter().all(|(_, metres)| (184.0..192.0).contains(metres)), "{ranges:?}");
}

#[test]
fn a_race_goes_round_its_marks() {
    let script = parse(
        &SHIP
            .replace(
                "leg = [{ course = 90, speed_kn = 12 }]",
                "leg = [{ marks = [[0.01, 0.0], [0.01, 0.01]], laps = 2, speed_kn = 36 }]",
            )
            .replace("end_secs = 60\n", ""),
    );
    let track = track(&script, 999_000_001);
    let (last, place, _) = track[track.len() - 1];
    // 1113.2 m out, 1105.7 m north, south and north again at 18.52 m/s: 239.2 s, of which the last
    // report at or before.
    assert!((230.0..=240.0).contains(&secs(&script, last)), "{last}");
    assert!(place.latitude() > 0.008);
}

#[test]
fn one_craft_may_be_heard_by_ais_and_seen_by_radar_which_no_jammer_deceives() {
    let script = parse(&SHIP.replace("end_secs = 60", "end_secs = 60\ngnss = [{ from_secs = 20, to_secs = 40, bearing_deg = 0, range_nm = 10 }]\nalso = [{ sensor = \"radar-tll\", number = 4, interval_secs = 10 }]"));
    let places: Vec<f64> =
        track(&script, 999_000_001).iter().map(|(_, p, _)| p.latitude()).collect();
    let off: Vec<bool> = places.iter().map(|latitude| *latitude > 0.1).collect();
    assert_eq!(off, [false, false, true, true, false, false, false]);
    let radar: Vec<String> = lines(&script)
        .into_iter()
        .map(|(_, line)| line)
        .filter(|line| line.contains("RATLL"))
        .collect();
    // Seven plots and the loss at the end, all on the equator.
    assert_eq!(radar.len(), 8);
    assert!(radar.iter().all(|line| line.contains("RATLL,04,0000.0000,N,")), "{radar:?}");
}

#[test]
fn static_data_change_when_it_was_scripted_and_are_said_at_once() {
    let script = parse(&SHIP.replace(
        "end_secs = 60",
        "end_secs = 60\nchange = [{ at_secs = 25, name = \"OTHER\" }, { at_secs = 45, mmsi = 999000009 }]",
    ));
    let said: Vec<String> = by_aivdm(&script)
        .into_iter()
        .filter_map(|(time, message)| match message {
            AisMessage::StaticVoyageData(said) => {
                Some(format!("{} {} {}", secs(&script, time), said.mmsi.raw(), said.name))
            }
            _ => None,
        })
        .collect();
    assert_eq!(said, ["0 999000001 EXAMPLE", "30 999000001 OTHER", "50 999000009 OTHER"]);
}

#[test]
fn each_receiver_hears_who_is_within_its_range() {
    let script = parse(&format!(
        "{SHIP}\n[[receiver]]\nname = \"near\"\nposition = [0.1, 0.0]\nrange_nm = 20\n\
         [[receiver]]\nname = \"far\"\nposition = [0.5, 0.0]\nrange_nm = 20\n\
         [[receiver]]\nname = \"aboard\"\nwith = \"EXAMPLE\"\nrange_nm = 1\n"
    ));
    let mut by_station = std::collections::BTreeMap::new();
    for (_, line) in lines(&script) {
        let station = line.split(['s', ',']).nth(1).expect("a station").to_owned();
        *by_station.entry(station).or_insert(0) += 1;
    }
    // Seven reports and two sentences of static data.
    let counted: Vec<(String, i32)> = by_station.into_iter().collect();
    assert_eq!(counted, [(":aboard".to_owned(), 9), (":near".to_owned(), 9)]);
}

#[test]
fn what_is_late_comes_later_with_its_own_time_or_that_of_its_arrival() {
    for (restamp, expected) in [("false", "10 20 0 30 10 40"), ("true", "10 20 25 30 35 40")] {
        let text = SHIP.replace(
            "end_secs = 60",
            &format!("end_secs = 10\nlate = {{ share = 1, secs = 25, restamp = {restamp} }}"),
        );
        let script = parse(&format!(
            "{text}\n[[contact]]\n{}start = [0.0, 0.1]\nbegin_secs = 10\nleg = [{{ course = 0, speed_kn = 12 }}]",
            OTHER.replace("3600", "40")
        ));
        let times: Vec<String> = lines(&script)
            .iter()
            .filter(|(_, line)| line.contains("AIVDM,1,1"))
            .map(|(time, _)| secs(&script, *time).to_string())
            .collect();
        assert_eq!(times.join(" "), expected);
    }
}

#[test]
fn delivery_loses_and_shuffles_by_the_seed_and_stamps_stay_true() {
    let script = parse(&SHIP.replace("end_secs = 60", "end_secs = 10000"));
    let all = track(&script, 999_000_001);
    let lossy = track(&script.clone().with_loss(0.3), 999_000_001);
    // 1001 reports, of which 30 % are lost (701 +- 4 deviations of 14.5).
    assert!((640..760).contains(&lossy.len()), "{}", lossy.len());
    let shuffled = script.clone().shuffled_within(Duration::from_secs(20));
    let mut out_of_order = track(&shuffled, 999_000_001);
    assert_ne!(out_of_order, all);
    let late =
        out_of_order.windows(2).map(|pair| pair[0].0.secs_since(pair[1].0)).fold(0.0, f64::max);
    assert!(late > 0.0 && late <= 20.0, "{late}");
    out_of_order.sort_by_key(|(time, ..)| *time);
    assert_eq!(out_of_order, all);
    assert_eq!(lines(&shuffled), lines(&shuffled.clone()));
}

#[test]
fn jitter_moves_reports_within_its_bound_and_leaves_none_out() {
    let script = parse(&SHIP.replace("end_secs = 60", "end_secs = 1000\njitter_secs = 3"));
    let times: Vec<f64> =
        track(&script, 999_000_001).iter().map(|(time, ..)| secs(&script, *time)).collect();
    assert!((99..=101).contains(&times.len()), "{}", times.len());
    let off = times.iter().map(|time| time - (time / 10.0).round() * 10.0);
    let (low, high) =
        off.fold((0.0, 0.0), |(low, high): (f64, f64), off| (low.min(off), high.max(off)));
    assert!((-3.0..-2.0).contains(&low) && (2.0..=3.0).contains(&high), "{low} {high}");
}

#[test]
fn a_silence_is_a_window_of_one_sensor() {
    let script =
        parse(&SHIP.replace(
            "end_secs = 60",
            "end_secs = 60\nsilence = [{ from_secs = 15, to_secs = 40 }]",
        ));
    let times: Vec<f64> =
        track(&script, 999_000_001).iter().map(|(time, ..)| secs(&script, *time)).collect();
    assert_eq!(times, [0.0, 10.0, 40.0, 50.0, 60.0]);
}

#[test]
fn a_scene_placed_elsewhere_keeps_its_distances_and_its_sides() {
    let script = with_other(&format!(
        "{OTHER}interval_secs = 10\nstart = [0.02, -0.05]\nleg = [{{ course = 350, speed_kn = 15, for_secs = 300 }}, \
         {{ keep_with = \"EXAMPLE\", bearing_deg = 120, range_nm = 0.3, speed_kn = 25, for_secs = 900 }}]"
    ));
    let before = ranges(&script, 999_000_001, 999_000_002);
    let across = |mirrored| Placement {
        to: Position::new(-65.0, 179.97).expect("a place"),
        turned_deg: 130.0,
        mirrored,
    };
    for mirrored in [false, true] {
        let moved = script.clone().placed(&across(mirrored));
        let after = ranges(&moved, 999_000_001, 999_000_002);
        assert_eq!(before.len(), after.len());
        for ((time, here), (_, there)) in before.iter().zip(&after) {
            // The plane, a constant course at 65 degrees south, the rounding of AIS positions.
            assert!((here - there).abs() < 1.0 + here * 5e-3, "{time} {here} {there}");
        }
        // At the end the other keeps 120 degrees off the bow, mirrored 240.
        let (ship, other) = (track(&moved, 999_000_001), track(&moved, 999_000_002));
        let at = ship
            .iter()
            .position(|(time, ..)| time.since(moved.start()).as_secs() == 1000)
            .expect("then");
        let there = other.iter().find(|(time, ..)| *time == ship[at].0).expect("then").1;
        let course = LocalFrame::at(ship[at - 1].1).project(ship[at].1).course().expect("way");
        let bearing = LocalFrame::at(ship[at].1).project(there).course().expect("apart");
        let expected = if mirrored { 240.0 } else { 120.0 };
        let off = Degrees::new(bearing.get() - course.get()).expect("a direction");
        assert!(off.angle_to(Degrees::new(expected).expect("a direction")) < 1.5, "{off:?}");
        assert!(ship[0].1.longitude() > 179.0 && ship[at].1.latitude() < -64.0);
    }
}

#[test]
fn a_scene_says_its_waters_and_what_is_to_come_of_it() {
    let script = parse(&format!(
        "{SHIP}\n[[area]]\nid = \"gulf\"\nkind = \"high-risk-area\"\nsecurity_level = 2\n\
         ring = [[-1, -1], [1, -1], [0, 1]]\nprotect = [999000001]\n\
         [[expect]]\nrule = \"fast-approach\"\nabout = \"EXAMPLE\"\nholds_secs = 30\n"
    ));
    let [area] = script.areas() else { panic!("{:?}", script.areas()) };
    assert_eq!((area.id.as_str(), area.kind.as_str()), ("gulf", "high-risk-area"));
    assert_eq!((area.security_level, area.ring.len(), area.protect.len()), (2, 3, 1));
    let [expected] = script.expectations() else { panic!("{:?}", script.expectations()) };
    assert_eq!(expected.rule, "fast-approach");
    assert_eq!((expected.about, expected.holds_secs), (Some(0), Some(30.0)));
    assert_eq!(
        script.parties().next().and_then(|party| party.mmsi),
        crate::domain::Mmsi::new(999_000_001)
    );
}

#[test]
fn mistakes_of_scenes_are_as_precise() {
    let text = format!(
        "{SHIP}\n[[contact]]\n{OTHER}start = {{ off = \"OTHER\", bearing_deg = 90 }}\n\
         leg = [{{ pass = \"EXAMPLE\", cpa_nm = 1 }}, {{ marks = [], speed_kn = 5 }}]\n\
         change = [{{ name = \"X\" }}]\n\
         also = [{{ sensor = \"radar-tll\", number = 1, los = 0.1 }}]\n\
         [[expect]]\nrule = \"Fast approach\"\nabout = \"NOBODY\"\n"
    );
    let errors = Script::parse(&text).expect_err("mistakes");
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "22:9: contact[1].start.range_nm: missing",
            "22:17: contact[1].start.off: no other contact has the name or MMSI \"OTHER\"",
            "23:17: contact[1].leg[0].pass: a pass has either in_secs or speed_kn",
            "23:52: contact[1].leg[1].marks: 0 are more than 10000",
            "24:11: contact[1].change[0].at_secs: missing",
            "25:45: contact[1].also[0].los: unknown key; did you mean loss?",
            "27:8: expect[0].rule: \"Fast approach\" is no name: a-z, 0-9 and '-'",
            "28:9: expect[0].about: no other contact has the name or MMSI \"NOBODY\"",
        ]
    );
}
