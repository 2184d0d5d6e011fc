use std::io;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::Encoder;
use super::encoder::Out;
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema};

/// The record separator before each text of a sequence (RFC 8142).
pub(super) const RECORD_SEPARATOR: &str = "\u{1e}";

/// Rows as GeoJSON Features: a collection, or a text sequence.
pub(super) struct GeoJson<'a> {
    out: Out<'a>,
    schema: Schema,
    sequence: bool,
    begun: bool,
}

impl<'a> GeoJson<'a> {
    pub(super) fn new(schema: Schema, sequence: bool, out: Out<'a>) -> io::Result<Self> {
        if !sequence {
            out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
        }
        Ok(Self { out, schema, sequence, begun: false })
    }
}

impl Encoder for GeoJson<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let feature = feature(&self.schema, row);
        put(self.out, self.sequence, &mut self.begun, &feature)
    }

    fn finish(self: Box<Self>, last: &Page) -> io::Result<()> {
        end(self.out, self.sequence, last)
    }
}

/// A row as a Feature.
pub fn feature(schema: &Schema, row: &Row) -> Json {
    let names = schema.columns.iter().map(|column| column.name.to_owned());
    let properties: Map<String, Json> =
        names.zip(row.values.iter().map(crate::query::Value::to_json)).collect();
    let geometry = row
        .place
        .map_or(Json::Null, |place| json!({"type": "Point", "coordinates": coordinates(place)}));
    let id = schema.id.and_then(|id| properties.get(id)).cloned();
    let mut feature = json!({"type": "Feature", "geometry": geometry, "properties": properties});
    if let (Some(id), Some(members)) = (id, feature.as_object_mut()) {
        members.insert("id".to_owned(), id);
    }
    feature
}

/// Writes a feature behind those before it.
pub(super) fn put(
    out: Out<'_>,
    sequence: bool,
    begun: &mut bool,
    feature: &impl Serialize,
) -> io::Result<()> {
    if sequence {
        out.write_all(RECORD_SEPARATOR.as_bytes())?;
    } else if *begun {
        out.write_all(b",")?;
    }
    *begun = true;
    serde_json::to_writer(&mut *out, feature)?;
    if sequence { out.write_all(b"\n") } else { Ok(()) }
}

/// Ends a collection with what there is beyond it; a sequence just ends.
pub(super) fn end(out: Out<'_>, sequence: bool, last: &Page) -> io::Result<()> {
    if sequence {
        return out.flush();
    }
    out.write_all(b"]")?;
    end_members(out, last)
}

/// Ends a collection whose features are closed.
pub(super) fn end_members(out: Out<'_>, last: &Page) -> io::Result<()> {
    let next = json!(last.next);
    write!(out, ",\"truncated\":{},\"next\":{next}}}", last.truncated)?;
    out.flush()
}
