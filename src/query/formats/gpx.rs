use std::io;

use quick_xml::escape::escape;

use super::Encoder;
use super::encoder::Out;
use super::ways::{Way, Ways};
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema};

/// GPX 1.1: ways as tracks, a segment for each piece; other rows as waypoints.
pub(super) struct Gpx<'a> {
    out: Out<'a>,
    schema: Schema,
    ways: Option<Ways>,
}

impl<'a> Gpx<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        out.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
              <gpx version=\"1.1\" creator=\"picket\" \
              xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
        )?;
        let ways = schema.moving.then(|| Ways::new(&schema, &[]));
        Ok(Self { out, schema, ways })
    }
}

impl Encoder for Gpx<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Self { out, schema, ways } = self;
        match ways {
            Some(ways) => ways.row(row, |way| put_way(*out, way)),
            None => put_waypoint(*out, schema, row),
        }
    }

    fn finish(self: Box<Self>, _last: &Page) -> io::Result<()> {
        let Self { out, ways, .. } = *self;
        if let Some(ways) = ways {
            ways.finish(|way| put_way(&mut *out, way))?;
        }
        out.write_all(b"</gpx>\n")?;
        out.flush()
    }
}

fn put_way(out: Out<'_>, way: &Way) -> io::Result<()> {
    writeln!(out, "<trk><name>{}</name>", escape(&way.contact))?;
    for piece in &way.pieces {
        out.write_all(b"<trkseg>\n")?;
        for point in &piece.points {
            let ([longitude, latitude], time) = (coordinates(point.place), point.time);
            writeln!(
                out,
                "<trkpt lat=\"{latitude}\" lon=\"{longitude}\"><time>{time}</time></trkpt>"
            )?;
        }
        out.write_all(b"</trkseg>\n")?;
    }
    out.write_all(b"</trk>\n")
}

/// A row with a place; the schema of GPX wants time, name and description in this order.
fn put_waypoint(out: Out<'_>, schema: &Schema, row: &Row) -> io::Result<()> {
    let Some(place) = row.place else { return Ok(()) };
    let text = |name: &str| row.value(schema.column(name)).to_text();
    let [longitude, latitude] = coordinates(place);
    write!(out, "<wpt lat=\"{latitude}\" lon=\"{longitude}\">")?;
    if let Some(time) = text("time").or_else(|| text("from")) {
        write!(out, "<time>{time}</time>")?;
    }
    let name = text("name").or_else(|| text("contact")).unwrap_or_default();
    let said = schema
        .columns
        .iter()
        .zip(&row.values)
        .filter_map(|(column, value)| Some(format!("{}: {}", column.name, value.to_text()?)));
    let said = said.collect::<Vec<_>>().join("; ");
    writeln!(out, "<name>{}</name><desc>{}</desc></wpt>", escape(&name), escape(&said))
}
