use redb::{ReadTransaction, ReadableTable, WriteTransaction};
use uuid::Uuid;

use super::tables::{ACTS, LEVELS};
use crate::alert::{Act, Deed};
use crate::areas::{AreaId, SecurityLevel};
use crate::domain::EventTime;
use crate::store::error::Fault;
use crate::store::row::ActRow;

/// Writes an act to the audit trail. Its key follows from its contents: the same act written again
/// after an error that did not undo it is there once.
pub(in crate::store) fn put_act(transaction: &WriteTransaction, act: &Act) -> Result<(), Fault> {
    let json = serde_json::to_vec(&ActRow::from(act))?;
    let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, &json).as_u128();
    transaction.open_table(ACTS)?.insert((act.time.as_millis(), hash), json.as_slice())?;
    if let Deed::SetSecurityLevel { area, level } = &act.deed {
        put_level(transaction, area, act.time, *level)?;
    }
    Ok(())
}

/// The newest act on an area counts.
fn put_level(
    transaction: &WriteTransaction,
    area: &AreaId,
    time: EventTime,
    level: SecurityLevel,
) -> Result<(), Fault> {
    let mut levels = transaction.open_table(LEVELS)?;
    let newest = levels.get(area.as_str())?.map(|entry| entry.value().0);
    if newest.is_none_or(|newest| newest <= time.as_millis()) {
        levels.insert(area.as_str(), (time.as_millis(), level.get()))?;
    }
    Ok(())
}

/// The acts at or after a time, the earliest first, at most `limit`.
pub(in crate::store) fn acts_after(
    transaction: &ReadTransaction,
    from: EventTime,
    limit: usize,
) -> Result<Vec<ActRow>, Fault> {
    let table = transaction.open_table(ACTS)?;
    let mut acts = Vec::new();
    for entry in table.range((from.as_millis(), 0)..)?.take(limit) {
        acts.push(serde_json::from_slice(entry?.1.value())?);
    }
    Ok(acts)
}

/// The level that officers gave each area last, with when.
pub(in crate::store) fn security_levels(
    transaction: &ReadTransaction,
) -> Result<Vec<(AreaId, SecurityLevel, EventTime)>, Fault> {
    let table = transaction.open_table(LEVELS)?;
    let mut levels = Vec::new();
    for entry in table.iter()? {
        let (area, value) = entry?;
        let (millis, level) = value.value();
        let read = area.value().parse().ok().zip(SecurityLevel::new(level));
        let (area, level) = read.ok_or_else(|| Fault::Value("a security level".to_owned()))?;
        levels.push((area, level, EventTime::from_millis(millis)));
    }
    Ok(levels)
}
