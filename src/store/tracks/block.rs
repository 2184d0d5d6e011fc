use std::io;

use zstd::bulk::{Compressor, Decompressor};

use super::point::Point;
use crate::domain::FeedName;
use crate::store::codec::{Broken, Bytes, put, put_signed, put_text};

/// A block as it stands: columns of integers, each by its differences.
const PLAIN: u8 = 1;
/// The same, compressed.
const ZSTD: u8 = 2;

/// zstd's fastest level: a block has some hundred bytes, in which a higher one finds nothing more.
const LEVEL: i32 = 1;

/// Columns so short that nothing can be saved.
const WORTH_COMPRESSING: usize = 96;

/// Points of a block at most: no contact sends more in ten minutes, damage may say so.
const POINTS_MAX: usize = 1 << 24;

/// Bytes of a block's columns at most.
const COLUMNS_BYTES_MAX: usize = 1 << 30;

/// By what all values of a column may be divisible, so that what AIS sends costs no more than it
/// carries though it is kept in finer steps. Coordinates: 600 is five decimals, 100 AIS, 6 seven
/// decimals. Motion: 1,000 is whole knots or degrees, 100 is tenths. Times: whole seconds.
const DIVISORS: [i64; 5] = [1_000, 600, 100, 10, 6];

/// One value per (period, contact): the points of one contact in ten minutes, by column.
pub(in crate::store) struct BlockWriter {
    compressor: Compressor<'static>,
    columns: Vec<u8>,
    values: Vec<i64>,
    feeds: Vec<u16>,
}

impl BlockWriter {
    pub(in crate::store) fn new() -> io::Result<Self> {
        Ok(Self {
            compressor: Compressor::new(LEVEL)?,
            columns: Vec::new(),
            values: Vec::new(),
            feeds: Vec::new(),
        })
    }

    /// Encodes points, by time; `names` are the feeds that they count in.
    pub(in crate::store) fn write(
        &mut self,
        points: &[Point],
        names: &[FeedName],
    ) -> io::Result<Vec<u8>> {
        self.columns.clear();
        put(&mut self.columns, points.len().try_into().unwrap_or(u64::MAX));
        self.write_feeds(points, names);
        self.column(points, |point| point.time_millis);
        self.column(points, |point| point.latitude);
        self.column(points, |point| point.longitude);
        self.optional_column(points, |point| point.sog);
        self.optional_column(points, |point| point.cog);
        self.optional_column(points, |point| point.true_heading);
        self.column(points, |point| i64::from(point.status));
        self.column(points, |point| i64::from(point.late));
        let feeds = std::mem::take(&mut self.feeds);
        self.column(points, |point| place_in(&feeds, point.feed));
        self.feeds = feeds;
        self.finish()
    }

    /// The names of the feeds that occur, in the order of their first point.
    fn write_feeds(&mut self, points: &[Point], names: &[FeedName]) {
        self.feeds.clear();
        for point in points {
            if !self.feeds.contains(&point.feed) {
                self.feeds.push(point.feed);
            }
        }
        put(&mut self.columns, self.feeds.len().try_into().unwrap_or(u64::MAX));
        for &feed in &self.feeds {
            let name = names.get(usize::from(feed)).map_or("", FeedName::as_str);
            put_text(&mut self.columns, name);
        }
    }

    fn column(&mut self, points: &[Point], value: impl Fn(&Point) -> i64) {
        self.values.clear();
        self.values.extend(points.iter().map(value));
        let divisor = divisor(&self.values.iter().copied());
        self.values.iter_mut().for_each(|value| *value /= divisor);
        self.write_column(divisor);
    }

    /// Values that are one more than what was sent, 0 where nothing was.
    fn optional_column(&mut self, points: &[Point], value: impl Fn(&Point) -> u32) {
        self.values.clear();
        self.values.extend(points.iter().map(|point| i64::from(value(point))));
        let sent = self.values.iter().filter(|&&value| value > 0);
        let divisor = divisor(&sent.map(|value| value - 1));
        for value in &mut self.values {
            if *value > 0 {
                *value = (*value - 1) / divisor + 1;
            }
        }
        self.write_column(divisor);
    }

    /// A column: its divisor, whether all are the same, then the first and each difference.
    fn write_column(&mut self, divisor: i64) {
        put_signed(&mut self.columns, divisor);
        let first = self.values.first().copied().unwrap_or(0);
        let constant = self.values.iter().all(|&value| value == first);
        self.columns.push(u8::from(constant));
        put_signed(&mut self.columns, first);
        if constant {
            return;
        }
        for (before, value) in self.values.iter().zip(self.values.iter().skip(1)) {
            put_signed(&mut self.columns, value.wrapping_sub(*before));
        }
    }

