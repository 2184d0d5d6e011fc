use serde_json::Value;

use super::asked::Asked;
use super::items::Features;
use crate::config::LoadedArea;
use crate::domain::Position;
use crate::http::ApiState;
use crate::http::problem::{Problem, ProblemKind};
use crate::http::wire::AreaFeature;
use crate::query::BoundingBox;

/// Watch areas in the order of the configuration; the cursor counts them.
pub(super) fn list(state: &ApiState, asked: &Asked) -> Result<Features, Problem> {
    let first: usize = match &asked.cursor {
        None => 0,
        Some(cursor) => cursor
            .parse()
            .map_err(|_error| Problem::invalid("cursor", "cursor has to be that of a link"))?,
    };
    let kind = asked.filters.iter().find(|(name, _)| name == "kind").map(|(_, kind)| kind);
    let fits = |loaded: &&LoadedArea| {
        kind.is_none_or(|kind| loaded.area.kind.as_str() == kind)
            && asked.within.is_none_or(|within| meets(loaded, &within))
            && asked.to.is_none_or(|to| loaded.area.valid_from.is_none_or(|from| from < to))
            && asked.from.is_none_or(|from| loaded.area.valid_to.is_none_or(|to| to > from))
    };
    let areas = state.areas();
    let mut fitting = areas.iter().filter(fits).skip(first);
    let features: Result<Vec<Value>, Problem> =
        fitting.by_ref().take(asked.limit).map(|loaded| feature(state, loaded)).collect();
    let next = fitting.next().map(|_| (first + asked.limit).to_string());
    Ok((features?, next))
}

/// One watch area.
pub(super) fn one(state: &ApiState, id: &str) -> Result<Option<Value>, Problem> {
    let areas = state.areas();
    let known = areas.iter().find(|loaded| loaded.area.id.as_str() == id);
    known.map(|loaded| feature(state, loaded)).transpose()
}

fn feature(state: &ApiState, loaded: &LoadedArea) -> Result<Value, Problem> {
    let feature = AreaFeature::new(loaded, state.level(loaded));
    serde_json::to_value(&feature)
        .map_err(|error| Problem::new(ProblemKind::Defect, error.to_string()))
}

/// Whether one of the boxes around an area meets another.
fn meets(loaded: &LoadedArea, within: &BoundingBox) -> bool {
    loaded.area.shape.boxes().into_iter().any(|(south_west, north_east)| {
        let of = |place: Position| (place.longitude(), place.latitude());
        let ((west, south), (east, north)) = (of(south_west), of(north_east));
        let beside = |west: f64, east: f64| {
            let one = if within.west <= within.east {
                vec![(within.west, within.east)]
            } else {
                vec![(within.west, 180.0), (-180.0, within.east)]
            };
            one.into_iter().any(|(from, to)| west <= to && east >= from)
        };
        beside(west, east) && south <= within.north && north >= within.south
    })
}
