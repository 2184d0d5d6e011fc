//! The world's rate of sentences over TCP while a receiver of alerts comes and goes: every sentence
//! and every alert is accounted for; how fast alerts come is reported, not asserted. `make soak` runs
//! it long and in a release build; `make test` runs it short.
#![cfg(test)]

#[path = "../support/approaches.rs"]
mod approaches;
mod daemon;
mod flapping;
mod fleet;
mod latency;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../support/receiver.rs"]
mod receiver;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../serve/served.rs"]
mod served;
#[path = "../support/stream.rs"]
mod stream;
#[path = "../support/told.rs"]
#[expect(dead_code, reason = "other tests hold it against a known number of alerts")]
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use approaches::WATERS;
use daemon::{Metrics, Usage};
use flapping::Flapping;
use fleet::{Fleet, Slice};
use latency::Latencies;
use picket::clock;
use receiver::Receiver as Webhook;
use serde_json::Value;
use served::Served;
use stream::follow;
use told::Told;

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

/// The transitions of each alert, in the order in which somebody was told of them first.
type Transitions = BTreeMap<String, Vec<u64>>;

/// Nothing of what has been sent is underway for longer.
const PATIENCE: Duration = Duration::from_mins(3);

#[test]
fn every_sentence_is_accounted_for_at_the_rate_of_the_world() {
    let secs = number_from("PICKET_SOAK_SECS", 10);
    let rate = number_from("PICKET_SOAK_RATE", 1000);
    let ramp = Duration::from_secs(20.min(secs / 2).into());
    println!("soak: {rate} sentences/s for {secs} s, after a ramp of {ramp:?}");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("waters.geojson"), WATERS).expect("written");
    let (flapping, mut steady) =
        (Webhook::forgetting(forget_trails), Webhook::forgetting(forget_trails));
    steady.start();
    let sinks = [sink("flapping", &flapping), sink("steady", &steady)].concat();
    let mut served = Served::start(folder.path(), &format!("{CONFIGURATION}{sinks}"));
    let told = follow(&served.http, None);
    let told = thread::spawn(move || {
        let alerts = told.iter().filter(|event| event.name == "alert");
        let lean = alerts.map(|mut event| {
            forget_trails(&mut event.data);
            event
        });
        lean.collect::<Vec<_>>()
    });
    let feed = served.tcp("tcp-in");

    let length = ramp + Duration::from_secs(secs.into());
    let flapping = Flapping::start(flapping, length);
    let sent = send(Fleet { rate, ramp, length }, feed, &served);
    let usage = Usage::of(&served).since(&sent.usage_after_ramp);
    let (mut flapping, absences) = flapping.stays();
    let metrics = settled(&served, sent.positions);
    assert_eq!(served.stop().code(), Some(0));
    let told = told.join().expect("the stream was followed to its end");
    let latencies = Latencies::of(&told, &sent.approaches);

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
    println!("memory     {} MiB, a sample each tenth of the run", sent.memory());
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
        ("picket_sink_queue_depth", 0.0),
        ("picket_sink_dropped_total", 0.0),
        ("picket_sink_dead_letters", 0.0),
    ] {
        let found = metrics.sum(name);
        assert!((found - expected).abs() < 0.5, "{name} is {found}, not {expected}");
    }

    let shown = transitions(told.iter().map(|event| Told::of(&event.data)));
    println!(
        "sinks      {:>10} transitions; the flapping one was gone {absences} times, refused {} attempts",
        shown.values().map(Vec::len).sum::<usize>(),
        metrics.sum("picket_sink_retries_total")
    );
    assert!(!shown.is_empty() && absences > 0, "nothing was tried");
    for (name, sink) in [("flapping", &mut flapping), ("steady", &mut steady)] {
        sink.stop();
        assert!(transitions(sink.told().into_iter()) == shown, "{name} was told of something else");
    }
}

/// Where everybody was is most of an alert, and an hour has many.
fn forget_trails(alert: &mut Value) {
    if let Some(evidence) = alert["evidence"].as_object_mut() {
        evidence.retain(|name, _| name == "sentences");
    }
}

fn sink(name: &str, webhook: &Webhook) -> String {
    let port = webhook.port;
    format!("[[sink]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:{port}/\"\n")
}

/// By alert; a repetition is no transition.
fn transitions(told: impl Iterator<Item = Told>) -> Transitions {
    let mut seen = BTreeSet::new();
    let mut transitions = Transitions::new();
    for Told { id, revision, .. } in told {
        if seen.insert((id.clone(), revision)) {
            transitions.entry(id).or_default().push(revision);
        }
    }
    transitions
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
    /// Of the daemon, ten times after the ramp.
    memory_mib: Vec<u64>,
}

impl Sent {
    fn memory(&self) -> String {
        let samples: Vec<String> = self.memory_mib.iter().map(u64::to_string).collect();
        samples.join(" ")
    }
}

/// Sends each slice when it is due.
fn send(fleet: Fleet, mut feed: TcpStream, served: &Served) -> Sent {
    let (ramp, tenth) = (fleet.ramp, fleet.length.saturating_sub(fleet.ramp) / 10);
    let slices: Receiver<Slice> = fleet.sail();
    let mut sent = Sent {
        sentences: 0,
        positions: 0,
        approaches: latency::SentAt::default(),
        behind: Duration::ZERO,
        usage_after_ramp: Usage::of(served),
        memory_mib: Vec::new(),
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
        let sampled = u32::try_from(sent.memory_mib.len()).expect("ten samples");
        if slice.after >= ramp + tenth * (sampled + 1) {
            sent.memory_mib.extend(Usage::of(served).memory_mib());
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

/// The metrics once all positions are stored and no sink has anything left; as they are when that takes
/// too long.
fn settled(served: &Served, positions: u32) -> Metrics {
    let until = clock::monotonic_now() + PATIENCE;
    loop {
        let metrics = Metrics::read(&served.get("/metrics"));
        let stored = metrics.sum("picket_store_points_total") >= f64::from(positions);
        let delivered = metrics.sum("picket_sink_queue_depth") < 0.5;
        if stored && delivered || clock::monotonic_now() > until {
            return metrics;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn number_from(variable: &str, default: u32) -> u32 {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}
