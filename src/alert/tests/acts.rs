use super::scene::{Scene, acknowledge, at, close, silence_until, snooze_until, warning};
use crate::alert::{AlertId, AlertState, Deed, Disposition, RefusalReason, TransitionKind};
use crate::areas::SecurityLevel;
use crate::detect::CauseKind;

#[test]
fn each_act_changes_its_own_field_and_says_who_did_it() {
    use TransitionKind as T;
    let mut scene = raised();
    scene.act(1.0, silence_until(60.0)).expect("open");
    assert_eq!(scene.last().silenced_until, Some(at(60.0)));
    assert_eq!(scene.last().state, AlertState::Unacknowledged, "silence is not acknowledgement");
    scene.act(2.0, snooze_until(90.0)).expect("open");
    assert_eq!(scene.last().snoozed_until, Some(at(90.0)));
    scene.act(3.0, |a, r| assign(a, r, Some("B"))).expect("open");
    assert_eq!(scene.last().assignee.as_deref(), Some("B"));
    scene.act(4.0, |a, r| assign(a, r, None)).expect("open");
    assert_eq!(scene.last().assignee, None);
    scene.act(5.0, dispose).expect("open");
    assert_eq!(scene.last().disposition, Some(Disposition::Benign));
    let (alert, revision) = (scene.last().id, scene.last().revision);
    scene.act_on(6.0, Deed::Note { alert, revision }, Some("seen by radar")).expect("open");
    scene.act(7.0, close).expect("open");
    assert_eq!((scene.last().state, scene.last().cleared_at), (AlertState::Normal, Some(at(0.0))));

    let kinds: Vec<_> = scene.log.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [
            T::Raised,
            T::Silenced,
            T::Snoozed,
            T::Assigned,
            T::Assigned,
            T::Disposed,
            T::Note,
            T::Closed
        ]
    );
    let causes: Vec<_> = scene.log.iter().skip(1).filter_map(|step| step.cause.clone()).collect();
    assert!(causes.iter().all(|cause| cause.kind == CauseKind::Officer));
    assert!(causes.iter().all(|cause| cause.by.as_deref() == Some("A")));
    let untils: Vec<_> = causes.iter().map(|cause| cause.until).collect();
    assert_eq!(untils, [Some(at(60.0)), Some(at(90.0)), None, None, None, None, None]);
    assert_eq!(causes[5].note.as_deref(), Some("seen by radar"));
    assert_eq!(scene.log[6].time, at(6.0), "an act has the time of the act");
}

#[test]
fn an_officer_who_saw_another_revision_is_told_the_newest() {
    let mut scene = raised();
    let id = scene.last().id;
    scene.act(1.0, silence_until(60.0)).expect("open");
    for seen in [0, 1, 3] {
        let refused = scene.act_on(2.0, acknowledge(id, seen), None);
        assert_eq!(refused, Err(RefusalReason::Outdated { seen, newest: 2 }));
    }
    assert_eq!(scene.log.len(), 2);
}

#[test]
fn what_cannot_be_done_is_refused_in_a_sentence_and_changes_nothing() {
    let mut scene = raised();
    scene.act(1.0, acknowledge).expect("open");
    refuses(&mut scene, acknowledge, "an alert that is acknowledged cannot be acknowledged again");
    scene.clear(2.0);
    refuses(&mut scene, acknowledge, "an alert that is normal cannot be acknowledged");
    refuses(&mut scene, silence_until(60.0), "an alert that is normal cannot be silenced");
    refuses(&mut scene, close, "an alert that is normal cannot be closed");
    scene.act(3.0, dispose).expect("what is over can still be judged");
    scene.withdraw(4.0);
    refuses(&mut scene, acknowledge, "an alert that is withdrawn cannot be acknowledged");
    refuses(&mut scene, dispose, "an alert that is withdrawn cannot be disposed of");
    refuses(&mut scene, snooze_until(60.0), "an alert that is withdrawn cannot be snoozed");
    scene.advance(10_000.0);
    let unknown = format!("there is no alert {}", scene.last().id);
    refuses(&mut scene, close, &unknown);
}

