use super::{folder, load_file, load_text, said, said_of};

#[test]
fn every_mistake_of_a_file_is_said_at_once_with_its_place() {
    let text = r#"
[http]
lisetn = "127.0.0.1:8080"
streams_max = 0
[stor]
[store]
retention_days = "ninety"
[[feed]]
name = "North"
kind = "tpc"
[[feed]]
name = "serial"
kind = "serial"
baud = 38401
[rules.fast-aproach]
sog_kn_min = 15.0
[rules.loitering]
enabled = "no"
level.4.x = 1
"#;
    assert_eq!(
        said_of(text),
        [
            "3:1: http.lisetn: unknown key; did you mean \"listen\"?",
            "4:15: http.streams_max: 0 is outside 1 to 10000 streams",
            "5:2: stor: unknown key; did you mean \"store\"?",
            "7:18: store.retention_days: expected a whole number, found a text",
            "9:8: feed[0].name: a feed name consists of a-z, 0-9 and '-', not 'N'",
            "10:8: feed[0].kind: \"tpc\" is none of tcp, tcp-listen, udp, file, stdin, serial, \
             http, nats, mqtt, picket; \
             did you mean \"tcp\"?",
            "11:1: feed[1].path: missing: which device to read, as in /dev/ttyUSB0",
            "14:8: feed[1].baud: \"38401\" is no baud rate: 4800, 9600, 19200, 38400, 57600, \
             115200, 230400, 460800 or 921600",
            "15:8: rules.fast-aproach: unknown rule; did you mean \"fast-approach\"?",
            "18:11: rules.loitering.enabled: expected true or false, found a text",
            "19:7: rules.loitering.level.4: \"4\" is none of 2, 3",
        ]
    );
}

#[test]
fn a_mistake_shows_its_line_and_points_at_the_place() {
    let folder = folder(&[("picket.toml", "[http]\n\tlisetn = \"x\"\n")]);
    let file = folder.path().join("picket.toml");
    let mistakes = load_file(&file).expect_err("one mistake");
    assert_eq!(
        mistakes.to_string(),
        format!(
            "{}:2:2: http.lisetn: unknown key; did you mean \"listen\"?\n\
             \x20 2 |  lisetn = \"x\"\n\
             \x20   |  ^^^^^^\n\
             1 mistake",
            file.display()
        )
    );
}

#[test]
fn broken_syntax_is_said_without_what_follows_from_it() {
    let said = said_of("[[feed]]\nname = north\nkind = \"stdin\"\n[http]\nlisetn = 1\n");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("2:8: not readable: "), "{said:?}");
    assert_eq!(said[1], "5:1: http.lisetn: unknown key; did you mean \"listen\"?");
}

