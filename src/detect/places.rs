use foldhash::fast::FixedState;
use indexmap::IndexSet;

use crate::areas::{AreaIndex, NearBoundary, WatchAreas};
use crate::domain::{Metres, NauticalMiles, Position};
use crate::geodesy::LocalFrame;
use crate::picture::{BySlot, Slot};

/// How far boundaries are looked for.
const REACH_NM: f64 = 2.0;
/// Different sets of areas remembered; at the bound all are forgotten and found anew.
const SETS_MAX: usize = 200_000;
/// Metres of a degree of arc, rounded up.
const METRES_PER_DEGREE: f64 = 111_700.0;
/// A way of some metres, as these degrees measure it, has at the most so many times as many.
const ROUND_THE_PLACE: f64 = 1.05;
/// A boundary so near may have been met.
const MARGIN_METRES: f64 = 5.0;
/// Parts of a degree that an anchor tells apart; what that is off, [`MARGIN_METRES`] covers.
const PARTS_OF_DEGREE: f64 = 1e7;
/// Boundaries remembered of a place.
const NEAREST: usize = 2;

/// Which areas each contact is in, worked out anew only once she has moved further than boundaries
/// were, but for the nearest few, which are looked at one by one: most reports look up nothing.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_slot: BySlot<Place>,
    /// Sets of areas in which somebody was, smallest first.
    sets: Sets,
    /// Sets forgotten at the bound.
    forgotten: u64,
    surveyed: Survey,
    /// Kept for its room.
    found: Vec<AreaIndex>,
}

type Sets = IndexSet<Box<[AreaIndex]>, FixedState>;

/// Where a contact was when her areas were looked up.
#[derive(Clone, Copy, Debug)]
struct Place {
    anchor: Anchor,
    /// Length of a degree of longitude there, in degrees of latitude.
    scale: f32,
    /// How far she may move before another boundary than the nearest is met.
    reach: f32,
    /// The nearest boundaries, the nearest first; further ones than the reach do not count.
    nearest: [Nearest; NEAREST],
    set: u32,
    /// Whether an area of the set is in force for a time only.
    is_dated: bool,
}

/// A latitude and a longitude in parts of a degree, half as large as a [`Position`]: to a centimetre.
#[derive(Clone, Copy, Debug)]
struct Anchor([i32; 2]);

impl From<Position> for Anchor {
    fn from(at: Position) -> Self {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "180 degrees are less than what fits"
        )]
        let parts = |degrees: f64| (degrees * PARTS_OF_DEGREE).round() as i32;
        Self([parts(at.latitude()), parts(at.longitude())])
    }
}

/// A boundary that is near: metres that one may move without meeting it.
#[derive(Clone, Copy, Debug, Default)]
struct Nearest {
    area: AreaIndex,
    metres: f32,
}

/// What was last looked up: kept for its room, and for the way that led there.
#[derive(Debug, Default)]
struct Survey {
    place: Option<Position>,
    near: Vec<NearBoundary>,
    /// How far boundaries were looked for, metres.
    reach: f64,
}

/// What a look at a contact's place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    /// She is in the areas where she was, and her way touched no other.
    Same,
    /// She may be elsewhere.
    Moved,
}

/// Areas that contain a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SetId(u32);

impl Places {
    /// Forgets where everybody is: the areas changed.
    pub(super) fn clear(&mut self) {
        *self = Self { forgotten: self.forgotten, ..Self::default() };
    }

    /// Sets of areas forgotten at the bound.
    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Whether no boundary lies between where a contact was looked up and a place.
    pub(super) fn is_clear_to(&self, slot: Slot, place: Position) -> bool {
        self.is_clear_about(slot, place, 0.0)
    }

    /// Whether no boundary lies between where a contact was looked up and anything within so many
    /// metres of a place.
    pub(super) fn is_clear_about(&self, slot: Slot, place: Position, metres: f64) -> bool {
        self.of(slot).is_some_and(|known| {
            let moved = known.metres_to(place) + metres * ROUND_THE_PLACE;
            moved < f64::from(known.clear_metres())
        })
    }

    /// Forgets where the contact of a slot was: somebody else has it.
    pub(super) fn forget(&mut self, slot: Slot) {
        self.by_slot.take(slot);
    }

    /// The areas that contained a contact when she was last followed.
    pub(super) fn last_of(&self, slot: Slot) -> Option<SetId> {
        self.of(slot).map(|known| SetId(known.set))
    }

    /// The areas of a set, smallest first.
    pub(super) fn areas_of(&self, set: SetId) -> &[AreaIndex] {
        areas_of(&self.sets, set.0)
    }

