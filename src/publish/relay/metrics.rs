use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};

/// What operators see of all relays.
#[derive(Clone, Debug)]
pub struct RelayMetrics {
    accepted: IntCounterVec,
    sent: IntCounterVec,
    dropped: IntCounterVec,
    clients: IntGaugeVec,
    refused: IntCounterVec,
    cut: IntCounterVec,
}

/// Of one relay.
#[derive(Clone, Debug)]
pub(super) struct Meters {
    /// Messages that went into the ring.
    pub(super) accepted: IntCounter,
    /// Messages sent, to every client by itself.
    pub(super) sent: IntCounter,
    /// Messages that a client did not get.
    pub(super) dropped: IntCounter,
    pub(super) clients: IntGauge,
    pub(super) refused: IntCounter,
    pub(super) cut: IntCounter,
}

impl RelayMetrics {
    /// Registers them.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let counter = |name: &str, help: &str| {
            let vec = IntCounterVec::new(Opts::new(name, help), &["relay"])?;
            registry.register(Box::new(vec.clone()))?;
            prometheus::Result::Ok(vec)
        };
        let clients = IntGaugeVec::new(
            Opts::new("relay_clients", "Clients that the relay sends to."),
            &["relay"],
        )?;
        registry.register(Box::new(clients.clone()))?;
        Ok(Self {
            accepted: counter("relay_messages_total", "Messages that the relay had to send.")?,
            sent: counter("relay_sent_total", "Messages sent, to every client by itself.")?,
            dropped: counter(
                "relay_dropped_total",
                "Messages that a client did not get: it was too slow, or asked too late.",
            )?,
            clients,
            refused: counter(
                "relay_clients_refused_total",
                "Clients refused because there were as many as there may be.",
            )?,
            cut: counter(
                "relay_clients_cut_total",
                "Clients cut off because they took nothing for too long.",
            )?,
        })
    }

    /// Those of one relay, all of them present from now on.
    pub(super) fn of(&self, relay: &str) -> Meters {
        let labels = [relay];
        Meters {
            accepted: self.accepted.with_label_values(&labels),
            sent: self.sent.with_label_values(&labels),
            dropped: self.dropped.with_label_values(&labels),
            clients: self.clients.with_label_values(&labels),
            refused: self.refused.with_label_values(&labels),
            cut: self.cut.with_label_values(&labels),
        }
    }

    /// Takes the gauge of a relay away that there no longer is; what it counted stays.
    pub(super) fn forget(&self, relay: &str) {
        self.clients.remove_label_values(&[relay]).unwrap_or_default();
    }
}
