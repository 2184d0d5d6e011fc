use std::collections::VecDeque;
use std::io;

use super::merge::Merge;
use super::pacing::{Pacing, Rate};
use super::summary::Summary;
use super::tally::Tally;
use crate::alert::{Act, Transition};
use crate::domain::EventTime;
use crate::engine::{Effect, Engine, Event};

/// A replay that is ready to run.
pub(super) struct Play {
    pub(super) merge: Merge,
    pub(super) engine: Engine,
    /// By time.
    pub(super) acts: Vec<Act>,
    pub(super) rate: Rate,
    /// From, inclusive; to, exclusive.
    pub(super) span: (Option<EventTime>, Option<EventTime>),
}

/// Why a replay could not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlayError {
    /// The alerts could not be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

impl Play {
    /// Runs to the end of all recordings, telling each transition. No deadline fires after the last
    /// report: the recording says nothing of the time behind it.
    pub(super) fn run(
        self,
        tell: &mut impl FnMut(&Transition) -> io::Result<()>,
    ) -> Result<Summary, PlayError> {
        let Self { mut merge, mut engine, acts, rate, span } = self;
        let mut acts = VecDeque::from(acts);
        let mut pacing = Pacing::new(rate);
        let mut tally = Tally::default();
        let mut effects = Vec::new();
        while let Some((file, report)) = merge.next() {
            if span.0.is_some_and(|start| report.time < start)
                || span.1.is_some_and(|end| report.time >= end)
            {
                tally.outside(file);
                continue;
            }
            while let Some(act) = acts.pop_front_if(|act| act.time <= report.time) {
                engine.handle(Event::Officer(act), &mut effects);
                tally.acted(&effects);
                put_out(&mut effects, &mut tally, tell)?;
            }
            pacing.wait_for(report.time);
            let (time, is_static_half) = (report.time, report.is_static_half());
            engine.handle(Event::Report(report), &mut effects);
            tally.judged(file, time, is_static_half, &effects);
            put_out(&mut effects, &mut tally, tell)?;
        }
        for act in acts {
            engine.handle(Event::Officer(act), &mut effects);
            tally.acted(&effects);
            put_out(&mut effects, &mut tally, tell)?;
        }
        Ok(Summary::new(merge.into_files(), &tally))
    }
}

fn put_out(
    effects: &mut Vec<Effect>,
    tally: &mut Tally,
    tell: &mut impl FnMut(&Transition) -> io::Result<()>,
) -> Result<(), io::Error> {
    for effect in effects.drain(..) {
        match effect {
            Effect::Track(update) => tally.seen(update.contact),
            Effect::Alert(transition) => {
                tally.transition(&transition);
                tell(&transition)?;
            }
            // Counted where they were made.
            Effect::Refused { .. } | Effect::Anomaly(_) => {}
        }
    }
    Ok(())
}
