//! Whom rules leave alone for what they are and where: cleared craft, tugs, fleets, who lies on an edge.

use std::collections::BTreeSet;

use picket::alert::{Transition, TransitionKind};
use picket::areas::{AreaKind, RuleSetting, WatchArea, WatchAreas};
use picket::domain::{Mmsi, NauticalMiles, Position, RuleId};
use picket::engine::Engine;
use picket::geodesy::Shape;

use crate::stage::{project, render, reports, settings, transitions};

const HEAD: &str = "start = 2017-03-09T08:40:00Z\nseed = 5\n";

fn area(id: &str, kind: AreaKind, shape: Shape) -> WatchArea {
    WatchArea { kind, ..WatchArea::general(id.parse().expect("an id"), shape) }
}

fn disc(latitude: f64, longitude: f64, miles: f64) -> Shape {
    let centre = Position::new(latitude, longitude).expect("there");
    Shape::corridor(&[centre], NauticalMiles::new(miles).expect("a radius")).expect("a disc")
}

/// What a script comes to with a high-risk area over the world and some areas more, of a rule.
fn told(script: &str, areas: Vec<WatchArea>, rule: RuleId) -> Vec<Transition> {
    let world = area("waters", AreaKind::HighRiskArea, Shape::world());
    let areas = WatchAreas::new([vec![world], areas].concat()).expect("different ids");
    let mut engine = Engine::new(settings().0, areas);
    let mut all = transitions(&mut engine, reports(&render(script)));
    all.retain(|transition| transition.alert.rule == rule);
    all
}

fn raised(told: &[Transition]) -> usize {
    told.iter().filter(|transition| transition.kind == TransitionKind::Raised).count()
}

fn ship(number: u32, ship_type: u8, length_m: u16, start: &str, leg: &str) -> String {
    format!(
        "[[contact]]\nmmsi = {}\nname = \"SHIP {number}\"\nship_type = {ship_type}\n\
         length_m = {length_m}\nbeam_m = 6\nsensor = \"class-a\"\nstart = {start}\n\
         noise = {{ position_m = 5, sog_kn = 0.1, cog_deg = 1 }}\nleg = [{leg}]\n",
        999_000_000 + number
    )
}

#[test]
fn a_craft_that_a_smaller_area_clears_takes_no_part_in_what_a_larger_one_judges() {
    let path = project("testdata/scripts/fast-approach.toml");
    let script = std::fs::read_to_string(path).expect("there");
    let skiff = Mmsi::new(999_000_002).expect("an MMSI");
    let route = |latitude: f64, longitude: f64, allow: &[Mmsi]| WatchArea {
        allow: allow.iter().copied().collect::<BTreeSet<_>>(),
        ..area("route", AreaKind::Restricted, disc(latitude, longitude, 20.0))
    };
    for (areas, expected) in [
        (vec![], 1),
        (vec![route(13.84, 50.33, &[skiff])], 0),
        // A clearance elsewhere, or of somebody else, is none.
        (vec![route(15.84, 50.33, &[skiff])], 1),
        (vec![route(13.84, 50.33, &[])], 1),
    ] {
        let told = told(&script, areas.clone(), RuleId::FastApproach);
        assert_eq!(raised(&told), expected, "{areas:?}");
    }
}

#[test]
fn a_tug_keeps_company_with_a_ship_and_a_craft_that_declares_nothing_shadows_her() {
    for (ship_type, expected) in [(52, 0), (31, 0), (37, 1), (90, 1)] {
        let escort = "{ keep_with = \"SHIP 1\", bearing_deg = 200, range_nm = 0.5, speed_kn = 16, \
                      for_secs = 3000 }";
        let script = format!(
            "{HEAD}duration_secs = 3000\n{}{}",
            ship(1, 80, 250, "[50.3333, 13.8667]", "{ course = 75, speed_kn = 10 }"),
            ship(2, ship_type, 22, "[50.3300, 13.8600]", escort),
        );
        let told = told(&script, vec![], RuleId::Shadowing);
        assert_eq!(raised(&told), expected, "type {ship_type}");
    }
}

