use std::{io, iter};

use serde_json::{Map, Value as Json, json};

use super::Encoder;
use super::encoder::Out;
use super::geojson::{end_members, put};
use super::ways::{Piece, Way, WayPoint, Ways};
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema};

/// Values beside the places, with their units as UCUM writes them, and what is between two of them:
/// speed changes steadily, a course of 359 degrees does not become one of 1 by way of 180.
const BESIDE: [(&str, &str, &str); 2] = [("sog", "[kn_i]", "Linear"), ("cog", "deg", "Discrete")];

/// OGC Moving Features JSON 1.0 (OGC 19-045r3): a `MovingPoint` for each piece of a way. Places in
/// a moving point may run across the antimeridian as they are. A moving point is at one place at a
/// time, and `MovingPandas` refuses a file with one of a single instant: reports that stand alone,
/// and a second one of the very same time, are left out and counted in `left_out`.
pub(super) struct MfJson<'a> {
    out: Out<'a>,
    ways: Ways,
    written: Written,
}

#[derive(Default)]
struct Written {
    begun: bool,
    left_out: usize,
}

impl<'a> MfJson<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
        let ways = Ways::new(&schema, &BESIDE.map(|(name, ..)| name));
        Ok(Self { out, ways, written: Written::default() })
    }
}

impl Encoder for MfJson<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Self { out, ways, written } = self;
        ways.row(row, |way| put_way(*out, written, way))
    }

    fn finish(self: Box<Self>, last: &Page) -> io::Result<()> {
        let Self { out, ways, mut written } = *self;
        ways.finish(|way| put_way(&mut *out, &mut written, way))?;
        write!(out, "],\"left_out\":{}", written.left_out)?;
        end_members(out, last)
    }
}

fn put_way(out: Out<'_>, written: &mut Written, way: &Way) -> io::Result<()> {
    for (number, piece) in way.pieces.iter().enumerate() {
        let instants = first_of_each_time(&piece.points);
        if instants.len() < 2 {
            written.left_out += piece.points.len();
            continue;
        }
        written.left_out += piece.points.len() - instants.len();
        let points = || instants.iter().filter_map(|&at| piece.points.get(at));
        let times: Vec<String> = points().map(|point| point.time.to_string()).collect();
        let places: Vec<_> = points().map(|point| coordinates(point.place)).collect();
        let feature = json!({
            "type": "Feature",
            "properties": {"contact": way.contact, "segment": number},
            "temporalGeometry": {
                "type": "MovingPoint",
                "datetimes": times,
                "coordinates": places,
                "interpolation": "Linear",
            },
            "temporalProperties": beside(piece, &instants),
        });
        put(&mut *out, false, &mut written.begun, &feature)?;
    }
    Ok(())
}

/// The places of the points that are the first of their time.
fn first_of_each_time(points: &[WayPoint]) -> Vec<usize> {
    let before = iter::once(None).chain(points.iter().map(|point| Some(point.time)));
    let first = points.iter().zip(before).enumerate();
    first.filter(|(_, (point, before))| Some(point.time) != *before).map(|(at, _)| at).collect()
}

/// What was said beside the places of some of the points: each with the times at which it was, those
/// that were said at the same times together. The standard has a value at each of the times.
fn beside(piece: &Piece, instants: &[usize]) -> Vec<Json> {
    let mut groups: Vec<(Vec<String>, Map<String, Json>)> = Vec::new();
    for ((name, unit, interpolation), values) in BESIDE.into_iter().zip(&piece.beside) {
        let said = instants.iter().filter_map(|&at| {
            let (point, value) = (piece.points.get(at)?, values.get(at)?.to_json());
            (!value.is_null()).then(|| (point.time.to_string(), value))
        });
        let (times, values): (Vec<String>, Vec<Json>) = said.unzip();
        if times.is_empty() {
            continue;
        }
        let said = json!({
            "type": "Measure", "form": unit, "values": values, "interpolation": interpolation
        });
        if let Some((_, group)) = groups.iter_mut().find(|(of, _)| *of == times) {
            group.insert(name.to_owned(), said);
        } else {
            groups.push((times, Map::from_iter([(name.to_owned(), said)])));
        }
    }
    let object = |(times, mut group): (Vec<String>, Map<String, Json>)| {
        group.insert("datetimes".to_owned(), json!(times));
        Json::Object(group)
    };
    groups.into_iter().map(object).collect()
}
