//! The console in a real browser: the scenes of `console/tests`, played against a daemon of their own.
#![cfg(test)]

#[expect(dead_code, reason = "shared with tests/serve, which needs all of it")]
#[path = "../serve/served.rs"]
mod served;
mod stage;

use std::path::Path;
use std::process::Command;

use stage::Stage;

/// A skiff with a hostile name on her way to a tanker, still closing when the script ends.
const APPROACH: &str = r#"
start = 2026-01-01T00:00:00Z
seed = 1
station = "drill"
duration_secs = 120
[[contact]]
mmsi = 999000001
name = "TANKER"
ship_type = 80
sensor = "class-a"
start = [50.0, 13.0]
leg = [{ course = 90, speed_kn = 11 }]
[[contact]]
mmsi = 999000002
name = "<SCRIPT>ALERT(1)</S>"
ship_type = 37
sensor = "class-b"
interval_secs = 4
start = [50.06, 13.0]
leg = [{ pursue = "TANKER", speed_kn = 34 }]
"#;

/// Ships about their business at the same time.
const BUSINESS: &str = r#"
start = 2026-01-01T00:00:00Z
seed = 2
station = "harbour"
duration_secs = 120
[[contact]]
mmsi = 219000001
name = "FERRY"
ship_type = 60
sensor = "class-a"
start = [50.2, 13.2]
leg = [{ course = 90, speed_kn = 14 }]
[[contact]]
mmsi = 219000002
name = "COASTER"
ship_type = 70
sensor = "class-a"
start = [50.3, 13.3]
leg = [{ course = 270, speed_kn = 9 }]
"#;

#[test]
fn two_stations_share_a_watch_that_outlives_the_daemon_and_hostile_names_stay_text() {
    let Some(mut stage) = Stage::set() else { return };
    stage.script("approach", "drill", APPROACH);
    stage.script("business", "harbour", BUSINESS);
    stage.play("watch.mjs");
}

#[test]
fn an_area_is_drawn_tried_saved_and_raises_and_the_past_is_replayed() {
    let Some(mut stage) = Stage::set() else { return };
    stage.script("business", "harbour", BUSINESS);
    stage.play("areas.mjs");
}

#[test]
fn what_an_officer_writes_presses_prints_and_reports_is_his_own() {
    let Some(mut stage) = Stage::set() else { return };
    stage.script("approach", "drill", APPROACH);
    stage.script("business", "harbour", BUSINESS);
    stage.play("desk.mjs");
}

#[test]
fn every_state_is_readable_in_each_light_and_by_the_keyboard_alone() {
    let Some(mut stage) = Stage::set() else { return };
    stage.script("approach", "drill", APPROACH);
    stage.script("business", "harbour", BUSINESS);
    stage.play("looks.mjs");
}

#[test]
fn what_happens_while_the_daemon_is_gone_is_on_every_screen_thereafter() {
    let Some(stage) = Stage::set() else { return };
    stage.play("gone.mjs");
}

#[test]
fn a_stranger_sees_nothing_and_who_logs_in_signs_with_the_name_of_the_token() {
    let Some(mut stage) = Stage::guarded() else { return };
    stage.script("approach", "drill", APPROACH);
    stage.play("log_in.mjs");
}

#[test]
fn a_long_watch_leaves_nothing_behind_in_the_browser() {
    let Some(stage) = Stage::set() else { return };
    stage.play("long_watch.mjs");
}

#[test]
fn a_chart_in_the_folder_is_drawn_below_what_is_ours() {
    let Some(stage) = Stage::set() else { return };
    stage.play("charts.mjs");
}

#[test]
fn the_modules_of_the_console_hold_what_their_tests_say() {
    if !stage::is_there() {
        return;
    }
    let console = Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
    let tested =
        Command::new("npm").args(["run", "--silent", "test"]).current_dir(console).status();
    assert!(tested.expect("npm runs").success());
}
