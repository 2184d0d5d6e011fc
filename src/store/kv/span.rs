use std::ops::Bound;

/// From which key to which, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Span {
    pub(in crate::store) from: Bound<Vec<u8>>,
    pub(in crate::store) to: Bound<Vec<u8>>,
}

/// Which end of a span comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Order {
    Forwards,
    Backwards,
}

impl Span {
    /// Everything.
    pub(in crate::store) const ALL: Self = Self { from: Bound::Unbounded, to: Bound::Unbounded };

    /// Every key that begins with these bytes.
    pub(in crate::store) fn prefix(prefix: Vec<u8>) -> Self {
        let to = after(&prefix).map_or(Bound::Unbounded, Bound::Excluded);
        Self { from: Bound::Included(prefix), to }
    }

    /// The same for slices.
    pub(in crate::store) fn bounds(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        (slice(&self.from), slice(&self.to))
    }

    /// Whether it holds no key whatever; the engines want no such span.
    pub(in crate::store) fn is_empty(&self) -> bool {
        match self.bounds() {
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from), Bound::Excluded(to))
            | (Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => from >= to,
            _ => false,
        }
    }

    /// Whether a key is in it.
    #[cfg_attr(not(feature = "sled"), expect(dead_code, reason = "redb looks for itself"))]
    pub(in crate::store) fn contains(&self, key: &[u8]) -> bool {
        let (from, to) = self.bounds();
        let after = match from {
            Bound::Included(from) => from <= key,
            Bound::Excluded(from) => from < key,
            Bound::Unbounded => true,
        };
        after
            && match to {
                Bound::Included(to) => key <= to,
                Bound::Excluded(to) => key < to,
                Bound::Unbounded => true,
            }
    }
}

fn slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    match bound {
        Bound::Included(key) => Bound::Included(key),
        Bound::Excluded(key) => Bound::Excluded(key),
        Bound::Unbounded => Bound::Unbounded,
    }
}

/// The first key after all that begin with a prefix; none where it is all ones.
fn after(prefix: &[u8]) -> Option<Vec<u8>> {
    let place = prefix.iter().rposition(|&byte| byte < u8::MAX)?;
    let mut next = prefix.get(..=place)?.to_vec();
    *next.last_mut()? += 1;
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_the_next_begins() {
        for (prefix, next) in [
            (vec![1, 2], Bound::Excluded(vec![1, 3])),
            (vec![1, 255], Bound::Excluded(vec![2])),
            (vec![255], Bound::Unbounded),
            (vec![], Bound::Unbounded),
        ] {
            assert_eq!(Span::prefix(prefix).to, next);
        }
    }
}
