//! Sinks beside each other: one that never fails, and one that answers, refuses and is gone by turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::receiver::Receiver;

/// What the flapping receiver does, and for which share of a turn.
const TURN: [(State, f64); 3] = [(State::Answers, 0.5), (State::Refuses, 0.2), (State::Gone, 0.3)];
/// A turn is the length of the run by this, but never longer than a minute.
const TURNS: u32 = 4;
const TURN_MAX: Duration = Duration::from_mins(1);
/// How soon an ended run is noticed.
const STEP: Duration = Duration::from_millis(50);

#[derive(Clone, Copy)]
enum State {
    Answers,
    /// With 503, which is worth another attempt.
    Refuses,
    /// Nothing listens.
    Gone,
}

/// A receiver that comes and goes until it is asked to stay.
pub(crate) struct Flapping {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<(Receiver, u32)>,
}

impl Flapping {
    pub(crate) fn start(mut receiver: Receiver, run: Duration) -> Self {
        let turn = (run / TURNS).min(TURN_MAX);
        let ended = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ended);
        receiver.start();
        let thread = thread::spawn(move || {
            let mut absences = 0;
            'run: loop {
                for (state, share) in TURN {
                    match state {
                        State::Answers => receiver.status.store(200, Ordering::Release),
                        State::Refuses => receiver.status.store(503, Ordering::Release),
                        State::Gone => receiver.stop(),
                    }
                    let steps = turn.mul_f64(share).as_millis() / STEP.as_millis();
                    for _ in 0..steps.max(1) {
                        thread::sleep(STEP);
                        if seen.load(Ordering::Acquire) {
                            break;
                        }
                    }
                    if matches!(state, State::Gone) {
                        absences += 1;
                        receiver.start();
                    }
                    if seen.load(Ordering::Acquire) {
                        break 'run;
                    }
                }
            }
            receiver.status.store(200, Ordering::Release);
            (receiver, absences)
        });
        Self { ended, thread }
    }

    /// From now on it answers. Says how often it had been gone.
    pub(crate) fn stays(self) -> (Receiver, u32) {
        self.ended.store(true, Ordering::Release);
        self.thread.join().expect("the receiver")
    }
}
