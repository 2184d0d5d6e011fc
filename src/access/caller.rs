use std::collections::BTreeSet;
use std::sync::Arc;

use super::Role;
use crate::areas::AreaId;
use crate::domain::EventTime;

/// Who asks, as far as credentials tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name of the token or certificate; `by` of what they do.
    pub name: Arc<str>,
    /// What they may do.
    pub role: Role,
    /// The watch areas they may act in; `None` is everywhere. What they may see is the role's matter.
    pub areas: Option<Arc<BTreeSet<AreaId>>>,
    /// When this ends.
    pub expires: Option<EventTime>,
}

impl Caller {
    /// Whether they may act in an area, or where no area is meant.
    pub fn may_act_in(&self, area: Option<&AreaId>) -> bool {
        match (&self.areas, area) {
            (None, _) => true,
            (Some(areas), Some(area)) => areas.contains(area),
            (Some(_), None) => false,
        }
    }
}
