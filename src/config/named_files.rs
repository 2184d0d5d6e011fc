use std::path::{Path, PathBuf};

use super::broker::{Broker, SecretSource};
use super::publish::{HttpTarget, RelayKind, SinkKind};
use super::tls::{ClientTls, ServerTls};
use super::types::{Config, FeedKind};

impl Config {
    /// The files that the configuration names and that something is done by: watch areas (a file or
    /// folder of them), certificates, keys and secrets of feeds, sinks and relays.
    pub fn named_files(&self) -> Vec<PathBuf> {
        let mut named = Named(self.areas_path.iter().cloned().collect());
        self.feeds.iter().for_each(|feed| named.feed(&feed.kind));
        self.sinks.iter().for_each(|sink| named.sink(&sink.kind));
        for relay in &self.relays {
            if let RelayKind::Tcp { tls, .. } = &relay.kind {
                named.server(tls.as_ref());
            }
        }
        named.0
    }
}

struct Named(Vec<PathBuf>);

impl Named {
    fn feed(&mut self, kind: &FeedKind) {
        match kind {
            FeedKind::Tcp { tls, .. } | FeedKind::Picket { tls, .. } => self.client(tls.as_ref()),
            FeedKind::TcpListen { tls, .. } => self.server(tls.as_ref()),
            FeedKind::Nats { broker, .. } | FeedKind::Mqtt { broker, .. } => self.broker(broker),
            FeedKind::Udp { .. }
            | FeedKind::File { .. }
            | FeedKind::Stdin
            | FeedKind::Serial { .. }
            | FeedKind::Http { .. } => {}
        }
    }

    fn sink(&mut self, kind: &SinkKind) {
        match kind {
            SinkKind::Webhook(http) | SinkKind::Alertmanager { http, .. } => {
                let HttpTarget { tls, secret, .. } = http;
                self.client(tls.as_ref());
                self.secret(secret.as_ref());
            }
            SinkKind::Nats { broker, .. } | SinkKind::Mqtt { broker, .. } => self.broker(broker),
            SinkKind::Cot { to, .. } | SinkKind::Syslog { to, .. } | SinkKind::Nmea { to, .. } => {
                self.client(to.tls.as_ref());
            }
            SinkKind::Cap { .. } | SinkKind::File { .. } => {}
        }
    }

    fn broker(&mut self, Broker { tls, secret, .. }: &Broker) {
        self.client(tls.as_ref());
        self.secret(secret.as_ref());
    }

    fn client(&mut self, tls: Option<&ClientTls>) {
        self.0.extend(tls.into_iter().flat_map(ClientTls::files).map(Path::to_owned));
    }

    fn server(&mut self, tls: Option<&ServerTls>) {
        self.0.extend(tls.into_iter().flat_map(ServerTls::files).map(Path::to_owned));
    }

    fn secret(&mut self, secret: Option<&SecretSource>) {
        if let Some(SecretSource::File { path, .. }) = secret {
            self.0.push(path.clone());
        }
    }
}
