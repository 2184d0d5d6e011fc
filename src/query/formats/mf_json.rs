use std::io;

use serde_json::{Map, Value as Json, json};

use super::Encoder;
use super::encoder::Out;
use super::geojson::{end, put};
use super::ways::{Way, Ways};
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema, Value};

/// Values beside the places, with their units as UCUM writes them.
const BESIDE: [(&str, &str); 2] = [("sog", "[kn_i]"), ("cog", "deg")];

/// OGC Moving Features JSON 1.0 (OGC 19-045r3): a `MovingPoint` for each piece of a way. Places in
/// a moving point may run across the antimeridian as they are.
pub(super) struct MfJson<'a> {
    out: Out<'a>,
    schema: Schema,
    ways: Ways,
    begun: bool,
}

impl<'a> MfJson<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
        Ok(Self { out, schema, ways: Ways::new(&schema), begun: false })
    }
}

impl Encoder for MfJson<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Self { out, schema, ways, begun } = self;
        ways.row(row, |way| put_way(*out, schema, begun, way))
    }

    fn finish(self: Box<Self>, last: &Page) -> io::Result<()> {
        let Self { out, schema, ways, mut begun } = *self;
        ways.finish(|way| put_way(&mut *out, &schema, &mut begun, way))?;
        end(out, false, last)
    }
}

fn put_way(out: Out<'_>, schema: &Schema, begun: &mut bool, way: &Way) -> io::Result<()> {
    for (number, piece) in way.pieces.iter().enumerate() {
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
        put(&mut *out, false, begun, &feature)?;
    }
    Ok(())
}
