use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::iter::Peekable;
use std::sync::Arc;

use super::chunks::Chunk;
use super::{Snapshot, Vessel};

/// A contact in two snapshots; at least one of them has her.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference<'a> {
    /// In the earlier one.
    pub before: Option<&'a Vessel>,
    /// In the later one.
    pub now: Option<&'a Vessel>,
}

impl Snapshot {
    /// The contacts that came, left or may have changed since an earlier snapshot, by contact. Parts
    /// that both share are passed over without a look.
    pub fn changes_since<'a>(
        &'a self,
        earlier: &'a Self,
    ) -> impl Iterator<Item = Difference<'a>> + 'a {
        let (now, before) = (self.vessels.as_slice(), earlier.vessels.as_slice());
        Merge { before: own(before, now).peekable(), now: own(now, before).peekable() }
    }
}

/// The vessels of chunks that the other side has not.
fn own<'a>(chunks: &'a [Arc<Chunk>], other: &'a [Arc<Chunk>]) -> impl Iterator<Item = &'a Vessel> {
    let shared: BTreeSet<*const Chunk> = other.iter().map(Arc::as_ptr).collect();
    let own = chunks.iter().filter(move |chunk| !shared.contains(&Arc::as_ptr(chunk)));
    own.flat_map(|chunk| chunk.iter())
}

/// Walks two runs of vessels side by side, both in the order of contacts.
struct Merge<A: Iterator, B: Iterator> {
    before: Peekable<A>,
    now: Peekable<B>,
}

impl<'a, A, B> Iterator for Merge<A, B>
where
    A: Iterator<Item = &'a Vessel>,
    B: Iterator<Item = &'a Vessel>,
{
    type Item = Difference<'a>;

    fn next(&mut self) -> Option<Difference<'a>> {
        let order = match (self.before.peek(), self.now.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(now)) => before.contact.cmp(&now.contact),
        };
        let before = if order == Ordering::Greater { None } else { self.before.next() };
        let now = if order == Ordering::Less { None } else { self.now.next() };
        Some(Difference { before, now })
    }
}
