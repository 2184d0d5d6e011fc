use serde::Serialize;

use crate::store::row::AlertRow;

/// An event in the structured JSON of `CloudEvents` 1.0.2, with the extensions `sequence` and
/// `exercise`. Source and id together tell a repetition.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: String,
    source: &'static str,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: String,
    datacontenttype: &'static str,
    sequence: String,
    exercise: bool,
    data: &'a AlertRow,
}

/// A transition as the body of a webhook.
pub(in crate::publish) fn cloud_event(row: &AlertRow) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&CloudEvent {
        specversion: "1.0",
        id: format!("{}:{}", row.id, row.revision),
        source: "/picket",
        kind: format!("picket.alert.{}", row.transition),
        subject: row.id.to_string(),
        time: row.time.to_string(),
        datacontenttype: "application/json",
        sequence: format!("{:020}", row.seq),
        exercise: row.exercise,
        data: row,
    })
}
