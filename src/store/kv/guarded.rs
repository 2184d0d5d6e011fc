use std::cell::Cell;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::database::{Change, Database, Scan, View};
use super::span::{Order, Span};
use crate::store::error::Fault;

/// A database in which an engine that panics over bytes which something else has damaged ends in an
/// error. A panic of whoever reads or changes it goes on.
#[derive(Debug)]
pub(super) struct Guarded {
    /// None while it is dropped.
    database: Option<Box<dyn Database>>,
}

impl Guarded {
    pub(super) const fn new(database: Box<dyn Database>) -> Self {
        Self { database: Some(database) }
    }
}

impl Database for Guarded {
    fn view(&self) -> Result<Box<dyn View>, Fault> {
        let database = self.database.as_ref().ok_or(Fault::Closed)?;
        guard(|_theirs| Ok(Box::new(Held(database.view()?)) as Box<dyn View>))
    }

    fn write(
        &self,
        change: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let database = self.database.as_ref().ok_or(Fault::Closed)?;
        guard(|theirs| database.write(&mut |inner| theirs.call(|| change(&mut Held(inner)))))
    }

    fn compact(&mut self) -> Result<(), Fault> {
        let database = self.database.as_mut().ok_or(Fault::Closed)?;
        guard(|_theirs| database.compact())
    }

    fn verify(&mut self) -> Result<(), Fault> {
        let database = self.database.as_mut().ok_or(Fault::Closed)?;
        guard(|_theirs| database.verify())
    }
}

/// redb writes when it is closed, and reads for that.
impl Drop for Guarded {
    fn drop(&mut self) {
        let database = self.database.take();
        // Whoever used it was told already, and whoever opens it anew will be.
        if catch_unwind(AssertUnwindSafe(|| drop(database))).is_err() {
            tracing::warn!("a database was closed over a damaged page");
        }
    }
}

/// A view or a change of the engine.
struct Held<P>(P);

impl<P: Deref<Target: View>> View for Held<P> {
    fn tables(&self) -> Result<Vec<String>, Fault> {
        guard(|_theirs| self.0.tables())
    }

    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        guard(|theirs| self.0.get(table, key, &mut |value| theirs.call(|| found(value))))
    }

    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault> {
        guard(|theirs| {
            self.0.scan(table, span, order, &mut |key, value| theirs.call(|| each(key, value)))
        })
    }
}

impl Change for Held<&mut dyn Change> {
    fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), Fault> {
        guard(|_theirs| self.0.put(table, key, value))
    }

    fn remove(&mut self, table: &str, key: &[u8]) -> Result<(), Fault> {
        guard(|_theirs| self.0.remove(table, key))
    }

    fn retain(
        &mut self,
        table: &str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault> {
        guard(|theirs| {
            self.0.retain(table, span, &mut |key, value| theirs.call(|| keep(key, value)))
        })
    }
}

/// Whether it is the caller's code that runs now, and not the engine's.
#[derive(Default)]
struct Theirs(Cell<bool>);

impl Theirs {
    fn call<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.set(true);
        let done = work();
        self.0.set(false);
        done
    }
}

/// Once for each call of an engine, not for each row that it hands out.
fn guard<T>(work: impl FnOnce(&Theirs) -> Result<T, Fault>) -> Result<T, Fault> {
    let theirs = Theirs::default();
    match catch_unwind(AssertUnwindSafe(|| work(&theirs))) {
        Ok(done) => done,
        Err(panic) if theirs.0.get() => resume_unwind(panic),
        Err(_panic) => Err(Fault::Value("a page of it does not read".to_owned())),
    }
}
