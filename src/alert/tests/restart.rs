use std::collections::BTreeMap;

use proptest::prelude::*;

use super::scene::{
    Scene, acknowledge, at, caution, close, measuring, silence_until, snooze_until, warning,
};
use crate::alert::{Act, Alert, AlertBook, AlertId, AlertSettings, Transition};
use crate::detect::{Cause, CauseKind, Detection, Findings, Signal};
use crate::domain::RuleId;

const CAPACITY: usize = 6;

/// Something that happens to a book.
#[derive(Clone, Debug)]
enum Happening {
    Said(Box<Detection>),
    Act(u8, usize, f64),
    Time(f64),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The book of before and one made of what the store has, told again what the rules said, give
    /// the same transitions for ever after.
    #[test]
    fn a_restart_changes_nothing_of_what_follows(
        happenings in prop::collection::vec(happening(), 2..120),
        cut in 0.0..1.0_f64,
    ) {
        let happenings = in_time(happenings);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, clippy::as_conversions, reason = "a place in a short list")]
        let cut = (cut * happenings.len() as f64) as usize;
        let (before, after) = happenings.split_at(cut);

        let mut log = Vec::new();
        let mut book = AlertBook::new(AlertSettings { capacity: CAPACITY }, 1);
        for happening in before {
            happen(&mut book, happening, &mut log);
        }
        let mut restored = restarted(&book, &log, before);
        prop_assert!(book.alerts().eq(restored.alerts()));

        let (mut expected, mut got) = (Vec::new(), Vec::new());
        for happening in after {
            happen(&mut book, happening, &mut expected);
            happen(&mut restored, happening, &mut got);
        }
        prop_assert_eq!(expected, got);
        prop_assert_eq!(book.next_deadline(), restored.next_deadline());
    }

    /// Numbers rise by one, revisions of an alert too, and nothing follows a withdrawal.
    #[test]
    fn the_log_is_whole_whatever_happens(
        happenings in prop::collection::vec(happening(), 2..120),
    ) {
        let mut log = Vec::new();
        let mut book = AlertBook::new(AlertSettings { capacity: CAPACITY }, 100);
        for happening in in_time(happenings) {
            happen(&mut book, &happening, &mut log);
        }
        let mut newest: BTreeMap<AlertId, &Alert> = BTreeMap::new();
        for (place, step) in (100..).zip(&log) {
            prop_assert_eq!(step.seq, place);
            let before = newest.insert(step.alert.id, &step.alert);
            prop_assert_eq!(step.alert.revision, before.map_or(1, |alert| alert.revision + 1));
            prop_assert!(before.is_none_or(|alert| alert.state != crate::alert::AlertState::Withdrawn));
        }
        let exercises = book.alerts().filter(|alert| alert.exercise).count();
        prop_assert!(exercises <= CAPACITY && book.alerts().count() - exercises <= CAPACITY);
    }
}

/// What the store hands back, then what the rules say while the last hours are replayed.
fn restarted(book: &AlertBook, log: &[Transition], before: &[Happening]) -> AlertBook {
    let newest: BTreeMap<AlertId, &Alert> =
        log.iter().map(|step| (step.alert.id, &step.alert)).collect();
    let alive: Vec<_> = book.alerts().map(|alert| newest[&alert.id].clone()).collect();
    let snoozes = book.snoozes().collect();
    let settings = AlertSettings { capacity: CAPACITY };
    let mut restored = AlertBook::restore(settings, book.next_seq(), alive, snoozes);
    for happening in before {
        match happening {
            Happening::Said(said) => {
                restored.recall(said.as_ref().clone());
                restored.advance_to(said.time, &mut Vec::new());
            }
            Happening::Time(secs) => restored.advance_to(at(*secs), &mut Vec::new()),
            Happening::Act(..) => {}
        }
    }
    restored
}

fn happen(book: &mut AlertBook, happening: &Happening, log: &mut Vec<Transition>) {
    match happening {
        // Deadlines fire before an event, as the engine has it.
        Happening::Said(said) => {
            book.advance_to(said.time, log);
            book.detected(said.as_ref().clone(), log);
        }
        Happening::Time(secs) => book.advance_to(at(*secs), log),
        Happening::Act(what, which, secs) => {
            let alerts: Vec<_> = book.alerts().map(|alert| (alert.id, alert.revision)).collect();
            let Some(&(id, revision)) = alerts.get(which % alerts.len().max(1)) else { return };
            let deed = match what % 4 {
                0 => acknowledge(id, revision),
                1 => silence_until(secs + 100.0)(id, revision),
                2 => snooze_until(secs + 900.0)(id, revision),
                _ => close(id, revision),
            };
            let act = Act { by: "A".to_owned(), time: at(*secs), note: None, deed };
            // Refusals are as welcome here as anything else: both books have to agree.
            drop(book.act(&act, log));
        }
    }
}

/// Happenings whose times are spans since the one before; `in_time` adds them up.
fn happening() -> impl Strategy<Value = Happening> {
    let rules = prop::sample::select(vec![
        RuleId::Loitering,
        RuleId::PositionJump,
        RuleId::DuplicateMmsi,
        RuleId::AreaEntry,
    ]);
    let said = (rules, 1..4_u32, any::<bool>(), span(), signal()).prop_map(
        |(rule, contact, exercise, secs, signal)| {
            let mut scene = Scene::new();
            scene.rule(rule).contact(contact).exercise(exercise);
            Happening::Said(Box::new(scene.detection(secs, signal)))
        },
    );
    prop_oneof![
        6 => said,
        2 => (any::<u8>(), 0..CAPACITY, span()).prop_map(|(what, which, secs)| Happening::Act(what, which, secs)),
        1 => span().prop_map(Happening::Time),
    ]
}

fn span() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![0.0, 1.0, 15.0, 30.0, 200.0, 599.0, 700.0])
}

fn signal() -> impl Strategy<Value = Signal> {
    let findings = (any::<bool>(), 0..3_u8, 100.0..300.0_f64).prop_map(|(grave, step, value)| {
        let findings = if grave { warning() } else { caution() };
        Box::new(Findings { step, ..measuring(findings, value) })
    });
    prop_oneof![
        3 => findings.clone().prop_map(Signal::Raise),
        4 => findings.prop_map(Signal::Update),
        2 => Just(Signal::Clear(None)),
        1 => Just(Signal::Withdraw(Cause::of(CauseKind::LateReport))),
    ]
}

fn in_time(happenings: Vec<Happening>) -> Vec<Happening> {
    let mut now = 0.0;
    let mut later = |secs: f64| {
        now += secs;
        now
    };
    happenings
        .into_iter()
        .map(|happening| match happening {
            Happening::Said(mut said) => {
                said.time = at(later(said.time.secs_since(at(0.0))));
                Happening::Said(said)
            }
            Happening::Act(what, which, secs) => Happening::Act(what, which, later(secs)),
            Happening::Time(secs) => Happening::Time(later(secs)),
        })
        .collect()
}
