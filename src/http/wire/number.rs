use serde_json::{Value, json};

use crate::domain::Position;
use crate::query::coordinates;

/// A GeoJSON Point.
pub(in crate::http) fn point(place: Position) -> Value {
    json!({"type": "Point", "coordinates": coordinates(place)})
}
