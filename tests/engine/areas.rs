//! Areas and limits that change while somebody is inside.

use std::collections::BTreeMap;

use picket::alert::{Act, Deed, Transition, TransitionKind};
use picket::areas::{Overrides, RuleSetting, SecurityLevel, WatchArea, WatchAreas};
use picket::domain::{Mmsi, NauticalMiles, Position, Report, ReportBody, RuleId};
use picket::engine::{Engine, EngineSettings, Event};
use picket::geodesy::Shape;

use crate::stage::{at, reports, sentences, settings, short, told, transitions};

/// The ship of area-entry.toml, in the box from 08:54:37 to 09:23:45 or so, before and from a time.
fn ship(until: &str) -> (Vec<Report>, Vec<Report>) {
    let until = at(until);
    reports(&sentences("area-entry")).into_iter().partition(|report| report.time < until)
}

/// What an event and the reports after it lead to, of some rules.
fn after(engine: &mut Engine, event: Event, rest: Vec<Report>, rules: &[RuleId]) -> Vec<String> {
    let mut effects = Vec::new();
    engine.handle(event, &mut effects);
    let mut all: Vec<Transition> = told(effects);
    all.extend(transitions(engine, rest));
    all.iter().filter(|one| rules.contains(&one.alert.rule)).map(short).collect()
}

fn level(level: SecurityLevel) -> Event {
    let area = "script-box".parse().expect("an id");
    let deed = Deed::SetSecurityLevel { area, level };
    Event::Officer(Act { by: "AB".to_owned(), time: at("09:00:00"), note: None, deed })
}

fn minutes(minutes: f64) -> RuleSetting {
    let base = BTreeMap::from([("dwell_secs", minutes * 60.0)]);
    RuleSetting::On(Overrides { base, ..Overrides::default() })
}

fn with(settings: &EngineSettings, rule: RuleId, said: RuleSetting) -> EngineSettings {
    EngineSettings { rules: BTreeMap::from([(rule, said)]), ..settings.clone() }
}

#[test]
fn whoever_is_inside_when_an_area_is_drawn_has_not_entered_it_but_stays_and_leaves() {
    let (settings, areas) = settings();
    let waters =
        areas.iter().map(|(_, area)| area.clone()).filter(|a| a.id.as_str() != "script-box");
    let before = WatchAreas::new(waters.collect()).expect("different ids");
    let mut engine = Engine::new(settings, before);
    let (inside, rest) = ship("09:00:00");
    assert!(transitions(&mut engine, inside).is_empty());
    let rules = [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell];
    let all = after(&mut engine, Event::WatchAreas(areas), rest, &rules);
    let [stayed, left, ..] = all.as_slice() else { panic!("{all:?}") };
    assert!(stayed.starts_with("09:10:0") && stayed.contains("raised area-dwell"), "{all:?}");
    assert!(left.starts_with("09:2") && left.contains("raised area-exit"), "{all:?}");
    assert!(all.iter().all(|one| !one.contains("area-entry")), "{all:?}");
}

#[test]
fn another_security_level_applies_to_a_stay_at_once() {
    for (set, raised) in [
        // Level 2 halves the ten minutes, level 3 waits for nothing.
        (SecurityLevel::Two, "08:59:4"),
        (SecurityLevel::Three, "08:57:5"),
    ] {
        let (settings, areas) = settings();
        let mut engine = Engine::new(settings, areas);
        let (inside, rest) = ship("08:58:00");
        transitions(&mut engine, inside);
        let all = after(&mut engine, level(set), rest, &[RuleId::AreaDwell]);
        assert!(all[0].starts_with(raised) && all[0].contains("raised"), "{set:?} {all:?}");
    }
}

#[test]
fn a_limit_that_is_set_while_she_is_inside_applies_to_her() {
    let (settings, areas) = settings();
    for (first, then, raised) in [
        (RuleSetting::Off, minutes(10.0), "09:04:4"),
        (minutes(20.0), minutes(10.0), "09:04:4"),
        (minutes(20.0), minutes(2.0), "08:59:5"),
    ] {
        let first = with(&settings, RuleId::AreaDwell, first);
        let mut engine = Engine::new(first, areas.clone());
        let (inside, rest) = ship("09:00:00");
        transitions(&mut engine, inside);
        let then = Event::Settings(Box::new(with(&settings, RuleId::AreaDwell, then)));
        let all = after(&mut engine, then, rest, &[RuleId::AreaDwell]);
        assert!(all[0].starts_with(raised) && all[0].contains("raised"), "{raised} {all:?}");
    }
}