    /// The areas that contain a contact at a place, if that follows from where she was.
    pub(super) fn known(&self, slot: Slot, at: Position) -> Option<SetId> {
        let known = self.of(slot)?;
        (known.metres_to(at) < f64::from(known.clear_metres())).then_some(SetId(known.set))
    }

    /// Follows a contact from one place to the next; the areas that contain her there.
    pub(super) fn follow(
        &mut self,
        slot: Slot,
        from: Option<Position>,
        at: Position,
        areas: &WatchAreas,
    ) -> (Stay, SetId) {
        let from = from.unwrap_or(at);
        let Some(place) = self.by_slot.get_mut(slot) else {
            return (Stay::Moved, self.look_up(slot, at, areas));
        };
        let moved = place.metres_to(at).max(place.metres_to(from));
        if moved >= f64::from(place.reach) {
            return (Stay::Moved, self.look_up(slot, at, areas));
        }
        if moved < f64::from(place.clear_metres()) {
            return (place.stay(), SetId(place.set));
        }
        let set = areas_of(&self.sets, place.set);
        let mut met = place.nearest.iter().filter(|near| moved >= f64::from(near.metres));
        if !met.any(|near| near.is_crossed(set, from, at, areas)) {
            place.shift(at, areas);
            return (place.stay(), SetId(place.set));
        }
        let is_known = moved + way_metres(from, at) < f64::from(place.reach);
        let crossed = if is_known { self.cross(slot, at, moved, areas) } else { None };
        (Stay::Moved, crossed.unwrap_or_else(|| self.look_up(slot, at, areas)))
    }

    /// Takes a contact across the noted boundaries that she may have met, having moved so many metres, and
    /// notes those about her there; the areas that contain her then, where there is room for the set.
    fn cross(&mut self, slot: Slot, at: Position, moved: f64, areas: &WatchAreas) -> Option<SetId> {
        let Self { by_slot, sets, surveyed, found, .. } = self;
        let place = by_slot.get_mut(slot)?;
        found.clear();
        found.extend_from_slice(areas_of(sets, place.set));
        for near in place.nearest.iter().filter(|near| moved >= f64::from(near.metres)) {
            let is_inside = areas.get(near.area)?.shape.contains(at);
            match found.binary_search(&near.area) {
                Ok(there) if !is_inside => drop(found.remove(there)),
                Err(there) if is_inside => found.insert(there, near.area),
                Ok(_) | Err(_) => {}
            }
        }
        place.shift(at, areas);
        place.contained(found, sets, areas)?;
        let near = place.nearest.iter().filter(|near| near.metres < place.reach);
        surveyed.near.clear();
        surveyed.near.extend(near.filter_map(|near| near.boundary()));
        (surveyed.place, surveyed.reach) = (Some(at), place.reach.into());
        Some(SetId(place.set))
    }

    /// Appends the areas that the way of a contact to where she was looked up last touches, smallest
    /// first.
    pub(super) fn touched(
        &self,
        (from, to): (Position, Position),
        inside: &[AreaIndex],
        areas: &WatchAreas,
        touched: &mut Vec<AreaIndex>,
    ) {
        let Survey { place, near, reach } = &self.surveyed;
        let way = way_metres(from, to);
        if *place != Some(to) || way >= *reach {
            areas.touched(from, to, touched);
            return;
        }
        touched.extend_from_slice(inside);
        let met = near.iter().take_while(|near| near.metres.get() <= way).map(|near| near.area);
        touched.extend(met.filter(|index| {
            inside.binary_search(index).is_err()
                && areas.get(*index).is_some_and(|area| area.shape.touches(from, to))
        }));
        touched.sort_unstable();
    }

    fn of(&self, slot: Slot) -> Option<&Place> {
        self.by_slot.get(slot)
    }

    /// Finds the areas that contain a contact, and the boundaries about her.
    fn look_up(&mut self, slot: Slot, at: Position, areas: &WatchAreas) -> SetId {
        if self.sets.len() >= SETS_MAX {
            self.forgotten += u64::try_from(self.sets.len()).unwrap_or(u64::MAX);
            self.clear();
        }
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        let Survey { place, near, reach } = &mut self.surveyed;
        let looked = NauticalMiles::new(REACH_NM).map(|r| areas.survey(at, r, &mut found, near));
        *reach = looked.map_or(0.0, Metres::get);
        *place = Some(at);
        let mut anchored = Place::anchored(at);
        anchored.note(near, *reach);
        anchored.contained(&found, &mut self.sets, areas);
        self.by_slot.set(slot, anchored);
        self.found = found;
        SetId(anchored.set)
    }
}

