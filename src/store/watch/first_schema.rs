//! Schema 1, in which the tables of `watch.redb` had redb's own kinds of keys.

use redb::{ReadTransaction, ReadableTable, TableDefinition, TableError, WriteTransaction};

use super::schema::KNOWN;
use super::tables::{
    ACTS, BY_RAISED, Brief, CHANGES, LEVELS, META, PICTURE, POINTS, REVISIONS, SCHEMA, SNOOZES,
    TRANSITIONS, UNSETTLED,
};
use crate::store::error::Fault;
use crate::store::kv::{FirstSchema, RedbChange};

const NUMBERS: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
const LOG: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("transitions");
const ALERT_REVISIONS: TableDefinition<'static, (u128, u32), u64> =
    TableDefinition::new("revisions");
const RAISED: TableDefinition<'static, (i64, u128), Brief<'static>> =
    TableDefinition::new("alerts-by-raised");
const OPEN: TableDefinition<'static, u128, (u64, i64)> = TableDefinition::new("unsettled-alerts");
const SNOOZED: TableDefinition<'static, (&str, &str, &str), i64> = TableDefinition::new("snoozes");
const TRAIL: TableDefinition<'static, (i64, u128), &[u8]> = TableDefinition::new("acts");
const AREA_LEVELS: TableDefinition<'static, &str, (i64, u8)> =
    TableDefinition::new("security-levels");
const LOGGED_POINTS: TableDefinition<'static, (u32, u64), &[u8]> =
    TableDefinition::new("log-of-points");
const LOGGED_CONTACTS: TableDefinition<'static, u64, &[u8]> =
    TableDefinition::new("log-of-contacts");
const CHUNKS: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("picture");

pub(super) const FIRST_SCHEMA: FirstSchema = FirstSchema { found, bring_forward };

fn found(transaction: &ReadTransaction) -> Result<bool, Fault> {
    match transaction.open_table(NUMBERS) {
        Ok(_numbers) => Ok(true),
        Err(TableError::TableDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Moves every table under a new name with keys of the present kind.
fn bring_forward(transaction: &WriteTransaction) -> Result<(), Fault> {
    let change = &mut RedbChange::of(transaction);
    macro_rules! moved {
        ($($old:expr => $new:expr),+ $(,)?) => {
            $({
                for entry in transaction.open_table($old)?.iter()? {
                    let (key, value) = entry?;
                    $new.put(change, &key.value(), &value.value())?;
                }
                transaction.delete_table($old)?;
            })+
        };
    }
    moved!(
        NUMBERS => META,
        LOG => TRANSITIONS,
        ALERT_REVISIONS => REVISIONS,
        RAISED => BY_RAISED,
        OPEN => UNSETTLED,
        SNOOZED => SNOOZES,
        TRAIL => ACTS,
        AREA_LEVELS => LEVELS,
        LOGGED_POINTS => POINTS,
        LOGGED_CONTACTS => CHANGES,
        CHUNKS => PICTURE,
    );
    META.put(change, &SCHEMA, &KNOWN)
}
