use crate::config::{Config, Mistakes, Options, load};

fn load_with(variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
    let variables =
        variables.iter().map(|(name, value)| (String::from(*name), String::from(*value)));
    load(&Options::default(), variables)
}

fn said_with(variables: &[(&str, &str)]) -> Vec<String> {
    let Err(mistakes) = load_with(variables) else { return Vec::new() };
    let lines = mistakes.iter().map(ToString::to_string);
    lines.map(|text| text.lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_environment_sets_single_keys() {
    let config = load_with(&[
        ("PICKET__HTTP__LISTEN", "127.0.0.1:9000"),
        ("PICKET__STORE__PATH", "elsewhere"),
        ("PICKET__ENGINE__CONTACTS_MAX", "5000"),
        ("PATH", "/bin"),
        ("PICKET_HOME", "not ours"),
    ])
    .expect("valid");
    assert_eq!(config.http.listen.port(), 9000);
    assert_eq!(config.store.path.to_str(), Some("elsewhere"));
    assert_eq!(config.engine.contacts_max, 5_000);
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder =
        super::folder(&[("picket.toml", "[http]\nlisten = '127.0.0.1:1'\nstreams_max = 7")]);
    let options = Options { config: Some(folder.path().join("picket.toml")), areas: None };
    let variables = [("PICKET__HTTP__LISTEN".to_owned(), "127.0.0.1:2".to_owned())];
    let config = load(&options, variables).expect("valid");
    assert_eq!((config.http.listen.port(), config.http.streams_max), (2, 7));
}

#[test]
fn what_the_environment_cannot_set_is_a_mistake() {
    assert_eq!(
        said_with(&[
            ("PICKET__FEED__0__NAME", "x"),
            ("PICKET__HTTP__HOSTS", "x"),
            ("PICKET__HTTP__LISTN", "x"),
            ("PICKET__HTTP__STREAMS_MAX", "many"),
            ("PICKET__SHUTDOWN__GRACE_SECS", "9000"),
            ("PICKET__LOG__FILTER", "a\u{fffd}"),
        ]),
        [
            "environment:1:1: PICKET__FEED__0__NAME: an array cannot be set from the environment",
            "environment:1:1: PICKET__HTTP__HOSTS: an array cannot be set from the environment",
            "environment:1:1: PICKET__HTTP__LISTN: unknown key; \
             did you mean \"PICKET__HTTP__LISTEN\"?",
            "environment:1:27: http.streams_max: expected a whole number, found a text",
            "environment:1:21: PICKET__LOG__FILTER: is not UTF-8",
            "environment:1:30: shutdown.grace_secs: 9000 is outside 1 to 600 s",
        ]
    );
}
