use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;

use socket2::SockRef;
use tokio::sync::mpsc;
use tracing::{error, warn};

use super::playback::Playback;
use super::resumed::Bookmark;
use super::tcp_listen::Bounds;
use super::{
    Feed, MqttSource, NatsSource, broker, file, playback, posted, serial, stdin, tcp, tcp_listen,
    udp,
};
use crate::config::FeedKind;
use crate::domain::FeedName;
use crate::net::tls::{Renewable, TlsError};
use crate::net::{Dialer, NatsServer, Post, Postbox, Socket, Sockets};

/// Room for a burst of datagrams: two seconds of the world's rate.
const UDP_RECEIVE_BYTES: usize = 8 * 1024 * 1024;

/// Where a feed's bytes come from, with its socket bound.
#[derive(Debug)]
pub enum Origin {
    /// Connects to `host:port`, again and again.
    Tcp {
        /// Host and port, with TLS or without.
        dialer: Dialer,
    },
    /// Connects to the relay of another Picket.
    Picket {
        /// Host and port, with TLS or without.
        dialer: Dialer,
        /// The file that says where it goes on.
        place: PathBuf,
    },
    /// Takes connections.
    TcpListen {
        /// The bound socket.
        listener: TcpListener,
        /// Connections at most.
        connections_max: usize,
        /// Of them from one address.
        connections_per_address_max: usize,
        /// TLS, if connections are to have it.
        tls: Option<Renewable>,
    },
    /// Receives datagrams.
    Udp {
        /// The bound socket.
        socket: UdpSocket,
    },
    /// Reads a file.
    File {
        /// Which.
        path: PathBuf,
        /// Whether to wait for more at its end.
        follow: bool,
        /// Times real time; `None` is full speed.
        rate: Option<f64>,
    },
    /// Standard input.
    Stdin,
    /// A serial port, opened again and again.
    Serial {
        /// Its device.
        path: PathBuf,
        /// Bits a second.
        baud: u32,
    },
    /// A subject of a NATS server.
    Nats(Box<NatsSource>),
    /// Topics of an MQTT broker.
    Mqtt(Box<MqttSource>),
    /// What is posted to HTTP.
    Posted {
        /// Where it is put in.
        postbox: Postbox,
        /// Where it comes out.
        posts: mpsc::Receiver<Post>,
    },
    /// A recording in memory.
    Playback(Playback),
}