    fn finish(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(self.columns.len() + 8);
        if self.columns.len() < WORTH_COMPRESSING {
            block.push(PLAIN);
            block.extend_from_slice(&self.columns);
            return Ok(block);
        }
        let compressed = self.compressor.compress(&self.columns)?;
        if compressed.len() + 4 < self.columns.len() {
            block.push(ZSTD);
            put(&mut block, self.columns.len().try_into().unwrap_or(u64::MAX));
            block.extend_from_slice(&compressed);
        } else {
            block.push(PLAIN);
            block.extend_from_slice(&self.columns);
        }
        Ok(block)
    }
}

/// Reads blocks; keeps its decompressor and its memory between them.
pub(in crate::store) struct BlockReader {
    decompressor: Decompressor<'static>,
    plain: Vec<u8>,
    columns: [Column; 9],
}

impl BlockReader {
    pub(in crate::store) fn new() -> io::Result<Self> {
        let (plain, columns) = (Vec::new(), Default::default());
        Ok(Self { decompressor: Decompressor::new()?, plain, columns })
    }

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
        let Self { decompressor, plain, columns } = self;
        read_columns(opened(block, decompressor, plain)?, columns, points)
    }

    /// How many points a block has, and of those that are not later than a time the newest with its
    /// feed: less work than reading them all.
    pub(in crate::store) fn newest(
        &mut self,
        block: &[u8],
        until_millis: i64,
    ) -> Result<(usize, Option<(Point, FeedName)>), Broken> {
        let Self { decompressor, plain, columns: [times, ..] } = self;
        let mut bytes = opened(block, decompressor, plain)?;
        let count: usize = bytes.number()?;
        if count > POINTS_MAX {
            return Err(Broken);
        }
        let feeds: usize = bytes.number()?;
        let mut names = bytes;
        for _ in 0..feeds {
            bytes.text()?;
        }
        times.read(&mut bytes, count)?;
        let mut newest: Option<(usize, i64)> = None;
        for place in 0..count {
            let time = times.plain(place)?;
            if time <= until_millis && newest.is_none_or(|(_, before)| before <= time) {
                newest = Some((place, time));
            }
        }
        let Some((place, time_millis)) = newest else { return Ok((count, None)) };
        let mut next = || Column::of_one(&mut bytes, place, count);
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
fn opened<'a>(
    block: &'a [u8],
    decompressor: &mut Decompressor<'_>,
    plain: &'a mut Vec<u8>,
) -> Result<Bytes<'a>, Broken> {
    let mut bytes = Bytes(block);
    match bytes.byte()? {
        PLAIN => Ok(bytes),
        ZSTD => {
            let length: usize = bytes.number()?;
            if length > COLUMNS_BYTES_MAX {
                return Err(Broken);
            }
            plain.clear();
            plain.reserve(length);
            decompressor.decompress_to_buffer(bytes.0, plain).map_err(|_not_zstd| Broken)?;
            Ok(Bytes(plain))
        }
        _ => Err(Broken),
    }
}

