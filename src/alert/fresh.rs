use super::Evidence;
use super::bounds::{
    MEASURES_MAX, MISSING_LAYERS_MAX, PARTICIPANTS_MAX, POSITIONS_MAX, SENTENCES_MAX,
};
use super::evidence::KeptEvidence;
use super::voices::Gravity;
use super::words::Words;
use crate::detect::{AreaRef, Findings, Participant, Role, TrailPoint, spec};
use crate::domain::{EventTime, Position, RuleId};
use crate::risk::{Assessment, assess};

/// What a rule said last, scored and cut to its bounds, ready for the next transition.
#[derive(Debug)]
pub(super) struct Fresh {
    pub area: AreaRef,
    pub participants: Box<[Participant]>,
    pub position: Option<Position>,
    pub evidence: KeptEvidence,
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
        words: &mut Words,
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
            evidence: KeptEvidence::of(evidence, words),
            assessment,
            step: findings.step,
        }
    }

    /// How grave it is.
    pub(super) const fn gravity(&self) -> Gravity {
        let Assessment { priority, score, .. } = self.assessment;
        Gravity { priority, step: self.step, score }
    }
}

/// Known participants with newer names, then newcomers. An alert keeps its target or subject.
fn merged(known: &[Participant], found: Vec<Participant>, cut: &mut u64) -> Box<[Participant]> {
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
    all.into()
}

fn has_its_principal(known: &[Participant], role: Role) -> bool {
    matches!(role, Role::Target | Role::Subject) && known.iter().any(|one| one.role == role)
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
