//! Each scene of `testdata/scripts` against what its definition says, worked out by hand.

use std::fs;

use picket::alert::{AlertState, Transition, TransitionKind};
use picket::detect::Priority;
use picket::domain::Mmsi;
use picket::domain::RuleId;

use picket::areas::{WatchArea, WatchAreas};
use picket::engine::Engine;

use crate::stage::{
    at, engine, play, project, render, reports, sentences, settings, short, transitions,
};

fn of(transitions: &[Transition], rule: RuleId) -> Vec<&Transition> {
    transitions.iter().filter(|transition| transition.alert.rule == rule).collect()
}

fn kinds(transitions: &[&Transition]) -> Vec<TransitionKind> {
    let told = transitions.iter().map(|transition| transition.kind);
    told.filter(|kind| *kind != TransitionKind::Updated).collect()
}

#[test]
fn a_skiff_closing_a_tanker_is_raised_escalated_twice_and_cleared() {
    use TransitionKind as K;
    let all = play("fast-approach");
    let approach = of(&all, RuleId::FastApproach);
    assert_eq!(kinds(&approach), [K::Raised, K::Escalated, K::Escalated, K::Cleared]);
    // 25 kn behind 11 kn closes at 14 to 15 kn: ten minutes before the closest point are 2.4 nm.
    let raised = approach[0];
    let range = measure(raised, "range");
    assert!((2.2..=2.6).contains(&range), "{range}");
    assert_eq!(raised.alert.priority, Priority::Alarm);
    let escalated: Vec<_> = approach.iter().filter(|told| told.kind == K::Escalated).collect();
    assert!((0.9..=1.0).contains(&measure(escalated[0], "range")));
    assert!((0.4..=0.5).contains(&measure(escalated[1], "range")));
    assert_eq!(escalated[0].alert.priority, Priority::Alarm);
    assert_eq!(escalated[1].alert.priority, Priority::Emergency);
    let cleared = approach[approach.len() - 1];
    assert_eq!(cleared.alert.state, AlertState::RtnUnacknowledged);
    assert_eq!(all.len(), approach.len(), "{:?}", all.iter().map(short).collect::<Vec<_>>());
}

fn measure(transition: &Transition, name: &str) -> f64 {
    let measures = &transition.alert.evidence.measures;
    measures.iter().find(|measure| measure.name == name).expect(name).value
}

#[test]
fn an_alert_carries_what_shows_it() {
    let all = play("fast-approach");
    let evidence = &all[0].alert.evidence;
    for limit in ["range", "cpa", "tcpa", "closing", "sog"] {
        let measure = evidence.measures.iter().find(|measure| measure.name == limit);
        assert!(measure.is_some_and(|measure| measure.limit.is_some()), "{limit}");
    }
    let contacts: std::collections::BTreeSet<_> =
        evidence.positions.iter().map(|point| point.contact.to_string()).collect();
    assert_eq!(contacts.into_iter().collect::<Vec<_>>(), ["mmsi:999000001", "mmsi:999000002"]);
    assert!(evidence.sentences.iter().all(|sentence| sentence.starts_with("!AIVDM")));
    assert!(evidence.sentences.len() >= 2);
    assert!(!all[0].alert.advice.is_empty());
}

#[test]
fn two_skiffs_on_one_target_are_one_alert_that_ends_with_the_last() {
    use TransitionKind as K;
    let all = play("two-skiffs");
    let approach = of(&all, RuleId::FastApproach);
    let ids: std::collections::BTreeSet<_> = approach.iter().map(|t| t.alert.id).collect();
    assert_eq!(ids.len(), 1);
    let approaching = |transition: &Transition| transition.alert.participants.len() - 1;
    assert_eq!(approaching(approach[approach.len() - 1]), 2);
    assert_eq!(approach[approach.len() - 1].kind, TransitionKind::Cleared);
    // At a mile and at half a mile, whichever is there first; never again for the one further off.
    assert_eq!(kinds(&approach), [K::Raised, K::Escalated, K::Escalated, K::Cleared]);
}

#[test]
fn a_skiff_that_only_radar_sees_is_raised_as_well() {
    let all = play("radar-skiff");
    let approach = of(&all, RuleId::FastApproach);
    assert_eq!(approach[0].kind, TransitionKind::Raised);
    let craft = approach[0].alert.participants[1].who.clone();
    let shown = format!("{craft:?}");
    assert!(shown.contains("Radar"), "{shown}");
}

#[test]
fn a_declared_pilot_boat_is_at_most_a_caution() {
    let all = play("quiet-pilot");
    assert!(all.iter().all(|told| told.alert.priority == Priority::Caution));
}

