use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMillisecondType};
use arrow_array::{
    Array, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use indicatif::ProgressBar;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Batch, Batches, Item, Tally};
use crate::domain::{
    ContactId, Degrees, EventTime, FeedName, Knots, NavigationalStatus, Position, TransponderClass,
};
use crate::picture::Fix;

/// Rows read at a time.
const BATCH_ROWS: usize = 16_384;

/// The columns of `picket export`, by name; others are not read.
const COLUMNS: [&str; 9] = [
    "contact",
    "time",
    "longitude",
    "latitude",
    "sog",
    "cog",
    "true_heading",
    "navigational_status",
    "late",
];

/// Positions of an export. A row without contact, time or place is rejected.
pub(super) fn read(
    path: &Path,
    feed: FeedName,
    batches: &Batches,
    bar: &ProgressBar,
) -> anyhow::Result<Tally> {
    let bytes = path.metadata()?.len();
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let mask = ProjectionMask::columns(builder.parquet_schema(), COLUMNS);
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build()?;
    let mut tally = Tally::default();
    for batch in reader {
        let batch = batch?;
        let columns = Columns::of(&batch)?;
        let mut last = None;
        let rows_of = (0..batch.num_rows()).filter_map(|row| columns.item(row, &mut last));
        let items: Batch = rows_of.map(|item| (feed, item)).collect();
        let all = u64::try_from(batch.num_rows()).unwrap_or(0);
        tally.rows += all;
        tally.rejected += all - u64::try_from(items.len()).unwrap_or(0);
        bar.inc(bytes * all / rows.max(1));
        // Whoever takes them has stopped, and says why.
        if batches.send(items).is_err() {
            break;
        }
    }
    Ok(tally)
}

struct Columns<'a> {
    contact: &'a StringArray,
    time: &'a TimestampMillisecondArray,
    longitude: &'a Float64Array,
    latitude: &'a Float64Array,
    sog: Option<&'a Float64Array>,
    cog: Option<&'a Float64Array>,
    true_heading: Option<&'a Float64Array>,
    navigational_status: Option<&'a Int64Array>,
    late: Option<&'a BooleanArray>,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a RecordBatch) -> anyhow::Result<Self> {
        let number = |name| batch.column_by_name(name)?.as_primitive_opt::<Float64Type>();
        let whole = |name| batch.column_by_name(name)?.as_primitive_opt::<Int64Type>();
        let Some(contact) = batch.column_by_name("contact") else {
            bail!("it has no column `contact`: an export of positions is needed");
        };
        let time = batch.column_by_name("time").context("it has no column `time`")?;
        let time = time.as_primitive_opt::<TimestampMillisecondType>();
        Ok(Self {
            contact: contact.as_string_opt().context("`contact` is no text")?,
            time: time.context("`time` is no timestamp in milliseconds")?,
            longitude: number("longitude").context("it has no column `longitude`")?,
            latitude: number("latitude").context("it has no column `latitude`")?,
            sog: number("sog"),
            cog: number("cog"),
            true_heading: number("true_heading"),
            navigational_status: whole("navigational_status"),
            late: batch.column_by_name("late").and_then(|column| column.as_boolean_opt()),
        })
    }

    /// A row; `last` is the contact of the one before, which most rows repeat.
    fn item(&self, row: usize, last: &mut Option<(&'a str, ContactId)>) -> Option<Item> {
        let text = (!self.contact.is_null(row)).then(|| self.contact.value(row))?;
        let contact = match *last {
            Some((before, contact)) if before == text => contact,
            _ => text.parse().ok()?,
        };
        *last = Some((text, contact));
        let time = (!self.time.is_null(row)).then(|| self.time.value(row))?;
        let number = |column: Option<&Float64Array>| {
            column.filter(|column| !column.is_null(row)).map(|column| column.value(row))
        };
        let position = Position::new(number(Some(self.latitude))?, number(Some(self.longitude))?)?;
        let status = self.navigational_status.filter(|column| !column.is_null(row));
        let status = status.and_then(|column| u8::try_from(column.value(row)).ok());
        Some(Item::Position {
            contact,
            class: TransponderClass::Unknown,
            late: self.late.is_some_and(|late| !late.is_null(row) && late.value(row)),
            fix: Fix {
                time: EventTime::from_millis(time),
                position,
                sog: number(self.sog).and_then(Knots::new),
                cog: number(self.cog).and_then(Degrees::new),
                true_heading: number(self.true_heading).and_then(Degrees::new),
                navigational_status: status.and_then(NavigationalStatus::from_code),
            },
        })
    }
}
