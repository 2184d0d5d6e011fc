use std::io;

use serde_json::{Map, Value as Json, json};

use super::Encoder;
use super::encoder::Out;
use super::geojson::{end, put};
use super::ways::{Way, WayPoint, Ways};
use crate::query::page::Asked;
use crate::query::table::{coordinates, rounded};
use crate::query::{Page, Row, Schema, Value};

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
    beside: [Option<usize>; 3],
    single: Option<Asked>,
    sequence: bool,
    begun: bool,
}

impl<'a> GeoJsonTrack<'a> {
    pub(super) fn new(first: &Page, sequence: bool, out: Out<'a>) -> io::Result<Self> {
        let schema: Schema = first.schema;
        let single = first.asked.contact.filter(|_| !sequence).map(|_| first.asked);
        if !sequence && single.is_none() {
            out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
        }
        let ways = Some(Ways::new(&schema));
        let beside = BESIDE.map(|name| schema.column(name));
        Ok(Self { out, ways, beside, single, sequence, begun: false })
    }

    fn put(&mut self, way: &Way) -> io::Result<()> {
        let feature = feature(way, &self.beside, Map::new());
        put(self.out, self.sequence, &mut self.begun, &feature)
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
        let time =
            |time: Option<crate::domain::EventTime>| json!(time.map(|time| time.to_string()));
        let more = [
            ("from", time(from)),
            ("to", time(to)),
            ("limit", json!(limit)),
            ("truncated", json!(last.truncated)),
            ("next_from", time(last.asked.next_from)),
            ("next", json!(last.next)),
        ];
        let more = more.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let way = ways.map_or_else(Way::default, Ways::into_way);
        let way = Way { contact: contact.to_string(), ..way };
        serde_json::to_writer(&mut *self.out, &feature(&way, &self.beside, more))?;
        self.out.flush()
    }
}

fn feature(way: &Way, beside: &[Option<usize>; 3], more: Map<String, Json>) -> Json {
    let parts = parts(&way.pieces);
    let nested = parts.len() > 1;
    let list = |value: &dyn Fn(&Point) -> Json| {
        let mut lists = parts.iter().map(|part| part.iter().map(value).collect::<Vec<_>>());
        if nested {
            Json::Array(lists.map(Json::Array).collect())
        } else {
            Json::Array(lists.next().unwrap_or_default())
        }
    };
    let mut properties = Map::new();
    properties.insert("contact".to_owned(), json!(way.contact));
    properties.extend(more);
    properties.insert("times".to_owned(), list(&|point| json!(point.time.to_string())));
    for (name, column) in BESIDE.iter().zip(beside) {
        let of = |point: &Point| {
            let value = column.and_then(|column| point.values?.get(column));
            // The points put in at the antimeridian were never late.
            let none = if *name == "late" { json!(false) } else { Json::Null };
            value.map_or(none, Value::to_json)
        };
        properties.insert((*name).to_owned(), list(&of));
    }
    json!({"type": "Feature", "geometry": geometry(&parts), "properties": properties})
}

#[derive(Clone, Copy)]
struct Point<'a> {
    coordinates: [f64; 2],
    time: crate::domain::EventTime,
    values: Option<&'a [Value]>,
}

/// The points, begun anew at each gap and each crossing of the antimeridian.
fn parts(pieces: &[Vec<WayPoint>]) -> Vec<Vec<Point<'_>>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for piece in pieces {
        let mut part: Vec<Point> = Vec::new();
        let mut last: Option<&WayPoint> = None;
        for point in piece {
            if let Some((leave, enter)) = last.and_then(|last| crossing(last, point)) {
                part.push(leave);
                parts.push(std::mem::replace(&mut part, vec![enter]));
            }
            part.push(Point {
                coordinates: coordinates(point.place),
                time: point.time,
                values: Some(&point.values),
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
    let at = |longitude| Point { coordinates: [longitude, latitude], time, values: None };
    Some((at(edge), at(-edge)))
}

fn geometry(parts: &[Vec<Point<'_>>]) -> Json {
    let line = |part: &Vec<Point>| part.iter().map(|point| point.coordinates).collect::<Vec<_>>();
    match parts {
        [] => Json::Null,
        [part] => match part.as_slice() {
            [] => Json::Null,
            [only] => json!({"type": "Point", "coordinates": only.coordinates}),
            _ => json!({"type": "LineString", "coordinates": line(part)}),
        },
        parts => {
            let lines: Vec<_> = parts.iter().map(line).collect();
            json!({"type": "MultiLineString", "coordinates": lines})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
