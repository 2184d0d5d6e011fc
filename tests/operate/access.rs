//! From `picket token new` to a request over TLS.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::daemon::{Daemon, picket};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/tls");

/// A daemon's folder that listens on a port of the system's choice.
pub(crate) fn folder(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "feed = []\n[access]\npath = \"access.toml\"\n[log]\nformat = \"json\"\nfilter = \"trace\"\n\
         [store]\npath = \"data\"\n{more}"
    );
    fs::write(folder.path().join("picket.toml"), text).expect("written");
    folder
}

pub(crate) fn token(folder: &Path, name: &str, role: &str, more: &[&str]) -> String {
    let arguments = ["token", "new", "--config", "picket.toml", "--name", name, "--role", role];
    let output = picket(&[&arguments, more].concat(), folder);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// Everything below a folder, as text.
fn everything_in(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text.push_str(&everything_in(&path));
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).expect("read")));
        }
    }
    text
}

#[test]
fn the_start_beyond_this_machine_waits_for_a_token_and_the_token_is_nowhere_but_with_its_holder() {
    let folder = folder("[http]\nlisten = \"0.0.0.0:0\"\n");
    let refused = picket(&["serve", "--config", "picket.toml"], folder.path());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("`picket token new` makes it"), "{said}");

    let secret = token(folder.path(), "watch-room", "officer", &["--expires", "90d"]);
    let twice =
        ["token", "new", "--config", "picket.toml", "--name", "watch-room", "--role", "viewer"];
    assert_eq!(picket(&twice, folder.path()).status.code(), Some(2));
    let list = picket(&["token", "list", "--file", "access.toml"], folder.path());
    let list = String::from_utf8(list.stdout).expect("text");
    assert!(list.starts_with("token\twatch-room\tofficer\tuntil "), "{list}");

    let daemon = Daemon::start(folder.path(), &[]);
    let bearer = format!("Bearer {secret}");
    let url = format!("http://127.0.0.1:{}", daemon.address().port());
    let ask = |header: &str| {
        let output = Command::new("curl")
            .args(["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H"])
            .arg(format!("Authorization: {header}"))
            .arg(format!("{url}/api/v1/vessels"))
            .output();
        String::from_utf8(output.expect("curl runs").stdout).expect("text")
    };
    assert_eq!(ask(&bearer), "200");
    assert_eq!(ask(&format!("{bearer}0")), "401");
    daemon.wait_to_hear("tokens cross the network in the clear");

    let printed = picket(&["check", "--config", "picket.toml", "--print"], folder.path());
    let printed = String::from_utf8_lossy(&[printed.stdout, printed.stderr].concat()).into_owned();
    let bare = secret.trim_start_matches("picket_");
    for (place, text) in [
        ("its logs", daemon.said()),
        ("--print", printed),
        ("its files", everything_in(folder.path())),
    ] {
        assert!(!text.contains(bare), "the token is in {place}");
    }
}

#[test]
fn a_certificate_is_a_name_and_a_role_and_a_token_does_as_well() {
    let more = format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[http.tls]\ncertificate = \"{TLS}/server.pem\"\n\
         key = \"{TLS}/server.key\"\nclient_ca = \"{TLS}/ca.pem\"\n"
    );
    let folder = folder(&more);
    let secret = token(folder.path(), "watch-room", "viewer", &[]);
    let fingerprint = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(format!("{TLS}/client.pem"))
        .output()
        .expect("openssl runs");
    let fingerprint = String::from_utf8(fingerprint.stdout).expect("text");
    let (_, fingerprint) = fingerprint.trim().split_once('=').expect("a fingerprint");
    let file = folder.path().join("access.toml");
    let mut access = fs::read_to_string(&file).expect("written");
    let bridge = "[[certificate]]\nname = \"bridge\"\nrole = \"analyst\"\nfingerprint = ";
    access.extend([bridge, "\"sha256:", fingerprint, "\"\n"]);
    fs::write(&file, access).expect("written");

    let daemon = Daemon::start(folder.path(), &[]);
    assert!(daemon.url.starts_with("https://"), "{}", daemon.url);
    let url = format!("https://localhost:{}/api/v1/session", daemon.address().port());
    let ask = |more: &[&str]| {
        let output = Command::new("curl")
            .args(["-sS", "--cacert", &format!("{TLS}/ca.pem")])
            .args(more)
            .arg(&url)
            .output()
            .expect("curl runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let (cert, key) = (format!("{TLS}/client.pem"), format!("{TLS}/client.key"));
    let by_certificate = ask(&["--cert", &cert, "--key", &key]);
    assert!(
        by_certificate.contains("\"name\":\"bridge\",\"role\":\"analyst\""),
        "{by_certificate}"
    );
    let by_token = ask(&["-H", &format!("Authorization: Bearer {secret}")]);
    assert!(by_token.contains("\"name\":\"watch-room\",\"role\":\"viewer\""), "{by_token}");
    assert!(ask(&[]).contains("\"name\":null"), "{}", ask(&[]));
    let cookie = ask(&["-i", "--json", &format!("{{\"token\":\"{secret}\"}}")]);
    assert!(cookie.contains("; Secure"), "{cookie}");
    // Plain HTTP on the same port gets nothing, and holds nobody up.
    let plain = Command::new("curl").args(["-sS", &url.replace("https", "http")]).output();
    assert!(!plain.expect("curl runs").status.success());
    assert_eq!(daemon.stop(), Some(0));
}
