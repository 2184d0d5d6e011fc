//! Every command of the README is run, in its order, in a folder that holds what a clone holds.
#![cfg(test)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Run by `.ci/run` and by tests/demo.rs.
const ELSEWHERE: [&str; 2] = ["make demo", "make test"];

#[test]
fn every_command_of_the_readme_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["config", "testdata"] {
        symlink(root.join(name), folder.path().join(name)).expect("a link");
    }
    if TcpListener::bind("127.0.0.1:10110").is_err() {
        assert!(std::env::var_os("PICKET_REQUIRE_PEERS").is_none(), "port 10110 is taken");
        eprintln!("skipped: port 10110, which the README uses, is taken on this machine");
        return;
    }
    let port = free_port();
    let mut daemon = None;
    for command in commands(&readme) {
        if ELSEWHERE.iter().any(|elsewhere| command.starts_with(elsewhere)) {
            continue;
        }
        let command = command.replace(":8080", &format!(":{port}"));
        eprintln!("$ {command}");
        if let Some(serve) = command.strip_suffix('&') {
            // `exec`, so that the child is the daemon itself and can be stopped.
            let serve = format!("exec {serve} >daemon.log");
            daemon = Some(Daemon(shell(&serve, folder.path(), port).spawn().expect("started")));
            wait_until_ready(port);
            continue;
        }
        // What was sent is there once it has been read; the picture is published every second.
        let patience = if command.starts_with("curl") { 300 } else { 0 };
        let wanted = if command.contains("/alerts?") { "\"fast-approach\"" } else { "" };
        run(&command, wanted, patience, folder.path(), port);
    }
    assert!(daemon.is_some(), "the README starts the daemon");
}

/// The lines of the blocks marked `sh`, without comments.
fn commands(readme: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside {
            commands.push(line.split("  #").next().unwrap_or(line).trim().to_owned());
        }
    }
    assert!(commands.len() > 10, "the README has commands");
    commands
}

fn shell(command: &str, folder: &Path, port: u16) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_picket")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("bash");
    shell
        .args(["-c", &format!("exec 2>&1; set -e; {command}")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("PICKET__HTTP__LISTEN", format!("127.0.0.1:{port}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    shell
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("bound").port()
}

fn wait_until_ready(port: u16) {
    for _ in 0..300 {
        if ureq::get(format!("http://127.0.0.1:{port}/readyz")).call().is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the daemon did not become ready");
}

/// Runs a command until it succeeds and says what is wanted, at most so many times more.
fn run(command: &str, wanted: &str, patience: u32, folder: &Path, port: u16) {
    let mut last = String::new();
    for _ in 0..=patience {
        let output = shell(command, folder, port).output().expect("bash runs");
        last = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() && last.contains(wanted) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{command}: {last}");
}

/// Killed with the test.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
