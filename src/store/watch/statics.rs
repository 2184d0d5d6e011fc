use std::ops::ControlFlow;

use super::tables::{GONE, STATICS};
use crate::domain::ContactId;
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, Span, View};

/// Changes of one contact kept at most: somebody who calls herself otherwise every few minutes
/// fills no disk.
pub(in crate::store) const OF_CONTACT_MAX: usize = 256;

/// A row: first sent, last sent, who she said she was.
type Row = (i64, i64, Vec<u8>);

/// Notes that a contact says from `first` on that she is somebody else than before, of which
/// `before` was the last time. Gives back how many of her oldest changes went.
pub(in crate::store) fn put_statics(
    change: &mut dyn Change,
    contact: ContactId,
    first: i64,
    before: Option<i64>,
    statics: &[u8],
) -> Result<usize, Fault> {
    if let Some((since, last, old)) = newest(change, contact)? {
        if first < since {
            return Ok(0);
        }
        if old == statics {
            // She left and came back as the same.
            STATICS.put(change, &(contact, since), &(last.max(first), statics))?;
            return Ok(0);
        }
        let last = before.map_or(last, |before| last.max(before));
        STATICS.put(change, &(contact, since), &(last, old.as_slice()))?;
    }
    STATICS.put(change, &(contact, first), &(first, statics))?;
    drop_oldest(change, contact)
}

/// Puts rows (first sent, last sent, what) in place of all that are kept of a contact.
pub(in crate::store) fn replace_statics(
    change: &mut dyn Change,
    contact: ContactId,
    rows: impl Iterator<Item = (i64, i64, Vec<u8>)>,
) -> Result<(), Fault> {
    STATICS.remove_span(change, &of_contact(contact))?;
    for (first, last, statics) in rows {
        STATICS.put(change, &(contact, first), &(last, statics.as_slice()))?;
    }
    Ok(())
}

/// Notes when a contact that leaves the picture said last who she was.
pub(in crate::store) fn put_statics_end(
    change: &mut dyn Change,
    contact: ContactId,
    last: i64,
) -> Result<(), Fault> {
    let Some((since, before, statics)) = newest(change, contact)? else { return Ok(()) };
    STATICS.put(change, &(contact, since), &(before.max(last), statics.as_slice()))
}

/// What a contact said of herself, oldest first: first sent, last sent as far as written, what.
pub(in crate::store) fn statics(
    view: &dyn View,
    contact: ContactId,
    mut each: impl FnMut(i64, i64, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    STATICS.each(view, &of_contact(contact), |(_contact, first), (last, statics)| {
        each(first, last, statics)
    })
}

/// The same of every contact, contact after contact.
pub(in crate::store) fn each_statics(
    view: &dyn View,
    mut each: impl FnMut(ContactId, &[u8]) -> Result<ControlFlow<()>, Fault>,
) -> Result<(), Fault> {
    STATICS.scan(view, &Span::ALL, Order::Forwards, |(contact, _first), (_last, statics)| {
        each(contact, statics)
    })
}

/// Keeps what was known of a contact that leaves the picture.
pub(in crate::store) fn put_gone(
    change: &mut dyn Change,
    contact: ContactId,
    known: &[u8],
) -> Result<(), Fault> {
    GONE.put(change, &contact, &known)
}

/// What was known of a contact when she left the picture last.
pub(in crate::store) fn gone<T>(
    view: &dyn View,
    contact: ContactId,
    read: impl FnOnce(&[u8]) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    GONE.get(view, &contact, read)
}

/// The same of every contact that ever left.
pub(in crate::store) fn each_gone(
    view: &dyn View,
    mut each: impl FnMut(ContactId, &[u8]) -> Result<ControlFlow<()>, Fault>,
) -> Result<(), Fault> {
    GONE.scan(view, &Span::ALL, Order::Forwards, |contact, known| each(contact, known))
}

fn newest(change: &dyn Change, contact: ContactId) -> Result<Option<Row>, Fault> {
    let mut newest = None;
    let span = of_contact(contact);
    STATICS.scan(change, &span, Order::Backwards, |(_contact, first), (last, statics)| {
        newest = Some((first, last, statics.to_vec()));
        Ok(ControlFlow::Break(()))
    })?;
    Ok(newest)
}

fn drop_oldest(change: &mut dyn Change, contact: ContactId) -> Result<usize, Fault> {
    let mut all = Vec::new();
    STATICS.each(change, &of_contact(contact), |(_contact, first), _row| {
        all.push(first);
        Ok(())
    })?;
    let over = all.len().saturating_sub(OF_CONTACT_MAX);
    for first in all.into_iter().take(over) {
        STATICS.remove(change, &(contact, first))?;
    }
    Ok(over)
}

fn of_contact(contact: ContactId) -> Span {
    STATICS.span((contact, i64::MIN)..=(contact, i64::MAX))
}
