use super::{folder, load_file, said_of};
use crate::config::{MessageType, RelayKind, to_toml};

#[test]
fn mistakes_of_relays_are_said_with_their_place() {
    let text = r#"
[[feed]]
name = "north"
kind = "picket"
address = "192.0.2.1:10120"
[[relay]]
name = "Out"
kind = "tpc"
[[relay]]
name = "out"
kind = "tcp"
address = "0.0.0.0:10120"
to = ["192.0.2.2:1"]
feeds = ["nort"]
types = [28, "ttm", "TTM", 5]
areas = ["wrld"]
[[relay]]
name = "out"
kind = "tcp"
address = "127.0.0.1:8080"
buffer_bytes = 1
[[relay]]
name = "datagrams"
kind = "udp"
to = ["192.0.2.2"]
[[relay]]
"#;
    assert_eq!(
        said_of(text),
        [
            "7:8: relay[0].name: \"Out\" is no name: a-z, 0-9 and '-', at most 31 characters",
            "8:8: relay[0].kind: \"tpc\" is none of tcp, udp; did you mean \"tcp\"?",
            "12:11: relay[1].address: 0.0.0.0:10120 can be reached from outside this machine, and \
             nobody has to say who they are: give tls with client_ca, or listen on 127.0.0.1 or [::1]",
            "13:6: relay[1].to: does not apply to a relay of kind \"tcp\"",
            "14:10: relay[1].feeds: no feed has the name \"nort\"; did you mean \"north\"?",
            "15:10: relay[1].types: \"28\" is no type of message: 1 to 27 for AIS, or three capitals as \
             in \"TTM\"",
            "15:14: relay[1].types: \"ttm\" is no type of message: 1 to 27 for AIS, or three capitals as \
             in \"TTM\"",
            "16:10: relay[1].areas: \"wrld\" is no id of a watch area of these files; did you mean \"world\"?",
            "18:8: relay[2].name: \"out\" is already the name of the relay in 10",
            "20:11: relay[2].address: \"127.0.0.1:8080\" is already the address that is listened on in \
             [http]",
            "21:16: relay[2].buffer_bytes: 1 is outside 65536 to 1099511627776 bytes",
            "25:7: relay[3].to: \"192.0.2.2\" is no HOST:PORT, as in 192.0.2.10:10110",
            "26:1: relay[4].name: missing: a relay needs a name",
            "26:1: relay[4].kind: missing: a relay needs a kind: tcp or udp",
        ]
    );
}

#[test]
fn relays_are_read_and_printed_as_they_were_meant() {
    let text = "
[[feed]]
name = 'other'
kind = 'picket'
address = '[2001:db8::7]:10120'
[[relay]]
name = 'out'
kind = 'tcp'
address = '0.0.0.0:10120'
clients_max = 3
tls = { certificate = 'a.pem', key = 'a.key', client_ca = 'ca.pem' }
feeds = ['other']
areas = ['world']
types = [5, 'TTM']
duplicates = true
[[relay]]
name = 'udp'
kind = 'udp'
to = ['charts.example:10110', '192.0.2.2:1']
[store]
path = 'kept'
";
    let folder = folder(&[("picket.toml", text)]);
    let config = load_file(&folder.path().join("picket.toml")).expect("valid");
    let [out, udp] = config.relays.as_slice() else { panic!("two relays") };
    assert!(matches!(&out.kind, RelayKind::Tcp { clients_max: 3, tls: Some(_), .. }), "{out:?}");
    let types = [MessageType::Ais(5), MessageType::Formatter(*b"TTM")];
    assert_eq!((out.filter.types.as_slice(), out.duplicates), (&types[..], true));
    let RelayKind::Udp { to } = &udp.kind else { panic!("{udp:?}") };
    assert_eq!(to, &["charts.example:10110", "192.0.2.2:1"]);
    let place = format!("place: {:?}", folder.path().join("kept/relay/other"));
    assert!(format!("{:?}", config.feeds).contains(&place), "{:?}", config.feeds);

    let printed = folder.path().join("printed.toml");
    std::fs::write(&printed, to_toml(&config)).expect("a file");
    let again = load_file(&printed).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(format!("{:?}", again.relays), format!("{:?}", config.relays));
}
