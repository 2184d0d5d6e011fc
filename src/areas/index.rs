use std::collections::HashMap;
use std::ops::ControlFlow;

use foldhash::fast::FixedState;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{AreaId, AreaKind, SecurityLevel, WatchArea};
use crate::domain::{EventTime, Metres, Mmsi, NauticalMiles, Position};
use crate::geodesy::{Shape, Sketch, Viewpoint};

/// Place of an area in its [`WatchAreas`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaIndex(u32);

impl AreaIndex {
    /// As a place in a table.
    pub fn get(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// An area whose boundary is near a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearBoundary {
    /// The area.
    pub area: AreaIndex,
    /// From the place to its boundary.
    pub metres: Metres,
}

/// Two areas with one id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two watch areas have the id {0}")]
pub struct DuplicateArea(pub AreaId);

/// All watch areas, from the smallest to the largest, ties by id: of several that contain a place
/// the first is the one that counts.
#[derive(Clone, Debug, Default)]
pub struct WatchAreas {
    areas: Vec<WatchArea>,
    by_id: HashMap<AreaId, AreaIndex, FixedState>,
    /// Which are in force for a time only.
    dated: Vec<bool>,
    /// Which clear a craft, smallest first.
    clearing: HashMap<Mmsi, Vec<AreaIndex>, FixedState>,
    /// Boxes of longitude and latitude of all areas but those over the whole world.
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, Boxed>>,
    world_wide: Vec<AreaIndex>,
}

/// What a box holds: most looks at a place need no more of an area that is large, and none of a circle.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Boxed {
    area: AreaIndex,
    sketch: Sketch,
}

impl WatchAreas {
    /// Sorts and indexes the areas.
    pub fn new(mut areas: Vec<WatchArea>) -> Result<Self, DuplicateArea> {
        areas.sort_by(|a, b| {
            let by_size = a.shape.area_square_metres().total_cmp(&b.shape.area_square_metres());
            by_size.then_with(|| a.id.cmp(&b.id))
        });
        let mut by_id = HashMap::with_hasher(FixedState::default());
        let mut clearing: HashMap<Mmsi, Vec<AreaIndex>, _> = HashMap::default();
        let mut boxes = Vec::new();
        let mut world_wide = Vec::new();
        for (index, area) in (0..).map(AreaIndex).zip(&areas) {
            if by_id.insert(area.id.clone(), index).is_some() {
                return Err(DuplicateArea(area.id.clone()));
            }
            for mmsi in &area.allow {
                clearing.entry(*mmsi).or_default().push(index);
            }
            if area.shape.is_world() {
                world_wide.push(index);
                continue;
            }
            let held = Boxed { area: index, sketch: area.shape.sketch() };
            boxes.extend(area.shape.boxes().into_iter().map(|(south_west, north_east)| {
                let corners = Rectangle::from_corners(corner(south_west), corner(north_east));
                GeomWithData::new(corners, held)
            }));
        }
        let dated =
            areas.iter().map(|area| area.valid_from.is_some() || area.valid_to.is_some()).collect();
        Ok(Self { areas, by_id, dated, clearing, boxes: RTree::bulk_load(boxes), world_wide })
    }

    /// The areas, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = (AreaIndex, &WatchArea)> {
        (0..).map(AreaIndex).zip(&self.areas)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The area at an index that this collection gave out.
    pub fn get(&self, index: AreaIndex) -> Option<&WatchArea> {
        self.areas.get(usize::try_from(index.0).ok()?)
    }

    /// Whether an area is in force for a time only.
    pub fn is_dated(&self, index: AreaIndex) -> bool {
        self.dated.get(index.get()).copied().unwrap_or(false)
    }

    /// Whether a craft at a place is cleared for what an area judges: by that area, or where she is by a
    /// smaller one that is in force.
    pub fn clears(
        &self,
        mmsi: Mmsi,
        place: Option<Position>,
        area: &WatchArea,
        now: EventTime,
    ) -> bool {
        let Some(clearing) = self.clearing.get(&mmsi) else { return false };
        let judging = self.find(&area.id);
        clearing.iter().take_while(|&&index| Some(index) <= judging).any(|&index| {
            Some(index) == judging
                || self.get(index).zip(place).is_some_and(|(smaller, place)| {
                    smaller.is_valid_at(now) && smaller.shape.contains(place)
                })
        })
    }

