use std::time::Duration;

use super::{folder, load_file, load_text};
use crate::areas::AreaKind;
use crate::config::{FeedKind, HttpConfig, LogFormat, Options, load};
use crate::decode::{Content, TimeSource};
use crate::domain::Position;

#[test]
fn without_a_file_the_defaults_of_the_documentation_hold() {
    let config = load(&Options::default(), []).expect("defaults are valid");
    let address = ([127, 0, 0, 1], 10110).into();
    let kinds: Vec<_> = config.feeds.iter().map(|feed| feed.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            FeedKind::TcpListen {
                address,
                connections_max: 64,
                connections_per_address_max: 16,
                tls: None
            },
            FeedKind::Udp { address }
        ]
    );
    let http = HttpConfig {
        listen: ([127, 0, 0, 1], 8080).into(),
        hosts: Vec::new(),
        streams_max: 64,
        live_clients_max: 32,
        query_budget: Duration::from_secs(10),
        streams_per_client_max: 16,
        connections_max: 512,
        connections_per_client_max: 64,
        charts: None,
        tls: None,
    };
    assert_eq!(config.http, http);
    assert_eq!(config.store.path.to_str(), Some("picket-data"));
    assert_eq!(config.store.retention_days, 90);
    assert_eq!(config.engine.contact_expiry, Duration::from_hours(24));
    let [world] = &config.areas[..] else { panic!("one area: {:?}", config.areas) };
    assert_eq!((world.area.id.as_str(), world.area.kind), ("world", AreaKind::General));
    assert!(world.area.shape.contains(Position::new(-89.0, 179.0).expect("a place")));
}

#[test]
fn a_feed_says_how_its_bytes_are_read_and_where_it_stands() {
    let config = load_text(
        "
[[feed]]
name = 'ais'
kind = 'tcp'
address = '[2001:db8::1]:10110'
position = [103.85, 1]
lateness_secs = 5
[[feed]]
name = 'radar'
kind = 'stdin'
own_ship = 'ais'
clock = 'arrival'
utc_offset = '-03:30'
exercise = true
",
    )
    .expect("valid");
    let [ais, radar] = &config.feeds[..] else { panic!("two feeds: {:?}", config.feeds) };
    let (address, tls) = ("[2001:db8::1]:10110".to_owned(), None);
    assert_eq!(ais.kind, FeedKind::Tcp { address, tls });
    assert_eq!(ais.settings.content, Content::Sentences);
    assert_eq!(radar.settings.content, Content::Detect);
    assert_eq!(radar.settings.time_source, TimeSource::Arrival);
    assert_eq!((radar.settings.utc_offset_secs, radar.settings.exercise), (-12_600, true));
    let (ais, radar) = (ais.settings.name, radar.settings.name);
    assert_eq!(config.engine.lateness.get(&ais), Some(&Duration::from_secs(5)));
    assert_eq!(config.engine.lateness.get(&radar), None);
    assert_eq!(config.engine.feed_positions.get(&ais), Position::new(1.0, 103.85).as_ref());
    assert_eq!(config.engine.feed_own_ships.get(&radar), Some(&ais));
}

#[test]
fn no_feeds_at_all_can_be_asked_for() {
    assert!(load_text("feed = []").expect("valid").feeds.is_empty());
}

#[test]
fn relative_paths_are_relative_to_the_file_that_names_them() {
    let text = "[store]\npath = 'data'\n[log]\nformat = 'json'\n[[feed]]\nname = 'f'\n\
                kind = 'file'\npath = '../log.nmea'\n";
    let folder = folder(&[("etc/picket.toml", text)]);
    let config = load_file(&folder.path().join("etc/picket.toml")).expect("valid");
    assert_eq!(config.store.path, folder.path().join("etc/data"));
    assert_eq!(config.log.format, LogFormat::Json);
    let path = folder.path().join("etc/../log.nmea");
    assert_eq!(config.feeds[0].kind, FeedKind::File { path, follow: false, rate: None });
}
