use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::domain::{ContactId, EventTime, ImoNumber, Mmsi, Position, Text};
use crate::query::{Budget, QueryError, Sources, Vessel};
use crate::store::{ContactRow, Ended};

/// Who a contact is, and where she was last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Identity {
    pub(super) contact: ContactId,
    pub(super) mmsi: Option<Mmsi>,
    pub(super) imo: Option<ImoNumber>,
    pub(super) name: Option<Text<34>>,
    pub(super) call_sign: Option<Text<7>>,
    pub(super) position: Option<Position>,
    pub(super) time: Option<EventTime>,
}

/// Every contact of the picture, and every one that left it and of which the store still knows.
pub(super) fn identities(sources: &Sources, budget: &Budget) -> Result<Vec<Identity>, QueryError> {
    let mut known: BTreeMap<ContactId, Identity> = BTreeMap::new();
    let ended = sources.reader.contacts(&|| budget.is_over(), &mut |row| {
        known.insert(row.contact, Identity::from(row));
        ControlFlow::Continue(())
    })?;
    if ended == Ended::Stopped {
        budget.check()?;
    }
    known.extend(sources.picture.all().map(|vessel| (vessel.contact, Identity::from(vessel))));
    Ok(known.into_values().collect())
}

impl From<&Vessel> for Identity {
    fn from(vessel: &Vessel) -> Self {
        Self {
            contact: vessel.contact,
            mmsi: vessel.mmsi,
            imo: vessel.imo,
            name: vessel.name,
            call_sign: vessel.call_sign,
            position: vessel.position,
            time: Some(vessel.time),
        }
    }
}

impl From<&ContactRow> for Identity {
    fn from(row: &ContactRow) -> Self {
        let statics = row.statics.as_ref();
        let times = [row.fix.map(|fix| fix.time), statics.map(|(time, _)| *time)];
        Self {
            contact: row.contact,
            mmsi: row.mmsi,
            imo: statics.and_then(|(_, said)| said.imo),
            name: statics.and_then(|(_, said)| said.name),
            call_sign: statics.and_then(|(_, said)| said.call_sign),
            position: row.fix.map(|fix| fix.position),
            time: times.into_iter().flatten().max(),
        }
    }
}
