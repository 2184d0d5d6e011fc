use zstd::bulk::Decompressor;

use super::column::Column;
use super::{Form, PACKED, PLAIN, ZSTD};
use crate::domain::FeedName;
use crate::store::codec::{Broken, Bytes};
use crate::store::tracks::point::Point;

/// Points of a block at most: no contact sends more in ten minutes, damage may say so.
const POINTS_MAX: usize = 1 << 24;

/// Bytes of a compressed block's columns at most.
const COLUMNS_BYTES_MAX: usize = 1 << 30;

/// Reads blocks; keeps its memory between them.
#[derive(Default)]
pub(in crate::store) struct BlockReader {
    unpacking: Unpacking,
    columns: [Column; 9],
}

/// What the compressed blocks of earlier schemas are unpacked with, and into.
#[derive(Default)]
struct Unpacking {
    decompressor: Option<Decompressor<'static>>,
    plain: Vec<u8>,
}

impl BlockReader {
    /// Appends the points of a block; their feeds count in the names that are given back.
    pub(in crate::store) fn read(
        &mut self,
        block: &[u8],
        points: &mut Vec<Point>,
    ) -> Result<Vec<FeedName>, Broken> {
        let before = points.len();
        let names = self.read_into(block, points);
        if names.is_err() {
            points.truncate(before);
        }
        names
    }

    fn read_into(
        &mut self,
        block: &[u8],
        points: &mut Vec<Point>,
    ) -> Result<Vec<FeedName>, Broken> {
        let Self { unpacking, columns } = self;
        let (form, bytes) = opened(block, unpacking)?;
        read_columns(form, bytes, columns, points)
    }

    /// How many points a block has, and of those that are not later than a time the newest with its
    /// feed: less work than reading them all.
    pub(in crate::store) fn newest(
        &mut self,
        block: &[u8],
        until_millis: i64,
    ) -> Result<(usize, Option<(Point, FeedName)>), Broken> {
        let Self { unpacking, columns: [times, ..] } = self;
        let (form, mut bytes) = opened(block, unpacking)?;
        let count: usize = bytes.number()?;
        if count > POINTS_MAX {
            return Err(Broken);
        }
        let feeds: usize = bytes.number()?;
        let mut names = bytes;
        for _ in 0..feeds {
            bytes.text()?;
        }
        times.read(form, &mut bytes, count)?;
        let mut newest: Option<(usize, i64)> = None;
        for place in 0..count {
            let time = times.plain(place)?;
            if time <= until_millis && newest.is_none_or(|(_, before)| before <= time) {
                newest = Some((place, time));
            }
        }
        let Some((place, time_millis)) = newest else { return Ok((count, None)) };
        let mut next = || Column::of_one(form, &mut bytes, place, count);
        let mut point = Point {
            time_millis,
            latitude: next()?.plain(0)?,
            longitude: next()?.plain(0)?,
            sog: next()?.optional(0)?,
            cog: next()?.optional(0)?,
            true_heading: next()?.optional(0)?,
            status: next()?.small(0)?,
            late: next()?.small::<u8>(0)? != 0,
            feed: next()?.small(0)?,
        };
        for _ in 0..std::mem::take(&mut point.feed) {
            names.text()?;
        }
        let name = names.text()?.parse().map_err(|_no_name| Broken)?;
        Ok((count, Some((point, name))))
    }
}

/// The columns of a block, decompressed where they have to be.
fn opened<'a>(block: &'a [u8], unpacking: &'a mut Unpacking) -> Result<(Form, Bytes<'a>), Broken> {
    let mut bytes = Bytes(block);
    match bytes.byte()? {
        PACKED => Ok((Form::Packed, bytes)),
        PLAIN => Ok((Form::Variable, bytes)),
        ZSTD => {
            let length: usize = bytes.number()?;
            if length > COLUMNS_BYTES_MAX {
                return Err(Broken);
            }
            let Unpacking { decompressor, plain } = unpacking;
            let decompressor = match decompressor {
                Some(decompressor) => decompressor,
                none => none.insert(Decompressor::new().map_err(|_no_memory| Broken)?),
            };
            plain.clear();
            plain.reserve(length);
            decompressor.decompress_to_buffer(bytes.0, plain).map_err(|_not_zstd| Broken)?;
            Ok((Form::Variable, Bytes(plain)))
        }
        _ => Err(Broken),
    }
}

fn read_columns(
    form: Form,
    mut bytes: Bytes<'_>,
    columns: &mut [Column; 9],
    points: &mut Vec<Point>,
) -> Result<Vec<FeedName>, Broken> {
    let count: usize = bytes.number()?;
    if count > POINTS_MAX {
        return Err(Broken);
    }
    let feeds: usize = bytes.number()?;
    let names = (0..feeds)
        .map(|_| bytes.text()?.parse().map_err(|_no_name| Broken))
        .collect::<Result<Vec<FeedName>, Broken>>()?;
    for column in columns.iter_mut() {
        column.read(form, &mut bytes, count)?;
    }
    let [time, latitude, longitude, sog, cog, heading, status, late, feed] = columns;
    points.reserve(count);
    for place in 0..count {
        points.push(Point {
            time_millis: time.plain(place)?,
            latitude: latitude.plain(place)?,
            longitude: longitude.plain(place)?,
            sog: sog.optional(place)?,
            cog: cog.optional(place)?,
            true_heading: heading.optional(place)?,
            status: status.small(place)?,
            late: late.small::<u8>(place)? != 0,
            feed: feed.small(place)?,
        });
    }
    Ok(names)
}