#[test]
fn feeds_have_to_make_sense_alone_and_together() {
    for (text, expected) in [
        ("[[feed]]\nkind='stdin'", "1:1: feed[0].name: missing: a feed needs a name"),
        (
            "[[feed]]\nname='a'",
            "1:1: feed[0].kind: missing: a feed needs a kind: tcp, tcp-listen, udp, file, ...",
        ),
        (
            "[[feed]]\nname='a'\nkind='udp'",
            "1:1: feed[0].address: missing: where to listen, IP:PORT",
        ),
        (
            "[[feed]]\nname='a'\nkind='tcp'\naddress='host'",
            "4:9: feed[0].address: \"host\" is no HOST:PORT, as in 192.0.2.10:10110",
        ),
        (
            "[[feed]]\nname='a'\nkind='udp'\naddress='localhost:10110'",
            "4:9: feed[0].address: \"localhost:10110\" is no address to listen on: write IP:PORT, \
             as in 127.0.0.1:10110",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nfollow=true",
            "4:8: feed[0].follow: does not apply to a feed of kind \"stdin\"",
        ),
        (
            "[[feed]]\nname='a'\nkind='file'\npath='x'\nfollow=true\nrate=2",
            "6:6: feed[0].rate: cannot stand together with follow: a file that grows sets its own \
             pace",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nposition=[1.26, 103.85]",
            "4:10: feed[0].position: 1.26, 103.85 is no place: longitude -180 to 180, then \
             latitude -90 to 90",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nown_ship='a'",
            "4:10: feed[0].own_ship: a feed cannot be its own own ship",
        ),
        (
            "[[feed]]\nname='bridge'\nkind='stdin'\nown_ship='brigde'",
            "4:10: feed[0].own_ship: no feed has the name \"brigde\"; did you mean \"bridge\"?",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nclock='arival'",
            "4:7: feed[0].clock: \"arival\" is none of stamps, arrival; did you mean \"arrival\"?",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nutc_offset='+1'",
            "4:12: feed[0].utc_offset: \"+1\" is no offset from UTC, as in +01:00 or -03:30",
        ),
        (
            "[[feed]]\nname='a'\nkind='stdin'\nlateness_secs=-1",
            "4:15: feed[0].lateness_secs: -1 is outside 0 to 86400 s",
        ),
        (
            "[[feed]]\nname='a'\nkind='udp'\naddress='127.0.0.1:1'\nsubject='ais.>'",
            "5:9: feed[0].subject: does not apply to a feed of kind \"udp\"",
        ),
        (
            "[[feed]]\nname='a'\nkind='nats'\naddress='h:1'",
            "1:1: feed[0].subject: missing: what to subscribe to, as in ais.>",
        ),
        (
            "[[feed]]\nname='a'\nkind='nats'\naddress='h:1'\nsubject='ais'\nconsumer='x'",
            "6:10: feed[0].consumer: needs stream beside it",
        ),
        (
            "[[feed]]\nname='a'\nkind='nats'\naddress='h:1'\nsubject='ais.>.x'",
            "5:9: feed[0].subject: \"ais.>.x\" is no subject: tokens with dots between them, * for \
             any one, > at the end for the rest",
        ),
        (
            "[[feed]]\nname='a'\nkind='mqtt'\naddress='h:1'\ntopic='ais/#/x'",
            "5:7: feed[0].topic: \"ais/#/x\" is no topic filter: levels with / between them, + for \
             any one, # at the end for the rest",
        ),
        (
            "[[feed]]\nname='a'\nkind='http'\nclients=['x', 3]",
            "4:9: feed[0].clients: expected a list of names of tokens and certificates, found a \
             whole number",
        ),
        (
            "[[feed]]\nname='a'\nkind='http'\nsentences_per_second_max=0",
            "4:26: feed[0].sentences_per_second_max: 0 is outside 1 to 10000000 sentences/s",
        ),
        (
            "[[feed]]\nname='a'\nkind='serial'\npath='/dev/x'\n[[feed]]\nname='b'\nkind='serial'\n\
             path='/dev/x'",
            "8:6: feed[1].path: \"/dev/x\" is already the serial port of the feed in 4",
        ),
        ("feed = 3", "1:8: feed: expected [[feed]], one a feed, found a whole number"),
    ] {
        assert_eq!(said_of(text), [expected], "{text}");
    }
}

#[test]
fn two_feeds_cannot_share_a_name_or_a_listener() {
    let text = "
[[feed]]
name = 'a'
kind = 'udp'
address = '127.0.0.1:10110'
[[feed]]
name = 'a'
kind = 'udp'
address = '0.0.0.0:10110'
[[feed]]
name = 'b'
kind = 'tcp-listen'
address = '127.0.0.1:8080'
[[feed]]
name = 'c'
kind = 'tcp-listen'
address = '127.0.0.1:10110'
";
    let folder = folder(&[("picket.toml", text)]);
    assert_eq!(
        said(load_file(&folder.path().join("picket.toml")), folder.path())
            .iter()
            .map(|line| line.replace(&format!("{}/", folder.path().display()), ""))
            .collect::<Vec<_>>(),
        [
            "picket.toml:7:8: feed[1].name: \"a\" is already the name of the feed in picket.toml:3",
            "picket.toml:9:11: feed[1].address: \"0.0.0.0:10110\" is already the address that is \
             listened on in picket.toml:5",
            "picket.toml:13:11: feed[2].address: \"127.0.0.1:8080\" is already the address that \
             is listened on in the defaults",
        ]
    );
}