    /// Whether an area lets a craft alone. Touches no area.
    pub fn allows(&self, index: AreaIndex, mmsi: Mmsi) -> bool {
        self.clearing.get(&mmsi).is_some_and(|clearing| clearing.binary_search(&index).is_ok())
    }

    /// The area of an id.
    pub fn find(&self, id: &AreaId) -> Option<AreaIndex> {
        self.by_id.get(id).copied()
    }

    /// Appends to `found` every area that contains the place, whether in force or not, smallest
    /// first. No allocation once `found` has grown.
    pub fn containing(&self, place: Position, found: &mut Vec<AreaIndex>) {
        let start = found.len();
        let here = AABB::from_point(looked_up(place));
        let view = Viewpoint::at(place);
        self.visit(here, |Boxed { area, sketch }| {
            let seen = sketch.look_from(&view, Metres::ZERO).map(|(inside, _)| inside);
            let contains = || self.shape(area).is_some_and(|it| it.contains(place));
            if seen.unwrap_or_else(contains) {
                found.push(area);
            }
        });
        self.tidy(start, found);
    }

    /// Appends every area whose inside or boundary the straight way from one place to the next
    /// touches, smallest first. Straight in the plate carree plane, the short way round. No
    /// allocation once `found` has grown.
    pub fn touched(&self, from: Position, to: Position, found: &mut Vec<AreaIndex>) {
        self.touched_of((from, to), |_| true, found);
    }

    /// The same of the areas of which something holds; the outlines of others are not looked at.
    pub fn touched_of(
        &self,
        (from, to): (Position, Position),
        counts: impl Fn(AreaIndex) -> bool,
        found: &mut Vec<AreaIndex>,
    ) {
        let start = found.len();
        let view = Viewpoint::at(from);
        let mut touch = |Boxed { area, sketch }: Boxed| {
            let touches = || {
                matches!(sketch.look_from(&view, Metres::ZERO), Some((true, _)))
                    || self.shape(area).is_some_and(|it| it.touches(from, to))
            };
            if counts(area) && touches() {
                found.push(area);
            }
        };
        let [[from_longitude, from_latitude], [to_longitude, to_latitude]] =
            [looked_up(from), looked_up(to)];
        if (to_longitude - from_longitude).abs() <= 180.0 {
            let window = AABB::from_corners(looked_up(from), looked_up(to));
            self.visit(window, touch);
        } else {
            let west_of = [from_longitude.max(to_longitude), from_latitude];
            let east_of = [from_longitude.min(to_longitude), from_latitude];
            self.visit(AABB::from_corners(west_of, [180.0, to_latitude]), &mut touch);
            self.visit(AABB::from_corners(east_of, [-180.0, to_latitude]), touch);
        }
        self.tidy(start, found);
    }

    /// Appends to `found` every area that contains the place, as [`WatchAreas::containing`] does, and
    /// puts into `near` those whose boundaries are less than `reach` away, the nearest first. Returns
    /// how far boundaries were looked for: nowhere beyond 85 degrees of latitude, where nobody looks
    /// that closely. No allocation once both have grown.
    pub fn survey(
        &self,
        place: Position,
        reach: NauticalMiles,
        found: &mut Vec<AreaIndex>,
        near: &mut Vec<NearBoundary>,
    ) -> Metres {
        near.clear();
        let [longitude, latitude] = looked_up(place);
        if latitude.abs() > 85.0 {
            self.containing(place, found);
            return Metres::ZERO;
        }
        let start = found.len();
        let north = reach.get() / 60.0 * 1.01;
        let east = north / libm::cos((latitude.abs() + north).to_radians());
        let view = Viewpoint::at(place);
        for turn in [-360.0, 0.0, 360.0] {
            let west = longitude + turn - east;
            if west > 180.0 || west + 2.0 * east < -180.0 {
                continue;
            }
            let window =
                AABB::from_corners([west, latitude - north], [west + 2.0 * east, latitude + north]);
            self.visit(window, |Boxed { area, sketch }| {
                let closely = || Some(self.shape(area)?.look_from(view.frame(), reach.metres()));
                let seen = sketch.look_from(&view, reach.metres()).or_else(closely);
                let Some((inside, metres)) = seen else { return };
                if inside {
                    found.push(area);
                }
                if metres < reach.metres() {
                    near.push(NearBoundary { area, metres });
                }
            });
        }
        self.tidy(start, found);
        near.sort_unstable_by(|one, other| {
            let by_distance = one.metres.get().total_cmp(&other.metres.get());
            by_distance.then(one.area.cmp(&other.area))
        });
        near.dedup();
        reach.metres()
    }