/// Six craft in a formation, 0.25 nm apart, that come upon an anchored tanker.
fn six(ship_type: u8, speed_kn: f64, seconds: u32) -> String {
    let mut script = format!("{HEAD}duration_secs = {seconds}\n");
    script += &ship(1, 80, 180, "[50.3333, 13.8667]", "{ hold_secs = 9000 }");
    // They sail east along the tanker's latitude from where they are 400 s short of the end.
    let miles = f64::from(seconds - 400) / 3600.0 * speed_kn;
    let longitude = 50.3333 - miles / 60.0 / libm::cos(13.8667_f64.to_radians());
    for number in 2..8 {
        let latitude = 13.8667 + (f64::from(number) - 4.5) * 0.25 / 60.0;
        let start = format!("[{longitude:.5}, {latitude:.5}]");
        let leg = format!("{{ course = 90, speed_kn = {speed_kn} }}");
        script += &ship(number, ship_type, 18, &start, &leg);
    }
    script
}

#[test]
fn a_fishing_fleet_on_its_way_is_no_swarm_and_skiffs_in_formation_are() {
    for (ship_type, speed_kn, expected) in [(30, 9.0, false), (37, 9.0, true), (30, 20.0, true)] {
        let told = told(&six(ship_type, speed_kn, 4200), vec![], RuleId::Swarm);
        assert_eq!(raised(&told) > 0, expected, "type {ship_type} at {speed_kn} kn");
    }
}

#[test]
fn a_boat_moored_on_the_edge_of_an_area_does_not_come_and_go() {
    // The edge of a disc of 1 nm, north of its middle: a degree of latitude is 110,640 m here.
    for north in [-8.0, 0.0, 4.0] {
        let latitude = 13.8667 + 1852.0 / 110_640.0 + north / 110_640.0;
        let boat = format!(
            "{HEAD}duration_secs = 10800\n[[contact]]\nmmsi = 999000009\nname = \"BOAT\"\n\
             ship_type = 37\nlength_m = 12\nbeam_m = 4\nsensor = \"class-b\"\n\
             start = [50.3333, {latitude:.6}]\nnoise = {{ position_m = 8 }}\n\
             leg = [{{ hold_secs = 10800 }}]\n"
        );
        let zone = || vec![area("zone", AreaKind::Restricted, disc(13.8667, 50.3333, 1.0))];
        for rule in [RuleId::AreaExit, RuleId::ZoneBreach, RuleId::AreaDwell] {
            let told = told(&boat, zone(), rule);
            assert!(raised(&told) <= 1, "{rule} {north}: {}", raised(&told));
        }
    }
}

/// A boat that lies so many metres north of the middle of a disc of 1 nm for three hours, heard every ten
/// seconds, and then leaves it on a course.
fn lies_then_sails(north: f64, course: u16, speed_kn: f64) -> String {
    let latitude = 13.8667 + north / 110_640.0;
    format!(
        "{HEAD}duration_secs = 12600\n[[contact]]\nmmsi = 999000009\nname = \"BOAT\"\n\
         ship_type = 37\nlength_m = 12\nbeam_m = 4\nsensor = \"class-b\"\ninterval_secs = 10\n\
         start = [50.3333, {latitude:.6}]\nnoise = {{ position_m = 4 }}\n\
         leg = [{{ hold_secs = 10800 }}, {{ course = {course}, speed_kn = {speed_kn} }}]\n"
    )
}

#[test]
fn who_has_lain_for_hours_enters_and_leaves_areas_like_anybody_once_she_sails() {
    let zone = || vec![area("zone", AreaKind::Restricted, disc(13.8667, 50.3333, 1.0))];
    let fence = || {
        let off = || [(RuleId::ZoneBreach, RuleSetting::Off)].into_iter().collect();
        zone().into_iter().map(|area| WatchArea { rules: off(), ..area }).collect()
    };
    // From 300 m outside into the middle; from 20 and from 200 m inside to the north, also adrift.
    let into = lies_then_sails(1852.0 + 300.0, 180, 8.0);
    assert_eq!(raised(&told(&into, zone(), RuleId::ZoneBreach)), 1);
    assert_eq!(raised(&told(&into, fence(), RuleId::AreaEntry)), 1);
    for (inside, speed_kn) in [(20.0, 3.0), (200.0, 3.0), (20.0, 0.7)] {
        let out = lies_then_sails(1852.0 - inside, 0, speed_kn);
        let exits = raised(&told(&out, zone(), RuleId::AreaExit));
        assert_eq!(exits, 1, "{inside} m inside at {speed_kn} kn");
    }
}
