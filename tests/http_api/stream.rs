use picket::alert::{Alert, Transition, TransitionKind};
use picket::detect::Priority;
use serde_json::{Value, json};

use super::samples::{closed, raised};
use super::service::{STREAMS_MAX, Service};

fn seqs(items: &Value) -> Vec<u64> {
    let items = items.as_array().expect("a list");
    items.iter().filter_map(|item| item["seq"].as_u64()).collect()
}

#[test]
fn a_new_client_gets_the_open_alerts_first_and_then_each_transition() {
    let mut service = Service::start();
    service.publish(vec![raised(1), raised(2)]);
    service.publish(vec![closed(3, &raised(1))]);
    let mut stream = service.follow("", None);
    assert_eq!(stream.status(), 200);
    let snapshot = stream.event().expect("a snapshot");
    assert_eq!((snapshot.name.as_str(), snapshot.id), ("snapshot", Some(3)));
    assert_eq!(snapshot.data["seq"], 3);
    assert_eq!(seqs(&snapshot.data["items"]), [2]);
    service.publish(vec![raised(4)]);
    let alert = stream.event().expect("an alert");
    assert_eq!((alert.name.as_str(), alert.id), ("alert", Some(4)));
    assert_eq!(alert.data["transition"], "raised");
}

/// Three are fewer than the board remembers; 40 are more, and come from the log.
#[test]
fn a_client_that_comes_back_gets_what_it_missed_once_and_in_order() {
    for newest in [5, 42] {
        let mut service = Service::start();
        service.publish((1..=newest).map(raised).collect());
        let mut stream = service.follow("", Some(2));
        for seq in 3..=newest {
            let event = stream.event().expect("an event");
            assert_eq!((event.name.as_str(), event.id), ("alert", Some(seq)));
        }
        service.publish(vec![raised(newest + 1)]);
        assert_eq!(stream.event().expect("an alert").id, Some(newest + 1));
    }
}

#[test]
fn a_client_that_missed_nothing_goes_on_live() {
    let mut service = Service::start();
    service.publish(vec![raised(1)]);
    let mut stream = service.follow("", Some(1));
    assert_eq!(stream.status(), 200);
    service.publish(vec![raised(2)]);
    assert_eq!(stream.event().expect("an alert").id, Some(2));
}

#[test]
fn an_id_older_than_the_log_or_of_another_log_is_told_of_its_gap() {
    let mut service = Service::start();
    service.publish((100..=102).map(raised).collect());
    for (last_seen, gap) in
        [(50, json!({"from": 51, "to": 102})), (9000, json!({"from": 1, "to": 102}))]
    {
        let mut stream = service.follow("", Some(last_seen));
        let event = stream.event().expect("a gap");
        assert_eq!((event.name.as_str(), event.id, event.data), ("gap", None, gap));
        let snapshot = stream.event().expect("a snapshot");
        assert_eq!((snapshot.name.as_str(), snapshot.id), ("snapshot", Some(102)));
        assert_eq!(seqs(&snapshot.data["items"]).len(), 3);
    }
}

/// Whatever a client is given, it can tell that nothing is missing, or what.
#[test]
fn a_client_that_cannot_keep_up_is_told_of_every_gap() {
    let mut service = Service::start();
    let mut stream = service.follow("", None);
    assert_eq!(stream.event().expect("a snapshot").data["seq"], 0);
    let last = 3000;
    for burst in 0..10 {
        service.publish((burst * 300 + 1..=burst * 300 + 300).map(raised).collect());
    }
    let (mut seen, mut gaps) = (0, 0);
    while seen < last {
        let event = stream.event().expect("an event");
        match event.name.as_str() {
            "alert" => assert_eq!(event.id, Some(seen + 1), "a transition is missing"),
            "gap" => {
                assert_eq!(event.data["from"], seen + 1);
                let snapshot = stream.event().expect("a snapshot");
                assert_eq!(snapshot.data["seq"], event.data["to"]);
                gaps += 1;
                seen = snapshot.id.expect("an id");
                continue;
            }
            other => panic!("{other}"),
        }
        seen += 1;
    }
    assert!(gaps > 0, "bursts of 300 overrun a bound of 16");
}