#[test]
fn quiet_scenes_stay_quiet() {
    for script in ["quiet-ferry", "quiet-moored", "quiet-tug"] {
        let told: Vec<_> = play(script).iter().map(short).collect();
        assert_eq!(told, Vec::<String>::new(), "{script}");
    }
    // The convoy sails through the restricted box, which says so; nothing else does.
    for told in play("quiet-convoy") {
        assert_eq!(told.alert.area.id.as_str(), "script-box", "{}", short(&told));
    }
}

#[test]
fn crossing_a_restricted_area_enters_dwells_and_exits() {
    // Eastward at 12 kn on 13.87 north from 50.50 east: 0.1 degree to the box are 5.83 nm and
    // take 29 min, its width of 0.1 degree another 29 min.
    let all = play("area-entry");
    let entry = of(&all, RuleId::AreaEntry)[0].time;
    let dwell = of(&all, RuleId::AreaDwell)[0].time;
    let exit = of(&all, RuleId::AreaExit)[0].time;
    assert_eq!(dwell.since(entry).as_secs(), 600);
    let inside = exit.secs_since(entry);
    assert!((1730.0..=1770.0).contains(&inside), "{inside}");
    for rule in [RuleId::AreaEntry, RuleId::AreaDwell, RuleId::AreaExit] {
        let last = of(&all, rule).pop().expect("told");
        assert_eq!((last.kind, last.time.since(exit).as_secs()), (TransitionKind::Cleared, 60));
        assert_eq!(last.alert.state, AlertState::Normal, "a caution clears itself");
    }
    let dwelling = &of(&all, RuleId::AreaDwell)[0].alert;
    assert_eq!(dwelling.parent, Some(of(&all, RuleId::AreaEntry)[0].alert.id));
}

#[test]
fn the_bend_of_a_lane_is_known_once_the_first_ship_went_round_it() {
    let all = play("lane-bends");
    let mut raised: Vec<String> = of(&all, RuleId::CourseDeviation)
        .iter()
        .filter(|told| told.kind == TransitionKind::Raised)
        .map(|told| format!("{:?}", told.alert.participants[0].mmsi))
        .collect();
    raised.sort();
    let first = [999_000_300, 999_000_310, 999_000_320];
    assert_eq!(raised, first.map(|mmsi| format!("{:?}", Mmsi::new(mmsi))));
}

