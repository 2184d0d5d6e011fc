use std::sync::Arc;

use super::WatchArea;

/// A watch area as an officer made it: with the GeoJSON Feature that it was read from, which says
/// all of it and is what is kept.
#[derive(Clone, Debug)]
pub struct MadeArea {
    /// The area.
    pub area: WatchArea,
    /// The Feature as text.
    pub feature: Arc<str>,
}

impl PartialEq for MadeArea {
    fn eq(&self, other: &Self) -> bool {
        self.feature == other.feature
    }
}