#[test]
fn http_beyond_loopback_is_refused_with_the_reason() {
    let said = said_of("[http]\nlisten = '0.0.0.0:8080'\n");
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("2:10: http.listen: 0.0.0.0:8080 can be reached from outside"));
    assert!(load_text("[http]\nlisten = '[::1]:8080'\n").is_ok());
}

#[test]
fn single_values_are_checked_where_they_stand() {
    for (text, expected) in [
        ("http = 3", "1:8: http: expected a table, found a whole number"),
        (
            "[http]\nhosts = ['https://x/']",
            "2:10: http.hosts[0]: \"https://x/\" is no name of a host: write it without scheme and \
             path, as in picket.example",
        ),
        ("[http]\nhosts = 'x'", "2:9: http.hosts: expected a list, found a text"),
        (
            "[engine]\ncontacts_max = 1e6",
            "2:16: engine.contacts_max: expected a whole number, found a number with a fraction",
        ),
        (
            "[engine]\ncontacts_max = 99999999999999999999",
            "2:16: engine.contacts_max: inf is outside 100 to 10000000 contacts",
        ),
        ("[log]\nformat = 'xml'", "2:10: log.format: \"xml\" is none of text, json"),
        (
            "[rules]\nloitering = 3",
            "2:13: rules.loitering: expected a table of limits, true or \
          false, found a whole number",
        ),
    ] {
        assert_eq!(said_of(text), [expected], "{text}");
    }
    assert!(said_of("[log]\nfilter = 'a=b=c'")[0].starts_with("2:10: log.filter: \"a=b=c\" is no"));
}

#[test]
fn files_that_cannot_be_read_are_mistakes() {
    let folder = folder(&[
        ("areas/readme.txt", ""),
        ("missing.toml", "[watch_areas]\npath = 'nowhere'\n"),
        ("empty.toml", "[watch_areas]\npath = 'areas'\n"),
    ]);
    std::fs::write(folder.path().join("latin.toml"), b"# caf\xe9\n").expect("a file");
    std::fs::write(folder.path().join("big.toml"), vec![b'#'; (4 << 20) + 1]).expect("a file");
    for (file, expected) in [
        ("nothing.toml", "nothing.toml: cannot be read: No such file or directory (os error 2)"),
        ("areas", "areas: cannot be read: Is a directory (os error 21)"),
        ("latin.toml", "latin.toml: is no UTF-8 text: byte 5 is wrong"),
        ("big.toml", "big.toml: has 4194305 bytes, more than the 4194304 that are read"),
        (
            "missing.toml",
            "missing.toml:2:8: watch_areas.path: nowhere cannot be read: No such file or \
             directory (os error 2)",
        ),
        ("empty.toml", "areas: no file that ends in .geojson is in this folder"),
    ] {
        assert_eq!(said(load_file(&folder.path().join(file)), folder.path()), [expected]);
    }
}

#[test]
fn hostile_bytes_are_mistakes_and_nothing_worse() {
    let deep = format!("x = {}", "[".repeat(100_000));
    let dotted = format!("{} = 1", vec!["a"; 10_000].join("."));
    for text in ["\0", "[[[[", "=", "\u{1b}]0;x\u{7} = 1", &deep, &dotted] {
        let mistakes = load_text(text).expect_err("no configuration");
        assert!(!mistakes.to_string().contains(['\u{1b}', '\u{7}', '\0']), "{mistakes}");
    }
}

#[test]
fn both_ends_of_a_range_are_within_it() {
    for (text, mistakes) in [
        ("[http]\nstreams_max = 1", 0),
        ("[http]\nstreams_max = 10000", 0),
        ("[http]\nstreams_max = 10001", 1),
        ("[[feed]]\nname='a'\nkind='file'\npath='x'\nrate=0.01", 0),
        ("[[feed]]\nname='a'\nkind='file'\npath='x'\nrate=1e6", 0),
        ("[[feed]]\nname='a'\nkind='file'\npath='x'\nrate=0.009", 1),
        ("[rules.fast-approach]\nsog_kn_min = 10", 0),
        ("[rules.fast-approach]\nsog_kn_min = 102.2", 0),
        ("[rules.fast-approach]\nsog_kn_min = 9.9", 1),
    ] {
        assert_eq!(said_of(text).len(), mistakes, "{text}");
    }
}
