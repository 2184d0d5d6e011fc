use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Names of measures, units and layers that are remembered at most. They stand in the rules' code,
/// so there are some dozens; a damaged store may invent no more than this.
const NAMES_MAX: usize = 1_024;

static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The one static copy of a name read from the store, which the core has as a constant. `None`
/// beyond [`NAMES_MAX`] names.
pub(super) fn intern(name: &str) -> Option<&'static str> {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Some(known);
    }
    if names.len() >= NAMES_MAX {
        return None;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    Some(kept)
}
