//! Tries a watch area on what has been: a fresh engine over stored positions.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::alert::{Transition, TransitionKind};
use crate::areas::{WatchArea, WatchAreas};
use crate::clock;
use crate::domain::{ContactId, EventTime, Position, RuleId};
use crate::engine::{Effect, Engine, EngineSettings};
use crate::picture::{Change, TrackUpdate};
use crate::store::row::AlertRow;
use crate::store::{Bounds, Reader, StoreError};

/// How long a trial may take.
const BUDGET: Duration = Duration::from_secs(20);

/// Stored positions of a trial at most.
pub(super) const POSITIONS_MAX: usize = 2_000_000;

/// Rules look back: they are shown what was before, and nothing they say of it counts.
const WARM_UP: Duration = Duration::from_mins(30);

/// Degrees about the area in which vessels matter: those who come, and who is near them.
const MARGIN: f64 = 0.5;

/// Transitions given at most.
const TRANSITIONS_MAX: usize = 1_000;

/// A vessel that is not heard for longer is not there meanwhile.
const GAP_MAX: Duration = Duration::from_mins(10);

/// Rules that judge what the store does not keep.
pub(super) const NOT_JUDGED: [RuleId; 6] = [
    RuleId::AisDark,
    RuleId::DistressBeacon,
    RuleId::SafetyText,
    RuleId::IdentityChange,
    RuleId::WatchListed,
    RuleId::OfficerReport,
];

/// What is to be tried: an area among the others, from a time to another.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) settings: EngineSettings,
    pub(super) area: WatchArea,
    pub(super) others: Vec<WatchArea>,
    pub(super) from: EventTime,
    pub(super) to: EventTime,
}

