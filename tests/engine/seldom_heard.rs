//! Contacts whose reports are few: at anchor, of Class B that hardly moves, of a feed that passes on one
//! a minute.

use picket::alert::TransitionKind;
use picket::areas::{AreaKind, WatchArea, WatchAreas};
use picket::domain::RuleId;
use picket::engine::Engine;
use picket::script::Script;

use crate::stage::{render, reports, settings, transitions};

/// How often a rule raises on a script, in waters of a kind.
fn raises(script: &str, kind: AreaKind, rule: RuleId) -> usize {
    let (settings, areas) = settings();
    let waters = areas.iter().filter(|(_, area)| area.kind == AreaKind::HighRiskArea);
    let waters = waters.map(|(_, area)| WatchArea { kind, ..area.clone() }).collect();
    let areas = WatchAreas::new(waters).expect("one");
    let all = transitions(&mut Engine::new(settings, areas), reports(&render(script)));
    all.iter().filter(|told| told.kind == TransitionKind::Raised && told.alert.rule == rule).count()
}

/// A script of so many seconds with a share of its messages lost.
fn scene(secs: u32, seed: u64, loss: f64, contacts: &str) -> String {
    let head = format!(
        "start = 2017-03-09T08:40:00Z\nseed = {seed}\nstation = \"gulf-1\"\nduration_secs = {secs}\n\
         [delivery]\nloss = {loss}\n"
    );
    let script = head + contacts;
    Script::parse(&script).expect("a script");
    script
}

#[test]
fn a_ship_that_falls_silent_is_told_of_however_seldom_the_feed_passes_on_what_is_heard() {
    for interval in [10, 15, 20, 30, 60, 120] {
        let ship = |mmsi: u32, start: &str, silence: &str| {
            format!(
                "[[contact]]\nmmsi = {mmsi}\nname = \"SHIP {mmsi}\"\nship_type = 70\nlength_m = 140\nbeam_m = 22\n\
                 sensor = \"class-a\"\ninterval_secs = {interval}\nstart = {start}\n{silence}\n\
                 leg = [{{ course = 90, speed_kn = 10 }}]\n"
            )
        };
        let places = ["[50.36, 13.89]", "[50.36, 13.84]", "[50.31, 13.84]", "[50.31, 13.89]"];
        let others = (999_000_060..).zip(places).map(|(mmsi, place)| ship(mmsi, place, ""));
        let silent = ship(999_000_001, "[50.3333, 13.8667]", "silence = [{ from_secs = 2001 }]");
        let script = scene(5400, 1, 0.0, &others.chain([silent]).collect::<String>());
        let raises = raises(&script, AreaKind::HighRiskArea, RuleId::AisDark);
        assert_eq!(raises, 1, "a report every {interval} s");
    }
}

#[test]
fn whoever_reports_every_three_minutes_jumps_as_far_as_others() {
    let anchored = "sensor = \"class-a\"\nship_type = 70\nlength_m = 150\nnavigational_status = 1\n\
                    leg = [{ anchor_secs = 4000, swing_nm = 0.05, period_secs = 3000 }]\n";
    let slow = "sensor = \"class-b\"\nship_type = 37\nlength_m = 14\n\
                leg = [{ course = 40, speed_kn = 1.2 }]\n";
    for kind in [anchored, slow] {
        let jumps = |range_nm: f64| {
            let contact = format!(
                "[[contact]]\nmmsi = 999000001\nname = \"EXAMPLE\"\nstart = [50.3333, 13.8667]\n\
                 gnss = [{{ from_secs = 1500, to_secs = 3000, bearing_deg = 90, range_nm = {range_nm} }}]\n\
                 {kind}"
            );
            let script = scene(2900, 1, 0.0, &contact);
            raises(&script, AreaKind::General, RuleId::PositionJump)
        };
        for range_nm in [3.5, 4.5, 5.5, 6.5, 8.0] {
            assert_eq!(jumps(range_nm), 1, "{range_nm} nm");
        }
        // In three minutes a vessel of 60 kn is there.
        assert_eq!(jumps(2.9), 0);
    }
}

#[test]
fn equal_ships_that_are_all_there_do_not_follow_one_another_where_reports_are_few() {
    for loss in [0.0, 0.3] {
        for seed in 1..=5 {
            let barge = |number: u32| {
                let south = 13.8667 - f64::from(number) * 0.005;
                format!(
                    "[[contact]]\nmmsi = {}\nname = \"BARGE {number}\"\nship_type = 79\nlength_m = 110\nbeam_m = 11\n\
                     sensor = \"class-a\"\ninterval_secs = 60\nbegin_secs = {}\nstart = [50.3333, {south}]\n\
                     leg = [{{ course = 0, speed_kn = 7 }}]\n",
                    999_000_180 + number,
                    number * 9,
                )
            };
            let script = scene(3600, seed, loss, &(0..6).map(barge).collect::<String>());
            let raises = raises(&script, AreaKind::General, RuleId::IdentityChange);
            assert_eq!(raises, 0, "{loss} lost, seed {seed}");
        }
    }
}
