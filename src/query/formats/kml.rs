use std::io;

use quick_xml::escape::escape;

use super::Encoder;
use super::encoder::Out;
use super::ways::{Way, Ways};
use crate::query::table::coordinates;
use crate::query::{Page, Row, Schema};

/// What runs beside the coordinates.
const BESIDE: [&str; 2] = ["sog", "cog"];

/// KML 2.3 (OGC 12-007r2): ways as `gx:Track`, which Google Earth and GDAL play by time; other rows
/// as placemarks with a time.
pub(super) struct Kml<'a> {
    out: Out<'a>,
    schema: Schema,
    ways: Option<Ways>,
}

impl<'a> Kml<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <kml xmlns=\"http://www.opengis.net/kml/2.2\" \
             xmlns:gx=\"http://www.google.com/kml/ext/2.2\">\n<Document><name>{}</name>\n",
            schema.name
        )?;
        let ways = schema.moving.then(|| Ways::new(&schema, &BESIDE));
        Ok(Self { out, schema, ways })
    }
}

impl Encoder for Kml<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let Self { out, schema, ways } = self;
        match ways {
            Some(ways) => ways.row(row, |way| put_way(*out, way)),
            None => put_placemark(*out, schema, row),
        }
    }

    fn finish(self: Box<Self>, _last: &Page) -> io::Result<()> {
        let Self { out, ways, .. } = *self;
        if let Some(ways) = ways {
            ways.finish(|way| put_way(&mut *out, way))?;
        }
        out.write_all(b"</Document></kml>\n")?;
        out.flush()
    }
}

fn put_way(out: Out<'_>, way: &Way) -> io::Result<()> {
    writeln!(out, "<Placemark><name>{}</name><gx:MultiTrack>", escape(&way.contact))?;
    for piece in &way.pieces {
        out.write_all(b"<gx:Track>\n")?;
        for point in &piece.points {
            writeln!(out, "<when>{}</when>", point.time)?;
        }
        for point in &piece.points {
            let [longitude, latitude] = coordinates(point.place);
            writeln!(out, "<gx:coord>{longitude} {latitude} 0</gx:coord>")?;
        }
        out.write_all(b"<ExtendedData><SchemaData>\n")?;
        for (name, values) in BESIDE.iter().zip(&piece.beside) {
            write!(out, "<gx:SimpleArrayData name=\"{name}\">")?;
            for value in values {
                let text = value.to_text().unwrap_or_default();
                write!(out, "<gx:value>{text}</gx:value>")?;
            }
            out.write_all(b"</gx:SimpleArrayData>\n")?;
        }
        out.write_all(b"</SchemaData></ExtendedData></gx:Track>\n")?;
    }
    out.write_all(b"</gx:MultiTrack></Placemark>\n")
}

/// A row: the time is its `time`, or its span from `from` to `to`.
fn put_placemark(out: Out<'_>, schema: &Schema, row: &Row) -> io::Result<()> {
    let text = |name: &str| row.value(schema.column(name)).to_text();
    let name = text("name").or_else(|| text("contact")).unwrap_or_default();
    write!(out, "<Placemark><name>{}</name>", escape(&name))?;
    if let Some(time) = text("time") {
        write!(out, "<TimeStamp><when>{time}</when></TimeStamp>")?;
    } else if let (Some(from), Some(to)) = (text("from"), text("to")) {
        write!(out, "<TimeSpan><begin>{from}</begin><end>{to}</end></TimeSpan>")?;
    }
    out.write_all(b"<ExtendedData>")?;
    for (column, value) in schema.columns.iter().zip(&row.values) {
        if let Some(value) = value.to_text() {
            let name = column.name;
            write!(out, "<Data name=\"{name}\"><value>{}</value></Data>", escape(&value))?;
        }
    }
    out.write_all(b"</ExtendedData>")?;
    if let Some(place) = row.place {
        let [longitude, latitude] = coordinates(place);
        write!(out, "<Point><coordinates>{longitude},{latitude}</coordinates></Point>")?;
    }
    out.write_all(b"</Placemark>\n")
}