/// What it would have raised.
#[derive(Debug, Default)]
pub(super) struct Tried {
    pub(super) alerts: Vec<AlertRow>,
    pub(super) truncated: bool,
    /// Alerts raised, by rule.
    pub(super) by_rule: BTreeMap<&'static str, u64>,
    /// Time that vessels spent in the area.
    pub(super) vessel_time: Duration,
    pub(super) positions: usize,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum TrialError {
    /// More positions than are tried.
    #[error("more than {POSITIONS_MAX} positions about the area in that time: try a shorter one")]
    TooManyPositions,
    /// It took too long.
    #[error("no result within {} s: try a shorter time", BUDGET.as_secs())]
    OutOfTime,
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Trial {
    /// Runs it. Blocking.
    pub(super) fn run(self, reader: &Reader) -> Result<Tried, TrialError> {
        let until = clock::monotonic_now() + BUDGET;
        let updates = self.updates(reader, until)?;
        let Self { settings, area, mut others, from, .. } = self;
        let is_fix = |update: &&TrackUpdate| matches!(update.change, Change::Fix(_));
        let positions = updates.iter().filter(is_fix).count();
        let mut tried = Tried { positions, ..Tried::default() };
        let tried_area = area.id.clone();
        tried.vessel_time = time_inside(&area, &updates, from);
        others.retain(|other| other.id != tried_area);
        others.push(area);
        // Ids stay different: the others' are, and none of them has this one.
        let areas = WatchAreas::new(others).unwrap_or_default();
        let mut engine = Engine::new(settings, areas);
        let mut effects = Vec::new();
        for (number, update) in updates.iter().enumerate() {
            if number % 1_024 == 0 && clock::monotonic_now() > until {
                return Err(TrialError::OutOfTime);
            }
            engine.relive(update, &mut effects);
            for effect in effects.drain(..) {
                if let Effect::Alert(transition) = effect
                    && transition.time >= from
                    && transition.alert.area.id == tried_area
                {
                    tried.take(&transition);
                }
            }
        }
        Ok(tried)
    }

    /// Who was about the area and where, by time; each contact with who she is in front.
    fn updates(&self, reader: &Reader, until: Instant) -> Result<Vec<TrackUpdate>, TrialError> {
        let mut found: BTreeMap<(EventTime, ContactId), TrackUpdate> = BTreeMap::new();
        let mut known = BTreeMap::new();
        let (mut broken, mut late) = (None, false);
        for (south_west, north_east) in self.area.shape.boxes() {
            let bounds = widened(south_west, north_east);
            let stop = || clock::monotonic_now() > until;
            let from = self.from.minus(WARM_UP);
            reader.points_in(bounds, from, self.to, &stop, &mut |contact, rows| {
                let row = match known.get(&contact) {
                    Some(row) => row,
                    None => match reader.contact(contact) {
                        Ok(row) => known.entry(contact).or_insert(row),
                        Err(error) => {
                            broken = Some(error);
                            return ControlFlow::Break(());
                        }
                    },
                };
                let Some(who) = row else { return ControlFlow::Continue(()) };
                let update = |time, change| TrackUpdate {
                    contact,
                    mmsi: who.mmsi,
                    exercise: who.exercise,
                    time,
                    late: false,
                    feed: who.feed,
                    station: None,
                    class: who.class,
                    change,
                };
                for row in rows.iter().filter(|row| !row.late) {
                    let fix = update(row.fix.time, Change::Fix(row.fix));
                    found.insert((row.fix.time, contact), fix);
                }
                if found.len() > POSITIONS_MAX {
                    late = true;
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
        }
        if let Some(error) = broken {
            return Err(error.into());
        }
        if late {
            return Err(TrialError::TooManyPositions);
        }
        if clock::monotonic_now() > until {
            return Err(TrialError::OutOfTime);
        }
        let mut updates = Vec::with_capacity(found.len() + known.len());
        let mut named = std::collections::BTreeSet::new();
        for ((time, contact), fix) in found {
            let statics = known.get(&contact).and_then(|row| row.as_ref()?.statics);
            if let Some((_time, statics)) = statics.filter(|_| named.insert(contact)) {
                updates.push(TrackUpdate { time, change: Change::Static(statics), ..fix });
            }
            updates.push(fix);
        }
        Ok(updates)
    }
}

impl Tried {
    fn take(&mut self, transition: &Transition) {
        if transition.kind == TransitionKind::Raised {
            *self.by_rule.entry(transition.alert.rule.as_str()).or_default() += 1;
        }
        if self.alerts.len() < TRANSITIONS_MAX {
            self.alerts.push(AlertRow::from(transition));
        } else {
            self.truncated = true;
        }
    }
}

/// A box with the margin about it; `None`, everywhere, where that is most of the earth.
fn widened(south_west: Position, north_east: Position) -> Option<Bounds> {
    let south = (south_west.latitude() - MARGIN).max(-90.0);
    let north = (north_east.latitude() + MARGIN).min(90.0);
    // Meridians draw together: more degrees of longitude are as far.
    let stretch = libm::cos(south.abs().max(north.abs()).to_radians()).max(0.05);
    let west = south_west.longitude() - MARGIN / stretch;
    let east = north_east.longitude() + MARGIN / stretch;
    if east - west >= 360.0 {
        return None;
    }
    let turned = |longitude: f64| (longitude + 540.0).rem_euclid(360.0) - 180.0;
    Some(Bounds {
        south_west: Position::new(south, turned(west))?,
        north_east: Position::new(north, turned(east))?,
    })
}

/// How long vessels were in an area, from a time on: the time between two reports of which the first
/// was inside.
fn time_inside(area: &WatchArea, updates: &[TrackUpdate], from: EventTime) -> Duration {
    let mut last: BTreeMap<ContactId, EventTime> = BTreeMap::new();
    let mut inside = Duration::ZERO;
    for update in updates.iter().filter(|update| update.time >= from) {
        let Change::Fix(fix) = update.change else { continue };
        if let Some(before) = last.remove(&update.contact) {
            inside += update.time.since(before).min(GAP_MAX);
        }
        if area.shape.contains(fix.position) {
            last.insert(update.contact, update.time);
        }
    }
    inside
}
