use std::ops::ControlFlow;

use uuid::Uuid;

use super::tables::{ACTS, LEVELS, MADE, WATCHED};
use crate::alert::{Act, Deed};
use crate::areas::{AreaId, SecurityLevel};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::kv::{Change, Order, Span, View};
use crate::store::row::ActRow;

/// Writes an act to the audit trail. Its key follows from its contents: the same act written again
/// after an error that did not undo it is there once.
pub(in crate::store) fn put_act(change: &mut dyn Change, act: &Act) -> Result<(), Fault> {
    let json = serde_json::to_vec(&ActRow::from(act))?;
    let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, &json).as_u128();
    ACTS.put(change, &(act.time.as_millis(), hash), &json.as_slice())?;
    match &act.deed {
        Deed::SetSecurityLevel { area, level } => put_level(change, area, act.time, *level),
        Deed::PutArea { area, is_new } => {
            let id = area.area.id.as_str();
            // A new area begins at the level that it states; a change leaves the one in force.
            if *is_new {
                LEVELS.remove(change, &id)?;
            }
            MADE.put(change, &id, &json.as_slice())
        }
        Deed::DeleteArea { area } => {
            LEVELS.remove(change, &area.as_str())?;
            MADE.remove(change, &area.as_str())
        }
        Deed::Watch { contact } => WATCHED.put(change, contact, &json.as_slice()),
        Deed::Unwatch { contact } => WATCHED.remove(change, contact),
        _ => Ok(()),
    }
}

/// The acts that made the areas which officers have made and not taken away.
pub(in crate::store) fn made_areas(view: &dyn View) -> Result<Vec<ActRow>, Fault> {
    let mut acts = Vec::new();
    MADE.each(view, &Span::ALL, |_area, json| {
        acts.push(serde_json::from_slice(json)?);
        Ok(())
    })?;
    Ok(acts)
}

/// The acts that put contacts on the watch list.
pub(in crate::store) fn watch_list(view: &dyn View) -> Result<Vec<ActRow>, Fault> {
    let mut acts = Vec::new();
    WATCHED.each(view, &Span::ALL, |_contact, json| {
        acts.push(serde_json::from_slice(json)?);
        Ok(())
    })?;
    Ok(acts)
}

/// The newest act on an area counts.
fn put_level(
    change: &mut dyn Change,
    area: &AreaId,
    time: EventTime,
    level: SecurityLevel,
) -> Result<(), Fault> {
    let newest = LEVELS.get(change, &area.as_str(), |(set_at, _level)| Ok(set_at))?;
    if newest.is_none_or(|newest| newest <= time.as_millis()) {
        LEVELS.put(change, &area.as_str(), &(time.as_millis(), level.get()))?;
    }
    Ok(())
}

/// The acts at or after a time, the earliest first, at most `limit`.
pub(in crate::store) fn acts_after(
    view: &dyn View,
    from: EventTime,
    limit: usize,
) -> Result<Vec<ActRow>, Fault> {
    let mut acts = Vec::new();
    let span = ACTS.span((from.as_millis(), 0)..);
    ACTS.scan(view, &span, Order::Forwards, |_key, json| {
        if acts.len() == limit {
            return Ok(ControlFlow::Break(()));
        }
        acts.push(serde_json::from_slice(json)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(acts)
}

/// The level that officers gave each area last, with when.
pub(in crate::store) fn security_levels(
    view: &dyn View,
) -> Result<Vec<(AreaId, SecurityLevel, EventTime)>, Fault> {
    let mut levels = Vec::new();
    LEVELS.each(view, &Span::ALL, |area, (millis, level)| {
        let read = area.parse().ok().zip(SecurityLevel::new(level));
        let (area, level) = read.ok_or_else(|| Fault::Value("a security level".to_owned()))?;
        levels.push((area, level, EventTime::from_millis(millis)));
        Ok(())
    })?;
    Ok(levels)
}
