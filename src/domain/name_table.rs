use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use foldhash::fast::FixedState;

use super::Text;

/// Names of a part of the table.
const PART: usize = 1024;
/// Parts at most.
const PARTS: usize = 256;

/// Names that are kept once and stand for by a number: as long as the process lives, for nobody knows
/// who still has one. Bounded; reading takes no lock.
pub(super) struct NameTable<const N: usize> {
    parts: [OnceLock<Box<[OnceLock<Text<N>>]>>; PARTS],
    numbers: RwLock<Option<HashMap<Text<N>, u32, FixedState>>>,
}

impl<const N: usize> NameTable<N> {
    /// Names at most, the empty one among them.
    pub(super) const CAPACITY: usize = PART * PARTS;

    /// A table of the empty name, which is number 0.
    pub(super) const fn new() -> Self {
        Self { parts: [const { OnceLock::new() }; PARTS], numbers: RwLock::new(None) }
    }

    /// The name of a number.
    pub(super) fn name(&self, number: u32) -> &Text<N> {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        let part = self.parts.get(place / PART).and_then(OnceLock::get);
        part.and_then(|part| part.get(place % PART)?.get()).unwrap_or(const { &Text::EMPTY })
    }

    /// The number of a name, a new one if there are fewer than so many names; `None` if not.
    pub(super) fn number(&self, name: Text<N>, capacity: usize) -> Option<u32> {
        if name.is_empty() {
            return Some(0);
        }
        let numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.as_ref().and_then(|numbers| numbers.get(&name)) {
            return Some(*number);
        }
        drop(numbers);
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        let numbers = numbers.get_or_insert_with(|| HashMap::with_hasher(FixedState::default()));
        if let Some(number) = numbers.get(&name) {
            return Some(*number);
        }
        let place = numbers.len() + 1;
        if place >= capacity.min(Self::CAPACITY) {
            return None;
        }
        let number = u32::try_from(place).ok()?;
        let part = self.parts.get(place / PART)?;
        let part = part.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(PART).collect());
        part.get(place % PART)?.set(name).ok()?;
        numbers.insert(name, number);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: u32) -> Text<8> {
        Text::from_ascii_lossy(number.to_string().as_bytes())
    }

    #[test]
    fn a_name_keeps_its_number_and_the_table_is_bounded() {
        let table = NameTable::<8>::new();
        assert_eq!(table.number(Text::EMPTY, 1), Some(0));
        let numbers: Vec<_> = (0..3000).map(|n| table.number(text(n), 3001)).collect();
        assert!(numbers.iter().all(Option::is_some));
        for (n, number) in (0..).zip(numbers) {
            assert_eq!(table.number(text(n), 1), number);
            assert_eq!(table.name(number.expect("a number")), &text(n));
        }
        assert_eq!(table.number(text(3000), 3001), None);
        assert_eq!(table.name(u32::MAX), &Text::EMPTY);
    }

    #[test]
    fn many_at_once_agree_on_the_numbers() {
        let table = NameTable::<8>::new();
        let of_all = || (0..2000).map(|n| table.number(text(n), 5000)).collect::<Vec<_>>();
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(of_all)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(all.iter().all(|numbers| *numbers == of_all()));
    }
}
