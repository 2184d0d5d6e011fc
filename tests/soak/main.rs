//! The world's rate of sentences over TCP: every sentence is accounted for, and how fast alerts come
//! is reported, not asserted. `make soak` runs it long and in a release build; `make test` runs it
//! short.
#![cfg(test)]

#[path = "../support/approaches.rs"]
mod approaches;
mod daemon;
mod fleet;
mod latency;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../serve/served.rs"]
mod served;
#[path = "../support/stream.rs"]
mod stream;

use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use approaches::WATERS;
use daemon::{Metrics, Usage};
use fleet::{Fleet, Slice};
use latency::Latencies;
use picket::clock;
use served::Served;
use stream::follow;

const CONFIGURATION: &str = r#"
[http]
listen = "127.0.0.1:0"
[store]
path = "data"
[watch_areas]
path = "waters.geojson"
[log]
format = "json"
[[feed]]
name = "tcp-in"
kind = "tcp-listen"
address = "127.0.0.1:0"
"#;

/// Nothing of what has been sent is underway for longer.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn every_sentence_is_accounted_for_at_the_rate_of_the_world() {
    let secs = number_from("PICKET_SOAK_SECS", 10);
    let rate = number_from("PICKET_SOAK_RATE", 1000);
    let ramp = Duration::from_secs(20.min(secs / 2).into());
    println!("soak: {rate} sentences/s for {secs} s, after a ramp of {ramp:?}");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("waters.geojson"), WATERS).expect("written");
    let mut served = Served::start(folder.path(), CONFIGURATION);
    let told = follow(&served.http, None);
    let feed = served.tcp("tcp-in");

    let fleet = Fleet { rate, ramp, length: ramp + Duration::from_secs(secs.into()) };
    let sent = send(&fleet.sail(), feed, ramp, &served);
    let metrics = settled(&served, sent.positions);
    let usage = Usage::of(&served).since(&sent.usage_after_ramp);
    assert_eq!(served.stop().code(), Some(0));
    let latencies = Latencies::of(told.iter(), &sent.approaches);

    println!("sent       {:>10} sentences, {} positions", sent.sentences, sent.positions);
    println!(
        "accepted   {:>10} sentences, {} positions stored",
        metrics.sum("picket_sentences_total"),
        metrics.sum("picket_store_points_total")
    );
    println!(
        "behind     {:>10} ms at worst, of the sender to its schedule",
        sent.behind.as_millis()
    );
    println!("daemon     {usage}");
    println!("alerts     {latencies}");
    println!("           {}", metrics.histogram("picket_alert_latency_seconds"));
    let [sentences, positions] = [sent.sentences, sent.positions].map(f64::from);
    for (name, expected) in [
        ("picket_sentences_total", sentences),
        ("picket_store_points_total", positions),
        ("picket_rejected_total", 0.0),
        ("picket_duplicates_total", 0.0),
        ("picket_implausible_positions_total", 0.0),
        ("picket_feed_dropped_reports_total", 0.0),
        ("picket_evictions_total", 0.0),
        ("picket_store_dropped_positions_total", 0.0),
        ("picket_store_dropped_transitions_total", 0.0),
        ("picket_store_degraded", 0.0),
    ] {
        let found = metrics.sum(name);
        assert!((found - expected).abs() < 0.5, "{name} is {found}, not {expected}");
    }
}

/// What went over the wire.
struct Sent {
    sentences: u32,
    positions: u32,
    /// Sentences of the approaches, with when they went.
    approaches: latency::SentAt,
    /// How far the sender fell behind at worst: the daemon, or the machine, was too slow.
    behind: Duration,
    usage_after_ramp: Usage,
}

/// Sends each slice when it is due.
fn send(slices: &Receiver<Slice>, mut feed: TcpStream, ramp: Duration, served: &Served) -> Sent {
    let mut sent = Sent {
        sentences: 0,
        positions: 0,
        approaches: latency::SentAt::default(),
        behind: Duration::ZERO,
        usage_after_ramp: Usage::of(served),
    };
    let mut ramped = false;
    // Rendering is ahead from the first slice on.
    let mut begun = None;
    for slice in slices {
        let due = *begun.get_or_insert_with(clock::monotonic_now) + slice.after;
        thread::sleep(due.saturating_duration_since(clock::monotonic_now()));
        if !ramped && slice.after >= ramp {
            ramped = true;
            sent.usage_after_ramp = Usage::of(served);
        }
        let now = clock::monotonic_now();
        feed.write_all(&slice.bytes).expect("the daemon takes it");
        sent.behind = sent.behind.max(due.elapsed());
        sent.sentences += slice.sentences;
        sent.positions += slice.positions;
        sent.approaches.extend(slice.approaches.into_iter().map(|sentence| (sentence, now)));
    }
    sent
}

/// The metrics once all positions are stored; as they are when that takes too long.
fn settled(served: &Served, positions: u32) -> Metrics {
    let until = clock::monotonic_now() + PATIENCE;
    loop {
        let metrics = Metrics::read(&served.get("/metrics"));
        let stored = metrics.sum("picket_store_points_total");
        if stored >= f64::from(positions) || clock::monotonic_now() > until {
            return metrics;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn number_from(variable: &str, default: u32) -> u32 {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}
