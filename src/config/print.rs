use std::fmt::{Display, Write};
use std::path::Path;

use super::publish::{print_relays, print_sinks};
use super::tls::{ClientTls, ServerTls};
use super::types::{Config, FeedConfig, FeedKind, LogFormat};
use crate::areas::{Overrides, RuleSetting};
use crate::decode::TimeSource;
use crate::detect::{Parameter, spec};
use crate::domain::RuleId;

/// The effective configuration as TOML: every key with its value, paths made absolute, so that the
/// text means the same wherever it is kept. Secrets would not be in it.
pub fn to_toml(config: &Config) -> String {
    let mut page = Page::default();
    feeds(config, &mut page);
    areas(config, &mut page);
    print_sinks(&config.sinks, &mut page);
    print_relays(&config.relays, &mut page);
    tables(config, &mut page);
    for rule in RuleId::ALL {
        page.rule(rule, config.engine.rules.get(&rule));
    }
    page.text
}

fn feeds(config: &Config, page: &mut Page) {
    if config.feeds.is_empty() {
        page.line("feed", "[]");
    }
    for feed in &config.feeds {
        page.header("[[feed]]");
        page.feed(feed);
        let name = &feed.settings.name;
        if let Some(lateness) = config.engine.lateness.get(name) {
            page.line("lateness_secs", lateness.as_secs());
        }
        if let Some(position) = config.engine.feed_positions.get(name) {
            let (longitude, latitude) = (position.longitude(), position.latitude());
            page.line("position", format_args!("[{longitude:?}, {latitude:?}]"));
        }
        if let Some(own_ship) = config.engine.feed_own_ships.get(name) {
            page.quoted("own_ship", own_ship.as_str());
        }
    }
}

fn areas(config: &Config, page: &mut Page) {
    page.header("[watch_areas]");
    match &config.areas_path {
        Some(path) => page.path("path", path),
        None => page.comment("no path: one area over the world, of kind general"),
    }
    for area in &config.areas {
        let (id, kind) = (area.area.id.as_str(), area.area.kind.as_str());
        page.comment(&format!("{id}: {kind}, level {}", area.area.security_level.get()));
    }
}

fn tables(config: &Config, page: &mut Page) {
    let Config { http, access, store, engine, log, .. } = config;
    page.header("[http]");
    page.quoted("listen", &http.listen.to_string());
    let hosts: Vec<_> = http.hosts.iter().map(|host| quote(host)).collect();
    page.line("hosts", format_args!("[{}]", hosts.join(", ")));
    match &http.charts {
        Some(charts) => page.path("charts", charts),
        None => page.comment("charts: the coast alone"),
    }
    page.line("streams_max", http.streams_max);
    page.line("live_clients_max", http.live_clients_max);
    page.line("query_budget_secs", http.query_budget.as_secs());
    page.line("streams_per_client_max", http.streams_per_client_max);
    page.line("connections_max", http.connections_max);
    page.line("connections_per_client_max", http.connections_per_client_max);

    page.header("[http.tls]");
    match &http.tls {
        Some(ServerTls { certificate, key, client_ca }) => {
            page.path("certificate", certificate);
            page.path("key", key);
            match client_ca {
                Some(client_ca) => page.path("client_ca", client_ca),
                None => page.comment("client_ca: clients show no certificate"),
            }
        }
        None => page.comment("certificate, key, client_ca: plain HTTP"),
    }

    page.header("[access]");
    match &access.path {
        Some(path) => page.path("path", path),
        None => page.comment("path: none; everybody on this machine may do everything"),
    }
    page.line("session_secs", access.session.as_secs());
    page.line("failures_per_minute_max", access.failures_per_minute_max);

    page.header("[store]");
    page.path("path", &store.path);
    page.quoted("engine", store.engine.as_str());
    page.line("retention_days", store.retention_days);
    for (key, days) in [
        ("alerts_days", store.alerts_days),
        ("audit_days", store.audit_days),
        ("identities_days", store.identities_days),
    ] {
        match days {
            Some(days) => page.line(key, days),
            None => page.comment(&format!("{key}: for good")),
        }
    }
    match store.max_bytes {
        Some(max_bytes) => page.line("max_bytes", max_bytes),
        None => page.comment("max_bytes: no limit"),
    }
    page.line("commit_interval_ms", store.commit_interval.as_millis());
    page.line("cache_bytes", store.cache_bytes);

    page.header("[engine]");
    page.line("lateness_secs", engine.lateness_default.as_secs());
    page.line("contacts_max", engine.contacts_max);
    page.line("contact_expiry_secs", engine.contact_expiry.as_secs());
    page.line("duplicate_window_secs", engine.duplicate_window.as_secs());
    page.line("duplicates_max", engine.duplicates_max);
    page.line("alerts_max", engine.alerts.capacity);
    page.line("silence_grace_secs", config.silence_grace.as_secs());

    page.header("[log]");
    let format = match log.format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    };
    page.quoted("format", format);
    page.quoted("filter", &log.filter);
    match &log.otlp {
        Some(otlp) => page.quoted("otlp", otlp),
        None => page.comment("otlp: spans go nowhere"),
    }
    page.header("[shutdown]");
    page.line("grace_secs", config.shutdown_grace.as_secs());
    page.header("[health]");
    page.line("feed_silence_secs", config.feed_silence.as_secs());
}

