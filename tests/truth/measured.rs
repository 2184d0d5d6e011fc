//! What the scenes led to, beside what they say.

use std::collections::BTreeMap;
use std::fmt;

use picket::alert::{Transition, TransitionKind};
use picket::detect::IncidentSubject;
use picket::domain::{KnownBy, Mmsi, RuleId};
use picket::script::{Expectation, Script};

use crate::evidence::known_secs;
use crate::scene::Scene;
use crate::stage::{engine, reports, transitions};
use crate::variation::{described, varied};
use crate::workers;

/// A raise so much before its definition holds is no recall: noise may bring it forward a little.
const EARLY_SECS: f64 = 45.0;

/// Everything measured.
pub(crate) struct Measured {
    /// By rule, then scene.
    rules: BTreeMap<String, BTreeMap<String, Recall>>,
    pub(crate) missed: Vec<Missed>,
    /// Raises that no scene asked for, on quiet scenes.
    pub(crate) false_raises: Vec<FalseRaise>,
    /// Raises of rules that a scene does not speak of, on scenes that raise something.
    pub(crate) others: BTreeMap<(String, RuleId), usize>,
}

/// How often a rule raised what it had to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recall {
    asked: usize,
    /// Seconds from the moment at which the definition first held.
    delays: Vec<f64>,
}

/// Something that was not raised.
pub(crate) struct Missed {
    scene: String,
    seed: u64,
    rule: String,
    raised_secs: Vec<f64>,
    holds_secs: f64,
}

/// Something raised that should not have been.
pub(crate) struct FalseRaise {
    pub(crate) scene: String,
    seed: u64,
    said: String,
}

/// One scene on one seed.
struct Outcome {
    recalled: Vec<(String, Result<f64, Missed>)>,
    false_raises: Vec<FalseRaise>,
    others: Vec<RuleId>,
}

/// Plays each scene on each seed from 0.
pub(crate) fn measure(scenes: &[Scene], seeds: u64) -> Measured {
    let per_scene = usize::try_from(seeds).expect("few");
    let outcomes = workers::each(scenes.len() * per_scene, |number| {
        let seed = u64::try_from(number % per_scene).expect("few");
        outcome(&scenes[number / per_scene], seed)
    });
    let mut measured = Measured {
        rules: BTreeMap::new(),
        missed: Vec::new(),
        false_raises: Vec::new(),
        others: BTreeMap::new(),
    };
    for (number, outcome) in outcomes.into_iter().enumerate() {
        measured.take(&scenes[number / per_scene].name, outcome);
    }
    measured
}

impl Measured {
    /// Recall of each rule over all its scenes.
    pub(crate) fn by_rule(&self) -> BTreeMap<&str, Recall> {
        let sum = |scenes: &BTreeMap<String, Recall>| {
            scenes.values().fold(Recall::default(), |mut sum, recall| {
                sum.asked += recall.asked;
                sum.delays.extend(&recall.delays);
                sum
            })
        };
        self.rules.iter().map(|(rule, scenes)| (rule.as_str(), sum(scenes))).collect()
    }

    /// Recall of a rule by scene.
    pub(crate) fn by_scene(&self, rule: &str) -> impl Iterator<Item = (&String, &Recall)> {
        self.rules.get(rule).into_iter().flatten()
    }

    fn take(&mut self, scene: &str, outcome: Outcome) {
        for (rule, found) in outcome.recalled {
            let scenes = self.rules.entry(rule).or_default();
            let recall = scenes.entry(scene.to_owned()).or_default();
            recall.asked += 1;
            match found {
                Ok(delay) => recall.delays.push(delay),
                Err(missed) => self.missed.push(missed),
            }
        }
        self.false_raises.extend(outcome.false_raises);
        for rule in outcome.others {
            *self.others.entry((scene.to_owned(), rule)).or_default() += 1;
        }
    }
}

impl Recall {
    /// Share raised in time.
    pub(crate) fn recall(&self) -> f64 {
        if self.asked == 0 { 1.0 } else { ratio(self.delays.len(), self.asked) }
    }

    /// The delay, seconds, that a share of the raises did not exceed.
    pub(crate) fn delay(&self, share: f64) -> Option<f64> {
        let mut delays = self.delays.clone();
        delays.sort_by(f64::total_cmp);
        // Nearest rank.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let rank = (share * delays.len() as f64).ceil() as usize;
        delays.get(rank.max(1) - 1).copied()
    }

    /// How often it had to raise.
    pub(crate) fn asked(&self) -> usize {
        self.asked
    }
}

