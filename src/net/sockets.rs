use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};

use socket2::{Domain, SockRef, Socket as RawSocket, Type};

/// Connections that wait to be accepted; the system takes off what is too much.
const BACKLOG: i32 = 4_096;

/// A socket that something listens with.
#[derive(Debug)]
pub enum Socket {
    /// Takes connections.
    Tcp(TcpListener),
    /// Receives datagrams.
    Udp(UdpSocket),
}

impl Socket {
    /// A second handle of the same socket.
    pub fn again(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(listener) => listener.try_clone().map(Self::Tcp),
            Self::Udp(socket) => socket.try_clone().map(Self::Udp),
        }
    }

    const fn kind(&self) -> Type {
        match self {
            Self::Tcp(_) => Type::STREAM,
            Self::Udp(_) => Type::DGRAM,
        }
    }

    fn into_raw(self) -> RawSocket {
        match self {
            Self::Tcp(listener) => listener.into(),
            Self::Udp(socket) => socket.into(),
        }
    }

    fn local_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr(),
            Self::Udp(socket) => socket.local_addr(),
        }
        .ok()
    }

    fn reference(&self) -> SockRef<'_> {
        match self {
            Self::Tcp(listener) => SockRef::from(listener),
            Self::Udp(socket) => SockRef::from(socket),
        }
    }
}

/// Binds sockets, none of which blocks. Those that are about to be given up can be lent to it: whoever
/// asks for the address of one is given that one, so that nothing has to end before it is known that
/// everything new has its socket.
#[derive(Debug, Default)]
pub struct Sockets {
    lent: Vec<Socket>,
}

impl Sockets {
    /// Takes in a socket that is about to be given up.
    pub fn lend(&mut self, socket: Socket) {
        self.lent.push(socket);
    }

    /// Listens for connections.
    ///
    /// # Errors
    /// The address is taken, or is not one of this machine.
    pub fn tcp(&mut self, address: SocketAddr) -> io::Result<TcpListener> {
        self.of_kind(Type::STREAM, address).map(TcpListener::from)
    }

    /// Receives datagrams.
    ///
    /// # Errors
    /// The address is taken, or is not one of this machine.
    pub fn udp(&mut self, address: SocketAddr) -> io::Result<UdpSocket> {
        self.of_kind(Type::DGRAM, address).map(UdpSocket::from)
    }

    /// The lent socket of an address and a kind, or a new one.
    fn of_kind(&mut self, kind: Type, address: SocketAddr) -> io::Result<RawSocket> {
        let is_it = |held: &Socket| held.kind() == kind && held.local_address() == Some(address);
        if let Some(at) = self.lent.iter().position(is_it) {
            return Ok(self.lent.swap_remove(at).into_raw());
        }
        let bound = if kind == Type::STREAM {
            TcpListener::bind(address).map(RawSocket::from)
        } else {
            UdpSocket::bind(address).map(RawSocket::from)
        };
        let socket = bound.or_else(|error| self.beside(kind, address, error))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    }

    /// Binds beside the lent sockets that overlap: of `0.0.0.0:10110` and `127.0.0.1:10110` the system
    /// lets only such have both that both say so, and they say it no longer than this takes.
    fn beside(&self, kind: Type, address: SocketAddr, error: io::Error) -> io::Result<RawSocket> {
        let overlaps = |held: &&Socket| {
            held.kind() == kind && held.local_address().is_some_and(|held| overlap(held, address))
        };
        let overlapping: Vec<_> = self.lent.iter().filter(overlaps).collect();
        if error.kind() != io::ErrorKind::AddrInUse || overlapping.is_empty() {
            return Err(error);
        }
        // All of them, whatever the system says of one.
        let share = |shared| {
            let said = overlapping.iter().map(|held| held.reference().set_reuse_port(shared));
            said.fold(Ok(()), io::Result::and)
        };
        let bind = || {
            let raw = RawSocket::new(Domain::for_address(address), kind, None)?;
            raw.set_reuse_address(kind == Type::STREAM)?;
            raw.set_reuse_port(true)?;
            raw.bind(&address.into())?;
            if kind == Type::STREAM {
                raw.listen(BACKLOG)?;
            }
            raw.set_reuse_port(false)?;
            Ok(raw)
        };
        let bound = share(true).and_then(|()| bind());
        share(false).and(bound)
    }
}

fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    one.port() == other.port() && (one.ip().is_unspecified() || other.ip().is_unspecified())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    fn at(ip: [u8; 4], port: u16) -> SocketAddr {
        (ip, port).into()
    }

    #[test]
    fn a_lent_socket_is_given_to_who_asks_for_its_address_and_kind() {
        let mut sockets = Sockets::default();
        let tcp = sockets.tcp(at([127, 0, 0, 1], 0)).expect("a port");
        let address = tcp.local_addr().expect("an address");
        assert!(sockets.tcp(address).is_err(), "it is taken");
        sockets.lend(Socket::Tcp(tcp.try_clone().expect("a handle")));
        assert!(sockets.udp(address).is_ok(), "of another kind");
        let other = sockets.tcp(address).expect("lent");
        assert_eq!(other.local_addr().expect("an address"), address);
        assert!(sockets.tcp(address).is_err(), "it was lent once");
        // A handle is enough.
        drop(tcp);
        TcpStream::connect(address).expect("somebody listens");
    }

    #[test]
    fn of_two_kinds_at_one_address_each_is_given_to_who_asks_for_it() {
        for tcp_first in [false, true] {
            let mut sockets = Sockets::default();
            let tcp = sockets.tcp(at([127, 0, 0, 1], 0)).expect("a port");
            let address = tcp.local_addr().expect("an address");
            let udp = sockets.udp(address).expect("the same port");
            let mut both = [Socket::Udp(udp), Socket::Tcp(tcp)];
            if tcp_first {
                both.reverse();
            }
            for socket in both {
                sockets.lend(socket);
            }
            let (tcp, udp) =
                (sockets.tcp(address).expect("lent"), sockets.udp(address).expect("lent"));
            assert_eq!(SockRef::from(&tcp).r#type().expect("a kind"), Type::STREAM);
            assert_eq!(SockRef::from(&udp).r#type().expect("a kind"), Type::DGRAM);
        }
    }

    #[test]
    fn all_addresses_can_be_had_beside_one_that_is_about_to_be_given_up_and_by_nobody_else() {
        let mut sockets = Sockets::default();
        let tcp = sockets.tcp(at([127, 0, 0, 1], 0)).expect("a port");
        let port = tcp.local_addr().expect("an address").port();
        let all = at([0, 0, 0, 0], port);
        assert!(sockets.tcp(all).is_err(), "it is taken");
        sockets.lend(Socket::Tcp(tcp.try_clone().expect("a handle")));
        let listener = sockets.tcp(all).expect("beside");
        assert!(Sockets::default().tcp(all).is_err(), "nobody else shares it");
        drop((sockets, tcp));
        TcpStream::connect(at([127, 0, 0, 1], port)).expect("it listens there now");
        assert!(listener.accept().is_ok());
    }

    #[test]
    fn datagrams_too() {
        let mut sockets = Sockets::default();
        let udp = sockets.udp(at([127, 0, 0, 1], 0)).expect("a port");
        let port = udp.local_addr().expect("an address").port();
        let all = at([0, 0, 0, 0], port);
        assert!(sockets.udp(all).is_err(), "it is taken");
        sockets.lend(Socket::Udp(udp.try_clone().expect("a handle")));
        assert!(sockets.udp(all).is_ok());
    }
}
