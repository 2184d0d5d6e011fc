//! What is written: rows that are also the wire form of the contract.

use crate::alert::Transition;

/// An alert transition in the form of the contract: stored, streamed and printed as this JSON.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AlertRow {
    /// Place in the transition log.
    pub seq: u64,
}

impl From<&Transition> for AlertRow {
    fn from(transition: &Transition) -> Self {
        Self { seq: transition.seq }
    }
}
