//! Connections from an address of their own, so that what is allowed to one address is used up by
//! those who mean harm alone. Linux has all of 127.0.0.0/8.

use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// Where they come from.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection.
pub(crate) fn connect(to: SocketAddr) -> TcpStream {
    connect_with(to, None)
}

/// One that takes at most about so many bytes that it does not read.
pub(crate) fn connect_with(to: SocketAddr, takes: Option<usize>) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    if let Some(takes) = takes {
        socket.set_recv_buffer_size(takes).expect("a buffer");
    }
    socket.bind(&SocketAddr::from((FROM, 0)).into()).expect("an address of its own");
    socket.connect_timeout(&to.into(), PATIENCE).expect("connected");
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// A thousand of them at once.
pub(crate) fn thousand(to: SocketAddr) -> Vec<TcpStream> {
    let open = || (0..125).map(|_| connect(to)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let openers: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        openers.into_iter().flat_map(|opener| opener.join().expect("connected")).collect()
    })
}

/// The status of an answer, and all of it; `None` where the connection was closed without one.
pub(crate) fn answer(stream: &mut TcpStream) -> Option<(u16, String)> {
    let mut said = Vec::new();
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut bytes) {
        said.extend_from_slice(&bytes[..length]);
        if said.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    let said = String::from_utf8_lossy(&said).into_owned();
    let status = said.split(' ').nth(1)?.parse().ok()?;
    Some((status, said))
}