fn outcome(scene: &Scene, seed: u64) -> Outcome {
    let script = varied(&scene.script, seed);
    let reports = reports(&script);
    let raised: Vec<Transition> = transitions(&mut engine(&script), reports.clone())
        .into_iter()
        .filter(|told| told.kind == TransitionKind::Raised)
        .collect();
    let recalled = scene.due().filter_map(|(expected, holds_secs)| {
        let (rule, within) = (expected.rule.as_str(), expected.within_secs);
        let known = known_secs(rule, holds_secs, within, &script, &reports)?;
        let found = find(expected, holds_secs, known, &script, &raised);
        let found = found.map_err(|raised_secs| Missed {
            scene: scene.name.clone(),
            seed,
            rule: expected.rule.clone(),
            raised_secs,
            holds_secs,
        });
        Some((expected.rule.clone(), found))
    });
    let unasked = raised.iter().filter(|told| !is_allowed(told, script.expectations()));
    let (false_raises, others) = if scene.is_quiet() {
        let said = unasked.map(|told| FalseRaise {
            scene: scene.name.clone(),
            seed,
            said: said(told, &script),
        });
        (said.collect(), Vec::new())
    } else {
        (Vec::new(), unasked.map(|told| told.alert.rule).collect())
    };
    Outcome { recalled: recalled.collect(), false_raises, others }
}

/// The delay of the first raise in time, which counts from when the definition holds or can be known
/// to hold, or the times of those that were not.
fn find(
    expected: &Expectation,
    holds_secs: f64,
    known_secs: f64,
    script: &Script,
    raised: &[Transition],
) -> Result<f64, Vec<f64>> {
    let of_rule = raised.iter().filter(|told| told.alert.rule.as_str() == expected.rule);
    let delays: Vec<f64> = of_rule
        .filter(|told| expected.about.is_none_or(|party| takes_part(told, party, script)))
        .map(|told| told.time.secs_since(script.start()) - holds_secs)
        .collect();
    let latest = known_secs - holds_secs + expected.within_secs;
    let in_time = delays.iter().find(|delay| (-EARLY_SECS..=latest).contains(*delay));
    in_time.copied().ok_or_else(|| delays.iter().map(|delay| delay + holds_secs).collect())
}

fn takes_part(told: &Transition, party: usize, script: &Script) -> bool {
    let Some(party) = script.parties().nth(party) else { return false };
    told.alert.participants.iter().any(|participant| {
        let by_mmsi = party.mmsi.is_some() && participant.mmsi == party.mmsi;
        let by_number = match &participant.who {
            IncidentSubject::Contact(contact) => match contact.known_by() {
                KnownBy::Radar { number, .. } => party.radar_number.map(u16::from) == Some(number),
                _ => false,
            },
            IncidentSubject::Area(_) => false,
        };
        by_mmsi || by_number
    })
}

/// Whether a scene speaks of a rule, and the alert is no graver than it says.
fn is_allowed(told: &Transition, expectations: &[Expectation]) -> bool {
    let about = expectations.iter().find(|expected| expected.rule == told.alert.rule.as_str());
    about.is_some_and(|expected| {
        let priority = told.alert.priority.as_str();
        expected.at_most.as_deref().is_none_or(|most| rank(priority) <= rank(most))
    })
}

fn rank(priority: &str) -> usize {
    ["caution", "warning", "alarm", "emergency"].iter().position(|p| *p == priority).unwrap_or(9)
}

fn said(told: &Transition, script: &Script) -> String {
    let alert = &told.alert;
    let who: Vec<String> = alert
        .participants
        .iter()
        .map(|participant| {
            participant.mmsi.map_or("radar".to_owned(), |mmsi: Mmsi| mmsi.to_string())
        })
        .collect();
    let measures: Vec<String> =
        alert.evidence.measures.iter().map(|m| format!("{} {}", m.name, m.value)).collect();
    format!(
        "{} {} at {:.0} s by {} [{}]",
        alert.rule,
        alert.priority.as_str(),
        told.time.secs_since(script.start()),
        who.join(" "),
        measures.join(", ")
    )
}

impl fmt::Display for Recall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.delays.len(), self.asked)?;
        if let (Some(median), Some(p95)) = (self.delay(0.5), self.delay(0.95)) {
            write!(f, ", delay {median:.0} s, P95 {p95:.0} s")?;
        }
        Ok(())
    }
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scene, seed, rule, raised_secs, holds_secs } = self;
        let seed = described(*seed);
        write!(
            f,
            "missed: {scene}, {seed}: {rule} holds at {holds_secs} s, raised at {raised_secs:?}"
        )
    }
}

impl fmt::Display for FalseRaise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "false: {}, {}: {}", self.scene, described(self.seed), self.said)
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
