use std::collections::{BTreeMap, VecDeque};
use std::io;

use super::pacing::{Pacing, Rate};
use super::summary::Summary;
use super::tally::Tally;
use crate::alert::{Act, Alert, AlertId, Transition};
use crate::cli::merge::Merge;
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
        let mut remembered = Remembered::of(&acts);
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
                engine.handle(remembered.event(act), &mut effects);
                tally.acted(&effects);
                put_out(&mut effects, &mut remembered, &mut tally, tell)?;
            }
            pacing.wait_for(report.time);
            let (time, is_static_half) = (report.time, report.is_static_half());
            engine.handle(Event::Report(report), &mut effects);
            tally.judged(file, time, is_static_half, &effects);
            put_out(&mut effects, &mut remembered, &mut tally, tell)?;
        }
        for act in acts {
            engine.handle(remembered.event(act), &mut effects);
            tally.acted(&effects);
            put_out(&mut effects, &mut remembered, &mut tally, tell)?;
        }
        Ok(Summary::new(merge.into_files(), &tally))
    }
}

/// The alerts that acts are about, as they were told last: a replay has no log where to look for one
/// that is over.
struct Remembered(BTreeMap<AlertId, Option<Box<Alert>>>);

impl Remembered {
    fn of(acts: &[Act]) -> Self {
        Self(acts.iter().filter_map(|act| Some((act.deed.alert()?.0, None))).collect())
    }

    fn note(&mut self, alert: &Alert) {
        if let Some(place) = self.0.get_mut(&alert.id) {
            *place = Some(Box::new(alert.clone()));
        }
    }

    fn event(&self, act: Act) -> Event {
        let alert = act.deed.alert().and_then(|(id, _revision)| self.0.get(&id)?.clone());
        match alert {
            Some(alert) => Event::OfficerOnPast(act, alert),
            None => Event::Officer(act),
        }
    }
}

fn put_out(
    effects: &mut Vec<Effect>,
    remembered: &mut Remembered,
    tally: &mut Tally,
    tell: &mut impl FnMut(&Transition) -> io::Result<()>,
) -> Result<(), io::Error> {
    for effect in effects.drain(..) {
        match effect {
            Effect::Track(update) => tally.seen(update.contact),
            Effect::Alert(transition) => {
                tally.transition(&transition);
                remembered.note(&transition.alert);
                tell(&transition)?;
            }
            // Counted where they were made.
            Effect::Refused { .. } | Effect::Anomaly(_) => {}
        }
    }
    Ok(())
}
