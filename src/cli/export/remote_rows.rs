use anyhow::{Context, anyhow};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int64Type, TimestampMillisecondType};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::StreamReader;

use super::{Each, Span};
use crate::cli::Failure;
use crate::cli::query::Remote;
use crate::domain::{ContactId, Degrees, EventTime, Knots, NavigationalStatus, Position};
use crate::picture::Fix;
use crate::query::BoundingBox;
use crate::store::TrackRow;

/// Rows of a page: as many as the daemon gives.
const PAGE_ROWS: &str = "100000";

/// Copies a daemon's positions, hour by hour and page by page, as Arrow.
pub(super) fn copy(
    remote: &Remote,
    span: &Span,
    within: Option<BoundingBox>,
    each: Each<'_>,
) -> Result<(), Failure> {
    for hour in span.hours() {
        let mut cursor = None;
        loop {
            let mut pairs = vec![
                ("from", hour.from.to_string()),
                ("to", hour.to.to_string()),
                ("limit", PAGE_ROWS.to_owned()),
                ("f", "arrow".to_owned()),
            ];
            pairs.extend(
                within.map(|b| ("bbox", format!("{},{},{},{}", b.west, b.south, b.east, b.north))),
            );
            pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
            let pairs: Vec<_> =
                pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let mut bytes = Vec::new();
            cursor = remote.copy("/api/v1/positions", &pairs, &mut bytes)?;
            hand_out(&bytes, each)?;
            if cursor.is_none() {
                break;
            }
        }
    }
    Ok(())
}

fn hand_out(bytes: &[u8], each: Each<'_>) -> Result<(), Failure> {
    let reader = StreamReader::try_new(bytes, None).context("the answer is no Arrow stream")?;
    for batch in reader {
        let batch = batch.context("the answer broke off")?;
        let rows = rows(&batch).ok_or_else(|| anyhow!("the answer is not as it has to be"))?;
        for way in rows.chunk_by(|a, b| a.0 == b.0) {
            let Some((contact, _)) = way.first() else { continue };
            let points: Vec<TrackRow> = way.iter().map(|(_, point)| *point).collect();
            each(*contact, &points).context("cannot write")?;
        }
    }
    Ok(())
}

/// The rows of a batch; `None` where it is not as `query` writes it.
fn rows(batch: &RecordBatch) -> Option<Vec<(ContactId, TrackRow)>> {
    let column = |name: &str| batch.column_by_name(name);
    let numbers = |name: &str| column(name)?.as_primitive_opt::<Float64Type>();
    let contact = column("contact")?.as_string_opt::<i32>()?;
    let time = column("time")?.as_primitive_opt::<TimestampMillisecondType>()?;
    let (longitude, latitude) = (numbers("longitude")?, numbers("latitude")?);
    let (sog, cog, heading) = (numbers("sog")?, numbers("cog")?, numbers("true_heading")?);
    let status = column("navigational_status")?.as_primitive_opt::<Int64Type>()?;
    let late = column("late")?.as_boolean_opt()?;
    let row = |at: usize| {
        let number =
            |column: &arrow_array::Float64Array| column.is_valid(at).then(|| column.value(at));
        let code = status.is_valid(at).then(|| status.value(at));
        let fix = Fix {
            time: EventTime::from_millis(time.value(at)),
            position: Position::new(latitude.value(at), longitude.value(at))?,
            sog: number(sog).and_then(Knots::new),
            cog: number(cog).and_then(Degrees::new),
            true_heading: number(heading).and_then(Degrees::new),
            navigational_status: code
                .and_then(|code| u8::try_from(code).ok())
                .and_then(NavigationalStatus::from_code),
        };
        let contact = contact.value(at).parse().ok()?;
        Some((contact, TrackRow { fix, late: late.value(at) }))
    };
    (0..batch.num_rows()).map(row).collect()
}
