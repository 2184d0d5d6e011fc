use super::bounds::{
    MEASURE_CHANGE, MEASURES_MAX, MISSING_LAYERS_MAX, PARTICIPANTS_MAX, POSITIONS_MAX,
    SENTENCES_MAX,
};
use super::voices::Gravity;
use super::{Alert, Evidence};
use crate::detect::{AreaRef, Findings, Measure, Participant, Role, TrailPoint, spec};
use crate::domain::{EventTime, Position, RuleId};
use crate::risk::{Assessment, assess};

/// What a rule said last, scored and cut to its bounds, ready for the next transition.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub area: AreaRef,
    pub participants: Vec<Participant>,
    pub position: Option<Position>,
    pub evidence: Evidence,
    pub assessment: Assessment,
    pub step: u8,
}

/// How news compare with what everyone was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The priority rose or a step was reached.
    Escalation,
    /// Where it happens has become known: told at once.
    Located,
    /// Participants, the priority or a measure changed.
    Notable,
    /// Nothing that is worth a transition.
    Slight,
}

impl Fresh {
    /// Findings of a rule in an area, with the participants already known. Adds what had to be cut
    /// to `cut`.
    pub(super) fn new(
        rule: RuleId,
        area: AreaRef,
        findings: Findings,
        known: &[Participant],
        cut: &mut u64,
    ) -> Self {
        let assessment = assess(spec(rule), &area, &findings);
        let evidence = Evidence {
            measures: first(findings.measures, MEASURES_MAX, cut),
            positions: newest(findings.trail, cut).into_iter().collect(),
            sentences: first(findings.sentences, SENTENCES_MAX, cut),
            missing_layers: first(findings.missing_layers, MISSING_LAYERS_MAX, cut),
        };
        Self {
            area,
            participants: merged(known, findings.participants, cut),
            position: findings.position,
            evidence,
            assessment,
            step: findings.step,
        }
    }

    /// What everyone was told of an alert.
    pub(super) fn told(alert: &Alert) -> Self {
        let Alert { priority, score, factors, .. } = *alert;
        Self {
            area: alert.area.clone(),
            participants: alert.participants.clone(),
            position: alert.position,
            evidence: alert.evidence.clone(),
            assessment: Assessment { score, priority, factors },
            step: alert.step,
        }
    }

    /// How grave it is.
    pub(super) const fn gravity(&self) -> Gravity {
        let Assessment { priority, score, .. } = self.assessment;
        Gravity { priority, step: self.step, score }
    }

    /// What an alert becomes with these findings.
    pub(super) fn become_of(self, alert: &mut Alert) {
        alert.area = self.area;
        alert.participants = self.participants;
        alert.position = self.position.or(alert.position);
        alert.evidence = self.evidence;
        alert.score = self.assessment.score;
        alert.priority = self.assessment.priority;
        alert.factors = self.assessment.factors;
        alert.step = alert.step.max(self.step);
    }

    /// What is new against the alert as everyone knows it.
    pub(super) fn change_since(&self, told: &Alert) -> Change {
        if self.assessment.priority > told.priority || self.step > told.step {
            return Change::Escalation;
        }
        if self.area != told.area || (told.position.is_none() && self.position.is_some()) {
            return Change::Located;
        }
        let notable = self.assessment.priority != told.priority
            || self.participants != told.participants
            || measures_differ(&told.evidence.measures, &self.evidence.measures);
        if notable { Change::Notable } else { Change::Slight }
    }
}

/// Known participants with newer names, then newcomers. An alert keeps its target or subject.
fn merged(known: &[Participant], found: Vec<Participant>, cut: &mut u64) -> Vec<Participant> {
    let mut all = known.to_vec();
    for newcomer in found {
        let same = all.iter_mut().find(|one| one.who == newcomer.who && one.role == newcomer.role);
        if let Some(same) = same {
            same.mmsi = newcomer.mmsi.or(same.mmsi);
            same.name = newcomer.name.or(same.name);
        } else if all.len() >= PARTICIPANTS_MAX {
            *cut = cut.saturating_add(1);
        } else if !has_its_principal(known, newcomer.role) {
            all.push(newcomer);
        }
    }
    all.sort_by(|a, b| (a.role, &a.who).cmp(&(b.role, &b.who)));
    // Most alerts are about one vessel or two.
    all.shrink_to_fit();
    all
}

fn has_its_principal(known: &[Participant], role: Role) -> bool {
    matches!(role, Role::Target | Role::Subject) && known.iter().any(|one| one.role == role)
}

fn measures_differ(told: &[Measure], now: &[Measure]) -> bool {
    told.len() != now.len()
        || now.iter().any(|measure| {
            let before = told.iter().find(|before| before.name == measure.name);
            before.is_none_or(|before| {
                let change = (measure.value - before.value).abs();
                change > MEASURE_CHANGE * before.value.abs()
                    && change + LAST_BITS >= least_change(measure.unit)
            })
        })
}

/// What differences of rounded values are off by: the last bits never decide.
const LAST_BITS: f64 = 1e-9;

/// What a measure in a unit has to change by to be news, however small it was: less is noise.
fn least_change(unit: &str) -> f64 {
    match unit {
        "kn" => 0.5,
        "nm" => 0.05,
        "deg" => 5.0,
        _ => 0.0,
    }
}

fn first<T>(mut list: Vec<T>, limit: usize, cut: &mut u64) -> Vec<T> {
    *cut = cut.saturating_add(excess(list.len(), limit));
    list.truncate(limit);
    list
}

/// The newest positions in the order in which they came.
fn newest(mut trail: Vec<TrailPoint>, cut: &mut u64) -> Vec<TrailPoint> {
    let excess = excess(trail.len(), POSITIONS_MAX);
    if excess > 0 {
        let mut times: Vec<EventTime> = trail.iter().map(|point| point.time).collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        if let Some(&oldest) = times.get(POSITIONS_MAX - 1) {
            trail.retain(|point| point.time >= oldest);
        }
        trail.truncate(POSITIONS_MAX);
        *cut = cut.saturating_add(excess);
    }
    trail
}

fn excess(len: usize, limit: usize) -> u64 {
    u64::try_from(len.saturating_sub(limit)).unwrap_or(u64::MAX)
}
