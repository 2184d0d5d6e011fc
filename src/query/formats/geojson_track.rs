use std::{io, slice};

use serde::{Serialize, Serializer};

use super::Encoder;
use super::encoder::Out;
use super::geojson::{end, put};
use super::ways::{Way, WayPoint, Ways};
use crate::domain::EventTime;
use crate::query::page::Asked;
use crate::query::table::{coordinates, rounded};
use crate::query::{Page, Row, Value};

/// What runs beside the coordinates.
const BESIDE: [&str; 3] = ["sog", "cog", "late"];

/// Ways as GeoJSON Features: `LineString`; `MultiLineString` where cut at gaps or at the
/// antimeridian (RFC 7946, 3.1.9); `Point` for a single report; null for none. `times`, `sog`,
/// `cog` and `late` are lists beside the coordinates, nested like them. The points put in at the
/// antimeridian carry an interpolated time and no motion.
///
/// The way of one contact that was asked for is one Feature; of several, a collection.
pub(super) struct GeoJsonTrack<'a> {
    out: Out<'a>,
    ways: Option<Ways>,
    single: Option<Asked>,
    sequence: bool,
    begun: bool,
}

impl<'a> GeoJsonTrack<'a> {
    pub(super) fn new(first: &Page, sequence: bool, out: Out<'a>) -> io::Result<Self> {
        let single = first.asked.contact.filter(|_| !sequence).map(|_| first.asked);
        if !sequence && single.is_none() {
            out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
        }
        let ways = Some(Ways::new(&first.schema, &BESIDE));
        Ok(Self { out, ways, single, sequence, begun: false })
    }

    fn put(&mut self, way: &Way) -> io::Result<()> {
        put(self.out, self.sequence, &mut self.begun, &feature(way, &parts(way), None))
    }
}

impl Encoder for GeoJsonTrack<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Some(mut ways) = self.ways.take() else { return Ok(()) };
        let done = ways.row(row, |way| self.put(way));
        self.ways = Some(ways);
        done
    }

    fn finish(mut self: Box<Self>, last: &Page) -> io::Result<()> {
        let ways = self.ways.take();
        let Some(Asked { contact: Some(contact), from, to, limit, .. }) = self.single else {
            ways.map_or(Ok(()), |ways| ways.finish(|way| self.put(way)))?;
            return end(self.out, self.sequence, last);
        };
        let question = OfOne {
            from: Value::time(from),
            to: Value::time(to),
            limit,
            truncated: last.truncated,
            next_from: Value::time(last.asked.next_from),
            next: last.next.as_deref(),
        };
        let way = ways.map_or_else(Way::default, Ways::into_way);
        let way = Way { contact: contact.to_string(), ..way };
        serde_json::to_writer(&mut *self.out, &feature(&way, &parts(&way), Some(question)))?;
        self.out.flush()
    }
}

/// Written as it is walked through: a way has many points.
#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    geometry: Option<Geometry<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Geometry<'a> {
    r#type: &'static str,
    coordinates: Coordinates<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Coordinates<'a> {
    Place([f64; 2]),
    Line(Lists<'a, [f64; 2]>),
}

#[derive(Serialize)]
struct Properties<'a> {
    contact: &'a str,
    #[serde(flatten)]
    question: Option<OfOne<'a>>,
    times: Lists<'a, Value>,
    sog: Lists<'a, &'a Value>,
    cog: Lists<'a, &'a Value>,
    late: Lists<'a, &'a Value>,
}

/// What was asked about one contact, and what there is beyond the answer.
#[derive(Serialize)]
struct OfOne<'a> {
    from: Value,
    to: Value,
    limit: usize,
    truncated: bool,
    next_from: Value,
    next: Option<&'a str>,
}

/// Something of every point: a list, of several parts a list of lists.
struct Lists<'a, T> {
    parts: &'a [Vec<Point<'a>>],
    of: fn(&Point<'a>) -> T,
}

impl<T: Serialize> Serialize for Lists<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts {
            [] => serializer.collect_seq([(); 0]),
            [part] => List { points: part, of: self.of }.serialize(serializer),
            parts => {
                serializer.collect_seq(parts.iter().map(|part| List { points: part, of: self.of }))
            }
        }
    }
}

struct List<'a, 'b, T> {
    points: &'b [Point<'a>],
    of: fn(&Point<'a>) -> T,
}

impl<T: Serialize> Serialize for List<'_, '_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.points.iter().map(self.of))
    }
}

