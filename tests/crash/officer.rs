use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use super::stream::{Told, follow};

/// Who follows the stream of one daemon and acknowledges about half of what wants it.
pub(crate) struct Officer {
    client: JoinHandle<Vec<Told>>,
    acts: JoinHandle<Vec<Value>>,
}

/// What was shown while the daemon lived.
pub(crate) struct Shown {
    /// Events of the stream, in order; the first is a snapshot unless the client came back.
    pub(crate) told: Vec<Told>,
    /// The client came back with this.
    pub(crate) last_seen: Option<u64>,
    /// Replies to acts that were answered with 200.
    pub(crate) replies: Vec<Value>,
}

/// What an officer may still do, and with what he came.
pub(crate) struct OnDuty(Officer, Option<u64>);

impl Officer {
    pub(crate) fn start(http: &str, last_seen: Option<u64>, random: fastrand::Rng) -> OnDuty {
        let told = follow(http, last_seen);
        let (raise, raised) = channel();
        let client = thread::spawn(move || {
            let mut all = Vec::new();
            while let Ok(event) = told.recv() {
                let state = event.data["state"].as_str().unwrap_or_default();
                if matches!(state, "unacknowledged" | "rtn-unacknowledged") {
                    // The officer may have had his last act cut off: the stream goes on.
                    drop(raise.send(event.data.clone()));
                }
                all.push(event);
            }
            all
        });
        let http = http.to_owned();
        let acts = thread::spawn(move || acknowledge(&http, &raised, random));
        OnDuty(Self { client, acts }, last_seen)
    }
}

impl OnDuty {
    /// Waits for the end of the stream, which is that of the daemon.
    pub(crate) fn report(self) -> Shown {
        let Self(Officer { client, acts }, last_seen) = self;
        let told = client.join().expect("the client ends");
        let replies = acts.join().expect("the officer ends");
        Shown { told, last_seen, replies }
    }
}

fn acknowledge(http: &str, raised: &Receiver<Value>, mut random: fastrand::Rng) -> Vec<Value> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut replies = Vec::new();
    while let Ok(alert) = raised.recv() {
        if random.bool() {
            continue;
        }
        let id = alert["id"].as_str().expect("an id");
        let body = json!({"revision": alert["revision"], "by": "duty"}).to_string();
        let answer = agent
            .post(format!("{http}/api/v1/alerts/{id}/acknowledge"))
            .header("Content-Type", "application/json")
            .send(&body);
        // The daemon is gone: whether the act was carried out nobody was told.
        let Ok(mut answer) = answer else { continue };
        let status = answer.status().as_u16();
        let Ok(text) = answer.body_mut().read_to_string() else { continue };
        match status {
            200 => replies.push(serde_json::from_str(&text).expect("JSON")),
            // Meanwhile it has a newer revision.
            409 => {}
            _ => panic!("acknowledging was answered with {status}: {text}"),
        }
    }
    replies
}
