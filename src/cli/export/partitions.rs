use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;

use super::page;
use crate::cli::Failure;
use crate::query::{GeoParquet, POSITIONS, PositionRow};

/// Rows of a part at most, some 90 bytes each while they are sorted.
const PART_ROWS: usize = 1_000_000;

/// Hive partitions: `date=YYYY-MM-DD/part-N.parquet`, sorted by cell of a degree, contact and time,
/// so that a box, a contact or a time reads few row groups. A part is there whole or not at all.
pub(super) struct Partitions {
    folder: PathBuf,
    /// The day whose points are gathered, in days since 1970.
    day: i64,
    part: usize,
    rows: Vec<PositionRow>,
}

impl Partitions {
    pub(super) fn new(folder: PathBuf) -> Result<Self, Failure> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let used = fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .next()
            .is_some();
        if used {
            let why = format!("{} has something in it; --out wants a new folder", folder.display());
            return Err(Failure::Usage(why));
        }
        Ok(Self { folder, day: 0, part: 0, rows: Vec::new() })
    }

    /// Takes points in, day after day.
    pub(super) fn take(&mut self, rows: impl Iterator<Item = PositionRow>) -> io::Result<()> {
        for row in rows {
            let day = row.point.fix.time.as_secs().div_euclid(86_400);
            if day != self.day {
                self.write()?;
                (self.day, self.part) = (day, 0);
            }
            if self.rows.len() == PART_ROWS {
                self.write()?;
            }
            self.rows.push(row);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        let Some(first) = self.rows.first() else { return Ok(()) };
        let date = first.point.fix.time.to_string();
        let date = date.split('T').next().unwrap_or_default();
        let folder = self.folder.join(format!("date={date}"));
        fs::create_dir_all(&folder)?;
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable_by_key(|row| (cell(row), row.contact, row.point.fix.time));
        let name = format!("part-{}.parquet", self.part);
        let unfinished = folder.join(format!(".{name}.unfinished"));
        let file = BufWriter::new(File::create(&unfinished)?);
        let mut parquet = GeoParquet::new(POSITIONS, file)?;
        let page = page(rows);
        page.for_each(|row| parquet.push(row))?;
        parquet.close()?.flush()?;
        fs::rename(&unfinished, folder.join(&name))?;
        self.part += 1;
        Ok(())
    }
}

/// The one-degree cell, by rows from the south-west.
#[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
fn cell(row: &PositionRow) -> i32 {
    let place = row.point.fix.position;
    (place.latitude() + 90.0).floor() as i32 * 360 + (place.longitude() + 180.0).floor() as i32
}
