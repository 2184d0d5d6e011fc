use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use redb::{
    Database as Redb, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable, Table,
    TableDefinition, TableError, TableHandle, WriteTransaction,
};

use super::database::{Change, Database, Scan, View};
use super::span::{Order, Span};
use crate::store::error::Fault;

type Keys = &'static [u8];
type Values = &'static [u8];

/// A table that is read; none where nothing was ever put into it.
type SeenTable = Option<Rc<ReadOnlyTable<Keys, Values>>>;
/// A table that is written.
type OpenTable<'a> = Rc<RefCell<Table<'a, Keys, Values>>>;

const fn definition(name: &str) -> TableDefinition<'_, Keys, Values> {
    TableDefinition::new(name)
}

/// A file of redb.
#[derive(Debug)]
pub(in crate::store) struct RedbFile(pub(super) Redb);

impl Database for RedbFile {
    fn view(&self) -> Result<Box<dyn View>, Fault> {
        Ok(Box::new(RedbView { transaction: self.0.begin_read()?, tables: RefCell::default() }))
    }

    fn write(
        &self,
        change: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let transaction = begin_write(&self.0)?;
        change(&mut RedbChange::of(&transaction))?;
        Ok(transaction.commit()?)
    }

    fn compact(&mut self) -> Result<(), Fault> {
        // Each pass moves what the one before made room for.
        while self.0.compact()? {}
        Ok(())
    }

    fn verify(&mut self) -> Result<(), Fault> {
        if self.0.check_integrity()? {
            return Ok(());
        }
        Err(Fault::Value("its checksums did not hold; what could be was repaired".to_owned()))
    }
}

/// A killed process leaves a file that opens at once, however large.
pub(super) fn begin_write(database: &Redb) -> Result<WriteTransaction, Fault> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

/// A look at a file; a table is opened when it is first asked for.
struct RedbView {
    transaction: ReadTransaction,
    tables: RefCell<BTreeMap<String, SeenTable>>,
}

impl RedbView {
    fn with<T>(
        &self,
        name: &str,
        look: impl FnOnce(&ReadOnlyTable<Keys, Values>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        if !self.tables.borrow().contains_key(name) {
            let opened = present(self.transaction.open_table(definition(name)))?;
            self.tables.borrow_mut().insert(name.to_owned(), opened.map(Rc::new));
        }
        // Taken out, so that a look at one table may look at another.
        let table = self.tables.borrow().get(name).cloned().flatten();
        table.map(|table| look(&table)).transpose()
    }
}

impl View for RedbView {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        Ok(self.transaction.list_tables()?.map(|table| table.name().to_owned()).collect())
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.with(table, |table| get(table, key, found)).map(|_done| ())
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        self.with(table, |table| scan(table, span, order, each)).map(|_done| ())
    }
}

/// A change of a file; a table is opened when it is first needed.
pub(in crate::store) struct RedbChange<'a> {
    transaction: &'a WriteTransaction,
    tables: RefCell<BTreeMap<String, OpenTable<'a>>>,
}

impl<'a> RedbChange<'a> {
    pub(in crate::store) const fn of(transaction: &'a WriteTransaction) -> Self {
        Self { transaction, tables: RefCell::new(BTreeMap::new()) }
    }

    fn table(&self, name: &str) -> Result<OpenTable<'a>, Fault> {
        if let Some(table) = self.tables.borrow().get(name) {
            return Ok(Rc::clone(table));
        }
        let opened = Rc::new(RefCell::new(self.transaction.open_table(definition(name))?));
        self.tables.borrow_mut().insert(name.to_owned(), Rc::clone(&opened));
        Ok(opened)
    }
}

impl View for RedbChange<'_> {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        Ok(self.transaction.list_tables()?.map(|table| table.name().to_owned()).collect())
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        get(&*self.table(table)?.borrow(), key, found)
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        scan(&*self.table(table)?.borrow(), span, order, each)
    }
}

impl Change for RedbChange<'_> {
    fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), Fault> {
        Ok(self.table(table)?.borrow_mut().insert(key, value).map(drop)?)
    }

    fn remove(&mut self, table: &str, key: &[u8]) -> Result<(), Fault> {
        Ok(self.table(table)?.borrow_mut().remove(key).map(drop)?)
    }

    fn retain(
        &mut self,
        table: &str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault> {
        if span.is_empty() {
            return Ok(());
        }
        let table = self.table(table)?;
        table.borrow_mut().retain_in::<&[u8], _>(span.bounds(), |key, value| keep(key, value))?;
        Ok(())
    }
}

fn get(
    table: &impl ReadableTable<Keys, Values>,
    key: &[u8],
    found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match table.get(key)? {
        Some(value) => found(value.value()),
        None => Ok(()),
    }
}

fn scan(
    table: &impl ReadableTable<Keys, Values>,
    span: &Span,
    order: Order,
    each: Scan<'_>,
) -> Result<(), Fault> {
    if span.is_empty() {
        return Ok(());
    }
    let mut entries = table.range::<&[u8]>(span.bounds())?;
    let mut next = || match order {
        Order::Forwards => entries.next(),
        Order::Backwards => entries.next_back(),
    };
    while let Some(entry) = next() {
        let (key, value) = entry?;
        if each(key.value(), value.value())? == ControlFlow::Break(()) {
            return Ok(());
        }
    }
    Ok(())
}

fn present<T>(table: Result<T, TableError>) -> Result<Option<T>, TableError> {
    match table {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
