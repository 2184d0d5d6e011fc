use std::io::{self, Write};

use super::arrow_stream::ArrowStream;
use super::csv::Csv;
use super::geojson::GeoJson;
use super::geojson_track::GeoJsonTrack;
use super::gpx::Gpx;
use super::kml::Kml;
use super::mf_json::MfJson;
use super::{Format, GeoParquet};
use crate::query::{Page, Row};

/// Where a file goes.
pub(super) type Out<'a> = &'a mut (dyn Write + Send);

/// Writes rows in one format; holds at most one way, or one batch of columns.
pub trait Encoder {
    /// Writes a row.
    ///
    /// # Errors
    /// The output takes no more.
    fn row(&mut self, row: &Row) -> io::Result<()>;

    /// Writes what ends the file. What `last` says of further pages goes where the format has room
    /// for it.
    ///
    /// # Errors
    /// The output takes no more.
    fn finish(self: Box<Self>, last: &Page) -> io::Result<()>;
}

/// An encoder for the rows of pages that begin with `first`. `as_ways` makes lines of points that
/// move, in the formats that know both.
///
/// # Errors
/// The output takes nothing, or the format cannot say such rows.
pub fn encoder<'a>(
    format: Format,
    first: &Page,
    as_ways: bool,
    out: Out<'a>,
) -> io::Result<Box<dyn Encoder + 'a>> {
    let schema = first.schema;
    if !format.suits(&schema) {
        let why = format!("{} cannot be written as {}", schema.name, format.as_str());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let sequence = format == Format::GeoJsonSequence;
    Ok(match format {
        Format::GeoJson | Format::GeoJsonSequence if as_ways && schema.moving => {
            Box::new(GeoJsonTrack::new(first, sequence, out)?)
        }
        Format::GeoJson | Format::GeoJsonSequence => Box::new(GeoJson::new(schema, sequence, out)?),
        Format::Csv => Box::new(Csv::new(schema, out)?),
        Format::Kml => Box::new(Kml::new(schema, out)?),
        Format::Gpx => Box::new(Gpx::new(schema, out)?),
        Format::GeoParquet => Box::new(GeoParquet::new(schema, out)?),
        Format::MfJson => Box::new(MfJson::new(schema, out)?),
        Format::Arrow => Box::new(ArrowStream::new(schema, out)?),
    })
}

/// Writes one page as a whole file.
///
/// # Errors
/// The output takes no more, or the format cannot say such rows.
pub fn write(page: &Page, format: Format, as_ways: bool, out: Out<'_>) -> io::Result<()> {
    let mut encoder = encoder(format, page, as_ways, out)?;
    page.for_each(|row| encoder.row(row))?;
    encoder.finish(page)
}
