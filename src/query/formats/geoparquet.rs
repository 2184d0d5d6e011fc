use std::collections::HashMap;
use std::io::{self, Write};

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde_json::json;

use super::Encoder;
use super::batch::Batch;
use crate::query::{Page, Row, Schema};

/// Rows of a row group: small enough that a box or a contact reads few of them, large enough that
/// columns compress.
const ROW_GROUP_ROWS: usize = 65_536;

/// Under which the metadata of `GeoParquet` lies.
const GEO: &str = "geo";

/// `GeoParquet` 1.1.0: points as well-known binary with a box beside each, zstd, statistics by row
/// group and page, so that readers skip what they do not ask for.
pub struct GeoParquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    batch: Batch,
}

impl<W: Write + Send> GeoParquet<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// The output takes nothing.
    pub fn new(schema: Schema, out: W) -> io::Result<Self> {
        let batch = Batch::new(&schema, true);
        let described = described(&schema, &batch.schema());
        let writer = ArrowWriter::try_new(out, described.into(), Some(properties(&schema)?));
        let mut writer = writer.map_err(io::Error::other)?;
        if schema.placed {
            writer.append_key_value_metadata(KeyValue::new(GEO.to_owned(), geo().to_string()));
        }
        Ok(Self { writer, batch })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The output takes no more.
    pub fn push(&mut self, row: &Row) -> io::Result<()> {
        self.batch.push(row);
        if self.batch.rows() < ROW_GROUP_ROWS { Ok(()) } else { self.write() }
    }

    /// Writes the end of the file; gives the output back.
    ///
    /// # Errors
    /// The output takes no more.
    pub fn close(mut self) -> io::Result<W> {
        if self.batch.rows() > 0 {
            self.write()?;
        }
        self.writer.into_inner().map_err(io::Error::other)
    }

    fn write(&mut self) -> io::Result<()> {
        let batch = self.batch.take().map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(io::Error::other)?;
        self.writer.flush().map_err(io::Error::other)
    }
}

impl<W: Write + Send> Encoder for GeoParquet<W> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.push(row)
    }

    fn finish(mut self: Box<Self>, last: &Page) -> io::Result<()> {
        for (name, value) in [
            ("picket:truncated", Some(last.truncated.to_string())),
            ("picket:next", last.next.clone()),
        ] {
            self.writer.append_key_value_metadata(KeyValue::new(name.to_owned(), value));
        }
        self.close()?.flush()
    }
}

/// The columns with the metadata of `GeoParquet` in the Arrow schema too, which Arrow embeds in the
/// file: its readers of folders, and with them `GeoPandas`, look for it there alone.
fn described(schema: &Schema, columns: &arrow_schema::Schema) -> arrow_schema::Schema {
    let geo = schema.placed.then(|| (GEO.to_owned(), geo().to_string()));
    columns.clone().with_metadata(geo.into_iter().collect::<HashMap<_, _>>())
}

/// How columns are written, as measured on coasts, rivers and an ocean (42 bytes a row before, 22
/// since): most ships lie still, and zstd finds the repeated places and names of sorted rows better
/// in plain columns than behind dictionaries or split by bytes; corners of boxes, which nobody sees,
/// are split, and times are differences.
fn properties(schema: &Schema) -> io::Result<WriterProperties> {
    let level = ZstdLevel::try_new(9).map_err(io::Error::other)?;
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("picket ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(level))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS));
    let corners =
        ["xmin", "ymin", "xmax", "ymax"].map(|side| vec!["bbox".to_owned(), side.to_owned()]);
    for path in corners.into_iter().filter(|_| schema.placed) {
        let path = ColumnPath::new(path);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT);
    }
    for name in ["longitude", "latitude", "geometry", "contact", "mmsi"] {
        properties = properties.set_column_dictionary_enabled(name.into(), false);
    }
    if schema.column("time").is_some() {
        properties = properties
            .set_column_dictionary_enabled("time".into(), false)
            .set_column_encoding("time".into(), Encoding::DELTA_BINARY_PACKED);
    }
    Ok(properties.build())
}

/// The metadata of `GeoParquet` 1.1.0; without a `crs` it is OGC:CRS84, longitude first.
fn geo() -> serde_json::Value {
    let corner = |side: &str| json!(["bbox", side]);
    json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {
            "encoding": "WKB",
            "geometry_types": ["Point"],
            "covering": {"bbox": {
                "xmin": corner("xmin"), "ymin": corner("ymin"),
                "xmax": corner("xmax"), "ymax": corner("ymax"),
            }},
        }},
    })
}
