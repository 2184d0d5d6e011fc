use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::lines::{LOOK_EVERY, Lines};
use super::rounds::Rounds;
use super::{Failure, Letter};
use crate::clock;
use crate::config::Destination;
use crate::publish::forms::{alert_event, vessel_event};
use crate::query::Snapshot;

/// Vessels sent at a time at most; the rest comes with the next round.
const VESSELS_MAX: usize = 50_000;
/// Events written together.
const TOGETHER: usize = 64;

/// Cursor on Target: alerts as events of their own, vessels at a stated rate.
#[derive(Debug)]
pub(in crate::publish) struct Cot {
    lines: Lines,
    vessels_every: Option<Duration>,
    vessels_at: Option<Instant>,
    rounds: Rounds,
    stale: Duration,
    picture: watch::Receiver<Arc<Snapshot>>,
}

impl Cot {
    pub(super) fn new(
        to: &Destination,
        vessels_every: Option<Duration>,
        stale: Duration,
        exercise: bool,
        picture: watch::Receiver<Arc<Snapshot>>,
    ) -> Result<Self, String> {
        Ok(Self {
            lines: Lines::new(to)?,
            vessels_every,
            vessels_at: None,
            rounds: Rounds::new(exercise),
            stale,
            picture,
        })
    }

    pub(super) async fn send(&mut self, letter: &Letter<'_>) -> Result<(), Failure> {
        let event = alert_event(letter.row, letter.text, clock::utc_now(), self.stale);
        self.lines.send(event.into_bytes()).await
    }

    pub(super) fn chore_every(&self) -> Duration {
        self.vessels_every.map_or(LOOK_EVERY, |every| every.min(LOOK_EVERY))
    }

    pub(super) async fn chore(&mut self) -> Result<(), Failure> {
        let now = clock::monotonic_now();
        let Some(every) = self.vessels_every else { return self.lines.look().await };
        if self.vessels_at.is_some_and(|at| now < at) {
            return self.lines.look().await;
        }
        self.vessels_at = Some(now + every);
        let sent = self.send_vessels().await;
        if sent.is_err() {
            // Whoever comes back is told of everybody.
            self.rounds.begin_anew();
        }
        sent
    }

    async fn send_vessels(&mut self) -> Result<(), Failure> {
        let snapshot = Arc::clone(&self.picture.borrow());
        let now = clock::utc_now();
        let mut together = String::new();
        let mut waiting = 0;
        for vessel in self.rounds.next(&snapshot, VESSELS_MAX) {
            let Some(event) = vessel_event(vessel, now, self.stale) else { continue };
            together.push_str(&event);
            waiting += 1;
            if waiting == TOGETHER {
                self.lines.send_passing(together.as_bytes()).await?;
                together.clear();
                waiting = 0;
            }
        }
        self.lines.send_passing(together.as_bytes()).await
    }

    pub(super) fn reset(&mut self) {
        self.lines.reset();
    }

    pub(super) async fn close(&mut self) {
        self.lines.close().await;
    }
}
