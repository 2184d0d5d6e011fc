//! What rules do beside raising: whom they name how, at what security level, and how they end.

use std::collections::BTreeMap;
use std::fs;

use picket::alert::{Transition, TransitionKind};
use picket::areas::{RuleSetting, SecurityLevel, WatchArea, WatchAreas};
use picket::detect::Role;
use picket::domain::{EventTime, RuleId};
use picket::engine::{Engine, Event};

use crate::stage::{
    engine, feed, play, project, render, reports, sentences, settings, told, transitions,
};

fn of(transitions: &[Transition], rule: RuleId) -> Vec<&Transition> {
    transitions.iter().filter(|transition| transition.alert.rule == rule).collect()
}

#[test]
fn a_mothership_and_whom_a_meeting_is_about_are_no_targets() {
    for (script, rule, first) in [
        ("mothership-birth", RuleId::Mothership, Role::Mothership),
        ("encounter-stopped", RuleId::Encounter, Role::Subject),
    ] {
        let all = play(&format!("../truth/{script}"));
        let alert = &of(&all, rule)[0].alert;
        let roles: Vec<Role> = alert.participants.iter().map(|one| one.role).collect();
        assert_eq!(roles, [first, Role::Other], "{script}");
        // DETECTION: without a target vulnerability and consequence are 1.
        let factors = alert.factors;
        assert!((factors.vulnerability - 1.0).abs() < f64::EPSILON, "{script} {factors:?}");
        assert!((factors.consequence - 1.0).abs() < f64::EPSILON, "{script} {factors:?}");
    }
}

/// When a rule raises first on a script at a security level.
fn raised_at(script: &str, rule: RuleId, level: u8) -> EventTime {
    let (settings, areas) = settings();
    let security_level = SecurityLevel::new(level).expect("1 to 3");
    let areas = areas.iter().map(|(_, area)| WatchArea { security_level, ..area.clone() });
    let areas = WatchAreas::new(areas.collect()).expect("different ids");
    let all = transitions(&mut Engine::new(settings, areas), reports(&sentences(script)));
    of(&all, rule).first().unwrap_or_else(|| panic!("{script} at level {level}")).time
}

#[test]
fn level_two_halves_times_and_level_three_takes_the_first_evaluation() {
    for (script, rule, halved, whole) in [
        // 45 s, 10 min and 10 min of holding; at level 3 a new course takes one leg of 90 s to show.
        ("../truth/unexpected-stop-dead", RuleId::UnexpectedStop, 12..=33, 35..=50),
        ("../truth/course-deviation-turns-away", RuleId::CourseDeviation, 200..=400, 420..=600),
        ("area-entry", RuleId::AreaDwell, 300..=300, 600..=600),
    ] {
        let [one, two, three] = [1, 2, 3].map(|level| raised_at(script, rule, level));
        assert!(halved.contains(&one.since(two).as_secs()), "{rule}: {:?}", one.since(two));
        assert!(whole.contains(&one.since(three).as_secs()), "{rule}: {:?}", one.since(three));
    }
}

#[test]
fn an_approach_that_becomes_company_at_a_distance_ends() {
    let path = project("testdata/scripts/fast-approach.toml");
    let script = fs::read_to_string(path).expect("there");
    // She closes to 0.7 nm abeam and stays there, no nearer and no further.
    let script = script
        .replace("duration_secs = 2400", "duration_secs = 4800")
        .replace("until_nm = 0.15", "until_nm = 0.9")
        .replace(
            "{ keep_with = \"EXAMPLE\", bearing_deg = 200, range_nm = 0.12, speed_kn = 25, for_secs = 60 }",
            "{ keep_with = \"EXAMPLE\", bearing_deg = 200, range_nm = 0.7, speed_kn = 25, for_secs = 4000 }",
        );
    assert!(script.contains("for_secs = 4000"), "{script}");
    let all = transitions(&mut engine(), reports(&render(&script)));
    let approach = of(&all, RuleId::FastApproach);
    let cleared = approach.iter().find(|told| told.kind == TransitionKind::Cleared);
    let lasted = cleared.expect("cleared").time.since(approach[0].time).as_secs();
    // Some five minutes to come up, a quarter of an hour of company.
    assert!((900..=1800).contains(&lasted), "{lasted}");
}

#[test]
fn a_dark_contact_ends_five_minutes_after_its_radar_lost_it() {
    let path = project("testdata/truth/dark-contact-alone.toml");
    let script = fs::read_to_string(path)
        .expect("there")
        .replace("duration_secs = 1200", "duration_secs = 2400")
        .replace("begin_secs = 0", "begin_secs = 0\nsilence = [{ from_secs = 1000 }]");
    let lines = render(&script);
    let radar = picket::domain::Position::new(13.80, 50.30).expect("there");
    let (mut settings, areas) = settings();
    settings.feed_positions = BTreeMap::from([(feed(), radar)]);
    let mut engine = Engine::new(settings, areas);
    let mut effects = Vec::new();
    for report in reports(&lines) {
        engine.handle(Event::Report(report), &mut effects);
    }
    let all = told(effects);
    let dark = of(&all, RuleId::DarkContact);
    let kinds: Vec<_> = dark.iter().map(|told| told.kind).collect();
    assert_eq!(kinds.first(), Some(&TransitionKind::Raised), "{kinds:?}");
    assert_eq!(kinds.last(), Some(&TransitionKind::Cleared), "{kinds:?}");
    // Plotted for 1000 s.
    let start = "2017-03-09T08:40:00Z".parse::<EventTime>().expect("a time");
    let cleared = dark[dark.len() - 1].time.since(start).as_secs();
    assert!((1280..=1310).contains(&cleared), "{cleared}");
}

