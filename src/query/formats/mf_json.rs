use std::io;

use serde_json::{Map, Value as Json, json};

use super::Encoder;
use super::encoder::Out;
use super::geojson::{end_members, put};
use super::ways::{Way, WayPoint, Ways};
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema, Value};

/// Values beside the places, with their units as UCUM writes them.
const BESIDE: [(&str, &str); 2] = [("sog", "[kn_i]"), ("cog", "deg")];

/// OGC Moving Features JSON 1.0 (OGC 19-045r3): a `MovingPoint` for each piece of a way. Places in
/// a moving point may run across the antimeridian as they are. A moving point is at one place at a
/// time, and `MovingPandas` refuses a file with one of a single instant: reports that stand alone,
/// and a second one of the very same time, are left out and counted in `left_out`.
pub(super) struct MfJson<'a> {
    out: Out<'a>,
    schema: Schema,
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
        Ok(Self { out, schema, ways: Ways::new(&schema), written: Written::default() })
    }
}

impl Encoder for MfJson<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Self { out, schema, ways, written } = self;
        ways.row(row, |way| put_way(*out, schema, written, way))
    }

    fn finish(self: Box<Self>, last: &Page) -> io::Result<()> {
        let Self { out, schema, ways, mut written } = *self;
        ways.finish(|way| put_way(&mut *out, &schema, &mut written, way))?;
        write!(out, "],\"left_out\":{}", written.left_out)?;
        end_members(out, last)
    }
}

fn put_way(out: Out<'_>, schema: &Schema, written: &mut Written, way: &Way) -> io::Result<()> {
    for (number, all) in way.pieces.iter().enumerate() {
        let instants: Vec<_> = all.chunk_by(|a, b| a.time == b.time).collect();
        let piece: Vec<&WayPoint> = instants.iter().filter_map(|same| same.first()).collect();
        if piece.len() < 2 {
            written.left_out += all.len();
            continue;
        }
        written.left_out += all.len() - piece.len();
        let times: Vec<String> = piece.iter().map(|point| point.time.to_string()).collect();
        let places: Vec<_> = piece.iter().map(|point| coordinates(point.place)).collect();
        let mut beside = Map::new();
        beside.insert("datetimes".to_owned(), json!(times));
        for (name, unit) in BESIDE {
            let column = schema.column(name);
            let value = |values: &[Value]| {
                column.and_then(|column| values.get(column)).map_or(Json::Null, Value::to_json)
            };
            let values: Vec<Json> = piece.iter().map(|point| value(&point.values)).collect();
            let said = json!({
                "type": "Measure", "form": unit, "values": values, "interpolation": "Linear"
            });
            beside.insert(name.to_owned(), said);
        }
        let feature = json!({
            "type": "Feature",
            "properties": {"contact": way.contact, "segment": number},
            "temporalGeometry": {
                "type": "MovingPoint",
                "datetimes": times,
                "coordinates": places,
                "interpolation": "Linear",
            },
            "temporalProperties": [beside],
        });
        put(&mut *out, false, &mut written.begun, &feature)?;
    }
    Ok(())
}
