use super::types::{
    AlertFormat, Destination, HttpTarget, MessageType, RelayConfig, RelayKind, SinkConfig, SinkKind,
};
use crate::config::print::Page;
use crate::domain::FeedName;

/// Sinks as they are written; of secrets the place where they are kept.
pub(in crate::config) fn sinks(sinks: &[SinkConfig], page: &mut Page) {
    for sink in sinks {
        let SinkConfig { name, kind, filter, template, .. } = sink;
        page.header("[[sink]]");
        page.quoted("name", name);
        page.kind_of_sink(kind);
        page.quoted("from", if sink.from_start { "start" } else { "now" });
        page.list("areas", filter.areas.iter().map(String::as_str));
        page.list("rules", filter.rules.iter().map(|rule| rule.as_str()));
        page.quoted("priority", filter.priority.as_str());
        page.line("exercise", filter.exercise);
        page.line("attempts_max", sink.attempts_max);
        page.line("give_up_secs", sink.give_up.as_secs());
        page.line("timeout_secs", sink.timeout.as_secs());
        page.quoted("template", &template.to_string());
    }
}

/// Relays as they are written.
pub(in crate::config) fn relays(relays: &[RelayConfig], page: &mut Page) {
    for RelayConfig { name, kind, filter, duplicates, buffer_bytes } in relays {
        page.header("[[relay]]");
        page.quoted("name", name);
        match kind {
            RelayKind::Tcp { address, clients_max, tls } => {
                page.quoted("kind", "tcp");
                page.quoted("address", &address.to_string());
                page.line("clients_max", clients_max);
                page.line("buffer_bytes", buffer_bytes);
                page.server_tls(tls.as_ref());
            }
            RelayKind::Udp { to } => {
                page.quoted("kind", "udp");
                page.list("to", to.iter().map(String::as_str));
            }
        }
        page.list("feeds", filter.feeds.iter().map(FeedName::as_str));
        page.list("areas", filter.areas.iter().map(|area| area.id.as_str()));
        let types: Vec<String> = filter.types.iter().copied().map(message_type).collect();
        page.line("types", format_args!("[{}]", types.join(", ")));
        page.line("exercise", filter.exercise);
        page.line("duplicates", duplicates);
    }
}

fn message_type(kind: MessageType) -> String {
    match kind {
        MessageType::Ais(number) => number.to_string(),
        MessageType::Formatter(letters) => format!("{:?}", String::from_utf8_lossy(&letters)),
    }
}

impl Page {
    fn kind_of_sink(&mut self, kind: &SinkKind) {
        match kind {
            SinkKind::Webhook(http) => {
                self.quoted("kind", "webhook");
                self.http_target(http);
            }
            SinkKind::Nats { broker, subject, stream } => {
                self.quoted("kind", "nats");
                self.broker(broker);
                self.quoted("subject", &subject.to_string());
                if let Some(stream) = stream {
                    self.quoted("stream", stream);
                }
            }
            SinkKind::Mqtt { broker, topic, client_id } => {
                self.quoted("kind", "mqtt");
                self.broker(broker);
                self.quoted("topic", &topic.to_string());
                self.quoted("client_id", client_id);
            }
            SinkKind::Cot { to, vessels_every, stale } => {
                self.quoted("kind", "cot");
                self.destination(to);
                self.line("vessels_secs", vessels_every.map_or(0, |every| every.as_secs()));
                self.line("stale_secs", stale.as_secs());
            }
            SinkKind::Cap { path, sender, keep } => {
                self.quoted("kind", "cap");
                self.path("path", path);
                self.quoted("sender", sender);
                self.line("keep", keep);
            }
            SinkKind::Alertmanager { http, repeat } => {
                self.quoted("kind", "alertmanager");
                self.http_target(http);
                self.line("repeat_secs", repeat.as_secs());
            }
            SinkKind::Syslog { to, facility } => {
                self.quoted("kind", "syslog");
                self.destination(to);
                self.line("facility", facility);
            }
            SinkKind::Nmea { to, format } => {
                self.quoted("kind", "nmea");
                self.destination(to);
                let alf = matches!(format, AlertFormat::Alf);
                self.quoted("format", if alf { "alf" } else { "alr" });
            }
            SinkKind::File { path, rotate_bytes, rotate_keep } => {
                self.quoted("kind", "file");
                self.path("path", path);
                self.line("rotate_bytes", rotate_bytes);
                self.line("rotate_keep", rotate_keep);
            }
        }
    }

    fn http_target(&mut self, HttpTarget { url, tls, proxy, secret }: &HttpTarget) {
        self.quoted("url", url);
        self.client_tls(tls.as_ref());
        if let Some(proxy) = proxy {
            self.quoted("proxy", proxy);
        }
        self.secret(secret.as_ref());
    }

    fn destination(&mut self, Destination { address, udp, tls }: &Destination) {
        self.quoted("address", address);
        self.quoted("protocol", if *udp { "udp" } else { "tcp" });
        self.client_tls(tls.as_ref());
    }
}
