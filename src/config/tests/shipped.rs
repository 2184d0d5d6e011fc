//! The shipped files say what the program does.

use std::fmt::Write;
use std::path::PathBuf;

use super::{folder, load_file};
use crate::areas::RuleSetting;
use crate::config::keys::{self, SectionKeys, Shape};
use crate::config::{Options, load};
use crate::detect::{RuleSpec, spec};
use crate::domain::RuleId;

/// Where the part of the shipped file begins that is written from the rule table.
const RULES_BEGIN: &str = "# ---- Rules ---";

fn shipped_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/picket.toml")
}

fn shipped_text() -> String {
    std::fs::read_to_string(shipped_file()).expect("config/picket.toml")
}

/// The file with every `#key = value` and `#[[feed]]` taken out of its comment.
fn with_defaults_stated() -> String {
    let stated = |line: &str| {
        let bare = line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c != ' '));
        bare.unwrap_or(line).to_owned()
    };
    shipped_text().lines().map(stated).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shipped_file_is_valid_and_changes_no_default_but_the_areas() {
    let shipped = load_file(&shipped_file()).expect("the shipped file is valid");
    let defaults = load(&Options::default(), []).expect("defaults are valid");
    assert_eq!(format!("{:?}", shipped.feeds), format!("{:?}", defaults.feeds));
    assert_eq!(shipped.engine, defaults.engine);
    assert_eq!(
        (shipped.http, shipped.store, shipped.log),
        (defaults.http, defaults.store, defaults.log)
    );
    assert_eq!(shipped.shutdown_grace, defaults.shutdown_grace);
    assert_eq!(shipped.feed_silence, defaults.feed_silence);
    assert_eq!(shipped.silence_grace, defaults.silence_grace);
    let ids: Vec<_> = shipped.areas.iter().map(|area| area.area.id.as_str()).collect();
    for place in ["phillip-channel", "bab-el-mandeb", "gulf-of-guinea", "torres-strait", "solent"] {
        assert!(ids.contains(&place), "{place} in {ids:?}");
    }
}

#[test]
fn every_default_that_the_shipped_file_shows_is_the_one_that_holds() {
    let folder = folder(&[("picket.toml", &with_defaults_stated())]);
    std::fs::create_dir(folder.path().join("watch_areas")).expect("a folder");
    let area = shipped_file().with_file_name("watch_areas/solent.geojson");
    std::fs::copy(area, folder.path().join("watch_areas/solent.geojson")).expect("a copy");
    let stated = load_file(&folder.path().join("picket.toml"))
        .unwrap_or_else(|mistakes| panic!("valid with every default stated:\n{mistakes}"));
    let defaults = load(&Options::default(), []).expect("defaults are valid");

    assert_eq!((stated.http, stated.log), (defaults.http, defaults.log));
    assert_eq!(stated.store.path, folder.path().join(defaults.store.path));
    assert_eq!(stated.store.retention_days, defaults.store.retention_days);
    assert_eq!(stated.store.commit_interval, defaults.store.commit_interval);
    assert_eq!(stated.store.cache_bytes, defaults.store.cache_bytes);
    assert_eq!(stated.shutdown_grace, defaults.shutdown_grace);
    assert_eq!(stated.feed_silence, defaults.feed_silence);
    assert_eq!(stated.silence_grace, defaults.silence_grace);
    let (stated, defaults) = (stated.engine, defaults.engine);
    assert_eq!(stated.lateness_default, defaults.lateness_default);
    assert_eq!(stated.contacts_max, defaults.contacts_max);
    assert_eq!(stated.contact_expiry, defaults.contact_expiry);
    assert_eq!(stated.duplicate_window, defaults.duplicate_window);
    assert_eq!(stated.duplicates_max, defaults.duplicates_max);
    assert_eq!(stated.alerts, defaults.alerts);
    for rule in rules() {
        let Some(RuleSetting::On(overrides)) = stated.rules.get(&rule.id) else {
            assert!(rule.parameters.is_empty(), "{} is on", rule.id);
            continue;
        };
        for parameter in rule.parameters {
            let value = overrides.base.get(parameter.key);
            assert_eq!(value, Some(&parameter.default), "{}.{}", rule.id, parameter.key);
        }
    }
}

