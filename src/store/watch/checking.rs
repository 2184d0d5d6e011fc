use super::tables::{
    ACTS, BY_RAISED, GONE, LEVELS, REVISIONS, SNOOZES, STATICS, TRANSITIONS, UNSETTLED,
};
use crate::domain::ContactId;
use crate::store::error::Fault;
use crate::store::kv::{Span, View};
use crate::store::row::{ActRow, StoredAlert};

/// Every transition and act reads, and the indexes agree with the transitions.
pub(in crate::store) fn check_alerts(
    view: &dyn View,
    tell: &mut dyn FnMut(String),
) -> Result<(), Fault> {
    TRANSITIONS.each(view, &Span::ALL, |seq, json| {
        let Ok(stored) = serde_json::from_slice::<StoredAlert>(json) else {
            tell(format!("transition {seq} does not read"));
            return Ok(());
        };
        let key = (stored.row.id.as_u128(), stored.row.revision);
        if REVISIONS.get(view, &key, Ok)? != Some(seq) {
            tell(format!("transition {seq} is not among the revisions of its alert"));
        }
        Ok(())
    })?;
    let there = |seq: u64| Ok::<_, Fault>(TRANSITIONS.get(view, &seq, |_json| Ok(()))?.is_some());
    REVISIONS.each(view, &Span::ALL, |(alert, revision), seq| {
        if !there(seq)? {
            tell(format!("revision {revision} of the alert {alert:032x} is no transition"));
        }
        Ok(())
    })?;
    BY_RAISED.each(view, &Span::ALL, |(_raised, alert), brief| {
        if !there(brief.0)? {
            tell(format!("the alert {alert:032x} in the list is no transition"));
        }
        Ok(())
    })?;
    UNSETTLED.each(view, &Span::ALL, |alert, (seq, _settled)| {
        if !there(seq)? {
            tell(format!("the unsettled alert {alert:032x} is no transition"));
        }
        Ok(())
    })?;
    ACTS.each(view, &Span::ALL, |(time, _hash), json| {
        if serde_json::from_slice::<ActRow>(json).is_err() {
            tell(format!("an act of {time} ms since 1970 does not read"));
        }
        Ok(())
    })?;
    SNOOZES.each(view, &Span::ALL, |_key, _until| Ok(()))?;
    LEVELS.each(view, &Span::ALL, |_area, _level| Ok(()))
}

/// Hands out what contacts said of themselves; entries of those who left are read too.
pub(in crate::store) fn check_statics(
    view: &dyn View,
    mut each: impl FnMut(ContactId, &[u8]),
) -> Result<(), Fault> {
    STATICS.each(view, &Span::ALL, |(contact, _first), (_last, statics)| {
        each(contact, statics);
        Ok(())
    })?;
    GONE.each(view, &Span::ALL, |_contact, known| {
        crate::store::known::Known::read(&mut crate::store::codec::Bytes(known))?;
        Ok(())
    })
}
