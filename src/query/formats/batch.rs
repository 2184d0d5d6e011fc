use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Float32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMillisecondBuilder,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, Fields, SchemaRef, TimeUnit};

use super::wkb;
use crate::domain::Position;
use crate::query::{Column, Kind, Row, Schema, Value};

/// Corners of a row's box, as `GeoParquet` names them: in single precision, rounded outwards, which
/// is as good for leaving rows out and takes a third of the room.
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
    geometry: Option<Geometry>,
}

#[derive(Default)]
struct Geometry {
    points: BinaryBuilder,
    corners: [Float32Builder; 4],
}

impl Batch {
    pub(super) fn new(schema: &Schema, with_geometry: bool) -> Self {
        let places = schema.placed.then(|| Places {
            longitude: Float64Builder::new(),
            latitude: Float64Builder::new(),
            geometry: with_geometry.then(Geometry::default),
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
    CORNERS.map(|name| Field::new(name, DataType::Float32, true)).into_iter().collect()
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
            geometry.push(place);
        }
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        let longitude: ArrayRef = Arc::new(self.longitude.finish());
        let latitude: ArrayRef = Arc::new(self.latitude.finish());
        let nulls = longitude.nulls().cloned();
        let mut arrays = vec![longitude, latitude];
        if let Some(geometry) = &mut self.geometry {
            arrays.push(Arc::new(geometry.points.finish()));
            let sides = geometry.corners.iter_mut().map(|side| Arc::new(side.finish()) as ArrayRef);
            arrays.push(Arc::new(StructArray::new(corners(), sides.collect(), nulls)));
        }
        arrays
    }
}

impl Geometry {
    fn push(&mut self, place: Option<Position>) {
        self.points.append_option(place.map(wkb::point));
        let sides = place.map(|place| {
            let (longitude, latitude) = (place.longitude(), place.latitude());
            [below(longitude), below(latitude), above(longitude), above(latitude)]
        });
        for (at, corner) in self.corners.iter_mut().enumerate() {
            corner.append_option(sides.map(|sides| sides[at]));
        }
    }
}

/// The nearest number of single precision that is not above.
fn below(value: f64) -> f32 {
    let near = single(value);
    if f64::from(near) > value { near.next_down() } else { near }
}

/// The nearest number of single precision that is not below.
fn above(value: f64) -> f32 {
    let near = single(value);
    if f64::from(near) < value { near.next_up() } else { near }
}

#[expect(clippy::cast_possible_truncation, reason = "callers round the way they need")]
const fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_in_single_precision_contains_its_point() {
        for value in [0.0, 180.0, -180.0, 103.85, -17.000_001_666_666_67, 1e-9, -1e-9] {
            let (low, high) = (f64::from(below(value)), f64::from(above(value)));
            assert!(low <= value && value <= high, "{low} {value} {high}");
            assert!(high - low <= 1e-4, "{low} {value} {high}");
        }
    }
}
