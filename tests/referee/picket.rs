//! What `picket decode --rejects` makes of a source as it was recorded, framing included.

use std::process::Command;

use serde_json::Value;

use super::compare::{Answer, Members, flat};
use super::source;

pub(crate) fn answers(source: &str, sentences: &[String]) -> Vec<Answer> {
    let output = Command::new(env!("CARGO_BIN_EXE_picket"))
        .args(["decode", "--rejects"])
        .arg(source::path(source))
        .output()
        .expect("picket runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let mut next = 0;
    lines.lines().filter_map(|line| answer(line, sentences, &mut next)).collect()
}

/// The answer to one of the sentences; `None` for instruments, radar and what was cut short.
fn answer(line: &str, sentences: &[String], next: &mut usize) -> Option<Answer> {
    let Ok(Value::Object(mut line)) = serde_json::from_str(line) else {
        panic!("no JSON object: {line}");
    };
    let meta = line.remove("meta");
    let raw = match &meta {
        Some(meta) => meta["raw"].as_str(),
        None => line["raw"].as_str(),
    }?;
    let sentence = *next + sentences[*next..].iter().position(|sentence| sentence == raw)?;
    *next = sentence + 1;
    let said = match line.get("rejected").and_then(Value::as_str) {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(flat(&Value::Object(line))),
    };
    Some(Answer { sentence, said })
}

/// Its message type.
pub(crate) fn kind(members: &Members) -> u64 {
    members.get("message_type").and_then(Value::as_u64).unwrap_or(0)
}
