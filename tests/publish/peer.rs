//! A program of somebody else, run for one test.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use picket::clock::monotonic_now;

/// Nothing here takes so long; a test that waits longer has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// A running peer; killed when dropped.
pub(crate) struct Peer(Child);

impl Peer {
    /// Starts a program and waits until it listens.
    pub(crate) fn start(program: &Path, arguments: &[&str], port: u16) -> Self {
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the peer runs");
        let peer = Self(child);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        wait_until("the peer listens", || TcpStream::connect(address).is_ok());
        peer
    }

    /// A nats-server with streams, which it keeps in the folder.
    pub(crate) fn nats_server(program: &Path, folder: &Path, port: u16) -> Self {
        let (store, port_text) = (folder.join("nats"), port.to_string());
        let store = store.to_str().expect("a path");
        Self::start(program, &["-js", "-a", "127.0.0.1", "-p", &port_text, "-sd", store], port)
    }

    /// Ends it as an operator would.
    pub(crate) fn stop(mut self) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(sent.success());
        self.0.wait().expect("the peer ends");
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Where a program is: in the path, or among what `make test` unpacks. Without it a test is skipped,
/// or fails where peers are required.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path);
    let unpacked = ["usr/bin", "usr/sbin"].map(|folder| tools.join(folder));
    let found = folders.chain(unpacked).map(|folder| folder.join(name)).find(|path| path.exists());
    if found.is_none() {
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "{name} is not there; `make test` unpacks it");
        eprintln!("skipped: {name} is not there; `make test` unpacks it");
    }
    found
}

/// A port that nobody has.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = monotonic_now() + PATIENCE;
    while !is_so() {
        assert!(monotonic_now() < until, "never: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Everything that a connection says until it ends.
pub(crate) fn read_all(stream: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A broken connection has said what it said.
    drop(stream.read_to_end(&mut bytes));
    bytes
}