#[test]
fn every_key_is_in_the_shipped_file_with_its_range() {
    let text = shipped_text();
    for section in keys::TABLES.into_iter().chain([keys::FEED, keys::SINK, keys::RELAY]) {
        for key in section.keys {
            assert_shown(&text, section, key);
        }
    }
}

fn assert_shown(text: &str, section: SectionKeys, key: &keys::Key) {
    let shown =
        |line: &str| line.trim_start_matches(['#', ' ']).starts_with(&format!("{} = ", key.name));
    let header = match section.name {
        array @ ("feed" | "sink" | "relay") => format!("[[{array}]]"),
        name => format!("\n[{name}]"),
    };
    let after = text.split_once(&header).map_or("", |(_, after)| after);
    let body = if matches!(section.name, "feed" | "sink" | "relay") {
        after
    } else {
        after.split("\n[").next().unwrap_or("")
    };
    let lines: Vec<_> = body.lines().collect();
    let place = lines.iter().position(|line| shown(line));
    let place = place.unwrap_or_else(|| panic!("{header} {} is shown", key.name));
    let range = match key.shape {
        Shape::Count { min, max, .. } => format!("{min} to {}", power(max)),
        Shape::Number { min, max } => format!("{min} to {max}"),
        _ => return,
    };
    let nearby = lines[place.saturating_sub(2)..=place].join("\n");
    assert!(nearby.contains(&range), "{header} {} states its range {range}", key.name);
}

/// Numbers as the shipped file writes them.
fn power(number: u64) -> String {
    match number {
        number if number == 1 << 50 => "2^50".to_owned(),
        number if number == 1 << 40 => "2^40".to_owned(),
        number => number.to_string(),
    }
}

/// `UPDATE_GOLDEN=1` writes the part anew.
#[test]
fn the_rules_of_the_shipped_file_are_those_of_the_rule_table() {
    let (text, expected) = (shipped_text(), rules_part());
    let (rest, shown) = text.split_at(text.find(RULES_BEGIN).unwrap_or(text.len()));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(shipped_file(), format!("{rest}{expected}")).expect("written");
        return;
    }
    assert_eq!(shown, expected, "run with UPDATE_GOLDEN=1 and read the diff");
}

/// The rules that the table declares.
fn rules() -> impl Iterator<Item = &'static RuleSpec> {
    RuleId::ALL.into_iter().filter(|rule| spec(*rule).id == *rule).map(spec)
}

fn rules_part() -> String {
    let mut part = format!("{RULES_BEGIN}{}\n", "-".repeat(101 - RULES_BEGIN.len()));
    part.push_str(
        "# Limits for every area; an area of a GeoJSON file may state others or switch a rule on or off. In\n\
         # which kinds of area a rule is on by itself stays its own matter: `enabled = false` switches it off\n\
         # wherever no area says otherwise. Limits at security levels: level.2.KEY from level 2 upward,\n\
         # level.3.KEY at level 3.\n",
    );
    for rule in rules() {
        write_rule(rule, &mut part).expect("a String takes everything");
    }
    part
}

fn write_rule(rule: &RuleSpec, part: &mut String) -> std::fmt::Result {
    writeln!(part, "\n{}", wrapped(rule.summary))?;
    writeln!(part, "{}", wrapped(&format!("Raises: {}", rule.raises)))?;
    writeln!(part, "{}", wrapped(&format!("Clears: {}", rule.clears)))?;
    writeln!(part, "[rules.{}]", rule.id)?;
    writeln!(part, "#enabled = true")?;
    for parameter in rule.parameters {
        let (unit, min, max) = (parameter.unit, parameter.min, parameter.max);
        writeln!(part, "{}", wrapped(&format!("{unit}, {min} to {max}: {}", parameter.text)))?;
        writeln!(part, "#{} = {:?}", parameter.key, parameter.default)?;
    }
    Ok(())
}

/// A comment of lines of at most 100 characters.
fn wrapped(text: &str) -> String {
    let mut lines = vec!["#".to_owned()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("one line at least");
        if last.chars().count() + 1 + word.chars().count() > 100 {
            lines.push(format!("# {word}"));
        } else {
            last.push(' ');
            last.push_str(word);
        }
    }
    lines.join("\n")
}