#[test]
fn an_area_that_is_no_longer_in_force_is_left() {
    let (settings, areas) = settings();
    let areas = areas.iter().map(|(_, area)| {
        let ends = (area.id.as_str() == "script-box").then(|| at("09:00:00"));
        WatchArea { valid_to: ends, ..area.clone() }
    });
    let areas = WatchAreas::new(areas.collect()).expect("different ids");
    let mut engine = Engine::new(settings, areas);
    let told: Vec<_> = transitions(&mut engine, reports(&sentences("area-entry")))
        .iter()
        .map(|told| (told.kind, told.alert.rule, told.time >= at("09:00:00")))
        .collect();
    // She is inside from 08:54:40; no dwell of ten minutes, no exit, and the entry ends.
    let expected = [
        (TransitionKind::Raised, RuleId::AreaEntry, false),
        (TransitionKind::Cleared, RuleId::AreaEntry, true),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_craft_about_one_place_loiters_after_half_an_hour() {
    let all = play("loitering");
    let loitering = of(&all, RuleId::Loitering);
    assert_eq!(kinds(&loitering), [TransitionKind::Raised, TransitionKind::Cleared]);
    assert!(loitering[0].time >= at("09:10:00") && loitering[0].time <= at("09:14:00"));
}

#[test]
fn beacons_and_texts_call_at_their_first_message() {
    let all = play("distress-beacon");
    let beacons = of(&all, RuleId::DistressBeacon);
    assert_eq!(beacons[0].time, at("08:42:00"));
    assert_eq!(beacons[0].alert.priority, Priority::Emergency);
    // The second says TEST.
    assert_eq!(beacons[1].alert.priority, Priority::Caution);
    let text = of(&all, RuleId::SafetyText)[0];
    assert_eq!((text.time, text.alert.priority), (at("08:45:00"), Priority::Emergency));
}

#[test]
fn a_later_text_of_the_same_vessel_asks_again() {
    use TransitionKind::{Escalated, Raised};
    let script = fs::read_to_string(project("testdata/truth/safety-text-sos.toml")).expect("there");
    let script = script.replace("duration_secs = 600", "duration_secs = 3000");
    let text = |secs: u32, text: &str| {
        format!("[[message]]\nat_secs = {secs}\nmmsi = 999000001\ntext = \"{text}\"\n")
    };
    // The first one is of 100 s; what follows within ten minutes is not told again.
    let later = [text(400, "MAYDAY"), text(900, "2 SKIFFS ASTERN"), text(2000, "MAYDAY BOARDED")];
    let lines = render(&format!("{script}\n{}", later.join("\n")));
    let all = transitions(&mut engine(), reports(&lines));
    let texts = of(&all, RuleId::SafetyText);
    let told: Vec<_> =
        texts.iter().map(|told| (told.kind, told.time.since(texts[0].time).as_secs())).collect();
    assert_eq!(told, [(Raised, 0), (Escalated, 800), (Escalated, 1900)]);
    let last = &texts[2].alert.evidence.sentences[..];
    assert!(last.iter().any(|sentence| sentence.contains("MAYDAY BOARDED")), "{last:?}");
}

#[test]
fn a_text_of_a_drill_is_a_caution_until_one_is_in_earnest() {
    use TransitionKind::{Escalated, Raised};
    let script = fs::read_to_string(project("testdata/truth/safety-text-sos.toml")).expect("there");
    let script = script
        .replace("SOS SOS SOS", "PIRATE ATTACK DRILL")
        .replace("duration_secs = 600", "duration_secs = 1200");
    let lines = render(&format!(
        "{script}\n[[message]]\nat_secs = 800\nmmsi = 999000001\ntext = \"MAYDAY NO DRILL\"\n"
    ));
    let all = transitions(&mut engine(), reports(&lines));
    let told: Vec<_> =
        of(&all, RuleId::SafetyText).iter().map(|told| (told.kind, told.alert.priority)).collect();
    assert_eq!(told, [(Raised, Priority::Caution), (Escalated, Priority::Emergency)]);
}

#[test]
fn a_swarm_escalates_as_its_nearest_craft_comes_near() {
    use TransitionKind::{Escalated, Raised};
    let all = play("../truth/swarm-ring");
    let swarm = of(&all, RuleId::Swarm);
    assert_eq!(kinds(&swarm)[..3], [Raised, Escalated, Escalated]);
    let escalated: Vec<_> = swarm.iter().filter(|told| told.kind == Escalated).collect();
    assert!(measure(escalated[0], "nearest_range") <= 1.0);
    assert!(measure(escalated[1], "nearest_range") <= 0.5);
    assert_eq!(escalated[1].alert.priority, Priority::Emergency);
}

#[test]
fn a_second_craft_that_leaves_a_mothership_escalates_one_alert() {
    let all = play("../truth/mothership-two");
    let mothership = of(&all, RuleId::Mothership);
    assert_eq!(kinds(&mothership), [TransitionKind::Raised, TransitionKind::Escalated]);
    let who: Vec<_> =
        mothership[1].alert.participants.iter().map(|one| one.mmsi.map(Mmsi::get)).collect();
    assert_eq!(who, [Some(999_000_030), Some(999_000_002), Some(999_000_003)]);
    // The second one leaves two minutes after the first.
    let between = mothership[1].time.since(mothership[0].time).as_secs();
    assert!((60..=240).contains(&between), "{between}");
}

#[test]
fn a_suspected_hijack_is_the_parent_of_its_parts() {
    let all = play("../truth/hijack-suspected-boarded-stops");
    let hijack = of(&all, RuleId::HijackSuspected)[0];
    let parts: Vec<&str> = hijack.alert.evidence.measures.iter().map(|part| part.name).collect();
    assert!(parts.contains(&"unexpected-stop"), "{parts:?}");
    assert!(parts.contains(&"boarding-alongside") || parts.contains(&"fast-approach"), "{parts:?}");
    for part in &parts {
        let part = part.parse().expect("a rule");
        let last = of(&all, part).pop().expect("told");
        assert_eq!(last.alert.parent, Some(hijack.alert.id), "{part}");
    }
    assert_eq!(hijack.alert.priority, Priority::Emergency);
}

#[test]
fn rules_report_behaviour_and_never_intent() {
    for spec in &picket::detect::RULES {
        let words = format!("{} {}", spec.summary, spec.clears).to_lowercase();
        for intent in ["attack", "hijack", "pirate", "hostile", "terror"] {
            assert!(!words.contains(intent), "{}: {intent}", spec.id);
        }
    }
}

#[test]
fn craft_that_declare_a_service_out_of_its_place_are_no_more_than_a_caution() {
    for (script, declared, rule) in [
        ("boarding-from-astern", "ship_type = 37", RuleId::BoardingAlongside),
        ("shadowing-quarter", "ship_type = 37", RuleId::Shadowing),
        ("swarm-quarters", "ship_type = 37", RuleId::Swarm),
        ("mothership-birth", "ship_type = 37", RuleId::Mothership),
        ("encounter-comes", "ship_type = 30", RuleId::Encounter),
    ] {
        let path = project(&format!("testdata/truth/{script}.toml"));
        let text = fs::read_to_string(path).expect(script);
        let all =
            transitions(&mut engine(), reports(&render(&text.replace(declared, "ship_type = 50"))));
        let told = of(&all, rule);
        assert!(!told.is_empty(), "{script}");
        assert!(told.iter().all(|told| told.alert.priority == Priority::Caution), "{script}");
    }
}
