//! A client of the alert stream.

use std::io::{BufRead, BufReader};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use picket::clock;
use serde_json::Value;

/// One event of the stream.
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) data: Value,
    /// When its last line was here.
    pub(crate) at: Instant,
}

/// Follows the stream until it ends; what was told comes out of the receiver.
pub(crate) fn follow(http: &str, last_seen: Option<u64>) -> Receiver<Told> {
    let mut request = ureq::get(format!("{http}/api/v1/alerts/stream"));
    if let Some(last_seen) = last_seen {
        request = request.header("Last-Event-ID", last_seen.to_string());
    }
    let response = request.call().expect("the stream opens");
    let (sender, told) = channel();
    thread::spawn(move || {
        let (mut name, mut data) = (String::new(), String::new());
        let lines = BufReader::new(response.into_body().into_reader()).lines();
        // A killed daemon leaves half an event behind, which nobody was shown.
        for line in lines.map_while(Result::ok) {
            if let Some(given) = line.strip_prefix("event: ") {
                given.clone_into(&mut name);
            } else if let Some(given) = line.strip_prefix("data: ") {
                data.push_str(given);
            } else if line.is_empty() && !data.is_empty() {
                let event = Told {
                    name: std::mem::take(&mut name),
                    data: serde_json::from_str(&data).expect("JSON"),
                    at: clock::monotonic_now(),
                };
                data.clear();
                if sender.send(event).is_err() {
                    return;
                }
            }
        }
    });
    told
}
