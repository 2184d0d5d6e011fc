//! Every key that the file may hold, with its unit, default and range: the one table behind reading,
//! environment, `check --print` and the test of the shipped file.

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Unit in words of the field; empty where there is none.
    pub(super) unit: &'static str,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Text {
        default: Option<&'static str>,
    },
    Choice {
        default: &'static str,
        choices: &'static [&'static str],
    },
    Count {
        default: Option<u64>,
        min: u64,
        max: u64,
    },
    Number {
        min: f64,
        max: f64,
    },
    Flag {
        default: bool,
    },
    List,
    /// A table with keys of its own.
    Table,
}

/// A section with its keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct SectionKeys {
    /// With a dot where it stands within another: `http.tls`.
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
}

const fn text(name: &'static str, default: Option<&'static str>) -> Key {
    Key { name, shape: Shape::Text { default }, unit: "" }
}

const fn count(name: &'static str, unit: &'static str, default: u64, min: u64, max: u64) -> Key {
    Key { name, shape: Shape::Count { default: Some(default), min, max }, unit }
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> Key {
    let default = match choices {
        [first, ..] => first,
        [] => "",
    };
    Key { name, shape: Shape::Choice { default, choices }, unit: "" }
}

const fn list(name: &'static str) -> Key {
    Key { name, shape: Shape::List, unit: "" }
}

const fn table(name: &'static str) -> Key {
    Key { name, shape: Shape::Table, unit: "" }
}

const fn flag(name: &'static str, default: bool) -> Key {
    Key { name, shape: Shape::Flag { default }, unit: "" }
}

/// A day.
const DAY_SECS: u64 = 86_400;

/// `[[feed]]`.
pub(super) const FEED: SectionKeys = SectionKeys {
    name: "feed",
    keys: &[
        text("name", None),
        text("kind", None),
        text("address", None),
        table("tls"),
        text("user", None),
        text("secret_file", None),
        text("secret_env", None),
        text("subject", None),
        text("stream", None),
        text("consumer", None),
        text("topic", None),
        text("client_id", None),
        count("connections_max", "connections", 64, 1, 10_000),
        count("connections_per_address_max", "connections", 16, 1, 10_000),
        text("path", None),
        flag("follow", false),
        Key { name: "rate", shape: Shape::Number { min: 0.01, max: 1e6 }, unit: "times real time" },
        count("baud", "bits/s", 38_400, 4_800, 921_600),
        count("body_bytes_max", "bytes", 1 << 20, 1_024, 64 << 20),
        list("clients"),
        Key { name: "sentences_per_second_max", shape: INGEST, unit: "sentences/s" },
        flag("exercise", false),
        choice("clock", &["stamps", "arrival"]),
        text("utc_offset", Some("+00:00")),
        Key { name: "lateness_secs", shape: LATENESS, unit: "s" },
        list("position"),
        text("own_ship", None),
    ],
};

/// `[[sink]]`.
pub(super) const SINK: SectionKeys = SectionKeys {
    name: "sink",
    keys: &[
        text("name", None),
        text("kind", None),
        text("url", None),
        text("proxy", None),
        text("address", None),
        choice("protocol", &["tcp", "udp"]),
        table("tls"),
        text("user", None),
        text("secret_file", None),
        text("secret_env", None),
        text("subject", None),
        text("stream", None),
        text("topic", None),
        text("client_id", None),
        count("vessels_secs", "s", 0, 0, 3_600),
        count("stale_secs", "s", 300, 5, DAY_SECS),
        text("path", None),
        text("sender", Some("picket")),
        count("keep", "messages", 100, 1, 10_000),
        count("repeat_secs", "s", 60, 5, 3_600),
        count("facility", "", 16, 0, 23),
        choice("format", &["alf", "alr"]),
        count("rotate_bytes", "bytes", 100 << 20, 4_096, 1 << 40),
        count("rotate_keep", "files", 5, 0, 1_000),
        list("areas"),
        list("rules"),
        choice("priority", &["caution", "warning", "alarm", "emergency"]),
        flag("exercise", false),
        choice("from", &["now", "start"]),
        count("attempts_max", "attempts", 5, 1, 1_000),
        count("give_up_secs", "s", DAY_SECS, 1, 30 * DAY_SECS),
        count("timeout_secs", "s", 10, 1, 600),
        text("template", None),
    ],
};

/// `[[relay]]`.
pub(super) const RELAY: SectionKeys = SectionKeys {
    name: "relay",
    keys: &[
        text("name", None),
        text("kind", None),
        text("address", None),
        count("clients_max", "clients", 64, 1, 10_000),
        table("tls"),
        list("to"),
        list("feeds"),
        list("areas"),
        list("types"),
        flag("exercise", false),
        flag("duplicates", false),
        count("buffer_bytes", "bytes", 64 << 20, 1 << 16, 1 << 40),
    ],
};

/// `tls` of what connects.
pub(super) const CLIENT_TLS: SectionKeys = SectionKeys {
    name: "tls",
    keys: &[
        text("ca", None),
        text("certificate", None),
        text("key", None),
        text("server_name", None),
    ],
};

/// `tls` of what listens.
pub(super) const SERVER_TLS: SectionKeys = SectionKeys {
    name: "tls",
    keys: &[text("certificate", None), text("key", None), text("client_ca", None)],
};

const INGEST: Shape = Shape::Count { default: None, min: 1, max: 10_000_000 };
const LATENESS: Shape = Shape::Count { default: None, min: 0, max: DAY_SECS };

/// `[watch_areas]`.
pub(super) const WATCH_AREAS: SectionKeys =
    SectionKeys { name: "watch_areas", keys: &[text("path", None)] };

/// `[http]`.
pub(super) const HTTP: SectionKeys = SectionKeys {
    name: "http",
    keys: &[
        text("listen", Some("127.0.0.1:8080")),
        list("hosts"),
        text("charts", None),
        count("streams_max", "streams", 64, 1, 10_000),
        count("live_clients_max", "clients", 32, 1, 1_000),
        count("query_budget_secs", "seconds", 10, 1, 3_600),
        count("streams_per_client_max", "streams", 16, 1, 10_000),
        count("connections_max", "connections", 512, 1, 100_000),
        count("connections_per_client_max", "connections", 64, 1, 100_000),
    ],
};

/// `[http.tls]`.
pub(super) const HTTP_TLS: SectionKeys = SectionKeys {
    name: "http.tls",
    keys: &[text("certificate", None), text("key", None), text("client_ca", None)],
};

/// `[access]`.
pub(super) const ACCESS: SectionKeys = SectionKeys {
    name: "access",
    keys: &[
        text("path", None),
        count("session_secs", "s", 43_200, 60, 30 * DAY_SECS),
        count("failures_per_minute_max", "failures", 10, 1, 10_000),
    ],
};

/// `[[token]]` of the access file.
pub(super) const TOKEN: &[Key] = &[
    text("name", None),
    text("role", None),
    text("digest", None),
    text("created", None),
    text("expires", None),
    text("revoked", None),
    list("areas"),
];

/// `[[certificate]]` of the access file.
pub(super) const CERTIFICATE: &[Key] = &[
    text("name", None),
    text("role", None),
    text("fingerprint", None),
    text("dns_name", None),
    list("areas"),
];

/// Days for which something is kept; without it for good.
const fn days(name: &'static str) -> Key {
    Key { name, shape: Shape::Count { default: None, min: 1, max: 36_500 }, unit: "days" }
}

/// `[store]`.
pub(super) const STORE: SectionKeys = SectionKeys {
    name: "store",
    keys: &[
        text("path", Some("picket-data")),
        choice("engine", &["redb", "sled"]),
        count("retention_days", "days", 90, 1, 36_500),
        days("alerts_days"),
        days("audit_days"),
        days("identities_days"),
        Key {
            name: "max_bytes",
            shape: Shape::Count { default: None, min: 1 << 24, max: 1 << 50 },
            unit: "bytes",
        },
        count("commit_interval_ms", "ms", 1_000, 10, 60_000),
        count("cache_bytes", "bytes", 64 << 20, 1 << 20, 64 << 30),
    ],
};

/// `[engine]`. A contact has to outlive the longest silence that a rule waits for (12 h).
pub(super) const ENGINE: SectionKeys = SectionKeys {
    name: "engine",
    keys: &[
        count("lateness_secs", "s", 30, 0, DAY_SECS),
        count("contacts_max", "contacts", 200_000, 100, 10_000_000),
        count("contact_expiry_secs", "s", DAY_SECS, 600, 30 * DAY_SECS),
        count("duplicate_window_secs", "s", 30, 0, 3_600),
        count("duplicates_max", "payloads", 1_000_000, 1_000, 100_000_000),
        count("alerts_max", "alerts", 10_000, 10, 1_000_000),
        count("silence_grace_secs", "s", 10, 0, 600),
    ],
};

/// `[log]`.
pub(super) const LOG: SectionKeys = SectionKeys {
    name: "log",
    keys: &[choice("format", &["text", "json"]), text("filter", Some("info")), text("otlp", None)],
};

/// `[shutdown]`.
pub(super) const SHUTDOWN: SectionKeys =
    SectionKeys { name: "shutdown", keys: &[count("grace_secs", "s", 10, 1, 600)] };

/// `[health]`.
pub(super) const HEALTH: SectionKeys =
    SectionKeys { name: "health", keys: &[count("feed_silence_secs", "s", 120, 1, DAY_SECS)] };

/// The sections that are plain tables, in the order of the shipped file.
pub(super) const TABLES: [SectionKeys; 9] =
    [WATCH_AREAS, HTTP, HTTP_TLS, ACCESS, STORE, ENGINE, LOG, SHUTDOWN, HEALTH];

/// Every name at the top of the file.
pub(super) const TOP: [&str; 12] = [
    "feed",
    "sink",
    "relay",
    "watch_areas",
    "http",
    "access",
    "store",
    "engine",
    "log",
    "shutdown",
    "health",
    "rules",
];