/// TOML as it is written, line by line.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn header(&mut self, header: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(header);
        self.text.push('\n');
    }

    pub(super) fn line(&mut self, key: &str, value: impl Display) {
        writeln!(self.text, "{key} = {value}").expect("a String takes everything");
    }

    pub(super) fn quoted(&mut self, key: &str, value: &str) {
        self.line(key, quote(value));
    }

    pub(super) fn path(&mut self, key: &str, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_unknown| path.to_owned());
        self.quoted(key, &absolute.to_string_lossy());
    }

    pub(super) fn list<'a>(&mut self, key: &str, items: impl Iterator<Item = &'a str>) {
        let items: Vec<String> = items.map(quote).collect();
        self.line(key, format_args!("[{}]", items.join(", ")));
    }

    fn comment(&mut self, text: &str) {
        writeln!(self.text, "# {text}").expect("a String takes everything");
    }

    fn feed(&mut self, feed: &FeedConfig) {
        let settings = &feed.settings;
        self.quoted("name", settings.name.as_str());
        match &feed.kind {
            FeedKind::Tcp { address, tls } => {
                self.quoted("kind", "tcp");
                self.quoted("address", address);
                self.client_tls(tls.as_ref());
            }
            FeedKind::Picket { address, tls, .. } => {
                self.quoted("kind", "picket");
                self.quoted("address", address);
                self.client_tls(tls.as_ref());
            }
            FeedKind::TcpListen { address, connections_max, connections_per_address_max, tls } => {
                self.quoted("kind", "tcp-listen");
                self.quoted("address", &address.to_string());
                self.line("connections_max", connections_max);
                self.line("connections_per_address_max", connections_per_address_max);
                self.server_tls(tls.as_ref());
            }
            FeedKind::Udp { address } => {
                self.quoted("kind", "udp");
                self.quoted("address", &address.to_string());
            }
            FeedKind::File { path, follow, rate } => {
                self.quoted("kind", "file");
                self.path("path", path);
                self.line("follow", follow);
                if let Some(rate) = rate {
                    self.line("rate", format_args!("{rate:?}"));
                }
            }
            FeedKind::Stdin => self.quoted("kind", "stdin"),
            FeedKind::Serial { path, baud } => {
                self.quoted("kind", "serial");
                self.path("path", path);
                self.line("baud", baud);
            }
            FeedKind::Nats { broker, subject, consumer } => {
                self.quoted("kind", "nats");
                self.broker(broker);
                self.quoted("subject", subject);
                if let Some((stream, consumer)) = consumer {
                    self.quoted("stream", stream);
                    self.quoted("consumer", consumer);
                }
            }
            FeedKind::Mqtt { broker, topic, client_id, place: _ } => {
                self.quoted("kind", "mqtt");
                self.broker(broker);
                self.quoted("topic", topic);
                self.quoted("client_id", client_id);
            }
            FeedKind::Http { body_bytes_max, clients } => {
                self.quoted("kind", "http");
                self.line("body_bytes_max", body_bytes_max);
                self.list("clients", clients.iter().map(String::as_str));
            }
        }
        if let Some(limit) = feed.sentences_per_second_max {
            self.line("sentences_per_second_max", limit);
        }
        self.line("exercise", settings.exercise);
        let clock = match settings.time_source {
            TimeSource::Stamps => "stamps",
            TimeSource::Arrival => "arrival",
        };
        self.quoted("clock", clock);
        let offset = settings.utc_offset_secs;
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.unsigned_abs() / 60;
        self.quoted("utc_offset", &format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
    }

    /// Paths of keys, never the keys.
    pub(super) fn client_tls(&mut self, tls: Option<&ClientTls>) {
        let Some(ClientTls { ca, identity, server_name, contents: _ }) = tls else { return };
        let certificate = identity.as_ref().map(|(certificate, _)| certificate);
        let key = identity.as_ref().map(|(_, key)| key);
        for (name, path) in [("ca", ca.as_ref()), ("certificate", certificate), ("key", key)] {
            if let Some(path) = path {
                self.path(&format!("tls.{name}"), path);
            }
        }
        if let Some(name) = server_name {
            self.quoted("tls.server_name", name);
        }
    }

    pub(super) fn server_tls(&mut self, tls: Option<&ServerTls>) {
        let Some(ServerTls { certificate, key, client_ca }) = tls else { return };
        self.path("tls.certificate", certificate);
        self.path("tls.key", key);
        if let Some(client_ca) = client_ca {
            self.path("tls.client_ca", client_ca);
        }
    }

    fn rule(&mut self, rule: RuleId, setting: Option<&RuleSetting>) {
        self.header(&format!("[rules.{rule}]"));
        let none = Overrides::default();
        let (enabled, overrides) = match setting {
            Some(RuleSetting::Off) => (false, &none),
            Some(RuleSetting::On(overrides)) => (true, overrides),
            None => (true, &none),
        };
        self.line("enabled", enabled);
        for Parameter { key, default, .. } in spec(rule).parameters {
            let value = overrides.base.get(key).unwrap_or(default);
            self.line(key, format_args!("{value:?}"));
        }
        for (level, limits) in [(2, &overrides.level_2), (3, &overrides.level_3)] {
            for (key, value) in limits {
                self.line(&format!("level.{level}.{key}"), format_args!("{value:?}"));
            }
        }
    }
}

fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}
