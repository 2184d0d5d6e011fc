use super::super::mistake::Problem;
use super::super::node::{Node, Value};
use super::super::notes::Notes;
use super::super::suggest::did_you_mean;
use crate::domain::{NauticalMiles, Position};
use crate::geodesy::{Shape, ShapeError};

/// Geometries that can be an area.
const TYPES: [&str; 4] = ["Polygon", "MultiPolygon", "Point", "LineString"];
/// Positions of one area at most.
const POSITIONS_MAX: usize = 200_000;

/// Reads a GeoJSON geometry. A point or a line needs the radius, with the node that states it.
pub(super) fn read(
    node: &Node,
    path: &str,
    radius: Option<(&Node, f64)>,
    notes: &Notes,
) -> Option<Shape> {
    let Some(Node { value: Value::Text(kind), place }) = node.get("type") else {
        notes.note(node.place, path, Problem::Missing("a geometry needs a type"));
        return None;
    };
    if !TYPES.contains(&kind.as_str()) {
        let problem = Problem::NotOneOf { found: kind.clone(), allowed: TYPES.to_vec() };
        notes.note_with_help(*place, &format!("{path}.type"), problem, did_you_mean(kind, TYPES));
        return None;
    }
    let Some(coordinates) = node.get("coordinates") else {
        notes.note(node.place, path, Problem::Missing("a geometry needs coordinates"));
        return None;
    };
    let mut reader = Reader { notes, positions: 0 };
    let path = format!("{path}.coordinates");
    match kind.as_str() {
        "Point" => corridor(&[reader.position(coordinates, &path)?], node, radius, notes),
        "LineString" => corridor(&reader.line(coordinates, &path)?, node, radius, notes),
        kind => {
            if let Some((radius, _)) = radius {
                let problem = Problem::DoesNotApply(format!("a {kind}"));
                notes.note(radius.place, "properties.radius_nm", problem);
            }
            polygons(&mut reader, kind, coordinates, &path)
        }
    }
}

fn corridor(
    line: &[Position],
    node: &Node,
    radius: Option<(&Node, f64)>,
    notes: &Notes,
) -> Option<Shape> {
    let Some((radius_node, radius)) = radius else {
        let problem = Problem::Missing("a Point or LineString needs radius_nm");
        notes.note(node.place, "properties.radius_nm", problem);
        return None;
    };
    let shape = NauticalMiles::new(radius)
        .ok_or(ShapeError::Radius(radius))
        .and_then(|radius| Shape::corridor(line, radius));
    match shape {
        Ok(shape) => Some(shape),
        Err(error) => {
            let (place, key) = match error {
                ShapeError::Radius(_) => (radius_node.place, "properties.radius_nm"),
                _ => (node.place, "geometry.coordinates"),
            };
            notes.note(place, key, Problem::Shape(error));
            None
        }
    }
}

fn polygons(reader: &mut Reader<'_>, kind: &str, coordinates: &Node, path: &str) -> Option<Shape> {
    let nodes: Vec<(&Node, String)> = if kind == "Polygon" {
        vec![(coordinates, path.to_owned())]
    } else {
        let items = reader.list(coordinates, path, "a list of polygons")?;
        items.iter().enumerate().map(|(nth, item)| (item, format!("{path}[{nth}]"))).collect()
    };
    // No short cut: each polygon says what is wrong with it.
    let polygons: Vec<Option<Vec<Vec<Position>>>> =
        nodes.iter().map(|(node, path)| reader.polygon(node, path)).collect();
    let polygons: Vec<Vec<Vec<Position>>> = polygons.into_iter().collect::<Option<_>>()?;
    let error = match Shape::polygons(&polygons) {
        Ok(shape) => return Some(shape),
        Err(error) => error,
    };
    let mut blamed = false;
    for ((node, path), polygon) in nodes.iter().zip(polygons) {
        if let Err(error) = Shape::polygons(&[polygon]) {
            reader.blame(node, path, error);
            blamed = true;
        }
    }
    if !blamed {
        reader.blame(coordinates, path, error);
    }
    None
}

/// Reads positions and counts them.
struct Reader<'a> {
    notes: &'a Notes,
    positions: usize,
}

impl Reader<'_> {
    fn polygon(&mut self, node: &Node, path: &str) -> Option<Vec<Vec<Position>>> {
        let rings = self.list(node, path, "a list of rings")?;
        let rings: Vec<_> = rings
            .iter()
            .enumerate()
            .map(|(nth, ring)| self.line(ring, &format!("{path}[{nth}]")))
            .collect();
        rings.into_iter().collect()
    }

    fn line(&mut self, node: &Node, path: &str) -> Option<Vec<Position>> {
        let items = self.list(node, path, "a list of positions")?;
        self.positions += items.len();
        if self.positions > POSITIONS_MAX {
            let problem = Problem::TooMany { what: "positions in an area", max: POSITIONS_MAX };
            self.notes.note(node.place, path, problem);
            return None;
        }
        let positions: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(nth, item)| self.position(item, &format!("{path}[{nth}]")))
            .collect();
        positions.into_iter().collect()
    }

    /// `[lon, lat]`, an altitude behind them is left aside (RFC 7946, 3.1.1).
    fn position(&self, node: &Node, path: &str) -> Option<Position> {
        let expected = "a position, [longitude, latitude]";
        let items = self.list(node, path, expected)?;
        let [longitude, latitude, altitude @ ..] = items else {
            let problem = Problem::WrongType { expected, found: "fewer than two numbers" };
            self.notes.note(node.place, path, problem);
            return None;
        };
        let numbers = (&longitude.value, &latitude.value);
        let (Value::Number(longitude, _), Value::Number(latitude, _), 0..=1) =
            (numbers.0, numbers.1, altitude.len())
        else {
            let problem = Problem::WrongType { expected, found: "something else in a list" };
            self.notes.note(node.place, path, problem);
            return None;
        };
        let (longitude, latitude) = (*longitude, *latitude);
        let position = Position::new(latitude, longitude);
        if position.is_none() {
            self.notes.note(node.place, path, Problem::NoPlace { longitude, latitude });
        }
        position
    }

    fn list<'n>(&self, node: &'n Node, path: &str, expected: &'static str) -> Option<&'n [Node]> {
        if let Value::List(items) = &node.value {
            return Some(items);
        }
        let problem = Problem::WrongType { expected, found: node.what() };
        self.notes.note(node.place, path, problem);
        None
    }

    /// Notes a shape error at the ring that it names.
    fn blame(&self, polygon: &Node, path: &str, error: ShapeError) {
        let ring = match error {
            ShapeError::TooFewCorners { ring, .. }
            | ShapeError::NotClosed { ring }
            | ShapeError::SelfIntersection { ring } => Some(ring),
            ShapeError::Radius(_) | ShapeError::EmptyLine => None,
        };
        let Value::List(rings) = &polygon.value else { return };
        let node = ring.and_then(|ring| rings.get(ring)).unwrap_or(polygon);
        self.notes.note(node.place, path, Problem::Shape(error));
    }
}
