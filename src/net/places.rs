use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts what each of many holds at once, up to a bound each.
#[derive(Clone, Debug)]
pub struct Places<K: Ord> {
    each_max: usize,
    held: Arc<Mutex<BTreeMap<K, usize>>>,
}

/// One that is held, until it is dropped.
#[derive(Debug)]
pub struct Place<K: Ord + Clone> {
    of: K,
    held: Arc<Mutex<BTreeMap<K, usize>>>,
}

impl<K: Ord + Clone> Places<K> {
    /// That many each at most.
    pub fn new(each_max: usize) -> Self {
        Self { each_max, held: Arc::default() }
    }

    /// One more for somebody; `None` where they hold all they may.
    pub fn take(&self, of: K) -> Option<Place<K>> {
        let mut held = lock(&self.held);
        let count = held.entry(of.clone()).or_insert(0);
        if *count >= self.each_max {
            return None;
        }
        *count += 1;
        Some(Place { of, held: Arc::clone(&self.held) })
    }
}

impl<K: Ord + Clone> Drop for Place<K> {
    fn drop(&mut self) {
        let mut held = lock(&self.held);
        if let Some(count) = held.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.of);
            }
        }
    }
}

/// Every writer leaves the map whole.
fn lock<K>(held: &Mutex<BTreeMap<K, usize>>) -> MutexGuard<'_, BTreeMap<K, usize>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_places_and_gets_them_back() {
        let places = Places::new(2);
        let first = places.take("a");
        assert!(first.is_some());
        let _second = places.take("a").expect("a second place");
        assert!(places.take("a").is_none());
        let _other = places.take("b").expect("another's place");
        drop(first);
        assert!(places.take("a").is_some());
        assert_eq!(lock(&places.held).len(), 2);
    }
}
