use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ContactId;
use crate::store::error::Fault;
use crate::store::kv::Database;
use crate::store::tracks::{
    BlockReader, Day, Hour, Keyframe, Period, Point, Unit, each_block, each_cell,
};

/// Which cells each contact was in, by period or merged hour.
type Cells = BTreeMap<(Unit, u16), BTreeSet<ContactId>>;

/// Every block reads, holds points of its own time, and the cells say where they are.
pub(super) fn check_day(
    database: &dyn Database,
    day: Day,
    tell: &mut dyn FnMut(String),
) -> Result<(), Fault> {
    let view = database.view()?;
    let mut reader = BlockReader::default();
    let (mut seen, mut indexed) = (Cells::new(), Cells::new());
    let mut points: Vec<Point> = Vec::new();
    each_block(&*view, |unit, contact, block| {
        let (first, last) = unit.periods();
        points.clear();
        if first.day() != day || last.day() != day {
            tell(format!("a block of {contact} is of another day"));
        }
        if reader.read(block, &mut points).is_err() {
            tell(format!("a block of {contact} from {} does not read", first.start()));
        }
        for point in &points {
            match point.fix().and_then(|fix| Period::of(fix.time)) {
                Some(period) if (first..=last).contains(&period) => {
                    seen.entry((unit, point.cell())).or_default().insert(contact);
                }
                _ => tell(format!(
                    "a block of {contact} from {} holds a point of another time or place",
                    first.start()
                )),
            }
        }
        Ok(())
    })?;
    each_cell(&*view, |unit, cell, contacts| {
        indexed.entry((unit, cell)).or_default().extend(contacts);
        Ok(())
    })?;
    for period in day.hours().flat_map(Hour::periods) {
        if let Some(keyframe) = Keyframe::read(&*view, period)?
            && let Some(contact) = keyframe.later_than(period.end())
        {
            tell(format!("the keyframe of {} has a later point of {contact}", period.end()));
        }
    }
    let merged: BTreeSet<Hour> = indexed.keys().filter_map(|(unit, _)| unit.hour()).collect();
    let (seen, indexed) = (by_hour(seen, &merged), by_hour(indexed, &merged));
    compare(&seen, &indexed, "is not in the index of cells", tell);
    compare(&indexed, &seen, "has no position where the index of cells says", tell);
    Ok(())
}

/// The cells of a merged hour say where its periods' blocks are, too, and those of a period where its
/// blocks of few points are.
fn by_hour(cells: Cells, merged: &BTreeSet<Hour>) -> Cells {
    let mut whole = Cells::new();
    for ((unit, cell), contacts) in cells {
        let (period, _last) = unit.periods();
        let hour = period.hour();
        let unit = if merged.contains(&hour) { Unit::Hour(hour) } else { Unit::Period(period) };
        whole.entry((unit, cell)).or_default().extend(contacts);
    }
    whole
}

fn compare(these: &Cells, others: &Cells, but: &str, tell: &mut dyn FnMut(String)) {
    let none = BTreeSet::new();
    for ((unit, cell), contacts) in these {
        let present = others.get(&(*unit, *cell)).unwrap_or(&none);
        for contact in contacts.difference(present) {
            tell(format!("{contact} in cell {cell} from {} {but}", unit.periods().0.start()));
        }
    }
}
