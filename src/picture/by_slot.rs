use super::Slot;

/// Something about each of many contacts, by her slot. Room is made for an eighth more at a time: doubling
/// would leave a third of it empty.
#[derive(Clone, Debug)]
pub struct BySlot<T>(Vec<Option<T>>);

impl<T> Default for BySlot<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> BySlot<T> {
    /// What there is of a slot.
    #[inline]
    pub fn get(&self, slot: Slot) -> Option<&T> {
        self.0.get(slot.index())?.as_ref()
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.0.get_mut(slot.index())?.as_mut()
    }

    /// Puts something into a slot, in the place of what was there.
    pub fn set(&mut self, slot: Slot, value: T) {
        let missing = (slot.index() + 1).saturating_sub(self.0.len());
        if missing > self.0.capacity() - self.0.len() {
            self.0.reserve_exact(missing.max(self.0.len() / 8));
        }
        self.0.extend((0..missing).map(|_| None));
        if let Some(place) = self.0.get_mut(slot.index()) {
            *place = Some(value);
        }
    }

    /// Takes out what is in a slot.
    pub fn take(&mut self, slot: Slot) -> Option<T> {
        self.0.get_mut(slot.index())?.take()
    }

    /// The first slot behind all that ever had something.
    pub fn end(&self) -> Slot {
        Slot(u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }

    /// All slots up to there.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + use<T> {
        (0..self.end().0).map(Slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_keep_what_is_put_in_and_little_room_is_empty() {
        let mut numbers = BySlot::default();
        assert_eq!(numbers.take(Slot(3)), None);
        for number in (0..10_000).rev().chain(0..100_000) {
            numbers.set(Slot(number), number);
        }
        assert!(numbers.slots().all(|slot| numbers.get(slot) == Some(&slot.0)));
        assert!(numbers.0.capacity() < 113_000, "{}", numbers.0.capacity());
        assert_eq!(numbers.take(Slot(7)), Some(7));
        assert_eq!(numbers.get(Slot(7)), None);
        assert_eq!(numbers.end(), Slot(100_000));
    }
}
