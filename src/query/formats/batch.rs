use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMillisecondBuilder,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, Fields, SchemaRef, TimeUnit};

use super::wkb;
use crate::domain::Position;
use crate::query::{Column, Kind, Row, Schema, Value};

/// Corners of a row's box, as `GeoParquet` names them.
const CORNERS: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

/// Rows as columns of Arrow: those of the schema, then `longitude` and `latitude`, and for
/// `GeoParquet` `geometry` as well-known binary and its box.
pub(super) struct Batch {
    schema: SchemaRef,
    columns: Vec<Builder>,
    places: Option<Places>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Number(Float64Builder),
    Integer(Int64Builder),
    Flag(BooleanBuilder),
    Time(TimestampMillisecondBuilder),
}

struct Places {
    longitude: Float64Builder,
    latitude: Float64Builder,
    geometry: Option<BinaryBuilder>,
}

impl Batch {
    pub(super) fn new(schema: &Schema, with_geometry: bool) -> Self {
        let places = schema.placed.then(|| Places {
            longitude: Float64Builder::new(),
            latitude: Float64Builder::new(),
            geometry: with_geometry.then(BinaryBuilder::new),
        });
        Self {
            schema: Arc::new(arrow_schema(schema, with_geometry)),
            columns: schema.columns.iter().map(Builder::of).collect(),
            places,
            rows: 0,
        }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn push(&mut self, row: &Row) {
        for (column, value) in self.columns.iter_mut().zip(&row.values) {
            column.push(value);
        }
        if let Some(places) = &mut self.places {
            places.push(row.place);
        }
        self.rows += 1;
    }

    /// The rows so far as one batch; begins anew.
    pub(super) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows = 0;
        let mut arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Builder::finish).collect();
        if let Some(places) = &mut self.places {
            arrays.extend(places.finish());
        }
        RecordBatch::try_new(self.schema(), arrays)
    }
}

fn arrow_schema(schema: &Schema, with_geometry: bool) -> arrow_schema::Schema {
    let columns = schema.columns.iter();
    let mut fields: Vec<Field> =
        columns.map(|column| Field::new(column.name, data_type(column.kind), true)).collect();
    if schema.placed {
        fields.push(Field::new("longitude", DataType::Float64, true));
        fields.push(Field::new("latitude", DataType::Float64, true));
    }
    if schema.placed && with_geometry {
        fields.push(Field::new("geometry", DataType::Binary, true));
        fields.push(Field::new("bbox", DataType::Struct(corners()), true));
    }
    arrow_schema::Schema::new(fields)
}

fn corners() -> Fields {
    CORNERS.map(|name| Field::new(name, DataType::Float64, true)).into_iter().collect()
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::List => DataType::Utf8,
        Kind::Number => DataType::Float64,
        Kind::Integer => DataType::Int64,
        Kind::Flag => DataType::Boolean,
        Kind::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}

impl Builder {
    fn of(column: &Column) -> Self {
        match column.kind {
            Kind::Text | Kind::List => Self::Text(StringBuilder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Time => Self::Time(TimestampMillisecondBuilder::new().with_timezone("UTC")),
        }
    }

    /// A value of another kind than the column's is absent.
    fn push(&mut self, value: &Value) {
        match self {
            Self::Text(texts) => texts.append_option(value.to_text()),
            Self::Number(numbers) => numbers.append_option(match value {
                Value::Number(number) => Some(*number),
                _ => None,
            }),
            Self::Integer(numbers) => numbers.append_option(match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            }),
            Self::Flag(flags) => flags.append_option(match value {
                Value::Flag(flag) => Some(*flag),
                _ => None,
            }),
            Self::Time(times) => times.append_option(match value {
                Value::Time(time) => Some(time.as_millis()),
                _ => None,
            }),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(texts) => Arc::new(texts.finish()),
            Self::Number(numbers) => Arc::new(numbers.finish()),
            Self::Integer(numbers) => Arc::new(numbers.finish()),
            Self::Flag(flags) => Arc::new(flags.finish()),
            Self::Time(times) => Arc::new(times.finish()),
        }
    }
}

impl Places {
    fn push(&mut self, place: Option<Position>) {
        self.longitude.append_option(place.map(Position::longitude));
        self.latitude.append_option(place.map(Position::latitude));
        if let Some(geometry) = &mut self.geometry {
            geometry.append_option(place.map(wkb::point));
        }
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        let longitude: ArrayRef = Arc::new(self.longitude.finish());
        let latitude: ArrayRef = Arc::new(self.latitude.finish());
        let mut arrays = vec![Arc::clone(&longitude), Arc::clone(&latitude)];
        if let Some(geometry) = &mut self.geometry {
            arrays.push(Arc::new(geometry.finish()));
            let nulls = longitude.nulls().cloned();
            let sides = [&longitude, &latitude, &longitude, &latitude].map(Arc::clone);
            arrays.push(Arc::new(StructArray::new(corners(), sides.to_vec(), nulls)));
        }
        arrays
    }
}
