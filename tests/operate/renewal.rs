//! Certificates and secrets are renewed under a running daemon: by those who listen at once, by those who
//! connect at their next connection.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::configuration::{SHIPS, area, configuration, free_port, json, sentences, write};
use super::daemon::{Daemon, wait};

/// Another certificate, signed by itself, with its key; its fingerprint.
fn certificate(folder: &Path, name: &str) -> String {
    let (pem, key) = (format!("{name}.pem"), format!("{name}.key"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-days", "2", "-keyout", &key, "-out", &pem])
        .current_dir(folder)
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fingerprint(&fs::read(folder.join(pem)).expect("a certificate"))
}

fn fingerprint(pem: &[u8]) -> String {
    let mut openssl = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl runs");
    openssl.stdin.take().expect("piped").write_all(pem).expect("read");
    let output = openssl.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("text")
}

/// The certificate that a listener shows.
fn shown(address: SocketAddr) -> String {
    let output = Command::new("openssl")
        .args(["s_client", "-connect", &address.to_string()])
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    fingerprint(&output.stdout)
}

/// Puts another pair in the place of the one in force.
fn renew(folder: &Path, name: &str, in_force: &str) {
    for kind in ["key", "pem"] {
        let text = fs::read_to_string(folder.join(format!("{name}.{kind}"))).expect("a file");
        write(folder, &format!("{in_force}.{kind}"), &text);
    }
}

fn client(address: SocketAddr) -> (Child, ChildStdin) {
    let mut client = Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &address.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl runs");
    let stdin = client.stdin.take().expect("piped");
    (client, stdin)
}

#[test]
fn feeds_and_relays_show_a_renewed_certificate_and_cut_off_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let (port, out) = (free_port(), free_port());
    let certificates = ["first", "second", "third"].map(|name| certificate(path, name));
    renew(path, "first", "own");
    write(path, "areas.geojson", &area("here"));
    let tls = "tls = { certificate = \"own.pem\", key = \"own.key\" }\n";
    let relay = format!(
        "[[relay]]\nname = \"out\"\nkind = \"tcp\"\naddress = \"{out}\"\nduplicates = true\n{tls}"
    );
    // The files are named by a reload alone.
    write(path, "picket.toml", &configuration(&[("in", port)], ""));
    let daemon = Daemon::start(path, &[]);
    let feed = configuration(&[("in", port)], "") + tls;
    write(path, "picket.toml", &(feed + &relay));
    wait("the first certificate", || [port, out].map(shown) == [&*certificates[0]; 2]);

    let (mut sends, mut input) = client(port);
    let (mut listens, mut asks) = client(out);
    let mut lines = BufReader::new(listens.stdout.take().expect("piped")).lines();
    let mut hears =
        |what: &str| lines.by_ref().map_while(Result::ok).any(|line| line.contains(what));
    // Answered once the handshake is done.
    asks.write_all(b"$PPKT,RESUME*2A\r\n").expect("asked");
    assert!(hears("$PPKT,FROM"));
    renew(path, "second", "own");
    wait("the second certificate", || [port, out].map(shown) == [&*certificates[1]; 2]);
    input.write_all(SHIPS[0].as_bytes()).expect("written");
    wait("a sentence of the same connection", || sentences(&daemon, "in") > 0.5);
    assert!(hears("BSVDM"), "the same connection");

    // A key that is not of the certificate changes nothing.
    let key = fs::read_to_string(path.join("third.key")).expect("a key");
    write(path, "own.key", &key);
    wait("the refusal", || json(&daemon, "/readyz").to_string().contains("own.pem"));
    assert_eq!([port, out].map(shown), [&*certificates[1]; 2]);
    renew(path, "third", "own");
    wait("the third certificate", || [port, out].map(shown) == [&*certificates[2]; 2]);
    assert!(json(&daemon, "/readyz")["reload_problem"].is_null());
    for client in [&mut sends, &mut listens] {
        client.kill().expect("ended");
        client.wait().expect("ended");
    }
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn a_sink_whose_secret_or_certificate_is_another_begins_anew_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    write(path, "areas.geojson", &area("here"));
    write(path, "secret", "one");
    certificate(path, "first");
    certificate(path, "second");
    renew(path, "first", "own");
    let sink = "[[sink]]\nname = \"hook\"\nkind = \"webhook\"\nurl = \"https://127.0.0.1:1/\"\n\
                secret_file = \"secret\"\ntls = { certificate = \"own.pem\", key = \"own.key\" }\n";
    write(path, "picket.toml", &configuration(&[("in", free_port())], sink));
    let daemon = Daemon::start(path, &[]);
    let reloads = |what: &str| {
        let trail = fs::read_to_string(path.join("data/audit.jsonl")).unwrap_or_default();
        trail.lines().filter(|line| line.contains(what)).count()
    };
    write(path, "secret", "two");
    wait("the other secret", || reloads("[\"sinks\"]") == 1);
    renew(path, "second", "own");
    wait("the other certificate", || reloads("[\"sinks\"]") == 2);
    // An empty secret is none.
    write(path, "secret", "");
    wait("the refusal", || json(&daemon, "/readyz").to_string().contains("secret is empty"));
    assert!(!daemon.said().contains("two"), "secrets are said to nobody");
    assert_eq!(daemon.stop(), Some(0));
}