#[test]
fn a_stream_can_be_narrowed() {
    let mut service = Service::start();
    service.publish(vec![raised(1)]);
    let mut stream = service.follow("?rule=loitering", None);
    assert_eq!(stream.event().expect("a snapshot").data["items"], json!([]));
    let mut other = raised(3);
    other.alert.rule = picket::domain::RuleId::Loitering;
    service.publish(vec![raised(2), other]);
    assert_eq!(stream.event().expect("an alert").id, Some(3));
}

/// An emergency that becomes an alarm and ends, beside an alarm that never was more: 1 and 2, 3 and 4,
/// 5.
fn falling() -> [Transition; 5] {
    let mut first = raised(1);
    first.alert.priority = Priority::Emergency;
    let other = raised(2);
    let fall = |seq, before: &Transition| {
        let alert = Alert { revision: 2, priority: Priority::Alarm, ..before.alert.clone() };
        Transition { seq, kind: TransitionKind::Updated, alert, ..before.clone() }
    };
    let (fallen, updated) = (fall(3, &first), fall(4, &other));
    let ended = closed(5, &fallen);
    [first, other, fallen, updated, ended]
}

#[test]
fn an_alert_that_once_had_the_priority_stays_in_the_stream_to_its_end() {
    let mut service = Service::start();
    let [first, other, fallen, updated, ended] = falling();
    service.publish(vec![first]);
    let mut live = service.follow("?priority=emergency", None);
    assert_eq!(seqs(&live.event().expect("a snapshot").data["items"]), [1]);
    service.publish(vec![other, fallen, updated]);
    let mut anew = service.follow("?priority=emergency", None);
    assert_eq!(seqs(&anew.event().expect("a snapshot").data["items"]), [3]);
    service.publish(vec![ended, raised(6)]);
    let mut emergency = raised(7);
    emergency.alert.priority = Priority::Emergency;
    service.publish(vec![emergency]);
    for (mut stream, expected) in [(live, vec![3, 5, 7]), (anew, vec![5, 7])] {
        for seq in expected {
            assert_eq!(stream.event().expect("an alert").id, Some(seq));
        }
    }
}

/// With 5 the board remembers what was missed; with 40 the log does.
#[test]
fn who_comes_back_hears_the_end_of_what_once_had_the_priority() {
    for newest in [5, 40] {
        let mut service = Service::start();
        service.publish(falling().to_vec());
        service.publish((6..=newest).map(raised).collect());
        let mut stream = service.follow("?priority=emergency", Some(2));
        for seq in [3, 5] {
            assert_eq!(stream.event().expect("an alert").id, Some(seq));
        }
    }
}

/// More than any page holds, all of it from the log.
#[test]
fn a_client_that_missed_very_much_gets_all_of_it_that_the_log_has() {
    let mut service = Service::start();
    let newest = 10_600;
    for begin in (1..newest).step_by(1_000) {
        service.publish((begin..(begin + 1_000).min(newest + 1)).map(raised).collect());
    }
    let mut stream = service.follow("", Some(50));
    for seq in 51..=newest {
        let event = stream.event().expect("an event");
        assert_eq!((event.name.as_str(), event.id), ("alert", Some(seq)));
    }
}

#[test]
fn streams_are_bounded_and_counted() {
    let service = Service::start();
    let mut streams: Vec<_> = (0..STREAMS_MAX).map(|_| service.follow("", None)).collect();
    for stream in &mut streams {
        assert_eq!(stream.event().expect("a snapshot").name, "snapshot");
    }
    let metric = format!("picket_stream_clients {STREAMS_MAX}\n");
    assert!(service.get("/metrics").text.contains(&metric));
    let refused = service.get("/api/v1/alerts/stream");
    assert_eq!((refused.status, &refused.json()["type"]), (503, &json!("/api#too-many-streams")));
}

#[test]
fn streams_end_when_the_daemon_stops() {
    let service = Service::start();
    let mut stream = service.follow("", None);
    assert_eq!(stream.event().expect("a snapshot").name, "snapshot");
    assert!(service.stop(), "it did not end in time");
    assert_eq!(stream.event(), None);
}