#[test]
fn a_craft_of_a_swarm_is_a_greater_threat() {
    let all = play("../truth/swarm-quarters");
    let swarm = of(&all, RuleId::Swarm)[0].time;
    let threat = |told: &&Transition| told.alert.factors.threat;
    let approach = of(&all, RuleId::FastApproach);
    let (before, later): (Vec<_>, Vec<_>) = approach.iter().partition(|told| told.time < swarm);
    assert!(before.iter().all(|told| threat(told) <= 7.0), "6 and a steady bearing");
    // At 0.5 nm: 6, two steps and the swarm at least.
    let most = later.iter().map(threat).fold(0.0, f64::max);
    assert!(most >= 9.0, "{most}");
}

#[test]
fn a_craft_that_a_radar_alone_follows_is_a_greater_threat_once_it_is_a_dark_contact() {
    let [without, with] = [true, false].map(|off| {
        let (mut settings, areas) = settings();
        if off {
            settings.rules.insert(RuleId::DarkContact, RuleSetting::Off);
        }
        transitions(&mut Engine::new(settings, areas), reports(&sentences("radar-skiff")))
    });
    assert!(of(&without, RuleId::DarkContact).is_empty());
    let dark = of(&with, RuleId::DarkContact)[0].time;
    let approach = [&without, &with].map(|all| of(all, RuleId::FastApproach));
    let moments = approach.each_ref().map(|told| told.iter().map(|it| it.time).collect::<Vec<_>>());
    assert_eq!(moments[0], moments[1]);
    let mut lent = 0;
    for (without, with) in approach[0].iter().zip(&approach[1]) {
        let [without, threat] = [without, with].map(|told| told.alert.factors.threat);
        if with.kind == TransitionKind::Cleared || without >= 10.0 {
            continue;
        }
        let expected = without + if with.time > dark { 1.0 } else { 0.0 };
        assert!((threat - expected).abs() < f64::EPSILON, "{} {threat} {expected}", with.time);
        lent += u32::from(with.time > dark);
    }
    assert!(lent >= 2, "{lent} after {dark}");
}

/// A ship that goes from 15 to 7 kn in 500 s for a craft of a type that comes alongside at 22 kn.
fn slows_for(ship_type: u8) -> Vec<Transition> {
    let slower = |leg: u8| {
        let knots = 14.6 - 0.8 * f64::from(leg);
        format!("{{ course = 75, speed_kn = {knots}, for_secs = 50 }},")
    };
    let slowing = (0..10).map(slower).collect::<Vec<_>>().concat();
    let script = format!(
        r#"
start = 2017-03-09T08:40:00Z
seed = 3
duration_secs = 3600

[[contact]]
mmsi = 999000001
name = "EXAMPLE"
ship_type = 80
length_m = 280
beam_m = 40
sensor = "class-a"
start = [50.33330, 13.86670]
noise = {{ position_m = 5, sog_kn = 0.1, cog_deg = 1 }}
leg = [{{ course = 75, speed_kn = 15, for_secs = 1800 }}, {slowing} {{ course = 75, speed_kn = 7 }}]

[[contact]]
mmsi = 999000002
name = "SEVEN"
ship_type = {ship_type}
length_m = 15
beam_m = 5
sensor = "class-a"
begin_secs = 1700
start = {{ off = "EXAMPLE", bearing_deg = 75, range_nm = 5.5 }}
noise = {{ position_m = 5, sog_kn = 0.1, cog_deg = 1 }}
leg = [
    {{ pursue = "EXAMPLE", speed_kn = 22, until_nm = 0.1 }},
    {{ keep_with = "EXAMPLE", bearing_deg = 165, range_nm = 0.02, speed_kn = 22, for_secs = 240 }},
    {{ course = 255, speed_kn = 22 }},
]
"#
    );
    transitions(&mut engine(), reports(&render(&script)))
}

#[test]
fn a_ship_that_slows_for_her_pilot_is_not_suspected_to_be_taken() {
    let pilot = slows_for(50);
    assert!(!of(&pilot, RuleId::FastApproach).is_empty(), "she is approached");
    assert!(!of(&pilot, RuleId::UnexpectedStop).is_empty(), "she loses half her way");
    assert!(of(&pilot, RuleId::HijackSuspected).is_empty());
    // The same by who declares nothing is.
    assert!(!of(&slows_for(37), RuleId::HijackSuspected).is_empty());
}
