use std::marker::PhantomData;
use std::ops::{Bound, ControlFlow, RangeBounds};

use super::database::{Change, View};
use super::field::Field;
use super::span::{Order, Span};
use crate::store::codec::{Broken, Bytes};
use crate::store::error::Fault;

/// A table with the kinds of its keys and values.
#[derive(Debug)]
pub(in crate::store) struct Table<K, V> {
    name: &'static str,
    kinds: PhantomData<fn() -> (K, V)>,
}

impl<K: Field, V: Field> Table<K, V> {
    pub(in crate::store) const fn new(name: &'static str) -> Self {
        Self { name, kinds: PhantomData }
    }

    /// Puts a value in place of the one before.
    pub(in crate::store) fn put(
        &self,
        change: &mut dyn Change,
        key: &K::As<'_>,
        value: &V::As<'_>,
    ) -> Result<(), Fault> {
        change.put(self.name, &bytes_of::<K>(key), &bytes_of::<V>(value))
    }

    /// Removes a key, if it is there.
    pub(in crate::store) fn remove(
        &self,
        change: &mut dyn Change,
        key: &K::As<'_>,
    ) -> Result<(), Fault> {
        change.remove(self.name, &bytes_of::<K>(key))
    }

    /// Removes a span.
    pub(in crate::store) fn remove_span(
        &self,
        change: &mut dyn Change,
        span: &Span,
    ) -> Result<(), Fault> {
        change.retain(self.name, span, &mut |_key, _value| false)
    }

    /// Removes, of a span, what `keep` says no to.
    pub(in crate::store) fn retain(
        &self,
        change: &mut dyn Change,
        span: &Span,
        mut keep: impl FnMut(K::As<'_>, V::As<'_>) -> bool,
    ) -> Result<(), Fault> {
        let mut broken = None;
        change.retain(self.name, span, &mut |key, value| {
            if let Ok((key, value)) = read::<K, V>(key, value) {
                return keep(key, value);
            }
            broken = Some(self.broken());
            true
        })?;
        broken.map_or(Ok(()), Err)
    }

    /// What `read` makes of the value of a key, if it is there.
    pub(in crate::store) fn get<T>(
        &self,
        view: &(impl View + ?Sized),
        key: &K::As<'_>,
        read: impl FnOnce(V::As<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let (mut made, mut read) = (None, Some(read));
        view.get(self.name, &bytes_of::<K>(key), &mut |value| {
            if let Some(read) = read.take() {
                made = Some(read(whole::<V>(value).map_err(|Broken| self.broken())?)?);
            }
            Ok(())
        })?;
        Ok(made)
    }

    /// Hands out the entries of a span until `each` stops.
    pub(in crate::store) fn scan(
        &self,
        view: &(impl View + ?Sized),
        span: &Span,
        order: Order,
        mut each: impl FnMut(K::As<'_>, V::As<'_>) -> Result<ControlFlow<()>, Fault>,
    ) -> Result<(), Fault> {
        view.scan(self.name, span, order, &mut |key, value| {
            let (key, value) = read::<K, V>(key, value).map_err(|Broken| self.broken())?;
            each(key, value)
        })
    }

    /// Hands out every entry of a span, the least key first.
    pub(in crate::store) fn each(
        &self,
        view: &(impl View + ?Sized),
        span: &Span,
        mut each: impl FnMut(K::As<'_>, V::As<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.scan(view, span, Order::Forwards, |key, value| {
            each(key, value).map(ControlFlow::Continue)
        })
    }

    /// The span of a range of keys.
    #[expect(clippy::unused_self, reason = "the table says the kind of its keys")]
    pub(in crate::store) fn span<'a>(&self, range: impl RangeBounds<K::As<'a>>) -> Span {
        let bound = |bound: Bound<&K::As<'_>>| match bound {
            Bound::Included(key) => Bound::Included(bytes_of::<K>(key)),
            Bound::Excluded(key) => Bound::Excluded(bytes_of::<K>(key)),
            Bound::Unbounded => Bound::Unbounded,
        };
        Span { from: bound(range.start_bound()), to: bound(range.end_bound()) }
    }

    fn broken(&self) -> Fault {
        Fault::Value(format!("an entry of the table {:?} does not read", self.name))
    }
}

fn bytes_of<F: Field>(value: &F::As<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    F::put(value, &mut out);
    out
}

fn read<'a, K: Field, V: Field>(
    key: &'a [u8],
    value: &'a [u8],
) -> Result<(K::As<'a>, V::As<'a>), Broken> {
    Ok((whole::<K>(key)?, whole::<V>(value)?))
}

fn whole<F: Field>(value: &[u8]) -> Result<F::As<'_>, Broken> {
    let mut bytes = Bytes(value);
    let read = F::take(&mut bytes)?;
    if bytes.is_empty() { Ok(read) } else { Err(Broken) }
}
