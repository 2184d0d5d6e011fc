use std::sync::atomic::Ordering;

use serde_json::Value;

use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::wait_until;
use super::receiver::Receiver;
use super::served::Served;
use super::told::is_whole;

#[test]
fn a_webhook_that_goes_away_gets_everything_in_order_and_delays_no_other_sink() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("key"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        .expect("written");
    let mut receiver = Receiver::new();
    receiver.start();
    let configuration = configuration(&format!(
        "[[sink]]\nname = \"hook\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:{}/in\"\n\
         secret_file = \"key\"\n[[sink]]\nname = \"beside\"\nkind = \"file\"\npath = \"beside.jsonl\"\n",
        receiver.port
    ));
    let mut served = Served::start(folder.path(), &configuration);
    hear(&mut served, 0..20, 20);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"hook\""], 20.0);

    receiver.stop();
    hear(&mut served, 20..40, 40);
    served.wait_for("picket_sink_deliveries_total", &["sink=\"beside\""], 40.0);
    let shown = served.json("/api/v1/sinks");
    assert_eq!(shown["items"][0]["name"], "hook");
    assert_eq!(shown["items"][0]["queued"], 20, "{shown}");
    // What was not delivered waits in the store.
    assert_eq!(served.stop().code(), Some(0));

    receiver.start();
    let served = Served::start(folder.path(), &configuration);
    wait_until("all alerts are told of", || receiver.told().len() >= 40);
    acknowledge_all(&served);
    wait_until("all acknowledgements are told of", || receiver.told().len() >= 80);
    is_whole(&receiver.told(), 40, 2);

    let posts = receiver.posts.lock().expect("the list");
    let (event, headers) = &posts[0];
    assert_eq!(
        (&event["specversion"], &event["type"]),
        (&"1.0".into(), &"picket.alert.raised".into())
    );
    assert!(
        headers.contains(&"content-type: application/cloudevents+json; charset=utf-8".to_owned())
    );
    assert!(headers.iter().any(|line| line.starts_with("webhook-signature: v1,")), "{headers:?}");
    let id = format!("webhook-id: {}", event["id"].as_str().expect("an id"));
    assert!(headers.contains(&id), "{headers:?}");
}

#[test]
fn what_a_receiver_refuses_becomes_a_dead_letter_that_can_be_sent_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut receiver = Receiver::new();
    receiver.status.store(422, Ordering::Release);
    receiver.start();
    let mut served = Served::start(
        folder.path(),
        &configuration(&format!(
            "[[sink]]\nname = \"hook\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:{}/\"\n\
             attempts_max = 2\n",
            receiver.port
        )),
    );
    hear(&mut served, 0..2, 2);
    served.wait_for("picket_sink_deliveries_total", &["outcome=\"dead-letter\""], 2.0);
    let letters = served.json("/api/v1/sinks/hook/dead-letters");
    let [first, second] = &letters["items"].as_array().expect("a list")[..] else {
        panic!("two dead letters: {letters}")
    };
    assert_eq!((&first["refusals"], &second["refusals"]), (&2.into(), &2.into()));
    assert!(first["problem"].as_str().expect("a text").contains("422"), "{first}");

    receiver.status.store(200, Ordering::Release);
    let url = served.url("/api/v1/sinks/hook/dead-letters/resend");
    let resend = |act: Value| {
        let sent =
            ureq::post(&url).header("content-type", "application/json").send(act.to_string());
        sent.expect("accepted").status().as_u16()
    };
    assert_eq!(resend(serde_json::json!({ "by": "test", "seq": second["seq"] })), 202);
    wait_until("one is told of", || receiver.told().len() == 1);
    // Told of, it may still be a letter for a moment: asked for again then, it would come twice.
    served.wait_for("picket_sink_dead_letters", &["sink=\"hook\""], 1.0);
    assert_eq!(resend(serde_json::json!({ "by": "test" })), 202);
    wait_until("both are told of", || receiver.told().len() == 2);
    served.wait_for("picket_sink_dead_letters", &["sink=\"hook\""], 0.0);
    assert_eq!(served.json("/api/v1/sinks/hook/dead-letters")["items"], serde_json::json!([]));
}