    /// Whether an area of a kind is within `reach` of a place, in force or not.
    pub fn is_near(&self, place: Position, reach: NauticalMiles, kind: AreaKind) -> bool {
        let is_of_kind = |index: AreaIndex| self.get(index).is_some_and(|area| area.kind == kind);
        if self.world_wide.iter().any(|index| is_of_kind(*index)) {
            return true;
        }
        let north = reach.get() / 60.0 * 1.01;
        let [longitude, latitude] = looked_up(place);
        let narrow = libm::cos((latitude.abs() + north).min(89.0).to_radians());
        let east = (north / narrow).min(179.0);
        [-360.0, 0.0, 360.0].into_iter().any(|turn| {
            let west = longitude + turn - east;
            let window =
                AABB::from_corners([west, latitude - north], [west + 2.0 * east, latitude + north]);
            let search = self.boxes.locate_in_envelope_intersecting_int(window, |hit| {
                let near = is_of_kind(hit.data.area)
                    && self.get(hit.data.area).is_some_and(|area| {
                        let away = area.shape.distance_to_boundary(place);
                        area.shape.contains(place) || away.is_some_and(|it| it <= reach.metres())
                    });
                if near { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            search.is_break()
        })
    }

    /// Sets an area's security level; `false` if there is no such area.
    pub fn set_level(&mut self, id: &AreaId, level: SecurityLevel) -> bool {
        let area = self.find(id).and_then(|index| usize::try_from(index.0).ok());
        match area.and_then(|index| self.areas.get_mut(index)) {
            Some(area) => {
                area.security_level = level;
                true
            }
            None => false,
        }
    }

    /// Calls `look` for every area with a box that meets `window`, in no order, once a box.
    fn visit(&self, window: AABB<[f64; 2]>, mut look: impl FnMut(Boxed)) {
        let every: ControlFlow<()> =
            self.boxes.locate_in_envelope_intersecting_int(window, |hit| {
                look(hit.data);
                ControlFlow::Continue(())
            });
        debug_assert!(every.is_continue(), "nothing stops the search");
    }

    fn shape(&self, index: AreaIndex) -> Option<&Shape> {
        self.get(index).map(|area| &area.shape)
    }

    /// Adds the world-wide areas and brings what was appended since `start` into order, an area of
    /// several boxes once.
    fn tidy(&self, start: usize, found: &mut Vec<AreaIndex>) {
        found.extend_from_slice(&self.world_wide);
        let Some(appended) = found.get_mut(start..) else { return };
        appended.sort_unstable();
        let mut kept = start;
        for n in start..found.len() {
            let area = found.get(n).copied();
            let is_first = kept == start || found.get(kept - 1).copied() != area;
            if let (true, Some(area)) = (is_first, area) {
                if let Some(slot) = found.get_mut(kept) {
                    *slot = area;
                }
                kept += 1;
            }
        }
        found.truncate(kept);
    }
}

/// 180 degrees east is looked up as 180 west, where every area that holds it has a box: insides are
/// half open eastward.
fn looked_up(place: Position) -> [f64; 2] {
    let [longitude, latitude] = corner(place);
    [if longitude >= 180.0 { -180.0 } else { longitude }, latitude]
}

fn corner(place: Position) -> [f64; 2] {
    [place.longitude(), place.latitude()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geodesy::{LocalFrame, Shape, Vector};

    fn at(longitude: f64, latitude: f64) -> Position {
        Position::new(latitude, longitude).expect("a place")
    }

    fn area(id: &str, shape: Shape) -> WatchArea {
        WatchArea::general(id.parse().expect("an id"), shape)
    }

    fn square(centre: (f64, f64), half: f64) -> Shape {
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)];
        let corner =
            |(x, y): (f64, f64)| Position::wrapped(centre.1 + y * half, centre.0 + x * half);
        Shape::polygons(&[vec![corners.map(corner).to_vec()]]).expect("a shape")
    }

    fn circle(centre: (f64, f64), miles: f64) -> Shape {
        let radius = NauticalMiles::new(miles).expect("a radius");
        Shape::corridor(&[at(centre.0, centre.1)], radius).expect("a shape")
    }

    fn ids(areas: &WatchAreas, look: impl Fn(&WatchAreas, &mut Vec<AreaIndex>)) -> Vec<String> {
        let mut found = Vec::new();
        look(areas, &mut found);
        found.iter().map(|&i| areas.get(i).expect("an area").id.to_string()).collect()
    }

    fn containing(areas: &WatchAreas, place: Position) -> Vec<String> {
        ids(areas, |areas, found| areas.containing(place, found))
    }

    fn touched(areas: &WatchAreas, from: Position, to: Position) -> Vec<String> {
        ids(areas, |areas, found| areas.touched(from, to, found))
    }

    fn round_the_earth() -> WatchAreas {
        let pole: Vec<Position> =
            [(0.0, 80.0), (120.0, 80.0), (-120.0, 80.0), (0.0, 80.0)].map(|(x, y)| at(x, y)).into();
        WatchAreas::new(vec![
            area("world", Shape::world()),
            area("date-line", square((180.0, 0.0), 2.0)),
            area("date-line-inner", circle((-179.9, 0.0), 30.0)),
            area("arctic", Shape::polygons(&[vec![pole]]).expect("a shape")),
            area("east-of-it", square((-175.0, 40.0), 5.0)),
            area("twin-b", square((10.0, 10.0), 1.0)),
            area("twin-a", square((10.0, 10.0), 1.0)),
        ])
        .expect("different ids")
    }

    #[test]
    fn an_area_of_a_kind_is_near_within_its_reach_across_the_antimeridian_too() {
        let anchorage =
            WatchArea { kind: AreaKind::Anchorage, ..area("a", circle((-179.9, 0.0), 1.0)) };
        let areas = WatchAreas::new(vec![anchorage, area("b", square((10.0, 0.0), 1.0))]).unwrap();
        let reach = NauticalMiles::new(10.0).expect("a reach");
        // 0.2 degrees at the equator are 12 nm, 11 from the circle; 0.1 are 6.
        for (longitude, near) in [(179.9, false), (-180.0, true), (-179.9, true), (10.0, false)] {
            assert_eq!(areas.is_near(at(longitude, 0.0), reach, AreaKind::Anchorage), near);
        }
    }

    #[test]
    fn areas_come_smallest_first_and_equal_ones_by_id() {
        let areas = round_the_earth();
        assert_eq!(containing(&areas, at(10.0, 10.0)), ["twin-a", "twin-b", "world"]);
        assert_eq!(containing(&areas, at(50.0, 50.0)), ["world"]);
    }

    #[test]
    fn the_antimeridian_and_the_poles_are_ordinary_places() {
        let areas = round_the_earth();
        let all = ["date-line-inner", "date-line", "world"];
        assert_eq!(containing(&areas, at(180.0, 0.0)), all);
        assert_eq!(containing(&areas, at(-180.0, 0.0)), all);
        assert_eq!(containing(&areas, at(179.9, 0.0)), all);
        assert_eq!(containing(&areas, at(178.5, 0.0)), ["date-line", "world"]);
        assert_eq!(containing(&areas, at(180.0, 40.0)), ["east-of-it", "world"]);
        assert_eq!(touched(&areas, at(179.0, 40.0), at(180.0, 40.0)), ["east-of-it", "world"]);
        assert_eq!(containing(&areas, at(77.0, 90.0)), ["arctic", "world"]);
        assert_eq!(touched(&areas, at(175.0, 0.0), at(-175.0, 0.1)), all);
        assert_eq!(touched(&areas, at(175.0, 5.0), at(-175.0, 5.0)), ["world"]);
        assert_eq!(touched(&areas, at(10.0, 79.0), at(10.0, 81.0)), ["arctic", "world"]);
    }

    #[test]
    fn a_way_that_passes_through_touches() {
        let areas = round_the_earth();
        let way = [at(8.0, 10.0), at(12.0, 10.0)];
        assert_eq!(touched(&areas, way[0], way[1]), ["twin-a", "twin-b", "world"]);
        assert_eq!(touched(&areas, at(8.0, 12.0), at(8.5, 8.0)), ["world"]);
    }

    #[test]
    fn what_was_found_before_stays() {
        let areas = round_the_earth();
        let world = areas.find(&"world".parse().expect("an id")).expect("an area");
        let mut found = vec![world];
        areas.containing(at(50.0, 50.0), &mut found);
        assert_eq!(found, [world, world]);
    }

    #[test]
    fn one_id_twice_is_an_error_and_a_level_needs_its_area() {
        let twice = vec![area("a", Shape::world()), area("a", square((0.0, 0.0), 1.0))];
        let id: AreaId = "a".parse().expect("an id");
        assert_eq!(WatchAreas::new(twice).err(), Some(DuplicateArea(id.clone())));
        let mut areas = WatchAreas::new(vec![area("a", Shape::world())]).expect("one area");
        assert!(areas.set_level(&id, SecurityLevel::Three));
        assert!(!areas.set_level(&"b".parse().expect("an id"), SecurityLevel::Two));
        let level = areas.find(&id).and_then(|i| areas.get(i)).map(|a| a.security_level);
        assert_eq!(level, Some(SecurityLevel::Three));
    }

    proptest! {
        #[test]
        fn nobody_changes_areas_within_her_clearance(
            centres in prop::collection::vec(((-180.0..180.0_f64, -80.0..80.0_f64), 0.01..0.2_f64), 1..20),
            (north, east) in (-0.1..0.1_f64, -0.1..0.1_f64),
            step in 0.0..1.0_f64,
        ) {
            let shapes = centres.iter().enumerate().map(|(n, &(centre, half))| {
                area(&format!("a{n}"), if n % 2 == 0 { square(centre, half) } else { circle(centre, half * 60.0) })
            });
            let areas = WatchAreas::new(shapes.collect()).expect("different ids");
            let reach = NauticalMiles::new(2.0).expect("a reach");
            for &((longitude, latitude), half) in &centres {
                let place = Position::wrapped(latitude + half + north, longitude + east);
                let mut near = Vec::new();
                let looked = areas.survey(place, reach, &mut Vec::new(), &mut near);
                let metres = near.first().map_or(looked, |near| near.metres).get() * 0.99;
                for direction in 0..8 {
                    let angle = f64::from(direction) * std::f64::consts::FRAC_PI_4;
                    let way = Vector { x: libm::sin(angle), y: libm::cos(angle) } * (metres * step);
                    let other = LocalFrame::at(place).unproject(way);
                    prop_assert_eq!(touched(&areas, place, other), containing(&areas, place));
                    prop_assert_eq!(containing(&areas, other), containing(&areas, place));
                }
            }
        }

        #[test]
        fn the_index_finds_what_a_look_at_every_area_finds(
            centres in prop::collection::vec(((-180.0..180.0_f64, -85.0..85.0_f64), 0.5..4.0_f64), 1..30),
            step in (-3.0..3.0_f64, -3.0..3.0_f64),
        ) {
            let shapes = centres.iter().enumerate().map(|(n, &(centre, half))| {
                area(&format!("a{n}"), if n % 2 == 0 { square(centre, half) } else { circle(centre, half * 60.0) })
            });
            let areas = WatchAreas::new(shapes.collect()).expect("different ids");
            for &((longitude, latitude), _) in &centres {
                let from = at(longitude, latitude);
                let to = Position::wrapped(latitude + step.1, longitude + step.0);
                let expected: Vec<String> = areas.iter()
                    .filter(|(_, area)| area.shape.contains(to))
                    .map(|(_, area)| area.id.to_string())
                    .collect();
                prop_assert_eq!(containing(&areas, to), expected);
                let expected: Vec<String> = areas.iter()
                    .filter(|(_, a)| a.shape.contains(from) || a.shape.contains(to) || !a.shape.crossings(from, to).is_empty())
                    .map(|(_, area)| area.id.to_string())
                    .collect();
                prop_assert_eq!(touched(&areas, from, to), expected);
            }
        }
    }
}
