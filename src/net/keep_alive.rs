use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

/// A peer that vanished without a word is noticed after about a minute.
const IDLE: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_secs(10);

/// Lets the kernel probe a silent peer, so that dead connections do not pile up.
pub fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    let probes = TcpKeepalive::new().with_time(IDLE).with_interval(INTERVAL);
    SockRef::from(stream).set_tcp_keepalive(&probes)
}