fn areas_of(sets: &Sets, number: u32) -> &[AreaIndex] {
    let set = usize::try_from(number).ok().and_then(|number| sets.get_index(number));
    set.map_or(&[], |set| set)
}

/// Metres of a way, rounded up.
fn way_metres(from: Position, to: Position) -> f64 {
    Place::anchored(from).metres_to(to) * ROUND_THE_PLACE + MARGIN_METRES
}

impl Place {
    fn anchored(at: Position) -> Self {
        let scale = rounded(libm::cos(at.latitude().to_radians()));
        let nearest = [Nearest::default(); NEAREST];
        Self { anchor: at.into(), scale, reach: 0.0, nearest, set: 0, is_dated: false }
    }

    /// Metres from the anchor to a place, rounded up.
    fn metres_to(&self, at: Position) -> f64 {
        let Anchor(parts) = self.anchor;
        let [latitude, longitude] = parts.map(|parts| f64::from(parts) / PARTS_OF_DEGREE);
        let north = at.latitude() - latitude;
        let east = (at.longitude() - longitude) * f64::from(self.scale);
        (north * north + east * east).sqrt() * METRES_PER_DEGREE
    }

    /// Notes the areas that contain it; `None` where there is no room for another set of them.
    fn contained(
        &mut self,
        found: &[AreaIndex],
        sets: &mut Sets,
        areas: &WatchAreas,
    ) -> Option<()> {
        let known = sets.get_index_of(found);
        let added = || (sets.len() < SETS_MAX).then(|| sets.insert_full(found.into()).0);
        self.set = u32::try_from(known.or_else(added)?).ok()?;
        self.is_dated = found.iter().any(|&index| areas.is_dated(index));
        Some(())
    }

    /// What is told of whoever crossed nothing.
    const fn stay(&self) -> Stay {
        if self.is_dated { Stay::Moved } else { Stay::Same }
    }

    /// How far she may move without meeting any boundary.
    fn clear_metres(&self) -> f32 {
        let [nearest, ..] = &self.nearest;
        nearest.metres.min(self.reach)
    }

    /// Notes the boundaries about the anchor, of those within some metres.
    fn note(&mut self, near: &[NearBoundary], reach: f64) {
        let metres = |near: &NearBoundary| near.metres.get();
        self.reach = rounded(near.get(NEAREST).map_or(reach, metres) - MARGIN_METRES);
        self.nearest = [Nearest { metres: self.reach, ..Nearest::default() }; NEAREST];
        for (noted, near) in self.nearest.iter_mut().zip(near) {
            *noted = Nearest { area: near.area, metres: rounded(metres(near) - MARGIN_METRES) };
        }
    }

    /// Moves the anchor to a place within reach, from where the boundaries that may have been met are
    /// measured anew.
    fn shift(&mut self, at: Position, areas: &WatchAreas) {
        let moved = rounded(self.metres_to(at));
        let Some(within) = Metres::new(f64::from(self.reach)) else { return };
        let frame = LocalFrame::at(at);
        let reach = self.reach - moved;
        for near in &mut self.nearest {
            let measured = (near.metres <= moved).then(|| areas.get(near.area)).flatten();
            near.metres = measured.map_or(near.metres - moved, |area| {
                let (_, metres) = area.shape.look_from(&frame, within);
                rounded(metres.get() - MARGIN_METRES)
            });
        }
        self.nearest.sort_unstable_by(|one, other| one.metres.total_cmp(&other.metres));
        let Self { nearest, set, is_dated, .. } = *self;
        *self = Self { reach, nearest, set, is_dated, ..Self::anchored(at) };
    }
}

impl Nearest {
    fn boundary(self) -> Option<NearBoundary> {
        let metres = Metres::new(f64::from(self.metres).max(0.0))?;
        Some(NearBoundary { area: self.area, metres })
    }

