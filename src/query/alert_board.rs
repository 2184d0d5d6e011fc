use std::sync::Arc;

use crate::store::row::AlertRow;

/// Alerts as they have been published: the open ones, and a ring of the last transitions from which
/// streams are resumed. Written by the one who commits, read by everyone.
#[derive(Debug)]
pub struct AlertBoard {}

/// One published transition.
pub type Published = Arc<AlertRow>;

impl AlertBoard {
    /// A board that begins with these open alerts.
    pub fn new(open: Vec<AlertRow>, subscribers_lag_max: usize) -> Self {
        todo!("{open:?} {subscribers_lag_max}")
    }

    /// Shows transitions that have been committed.
    pub fn publish(&self, rows: Vec<AlertRow>) {
        todo!("{rows:?}")
    }

    /// The open alerts, by id.
    pub fn open(&self) -> Vec<Published> {
        todo!()
    }

    /// From now on every transition, in order, and the open alerts at this very moment with the
    /// number of the last transition they contain. A subscriber that falls behind by more than the
    /// bound sees `Lagged`.
    pub fn subscribe(&self) -> (Vec<Published>, u64, tokio::sync::broadcast::Receiver<Published>) {
        todo!()
    }
}