#[test]
fn a_look_at_one_stay_leaves_another_its_own_time() {
    let (settings, areas) = settings();
    let limits = |named: &[(&'static str, f64)]| {
        let base = named.iter().copied().collect();
        RuleSetting::On(Overrides { base, ..Overrides::default() })
    };
    // Five minutes in one area; ten in another, of ships alone, which she is known to be from 09:00 on.
    let (mut long, mut short_stay) = (None, None);
    for (_, area) in areas.iter().filter(|(_, area)| area.id.as_str() == "script-box") {
        let ships = limits(&[("dwell_secs", 600.0), ("length_m_min", 20.0)]);
        long =
            Some(WatchArea { rules: BTreeMap::from([(RuleId::AreaDwell, ships)]), ..area.clone() });
        short_stay = Some(WatchArea {
            id: "five-minutes".parse().expect("an id"),
            rules: BTreeMap::from([(RuleId::AreaDwell, limits(&[("dwell_secs", 300.0)]))]),
            ..area.clone()
        });
    }
    let both = long.into_iter().chain(short_stay).collect();
    let mut engine = Engine::new(settings, WatchAreas::new(both).expect("different ids"));
    let (before, rest) = ship("09:00:00");
    let is_static = |report: &Report| matches!(report.body, ReportBody::Static(_));
    let nameless = before.into_iter().filter(|report| !is_static(report));
    let all = transitions(&mut engine, nameless.chain(rest).collect());
    let raised: Vec<String> = all
        .iter()
        .filter(|one| one.alert.rule == RuleId::AreaDwell && one.kind == TransitionKind::Raised)
        .map(short)
        .collect();
    let [first, second] = raised.as_slice() else { panic!("{raised:?}") };
    assert!(first.starts_with("08:59:4") && first.contains("five-minutes"), "{raised:?}");
    assert!(second.starts_with("09:04:4") && second.contains("script-box"), "{raised:?}");
}

#[test]
fn a_rule_that_is_switched_on_applies_to_who_is_inside_and_one_switched_off_ends_as_she_leaves() {
    let (mut settings, areas) = settings();
    let followed = [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell, RuleId::AreaSpeed];
    let off = followed.map(|rule| (rule, RuleSetting::Off));
    let (inside, rest) = ship("09:00:00");

    let mut engine = Engine::new(
        EngineSettings { rules: BTreeMap::from(off.clone()), ..settings.clone() },
        areas.clone(),
    );
    transitions(&mut engine, inside.clone());
    let on = Event::Settings(Box::new(settings.clone()));
    let all = after(&mut engine, on, rest.clone(), &followed);
    let [stayed, left, ..] = all.as_slice() else { panic!("{all:?}") };
    assert!(stayed.contains("raised area-dwell") && left.contains("raised area-exit"), "{all:?}");

    let mut engine = Engine::new(settings.clone(), areas);
    let raised = transitions(&mut engine, inside);
    assert!(raised.iter().any(|one| one.alert.rule == RuleId::AreaEntry));
    settings.rules = BTreeMap::from(off);
    let all = after(&mut engine, Event::Settings(Box::new(settings)), rest, &followed);
    let [ended] = all.as_slice() else { panic!("{all:?}") };
    assert!(ended.starts_with("09:2") && ended.contains("area-entry"), "{all:?}");
    assert!(ended.contains(TransitionKind::Cleared.as_str()), "{all:?}");
}

#[test]
fn an_entry_counts_where_the_report_that_crossed_came_late() {
    for (box_rule, other_rule) in
        [(RuleId::AreaEntry, RuleId::ZoneBreach), (RuleId::ZoneBreach, RuleId::AreaEntry)]
    {
        let (settings, areas) = settings();
        let areas = areas.iter().map(|(_, area)| {
            let mut area = area.clone();
            if box_rule == RuleId::ZoneBreach {
                area.rules.remove(&RuleId::ZoneBreach);
            }
            area
        });
        let mut engine = Engine::new(settings, WatchAreas::new(areas.collect()).expect("ids"));
        let (outside, rest) = ship("08:54:00");
        // Somebody else is heard in time; of her nothing until then, and then what she was at 08:57.
        let mut others = reports(&sentences("fast-approach")).into_iter();
        let mut other = others.find(|one| one.subject != outside[0].subject).expect("another");
        other.time = at("08:59:00");
        let (silent, after): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|report| report.time < at("08:59:00"));
        let late = silent.into_iter().find(|report| report.time >= at("08:57:00"));
        let mut all = outside;
        all.push(other);
        all.extend(late);
        all.extend(after);
        let told = transitions(&mut engine, all);
        let raised: Vec<String> = told
            .iter()
            .filter(|one| {
                one.kind == TransitionKind::Raised && one.alert.area.id.as_str() == "script-box"
            })
            .map(short)
            .collect();
        let of = |rule: RuleId| raised.iter().filter(|one| one.contains(rule.as_str())).count();
        assert_eq!((of(box_rule), of(other_rule)), (1, 0), "{raised:?}");
    }
}

