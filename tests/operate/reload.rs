//! Files that change under a running daemon, and what systemd is told.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::process::Command;

use super::access::{folder, token};
use super::daemon::{Daemon, PATIENCE, picket, wait};

/// The status that a request with a token is answered by, and the body.
fn ask(daemon: &Daemon, path: &str, secret: &str) -> (String, String) {
    let output = Command::new("curl")
        .args(["-s", "-w", "\n%{http_code}", "-H", &format!("Authorization: Bearer {secret}")])
        .arg(format!("{}{path}", daemon.url))
        .output()
        .expect("curl runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let (body, status) = text.rsplit_once('\n').expect("a status");
    (status.to_owned(), body.to_owned())
}

#[test]
fn a_token_is_good_and_then_bad_without_a_restart_and_a_broken_file_changes_nothing() {
    let folder = folder("[http]\nlisten = \"127.0.0.1:0\"\n");
    let first = token(folder.path(), "first", "viewer", &[]);
    let daemon = Daemon::start(folder.path(), &[]);
    let status = |secret: &str| ask(&daemon, "/api/v1/vessels", secret).0;
    assert_eq!(status(&first), "200");

    let second = token(folder.path(), "second", "viewer", &[]);
    // Asked for no sooner: who is refused often is not heard for a minute.
    daemon.wait_to_hear("files were read again");
    assert_eq!(status(&second), "200");
    let revoke = ["token", "revoke", "--file", "access.toml", "--name", "first"];
    assert!(picket(&revoke, folder.path()).status.success());
    wait("the first token to be refused", || status(&first) == "401");

    let file = folder.path().join("access.toml");
    let good = fs::read_to_string(&file).expect("text");
    fs::write(&file, good.replace("viewer", "viewr")).expect("written");
    let gauge = |value: &str| {
        let (_, page) = ask(&daemon, "/metrics", &second);
        page.contains(&format!("picket_config_last_reload_successful {value}\n"))
    };
    wait("the refusal in /metrics", || gauge("0"));
    let (_, ready) = ask(&daemon, "/readyz", &second);
    assert!(ready.contains("\"status\":\"degraded\""), "{ready}");
    assert!(ready.contains("access.toml:") && ready.contains("did you mean"), "{ready}");
    daemon.wait_to_hear("reload refused: the files before are in force");
    assert_eq!(status(&second), "200");

    fs::write(&file, good).expect("written");
    daemon.signal("HUP");
    wait("the mended file", || gauge("1"));
    assert!(!ask(&daemon, "/readyz", &second).1.contains("access.toml:"));
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn systemd_is_told_of_readiness_and_of_the_stop() {
    let folder = folder("[http]\nlisten = \"127.0.0.1:0\"\n");
    token(folder.path(), "first", "viewer", &[]);
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let told = || {
        let mut buffer = [0; 256];
        let length = socket.recv(&mut buffer).expect("told");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    let daemon = Daemon::start(folder.path(), &[("NOTIFY_SOCKET", path.to_str().expect("text"))]);
    assert!(told().starts_with("READY=1\n"));
    daemon.signal("HUP");
    let reloading = told();
    assert!(reloading.starts_with("RELOADING=1\n"), "{reloading}");
    assert!(reloading.contains("\nMONOTONIC_USEC="), "{reloading}");
    assert!(told().starts_with("READY=1\n"));
    assert_eq!(daemon.stop(), Some(0));
    assert!(told().starts_with("STOPPING=1\n"));
}
