//! Rules of Prometheus, and the unit of systemd.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn deploy(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file)
}

/// What a program said, if it is here and content; a program that is missing is a failure only where
/// all are required.
fn content(program: &str, arguments: &[&str], file: &str) -> Option<String> {
    let path = deploy(file);
    let folder = path.parent().expect("a folder");
    let output = Command::new(program).args(arguments).arg(&path).current_dir(folder).output();
    let Ok(output) = output else {
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "{program} is not in the path");
        eprintln!("skipped: {program} is not in the path");
        return None;
    };
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{program}: {said}");
    Some(said)
}

#[test]
fn promtool_takes_the_rules_and_they_do_what_their_tests_say() {
    content("promtool", &["check", "rules"], "prometheus/picket.rules.yml");
    content("promtool", &["test", "rules"], "prometheus/picket.rules.test.yml");
    // Its token is made where it is deployed, so that only its syntax can be checked.
    content("promtool", &["check", "config", "--syntax-only"], "prometheus/prometheus.yml");
}

#[test]
fn the_rules_ask_for_metrics_that_the_sources_register() {
    let rules = fs::read_to_string(deploy("prometheus/picket.rules.yml")).expect("rules");
    let expressions = rules.lines().filter(|line| !line.contains("description"));
    let words = expressions.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let named: BTreeSet<_> = words.filter_map(|word| word.strip_prefix("picket_")).collect();
    let registered = sources(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src"));
    // What the rules record themselves are names with a colon: `feed:picket_sentences:rate5m`.
    for name in named.iter().filter(|name| !rules.contains(&format!(":picket_{name}:"))) {
        let name = name.trim_end_matches("_bucket");
        assert!(registered.contains(&format!("\"{name}\"")), "nothing registers {name}");
    }
}

fn sources(folder: &std::path::Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("text"));
        }
    }
    text
}

#[test]
fn the_unit_keeps_picket_in_its_place() {
    let unit = fs::read_to_string(deploy("systemd/picket.service")).expect("the unit");
    for line in [
        "Type=notify",
        "DynamicUser=yes",
        "StateDirectory=picket",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "SystemCallFilter=@system-service",
    ] {
        assert!(unit.lines().any(|stated| stated == line), "{line}");
    }
}

#[test]
fn systemd_takes_the_unit_and_finds_it_little_exposed() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return eprintln!("skipped: systemd-analyze is not in the path");
    }
    // Where the program lies that is tested here, and without the manual of a package.
    let unit = fs::read_to_string(deploy("systemd/picket.service")).expect("the unit");
    let lines = unit.lines().filter(|line| !line.starts_with("Documentation="));
    let unit: Vec<_> =
        lines.map(|line| line.replace("/usr/bin/picket", env!("CARGO_BIN_EXE_picket"))).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("picket.service");
    fs::write(&path, unit.join("\n")).expect("written");
    let analyze = |arguments: &[&str]| {
        let output = Command::new("systemd-analyze").args(arguments).arg(&path).output();
        let output = output.expect("systemd-analyze runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.success(), said)
    };
    // It warns of keys that it does not know, and calls that a success.
    let (taken, said) = analyze(&["verify"]);
    assert!(taken && !said.contains("picket.service:"), "{said}");
    // Ten times the exposure; deploy/README.md states it.
    let (below, said) = analyze(&["security", "--offline=yes", "--threshold=12"]);
    assert!(below, "{said}");
}
