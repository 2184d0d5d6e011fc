use std::fmt;
use std::ops::ControlFlow;

use super::span::{Order, Span};
use crate::store::error::Fault;

/// What a scan does with each entry: goes on, or stops.
pub(in crate::store) type Scan<'a> =
    &'a mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, Fault>;

/// A database: tables by name, each with keys in the order of their bytes. A table that nothing was
/// put into is empty.
pub(in crate::store) trait Database: fmt::Debug + Send + Sync {
    /// Looks at it. With redb nothing that is written afterwards shows; with sled each single read
    /// is whole, and a later one may see more.
    fn view(&self) -> Result<Box<dyn View>, Fault>;

    /// Changes it: all of the change or nothing, durable on return. One change at a time; others
    /// wait. After an error the database may have to be opened anew.
    fn write(
        &self,
        change: &mut dyn FnMut(&mut dyn Change) -> Result<(), Fault>,
    ) -> Result<(), Fault>;

    /// Gives space back that nothing needs, as far as the engine can. Nobody may look at it.
    fn compact(&mut self) -> Result<(), Fault>;

    /// Goes through the engine's own checksums. Nobody may look at it.
    fn verify(&mut self) -> Result<(), Fault>;
}

/// A look at a database.
pub(in crate::store) trait View {
    /// The names of the tables.
    fn tables(&self) -> Result<Vec<String>, Fault>;

    /// Hands out the value of a key, if it is there.
    fn get(
        &self,
        table: &str,
        key: &[u8],
        found: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault>;

    /// Hands out the entries of a span.
    fn scan(&self, table: &str, span: &Span, order: Order, each: Scan<'_>) -> Result<(), Fault>;
}

/// A change in the making, which sees what it has put.
pub(in crate::store) trait Change: View {
    /// Puts a value in place of the one before.
    fn put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), Fault>;

    /// Removes a key, if it is there.
    fn remove(&mut self, table: &str, key: &[u8]) -> Result<(), Fault>;

    /// Removes, of a span, what `keep` says no to.
    fn retain(
        &mut self,
        table: &str,
        span: &Span,
        keep: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), Fault>;
}