fn feature<'a>(
    way: &'a Way,
    parts: &'a [Vec<Point<'a>>],
    question: Option<OfOne<'a>>,
) -> Feature<'a> {
    let line = Coordinates::Line(Lists { parts, of: |point| point.coordinates });
    let geometry = match parts {
        [] => None,
        [part] => Some(match part.as_slice() {
            [only] => ("Point", Coordinates::Place(only.coordinates)),
            _ => ("LineString", line),
        }),
        _ => Some(("MultiLineString", line)),
    };
    let geometry = geometry.map(|(r#type, coordinates)| Geometry { r#type, coordinates });
    let properties = Properties {
        contact: &way.contact,
        question,
        times: Lists { parts, of: |point| Value::Time(point.time) },
        sog: Lists { parts, of: |point| point.beside[0] },
        cog: Lists { parts, of: |point| point.beside[1] },
        late: Lists { parts, of: |point| point.beside[2] },
    };
    Feature { r#type: "Feature", geometry, properties }
}

#[derive(Clone, Copy)]
struct Point<'a> {
    coordinates: [f64; 2],
    time: EventTime,
    beside: [&'a Value; 3],
}

/// The points put in at the antimeridian were never late.
const NOTHING_BESIDE: [&Value; 3] = [&Value::Absent, &Value::Absent, &Value::Flag(false)];

/// The points, begun anew at each gap and each crossing of the antimeridian; none is empty.
fn parts(way: &Way) -> Vec<Vec<Point<'_>>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for piece in &way.pieces {
        let mut part: Vec<Point> = Vec::with_capacity(piece.points.len());
        let mut last: Option<&WayPoint> = None;
        let mut beside = piece.beside.iter().map(|values| values.iter());
        let mut beside: [slice::Iter<Value>; 3] =
            std::array::from_fn(|_| beside.next().unwrap_or_default());
        for point in &piece.points {
            if let Some((leave, enter)) = last.and_then(|last| crossing(last, point)) {
                part.push(leave);
                parts.push(std::mem::replace(&mut part, vec![enter]));
            }
            part.push(Point {
                coordinates: coordinates(point.place),
                time: point.time,
                beside: beside.each_mut().map(|values| values.next().unwrap_or(&Value::Absent)),
            });
            last = Some(point);
        }
        parts.push(part);
    }
    if parts.len() > 1 {
        // A line has two points: a piece of one report stands on its place twice.
        for part in parts.iter_mut().filter(|part| part.len() == 1) {
            part.extend(part.last().copied());
        }
    }
    parts
}

/// Where the short way between two points leaves one hemisphere and enters the other.
fn crossing<'a>(from: &WayPoint, to: &WayPoint) -> Option<(Point<'a>, Point<'a>)> {
    let (a, b) = (from.place, to.place);
    if (b.longitude() - a.longitude()).abs() <= 180.0 {
        return None;
    }
    let edge = 180.0_f64.copysign(a.longitude());
    let before = edge - a.longitude();
    let whole = before + b.longitude() + edge;
    let share = if whole == 0.0 { 0.0 } else { (before / whole).clamp(0.0, 1.0) };
    let latitude = rounded(a.latitude() + share * (b.latitude() - a.latitude()), 8);
    let time = from.time.plus(to.time.since(from.time).mul_f64(share));
    let at = |longitude| Point { coordinates: [longitude, latitude], time, beside: NOTHING_BESIDE };
    Some((at(edge), at(-edge)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::query::formats::{Format, write};
    use crate::query::samples::{page_of, ship, way};

    fn json_of(points: &[(i64, f64, f64)]) -> Json {
        let mut page = page_of(way(points));
        page.asked.contact = Some(ship(219_000_001));
        let mut bytes = Vec::new();
        write(&page, Format::GeoJson, true, &mut bytes).expect("memory takes all");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[test]
    fn a_track_is_a_line_with_its_times_beside_it() {
        let feature = json_of(&[(0, 1.0, 2.0), (10, 1.5, 2.5)]);
        assert_eq!(
            feature["geometry"],
            json!({"type": "LineString", "coordinates": [[1.0, 2.0], [1.5, 2.5]]})
        );
        assert_eq!(
            feature["properties"]["times"],
            json!(["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:10.000Z"])
        );
        assert_eq!(feature["properties"]["sog"], json!([10.0, 10.0]));
    }

    #[test]
    fn a_track_across_the_antimeridian_is_cut_there() {
        // From 179 E to 179 W, one degree each side: the crossing is half way, at 11 N.
        let feature = json_of(&[(0, 179.0, 10.0), (10, -179.0, 12.0), (20, 179.5, 12.0)]);
        let expected = json!({"type": "MultiLineString", "coordinates": [
            [[179.0, 10.0], [180.0, 11.0]],
            [[-180.0, 11.0], [-179.0, 12.0], [-180.0, 12.0]],
            [[180.0, 12.0], [179.5, 12.0]]
        ]});
        assert_eq!(feature["geometry"], expected);
        assert_eq!(feature["properties"]["times"][0][1], json!("1970-01-01T00:00:05.000Z"));
        assert_eq!(feature["properties"]["sog"][1], json!([null, 10.0, null]));
    }

    #[test]
    fn one_point_is_no_line_and_none_is_no_place() {
        assert_eq!(json_of(&[(0, 1.0, 2.0)])["geometry"]["type"], json!("Point"));
        let none = json_of(&[]);
        assert_eq!(none["geometry"], Json::Null);
        assert_eq!(none["properties"]["times"], json!([]));
    }
}