#[test]
fn a_stay_that_an_officer_has_closed_is_not_raised_again_by_a_change_of_limits() {
    let (settings, areas) = settings();
    let mut engine = Engine::new(settings.clone(), areas.clone());
    let (inside, rest) = ship("09:06:00");
    let told = transitions(&mut engine, inside);
    let dwell = told.iter().rfind(|one| one.alert.rule == RuleId::AreaDwell).expect("she stayed");
    let deed = Deed::Close { alert: dwell.alert.id, revision: dwell.alert.revision };
    let close = Act { by: "AB".to_owned(), time: at("09:06:00"), note: None, deed };
    let closed = after(&mut engine, Event::Officer(close), Vec::new(), &[RuleId::AreaDwell]);
    assert!(closed[0].contains("closed"), "{closed:?}");
    for event in [Event::WatchAreas(areas), Event::Settings(Box::new(settings))] {
        assert_eq!(after(&mut engine, event, Vec::new(), &[RuleId::AreaDwell]), [""; 0]);
    }
    assert_eq!(
        after(&mut engine, level(SecurityLevel::Three), rest, &[RuleId::AreaDwell]),
        [""; 0]
    );
}

/// The areas of the scripts with another box.
fn with_box(change: impl Fn(&mut WatchArea)) -> WatchAreas {
    let (_, areas) = settings();
    let areas = areas.iter().map(|(_, area)| {
        let mut area = area.clone();
        if area.id.as_str() == "script-box" {
            change(&mut area);
        }
        area
    });
    WatchAreas::new(areas.collect()).expect("different ids")
}

#[test]
fn whom_an_area_is_drawn_away_from_or_who_is_cleared_for_it_neither_stays_nor_leaves() {
    let place = |longitude| Position::new(13.85, longitude).expect("a place");
    let away = Shape::corridor(&[place(51.2)], NauticalMiles::new(1.0).expect("a radius"));
    let away = away.expect("a shape");
    let mmsi = Mmsi::new(999_000_001).expect("an MMSI");
    for changed in [
        with_box(|area| area.shape = away.clone()),
        with_box(|area| {
            area.allow.insert(mmsi);
        }),
    ] {
        let (settings, areas) = settings();
        let mut engine = Engine::new(settings, areas);
        let (inside, rest) = ship("09:00:00");
        transitions(&mut engine, inside);
        let followed = [RuleId::AreaEntry, RuleId::AreaExit, RuleId::AreaDwell];
        let all = after(&mut engine, Event::WatchAreas(changed), rest, &followed);
        let [ended] = all.as_slice() else { panic!("{all:?}") };
        assert!(ended.starts_with("09:01:") && ended.contains("cleared area-entry"), "{all:?}");
    }
}

#[test]
fn nobody_who_was_not_heard_of_late_is_said_to_stay_by_another_level() {
    let (settings, areas) = settings();
    let twenty = with(&settings, RuleId::AreaDwell, minutes(20.0));
    let mut engine = Engine::new(twenty, areas);
    let (inside, rest) = ship("09:00:00");
    transitions(&mut engine, inside);
    // Nothing comes for half an hour, by the clock.
    engine.advance_to(at("09:30:00"), &mut Vec::new());
    let all = after(&mut engine, level(SecurityLevel::Three), Vec::new(), &[RuleId::AreaDwell]);
    assert_eq!(all, [""; 0]);
    // As soon as she is heard inside, she has stayed.
    let again = Report { time: at("09:31:00"), ..rest[0].clone() };
    let mut effects = Vec::new();
    engine.handle(Event::Report(again), &mut effects);
    engine.advance_to(at("09:33:00"), &mut effects);
    let all: Vec<String> = told(effects).iter().map(short).collect();
    assert!(all.iter().any(|one| one.contains("raised area-dwell")), "{all:?}");
}
