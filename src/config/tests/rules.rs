use super::{folder, load_areas, load_text, said_of};
use crate::areas::{Overrides, RuleSetting, SecurityLevel};
use crate::config::{Options, load};
use crate::domain::RuleId;

/// The limits of a rule that is on.
fn limits(setting: Option<&RuleSetting>) -> &Overrides {
    let Some(RuleSetting::On(limits)) = setting else { panic!("on: {setting:?}") };
    limits
}

#[test]
fn limits_are_stated_for_every_level_or_from_one_upward() {
    let config = load_text(
        "
[rules.fast-approach]
sog_kn_min = 14
level.2.sog_kn_min = 12.0
level.3 = { sog_kn_min = 10, evaluations = 1 }
[rules.loitering]
enabled = false
[rules.ais-dark]
enabled = true
",
    )
    .unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let rules = &config.engine.rules;
    let fast = limits(rules.get(&RuleId::FastApproach));
    let at = |level| fast.get("sog_kn_min", level);
    assert_eq!(at(SecurityLevel::One), Some(14.0));
    assert_eq!(at(SecurityLevel::Two), Some(12.0));
    assert_eq!(at(SecurityLevel::Three), Some(10.0));
    assert_eq!(fast.get("evaluations", SecurityLevel::Two), None);
    assert_eq!(rules.get(&RuleId::Loitering), Some(&RuleSetting::Off));
    assert_eq!(rules.get(&RuleId::AisDark), None);
}

#[test]
fn an_area_states_limits_in_the_form_of_the_documentation() {
    let text = r#"{"type":"Feature","properties":{"id":"a","rules":
        {"fast-approach":{"sog_kn_min":12,"level":{"2":{"sog_kn_min":11}}},"loitering":false}},
        "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#;
    let folder = folder(&[("a.geojson", text)]);
    let config = load_areas(folder.path().join("a.geojson")).expect("valid");
    let rules = &config.areas[0].area.rules;
    let fast = limits(rules.get(&RuleId::FastApproach));
    assert_eq!(fast.get("sog_kn_min", SecurityLevel::One), Some(12.0));
    assert_eq!(fast.get("sog_kn_min", SecurityLevel::Three), Some(11.0));
    assert_eq!(rules.get(&RuleId::Loitering), Some(&RuleSetting::Off));
}

#[test]
fn wrong_limits_are_said_with_what_was_meant_or_may_be() {
    for (line, expected) in [
        (
            "sog_kn_mni = 15.0",
            "2:1: rules.fast-approach.sog_kn_mni: unknown key; did you mean \"sog_kn_min\"?",
        ),
        ("sog_kn_min = 103", "2:14: rules.fast-approach.sog_kn_min: 103 is outside 10 to 102.2 kn"),
        ("sog_kn_min = nan", "2:14: rules.fast-approach.sog_kn_min: NaN is outside 10 to 102.2 kn"),
        (
            "sog_kn_min = '15'",
            "2:14: rules.fast-approach.sog_kn_min: expected a number, found a text",
        ),
        (
            "evaluations = 2.5",
            "2:15: rules.fast-approach.evaluations: expected a whole number, found a number with \
             a fraction",
        ),
        (
            "level.2.cpa_max = 1",
            "2:9: rules.fast-approach.level.2.cpa_max: unknown key; did you mean \"cpa_nm_max\"?",
        ),
        ("level.2.enabled = false", "2:9: rules.fast-approach.level.2.enabled: unknown key"),
        ("levle = 1", "2:1: rules.fast-approach.levle: unknown key; did you mean \"level\"?"),
    ] {
        assert_eq!(said_of(&format!("[rules.fast-approach]\n{line}\n")), [expected]);
    }
}

#[test]
fn the_environment_sets_rules_with_their_hyphens_written_as_underscores() {
    let variables = [
        ("PICKET__RULES__FAST_APPROACH__SOG_KN_MIN", "16.5"),
        ("PICKET__RULES__FAST_APPROACH__LEVEL__3__EVALUATIONS", "1"),
        ("PICKET__RULES__AIS_DARK__ENABLED", "false"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = load(&Options::default(), variables).expect("valid");
    let fast = limits(config.engine.rules.get(&RuleId::FastApproach));
    assert_eq!(fast.get("sog_kn_min", SecurityLevel::One), Some(16.5));
    assert_eq!(fast.get("evaluations", SecurityLevel::Three), Some(1.0));
    assert_eq!(config.engine.rules.get(&RuleId::AisDark), Some(&RuleSetting::Off));
}
