use std::ops::ControlFlow;

use super::database::{Database, View};
use super::span::{Order, Span};
use crate::store::error::Fault;

/// Bytes copied in one transaction.
const TRANSACTION_BYTES: usize = 8 << 20;

/// Copies every table of a look into a new database: packed, and as of one moment where the engine
/// can. `copied` is told the bytes, now and then.
pub(in crate::store) fn copy_all(
    view: &dyn View,
    to: &dyn Database,
    copied: &mut dyn FnMut(u64),
) -> Result<(), Fault> {
    for table in view.tables()? {
        let mut waiting = Vec::new();
        let mut bytes = 0;
        view.scan(&table, &Span::ALL, Order::Forwards, &mut |key, value| {
            bytes += key.len() + value.len();
            waiting.push((key.to_vec(), value.to_vec()));
            if bytes >= TRANSACTION_BYTES {
                put_all(to, &table, &waiting)?;
                copied(u64::try_from(bytes).unwrap_or(u64::MAX));
                waiting.clear();
                bytes = 0;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        put_all(to, &table, &waiting)?;
        copied(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
    Ok(())
}

fn put_all(to: &dyn Database, table: &str, entries: &[(Vec<u8>, Vec<u8>)]) -> Result<(), Fault> {
    to.write(&mut |change| {
        entries.iter().try_for_each(|(key, value)| change.put(table, key, value))
    })
}
