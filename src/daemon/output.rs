use std::sync::Arc;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::alert::{Act, AlertId, Transition};
use crate::http::ActReply;
use crate::picture::TrackUpdate;

/// What followed from one batch, act or moment, on its way to the store and then to those who
/// listen.
#[derive(Debug)]
pub(super) struct Output {
    /// Changes of the picture.
    pub(super) updates: Arc<[TrackUpdate]>,
    /// Changes of alerts.
    pub(super) transitions: Vec<Transition>,
    /// The act that was carried out, with the way back to who asked.
    pub(super) act: Option<(Act, oneshot::Sender<ActReply>)>,
    /// When the reports that made it came in; `None` for acts and deadlines.
    pub(super) received: Option<Instant>,
}

/// The alert an act is about; `None` for a security level.
pub(super) fn alert_of(act: &Act) -> Option<AlertId> {
    act.deed.alert().map(|(alert, _revision)| alert)
}