/// Why a feed cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The address is taken, or is not one of this machine.
    #[error("feed {feed} cannot listen on {protocol} {address}")]
    Listen {
        /// Which feed.
        feed: FeedName,
        /// `tcp` or `udp`.
        protocol: &'static str,
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Its certificates cannot be used.
    #[error("feed {feed} cannot use TLS")]
    Tls {
        /// Which feed.
        feed: FeedName,
        /// Why.
        source: TlsError,
    },
    /// Secret or certificates of its broker cannot be used.
    #[error("feed {feed} cannot use its broker: {what}")]
    Broker {
        /// Which feed.
        feed: FeedName,
        /// Why.
        what: String,
    },
    /// A file is not there or cannot be read.
    #[error("feed {feed} cannot read {}", path.display())]
    File {
        /// Which feed.
        feed: FeedName,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Origin {
    /// Binds the sockets of a configured feed, so that a taken port is known before anything runs.
    pub fn bind(feed: FeedName, kind: FeedKind, sockets: &mut Sockets) -> Result<Self, BindError> {
        match kind {
            FeedKind::Tcp { address, tls } => match Dialer::new(address, tls.as_ref()) {
                Ok(dialer) => Ok(Self::Tcp { dialer }),
                Err(source) => Err(BindError::Tls { feed, source }),
            },
            FeedKind::Picket { address, tls, place } => {
                // Read again when it runs: the feed before it may still be moving it.
                if let Err(source) = Bookmark::open(place.clone()) {
                    return Err(BindError::File { feed, path: place, source });
                }
                match Dialer::new(address, tls.as_ref()) {
                    Ok(dialer) => Ok(Self::Picket { dialer, place }),
                    Err(source) => Err(BindError::Tls { feed, source }),
                }
            }
            FeedKind::TcpListen { address, connections_max, connections_per_address_max, tls } => {
                let tls = tls.map(Renewable::open).transpose();
                let tls = tls.map_err(|source| BindError::Tls { feed, source })?;
                match sockets.tcp(address) {
                    Ok(listener) => Ok(Self::TcpListen {
                        listener,
                        connections_max,
                        connections_per_address_max,
                        tls,
                    }),
                    Err(source) => {
                        Err(BindError::Listen { feed, protocol: "tcp", address, source })
                    }
                }
            }
            FeedKind::Udp { address } => match sockets.udp(address) {
                Ok(socket) => {
                    widen(feed, &socket);
                    Ok(Self::Udp { socket })
                }
                Err(source) => Err(BindError::Listen { feed, protocol: "udp", address, source }),
            },
            FeedKind::File { path, follow, rate } => {
                // A followed file may come later; any other has to be there.
                if !follow && let Err(source) = std::fs::File::open(&path) {
                    return Err(BindError::File { feed, path, source });
                }
                Ok(Self::File { path, follow, rate })
            }
            FeedKind::Stdin => Ok(Self::Stdin),
            FeedKind::Serial { path, baud } => Ok(Self::Serial { path, baud }),
            FeedKind::Nats { broker, subject, consumer } => match NatsServer::new(&broker) {
                Ok(server) => Ok(Self::Nats(Box::new(NatsSource { server, subject, consumer }))),
                Err(what) => Err(BindError::Broker { feed, what }),
            },
            FeedKind::Mqtt { broker, topic, client_id, place } => {
                match MqttSource::new(&broker, topic, &client_id, place) {
                    Ok(source) => Ok(Self::Mqtt(Box::new(source))),
                    Err(what) => Err(BindError::Broker { feed, what }),
                }
            }
            FeedKind::Http { body_bytes_max, clients } => {
                let (sender, posts) = mpsc::channel(posted::POSTS_WAITING_MAX);
                let clients = clients.into();
                Ok(Self::Posted {
                    postbox: Postbox { posts: sender, body_bytes_max, clients },
                    posts,
                })
            }
        }
    }

    /// Where it listens, with the port that the system chose where 0 was asked for.
    pub fn local_address(&self) -> Option<SocketAddr> {
        match self {
            Self::TcpListen { listener, .. } => listener.local_addr().ok(),
            Self::Udp { socket } => socket.local_addr().ok(),
            _ => None,
        }
    }

    /// Its certificates, which may be renewed.
    pub fn certificates(&self) -> Option<&Renewable> {
        match self {
            Self::TcpListen { tls, .. } => tls.as_ref(),
            _ => None,
        }
    }

    /// A second handle of the socket that it listens with.
    pub fn socket(&self) -> Option<Socket> {
        let again = match self {
            Self::TcpListen { listener, .. } => listener.try_clone().map(Socket::Tcp),
            Self::Udp { socket } => socket.try_clone().map(Socket::Udp),
            _ => return None,
        };
        // Without it (no file descriptor is left) its address is taken until the feed has ended.
        again.ok()
    }

    /// Where HTTP puts what is posted to it.
    pub fn postbox(&self) -> Option<&Postbox> {
        match self {
            Self::Posted { postbox, .. } => Some(postbox),
            _ => None,
        }
    }

    /// Runs the feed until its source ends or it is told to stop; what was read by then has been
    /// delivered when this returns. Has to be called within a tokio runtime.
    pub async fn run(self, feed: Feed) {
        match self {
            Self::Tcp { dialer } => tcp::run(&feed, &dialer, None).await,
            Self::Picket { dialer, place } => match Bookmark::open(place) {
                Ok(bookmark) => tcp::run(&feed, &dialer, Some(&bookmark)).await,
                Err(error) => unusable(&feed, "place in the relay", &error),
            },
            Self::TcpListen { listener, connections_max, connections_per_address_max, tls } => {
                let bounds = Bounds { connections_max, connections_per_address_max };
                match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => tcp_listen::run(feed, listener, bounds, tls).await,
                    Err(error) => unusable(&feed, "socket", &error),
                }
            }
            Self::Udp { socket } => match tokio::net::UdpSocket::from_std(socket) {
                Ok(socket) => udp::run(&feed, socket).await,
                Err(error) => unusable(&feed, "socket", &error),
            },
            Self::File { path, follow, rate } => file::run(&feed, path, follow, rate).await,
            Self::Stdin => stdin::run(&feed).await,
            Self::Serial { path, baud } => serial::run(&feed, &path, baud).await,
            Self::Nats(source) => broker::run(&feed, &*source).await,
            Self::Mqtt(source) => broker::run(&feed, &*source).await,
            Self::Posted { posts, postbox: _ } => posted::run(&feed, posts).await,
            Self::Playback(playback) => playback::run(&feed, playback).await,
        }
    }
}

fn unusable(feed: &Feed, what: &str, error: &io::Error) {
    error!(feed = %feed.settings.name, what, %error, "a feed cannot run");
    feed.closed(Some(format!("its {what} cannot be used: {error}")));
}

fn widen(feed: FeedName, socket: &UdpSocket) {
    if let Err(error) = SockRef::from(socket).set_recv_buffer_size(UDP_RECEIVE_BYTES) {
        warn!(%feed, %error, "the receive buffer stays small: bursts may be lost in the kernel");
    }
}
