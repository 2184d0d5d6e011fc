use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::sync::{Mutex, PoisonError};

use sled::{Batch, Db};

use super::database::{Change, Database, Scan, View};
use super::span::{Order, Span};
use crate::store::error::Fault;

/// A folder of sled. All tables are in one tree, each behind its name, because only the changes of
/// one tree are made together without a second copy of them.
#[derive(Debug)]
pub(in crate::store) struct SledFolder {
    database: Db,
    /// One change at a time.
    writing: Mutex<()>,
}

impl SledFolder {
    pub(super) const fn new(database: Db) -> Self {
        Self { database, writing: Mutex::new(()) }
    }
}

impl Database for SledFolder {
    fn view(&self) -> Result<Box<dyn View>, Fault> {
        Ok(Box::new(SledView { database: self.database.clone() }))
    }

    fn write(
        &self,
        change: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let view = SledView { database: self.database.clone() };
        let mut made = SledChange { view, changed: BTreeMap::new() };
        change(&mut made)?;
        let mut batch = Batch::default();
        for (key, value) in made.changed {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.database.apply_batch(batch)?;
        self.database.flush()?;
        Ok(())
    }

    /// sled gives nothing back: its own cleaner reuses segments, the folder stays as large.
    fn compact(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn verify(&mut self) -> Result<(), Fault> {
        Ok(self.database.verify_integrity()?)
    }
}

struct SledView {
    database: Db,
}

impl View for SledView {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        let mut tables = Vec::new();
        let mut from = Vec::new();
        while let Some(entry) = self.database.range(from..).next() {
            let (key, _value) = entry?;
            let name = key.split(|&byte| byte == 0).next().unwrap_or_default();
            tables.push(String::from_utf8_lossy(name).into_owned());
            from = [name, &[1]].concat();
        }
        Ok(tables)
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self.database.get(full_key(table, key))? {
            Some(value) => found(&value),
            None => Ok(()),
        }
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        if span.is_empty() {
            return Ok(());
        }
        let Span { from, to } = full_span(table, span);
        let mut entries = self.database.range::<Vec<u8>, _>((from, to));
        let mut next = || match order {
            Order::Forwards => entries.next(),
            Order::Backwards => entries.next_back(),
        };
        while let Some(entry) = next() {
            let (key, value) = entry?;
            if each(own_key(table, &key), &value)? == ControlFlow::Break(()) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Gathered in memory until it is whole: the new value of each key, or none.
struct SledChange {
    view: SledView,
    changed: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl SledChange {
    /// A span as it would be after the change.
    fn merged(&self, table: &str, span: &Span) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, Fault> {
        let mut merged = BTreeMap::new();
        self.view.scan(table, span, Order::Forwards, &mut |key, value| {
            merged.insert(key.to_vec(), value.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        let Span { from, to } = full_span(table, &Span::ALL);
        for (key, value) in self.changed.range((from, to)) {
            let key = own_key(table, key);
            match value {
                _ if !span.contains(key) => {}
                Some(value) => drop(merged.insert(key.to_vec(), value.clone())),
                None => drop(merged.remove(key)),
            }
        }
        Ok(merged)
    }
}

impl View for SledChange {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        self.view.tables()
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self.changed.get(&full_key(table, key)) {
            Some(Some(value)) => found(value),
            Some(None) => Ok(()),
            None => self.view.get(table, key, found),
        }
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        let merged = self.merged(table, span)?;
        let mut entries = merged.iter();
        let mut next = || match order {
            Order::Forwards => entries.next(),
            Order::Backwards => entries.next_back(),
        };
        while let Some((key, value)) = next() {
            if each(key, value)? == ControlFlow::Break(()) {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Change for SledChange {
    fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), Fault> {
        self.changed.insert(full_key(table, key), Some(value.to_vec()));
        Ok(())
    }

    fn remove(&mut self, table: &str, key: &[u8]) -> Result<(), Fault> {
        self.changed.insert(full_key(table, key), None);
        Ok(())
    }

    fn retain(
        &mut self,
        table: &str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault> {
        for (key, value) in self.merged(table, span)? {
            if !keep(&key, &value) {
                self.remove(table, &key)?;
            }
        }
        Ok(())
    }
}

/// The name ends with a zero, so that no table's keys lie among another's.
fn full_key(table: &str, key: &[u8]) -> Vec<u8> {
    [table.as_bytes(), &[0], key].concat()
}

fn own_key<'a>(table: &str, key: &'a [u8]) -> &'a [u8] {
    key.get(table.len() + 1..).unwrap_or_default()
}

fn full_span(table: &str, span: &Span) -> Span {
    let from = match &span.from {
        Bound::Included(key) => Bound::Included(full_key(table, key)),
        Bound::Excluded(key) => Bound::Excluded(full_key(table, key)),
        Bound::Unbounded => Bound::Included(full_key(table, &[])),
    };
    let to = match &span.to {
        Bound::Included(key) => Bound::Included(full_key(table, key)),
        Bound::Excluded(key) => Bound::Excluded(full_key(table, key)),
        Bound::Unbounded => Bound::Excluded([table.as_bytes(), &[1]].concat()),
    };
    Span { from, to }
}
