use super::{folder, load_file};
use crate::config::{Options, keys, load, to_toml};

#[test]
fn what_is_printed_reads_back_as_the_same_configuration() {
    let text = "
[[feed]]
name = 'ais'
kind = 'tcp'
address = 'example.test:10110'
position = [103.85, 1.26]
lateness_secs = 5
[[feed]]
name = 'file'
kind = 'file'
path = 'a \"b\".nmea'
rate = 20
own_ship = 'ais'
utc_offset = '-03:30'
[[feed]]
name = 'port'
kind = 'serial'
path = '/dev/ttyUSB0'
baud = 4800
sentences_per_second_max = 500
[[feed]]
name = 'bus'
kind = 'nats'
address = 'nats.test:4222'
user = 'picket'
secret_env = 'NATS_PASSWORD'
tls = { ca = 'ca.pem' }
subject = 'ais.>'
stream = 'AIS'
[[feed]]
name = 'broker'
kind = 'mqtt'
address = 'mqtt.test:8883'
topic = 'ais/#'
[[feed]]
name = 'posted'
kind = 'http'
clients = ['north-box']
body_bytes_max = 65536
[http]
hosts = ['picket.example']
[store]
max_bytes = 100_000_000
[log]
format = 'json'
[rules.loitering]
enabled = false
";
    let folder = folder(&[("picket.toml", text)]);
    let config = load_file(&folder.path().join("picket.toml")).expect("valid");
    let printed = folder.path().join("printed.toml");
    std::fs::write(&printed, to_toml(&config)).expect("a file");
    let again = load_file(&printed).expect("what is printed is valid");
    // Stated defaults of rules are settings like any other; off is off.
    assert_eq!(
        again.engine.rules.get(&crate::domain::RuleId::Loitering),
        Some(&crate::areas::RuleSetting::Off)
    );
    assert_eq!(to_toml(&again).replace("printed.toml", "picket.toml"), to_toml(&config));
    let absolute = std::path::absolute(&config.store.path).expect("a path");
    assert_eq!(again.store.path, absolute);
    // A broker's memory lies in the store.
    let (stated, full) = (config.store.path.join("mqtt"), absolute.join("mqtt"));
    let feeds = format!("{:?}", config.feeds)
        .replace(&format!("{:?}", stated.join("broker")), &format!("{:?}", full.join("broker")));
    assert_eq!(format!("{:?}", again.feeds), feeds);
    assert_eq!((again.http, again.log), (config.http, config.log));
}

#[test]
fn every_key_of_every_table_is_printed() {
    let printed = to_toml(&load(&Options::default(), []).expect("defaults are valid"));
    for section in keys::TABLES {
        let from = printed.find(&format!("[{}]", section.name)).expect(section.name);
        let body = printed[from + 1..].split("\n[").next().unwrap_or_default();
        for key in section.keys {
            assert!(body.contains(key.name), "{}.{} in {body}", section.name, key.name);
        }
    }
}