    /// Whether a way leads into an area, out of it or through it.
    fn is_crossed(
        self,
        set: &[AreaIndex],
        from: Position,
        to: Position,
        areas: &WatchAreas,
    ) -> bool {
        let Some(area) = areas.get(self.area) else { return false };
        let was_inside = set.binary_search(&self.area).is_ok();
        if was_inside { !area.shape.contains(to) } else { area.shape.touches(from, to) }
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "metres below 4000 and a cosine, with margins far beyond a rounding"
)]
fn rounded(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::areas::WatchArea;
    use crate::geodesy::{Shape, Vector};

    fn area(id: &str, shape: Shape) -> WatchArea {
        WatchArea::general(id.parse().expect("an id"), shape)
    }

    /// The corners of a square with sides of twice so many miles.
    fn corners(centre: Position, miles: f64) -> Vec<Position> {
        let half = miles / 60.0;
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)];
        let (latitude, longitude) = (centre.latitude(), centre.longitude());
        let corner =
            |(x, y): (f64, f64)| Position::wrapped(latitude + y * half, longitude + x * half);
        corners.map(corner).to_vec()
    }

    fn square(centre: Position, miles: f64) -> Shape {
        Shape::polygons(&[vec![corners(centre, miles)]]).expect("a shape")
    }

    /// A square with a hole in its middle.
    fn ring(centre: Position, miles: f64) -> Shape {
        let hole = corners(centre, miles * 0.4);
        Shape::polygons(&[vec![corners(centre, miles), hole]]).expect("a shape")
    }

    fn corridor(line: &[Position], miles: f64) -> Shape {
        Shape::corridor(line, NauticalMiles::new(miles).expect("a radius")).expect("a shape")
    }

    /// Areas about a harbour, the whole world among them.
    fn harbour(centre: Position, outlines: &[((f64, f64), f64)]) -> WatchAreas {
        let frame = LocalFrame::at(centre);
        let areas = outlines.iter().enumerate().map(|(n, &((x, y), miles))| {
            let middle = frame.unproject(Vector { x, y });
            let shape = match n % 4 {
                0 => corridor(&[middle], miles),
                1 => square(middle, miles),
                2 => ring(middle, miles),
                _ => corridor(&[middle, centre], miles / 4.0),
            };
            area(&format!("a{n}"), shape)
        });
        let world = std::iter::once(area("world", Shape::world()));
        WatchAreas::new(areas.chain(world).collect()).expect("different ids")
    }

    proptest! {
        #[test]
        fn whoever_is_followed_is_where_a_look_at_every_area_finds_her(
            (latitude, longitude) in (-80.0..80.0_f64, -180.0..180.0_f64),
            outlines in prop::collection::vec(
                ((-9000.0..9000.0_f64, -9000.0..9000.0_f64), 0.1..4.0_f64), 1..25),
            steps in prop::collection::vec((0.0..std::f64::consts::TAU, 0.0..1.0_f64), 1..150),
        ) {
            let centre = Position::wrapped(latitude, longitude);
            let areas = harbour(centre, &outlines);
            let (mut places, slot) = (Places::default(), Slot::of_test(3));
            let (mut at, mut before) = (centre, None);
            for (course, stride) in steps {
                let (stay, set) = places.follow(slot, before, at, &areas);
                let (mut inside, mut touched, mut told) = (Vec::new(), Vec::new(), Vec::new());
                areas.containing(at, &mut inside);
                prop_assert_eq!(places.areas_of(set), inside.as_slice());
                if let Some(before) = before {
                    areas.touched(before, at, &mut touched);
                    places.touched((before, at), &inside, &areas, &mut told);
                    let expected = if stay == Stay::Same { &inside } else { &told };
                    prop_assert_eq!(&touched, expected);
                }
                // Nothing in a circle that is said to be clear is in other areas.
                let metres = 2000.0 * stride;
                if places.is_clear_about(slot, at, metres) {
                    for course in [0.3, 1.9, 3.5, 5.1] {
                        let way = Vector { x: libm::sin(course), y: libm::cos(course) } * metres;
                        let mut there = Vec::new();
                        areas.containing(LocalFrame::at(at).unproject(way), &mut there);
                        prop_assert_eq!(&there, &inside);
                    }
                }
                // Mostly the short steps of a ship, at times a leap.
                let metres = 4000.0 * stride.powi(4);
                let way = Vector { x: libm::sin(course), y: libm::cos(course) } * metres;
                before = Some(at);
                at = LocalFrame::at(at).unproject(way);
            }
        }
    }

    #[test]
    fn who_sails_between_two_fences_looks_up_nothing_but_where_she_crosses() {
        let centre = Position::wrapped(10.0, 20.0);
        let areas = harbour(centre, &[((0.0, 0.0), 1.0), ((0.0, 0.0), 3.0)]);
        let (mut places, slot) = (Places::default(), Slot::of_test(0));
        let mut moved = Vec::new();
        let mut before = None;
        // 100 m eastward each; the circle ends after 1,852 m, the square after about 5,500 m.
        for step in 0..60_i32 {
            let way = Vector { x: f64::from(step) * 100.0, y: 0.0 };
            let at = LocalFrame::at(centre).unproject(way);
            if places.follow(slot, before, at, &areas).0 == Stay::Moved {
                moved.push(step);
            }
            before = Some(at);
        }
        assert_eq!((moved.contains(&19), moved.contains(&55)), (true, true), "{moved:?}");
        assert!(moved.len() <= 6, "{moved:?}");
    }
}