#[test]
fn what_has_left_the_book_can_still_be_judged_by_who_saw_its_newest_revision() {
    let mut scene = raised();
    scene.clear(1.0);
    scene.advance(10_000.0);
    scene.act(10_001.0, acknowledge).expect("it returned to normal unseen");
    let over = scene.last().clone();
    let unknown = RefusalReason::UnknownAlert(over.id);
    assert_eq!(scene.act(10_002.0, dispose), Err(unknown.clone()), "it has left");

    assert_eq!(scene.act_on_past(10_003.0, &over, dispose), Ok(vec![TransitionKind::Disposed]));
    let judged = scene.last().clone();
    assert_eq!((judged.revision, judged.disposition), (4, Some(Disposition::Benign)));
    assert_eq!((judged.state, judged.cleared_at), (over.state, over.cleared_at));
    assert_eq!(scene.log.last().map(|step| step.seq), Some(4));
    // Another officer, who has not seen it, with the alert as it was.
    let outdated = RefusalReason::Outdated { seen: 3, newest: 4 };
    assert_eq!(scene.act_on_past(10_004.0, &over, dispose), Err(outdated));
    let assigned = scene.act_on_past(10_005.0, &judged, |a, r| assign(a, r, Some("B")));
    assert_eq!(assigned, Ok(vec![TransitionKind::Assigned]));
    let newest = scene.last().clone();
    for pointless in [close, acknowledge] {
        assert_eq!(scene.act_on_past(10_006.0, &newest, pointless), Err(unknown.clone()));
    }
    assert_eq!(scene.act_on_past(10_006.0, &newest, snooze_until(20_000.0)), Err(unknown));
    assert_eq!(scene.book.alerts().count(), 0, "it does not come back");
}

#[test]
fn times_and_texts_have_bounds() {
    let past = "\"until\" has to be later than the act";
    refuses(&mut raised(), silence_until(5.0), past);
    refuses(&mut raised(), snooze_until(5.0), past);
    let long = "x".repeat(201);
    refuses(
        &mut raised(),
        |a, r| assign(a, r, Some(&long)),
        "assignee has 201 characters, at most 200 are kept",
    );
    for (note, refusal) in [
        (None, Some(RefusalReason::EmptyNote)),
        (Some(" \n".to_owned()), Some(RefusalReason::EmptyNote)),
        (Some("é".repeat(2000)), None),
        (
            Some("é".repeat(2001)),
            Some(RefusalReason::TooLong { what: "note", characters: 2001, limit: 2000 }),
        ),
    ] {
        let mut scene = raised();
        let deed = Deed::Note { alert: scene.last().id, revision: 1 };
        assert_eq!(scene.act_on(5.0, deed, note.as_deref()).err(), refusal);
    }
}

#[test]
fn the_security_level_of_an_area_is_no_matter_of_the_book() {
    let mut scene = raised();
    let area = scene.last().area.id.clone();
    let deed = Deed::SetSecurityLevel { area, level: SecurityLevel::Three };
    assert_eq!(scene.act_on(1.0, deed, None), Ok(vec![]));
}

fn raised() -> Scene {
    let mut scene = Scene::new();
    scene.raise(0.0, warning());
    scene
}

fn refuses(scene: &mut Scene, deed: impl FnOnce(AlertId, u32) -> Deed, sentence: &str) {
    let before = scene.log.len();
    let refusal = scene.act(5.0, deed).expect_err("it cannot be done");
    assert_eq!(refusal.to_string(), sentence);
    assert_eq!(scene.log.len(), before);
}

fn assign(alert: AlertId, revision: u32, to: Option<&str>) -> Deed {
    Deed::Assign { alert, revision, assignee: to.map(str::to_owned) }
}

fn dispose(alert: AlertId, revision: u32) -> Deed {
    Deed::Dispose { alert, revision, disposition: Disposition::Benign }
}