fn read_columns(
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
        column.read(&mut bytes, count)?;
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

/// A column read back, not yet multiplied by its divisor: one value for all places, or each.
#[derive(Default)]
struct Column {
    divisor: i64,
    constant: Option<i64>,
    values: Vec<i64>,
}

impl Column {
    fn read(&mut self, bytes: &mut Bytes<'_>, count: usize) -> Result<(), Broken> {
        self.divisor = bytes.signed()?;
        let constant = bytes.byte()? == 1;
        let mut value = bytes.signed()?;
        self.constant = constant.then_some(value);
        self.values.clear();
        if constant {
            return Ok(());
        }
        // At least one byte a value follows: damage cannot make this larger than the block.
        if count > bytes.0.len() + 1 {
            return Err(Broken);
        }
        self.values.push(value);
        for _ in 1..count {
            value = value.wrapping_add(bytes.signed()?);
            self.values.push(value);
        }
        Ok(())
    }

    /// A column of `count` values that has one of them in every place.
    fn of_one(bytes: &mut Bytes<'_>, place: usize, count: usize) -> Result<Self, Broken> {
        let divisor = bytes.signed()?;
        let constant = bytes.byte()? == 1;
        let mut value = bytes.signed()?;
        if !constant {
            for _ in 0..place {
                value = value.wrapping_add(bytes.signed()?);
            }
            bytes.skip_integers(count.saturating_sub(place + 1))?;
        }
        Ok(Self { divisor, constant: Some(value), values: Vec::new() })
    }

    fn get(&self, place: usize) -> Result<i64, Broken> {
        self.constant.or_else(|| self.values.get(place).copied()).ok_or(Broken)
    }

    fn plain(&self, place: usize) -> Result<i64, Broken> {
        self.get(place)?.checked_mul(self.divisor).ok_or(Broken)
    }

    fn small<T: TryFrom<i64>>(&self, place: usize) -> Result<T, Broken> {
        T::try_from(self.plain(place)?).map_err(|_out_of_range| Broken)
    }

    fn optional(&self, place: usize) -> Result<u32, Broken> {
        let steps = match self.get(place)? {
            0 => 0,
            value => value
                .checked_sub(1)
                .and_then(|value| value.checked_mul(self.divisor)?.checked_add(1))
                .ok_or(Broken)?,
        };
        u32::try_from(steps).map_err(|_out_of_range| Broken)
    }
}

fn divisor(values: &(impl Iterator<Item = i64> + Clone)) -> i64 {
    DIVISORS
        .into_iter()
        .find(|divisor| values.clone().all(|value| value % divisor == 0))
        .unwrap_or(1)
}

fn place_in(feeds: &[u16], feed: u16) -> i64 {
    let place = feeds.iter().position(|&one| one == feed).unwrap_or(0);
    i64::try_from(place).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::samples;

    fn names() -> Vec<FeedName> {
        ["north", "south", "east"].map(|name| name.parse().expect("a feed")).to_vec()
    }

    fn check(points: &[Point]) -> Vec<u8> {
        let block = BlockWriter::new().expect("zstd").write(points, &names()).expect("zstd");
        let mut read = Vec::new();
        let feeds = BlockReader::new().expect("zstd").read(&block, &mut read).expect("a block");
        let named = |point: &Point, all: &[FeedName]| all[usize::from(point.feed)];
        assert_eq!(read.len(), points.len());
        for (after, before) in read.iter().zip(points) {
            assert_eq!(named(after, &feeds), named(before, &names()));
            assert_eq!(Point { feed: 0, ..*after }, Point { feed: 0, ..*before });
        }
        block
    }

    #[test]
    fn ten_minutes_of_a_class_a_ship_take_a_few_bytes_a_point() {
        let start = samples::time("2017-03-09T08:40:00Z").as_millis();
        let points: Vec<Point> = (0..60)
            .map(|step| {
                let time = crate::domain::EventTime::from_millis(start + step * 10_000);
                let raw = |base: i64, each: i64| {
                    f64::from(i32::try_from(base + each * step).expect("small")) / 600_000.0
                };
                let fix = samples::fix(time, raw(754_321, 340), raw(62_000_000, -120 + step % 3));
                Point::new(&fix, false, 1)
            })
            .collect();
        let block = check(&points);
        assert!(block.len() < 60 * 8, "{} bytes", block.len());
    }

    #[test]
    fn damage_is_told_and_never_panics() {
        let fix = samples::fix(samples::time("2017-03-09T08:40:00Z"), 1.5, 103.25);
        let points: Vec<Point> = (0..40)
            .map(|n| Point { time_millis: n * 777, ..Point::new(&fix, n % 2 == 0, 0) })
            .collect();
        let block = check(&points);
        let mut reader = BlockReader::new().expect("zstd");
        for cut in 0..block.len() {
            assert_eq!(reader.read(&block[..cut], &mut Vec::new()), Err(Broken), "cut at {cut}");
        }
    }

    fn any_point() -> impl Strategy<Value = Point> {
        let place = (any::<i64>(), -5_400_000_000..=5_400_000_000_i64, any::<i32>());
        let motion = (any::<u32>(), prop_oneof![Just(0), 1..361_u32], any::<u32>());
        (place, motion, any::<u8>(), any::<bool>(), 0..3_u16).prop_map(
            |((time, latitude, longitude), (sog, cog, heading), status, late, feed)| Point {
                time_millis: time / 4,
                latitude,
                longitude: i64::from(longitude) * 5,
                sog,
                cog: cog * 100,
                true_heading: heading,
                status,
                late,
                feed,
            },
        )
    }

    proptest! {
        #[test]
        fn any_points_read_back(points in prop::collection::vec(any_point(), 1..50)) {
            check(&points);
        }

        #[test]
        fn the_newest_until_a_time_is_found_among_all(
            mut points in prop::collection::vec(any_point(), 1..50),
            times in prop::collection::vec(0..100_i64, 50),
            until in 0..100_i64,
        ) {
            for (point, time) in points.iter_mut().zip(times) {
                point.time_millis = time;
            }
            points.sort_unstable();
            let block = check(&points);
            let found = BlockReader::new().expect("zstd").newest(&block, until).expect("a block");
            let expected = points.iter().rfind(|point| point.time_millis <= until);
            let expected = expected.map(|point| {
                (Point { feed: 0, ..*point }, names()[usize::from(point.feed)])
            });
            prop_assert_eq!(found, (points.len(), expected));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut points = Vec::new();
            let _read_or_refused = BlockReader::new().expect("zstd").newest(&bytes, 0);
            if BlockReader::new().expect("zstd").read(&bytes, &mut points).is_err() {
                prop_assert!(points.is_empty());
            }
        }
    }
}
