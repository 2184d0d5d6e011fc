use super::bits::{BitWriter, bytes_of_bits};
use super::{CONSTANT, DIVISORS, PACKED, VARIABLE};
use crate::domain::FeedName;
use crate::store::codec::{put, put_signed, put_text};
use crate::store::tracks::point::Point;

/// Makes blocks; keeps its memory between them.
#[derive(Debug, Default)]
pub(in crate::store) struct BlockWriter {
    values: Vec<i64>,
    feeds: Vec<u16>,
}

impl BlockWriter {
    /// Encodes points, by time; `names` are the feeds that they count in.
    pub(in crate::store) fn write(&mut self, points: &[Point], names: &[FeedName]) -> Vec<u8> {
        let mut block = Vec::with_capacity(64 + points.len() * 8);
        block.push(PACKED);
        put(&mut block, points.len().try_into().unwrap_or(u64::MAX));
        self.write_feeds(&mut block, points, names);
        self.column(&mut block, points, |point| point.time_millis);
        self.column(&mut block, points, |point| point.latitude);
        self.column(&mut block, points, |point| point.longitude);
        self.optional_column(&mut block, points, |point| point.sog);
        self.optional_column(&mut block, points, |point| point.cog);
        self.optional_column(&mut block, points, |point| point.true_heading);
        self.column(&mut block, points, |point| i64::from(point.status));
        self.column(&mut block, points, |point| i64::from(point.late));
        let feeds = std::mem::take(&mut self.feeds);
        self.column(&mut block, points, |point| place_in(&feeds, point.feed));
        self.feeds = feeds;
        block
    }

    /// The names of the feeds that occur, in the order of their first point.
    fn write_feeds(&mut self, block: &mut Vec<u8>, points: &[Point], names: &[FeedName]) {
        self.feeds.clear();
        for point in points {
            if !self.feeds.contains(&point.feed) {
                self.feeds.push(point.feed);
            }
        }
        put(block, self.feeds.len().try_into().unwrap_or(u64::MAX));
        for &feed in &self.feeds {
            put_text(block, names.get(usize::from(feed)).map_or("", FeedName::as_str));
        }
    }

    fn column(&mut self, block: &mut Vec<u8>, points: &[Point], value: impl Fn(&Point) -> i64) {
        self.values.clear();
        self.values.extend(points.iter().map(value));
        let divisor = divisor(&self.values, |value| value);
        divide(&mut self.values, divisor, |value, divisor| value / divisor);
        self.write_column(block, divisor);
    }

    /// Values that are one more than what was sent, 0 where nothing was.
    fn optional_column(
        &mut self,
        block: &mut Vec<u8>,
        points: &[Point],
        value: impl Fn(&Point) -> u32,
    ) {
        self.values.clear();
        self.values.extend(points.iter().map(|point| i64::from(value(point))));
        let divisor = divisor(&self.values, |value| (value - 1).max(0));
        divide(
            &mut self.values,
            divisor,
            |value, divisor| {
                if value > 0 { (value - 1) / divisor + 1 } else { 0 }
            },
        );
        self.write_column(block, divisor);
    }

    /// A column: its divisor's place, how it is written, the first value, and the differences: of
    /// those in bits the least, then how much more each is.
    fn write_column(&self, block: &mut Vec<u8>, divisor: u8) {
        let first = self.values.first().copied().unwrap_or(0);
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for difference in self.differences() {
            (least, most) = (least.min(difference), most.max(difference));
        }
        block.push(divisor);
        if least >= most && (least == 0 || self.values.len() < 2) {
            block.push(CONSTANT);
            put_signed(block, first);
            return;
        }
        let range = most.wrapping_sub(least).cast_unsigned();
        let width = u64::BITS - range.leading_zeros();
        // A variable-length integer takes a byte at least.
        if width > u8::BITS
            && self.differences().map(signed_bytes).sum::<usize>()
                < bytes_of_bits(self.values.len() - 1, width)
        {
            block.push(VARIABLE);
            put_signed(block, first);
            self.differences().for_each(|difference| put_signed(block, difference));
            return;
        }
        block.push(u8::try_from(width).unwrap_or(u8::MAX));
        put_signed(block, first);
        put_signed(block, least);
        let mut bits = BitWriter::new(block, width);
        for difference in self.differences() {
            bits.put(difference.wrapping_sub(least).cast_unsigned());
        }
        bits.finish();
    }

    fn differences(&self) -> impl Iterator<Item = i64> {
        self.values.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]))
    }
}

/// The place of the first of [`DIVISORS`] that divides what all values stand for.
fn divisor(values: &[i64], sent: impl Fn(i64) -> i64 + Copy) -> u8 {
    /// By a number the compiler knows, which is no division.
    fn divides<const DIVISOR: i64>(values: &[i64], sent: impl Fn(i64) -> i64) -> bool {
        values.iter().all(|&value| sent(value) % DIVISOR == 0)
    }
    match () {
        () if divides::<{ DIVISORS[0] }>(values, sent) => 0,
        () if divides::<{ DIVISORS[1] }>(values, sent) => 1,
        () if divides::<{ DIVISORS[2] }>(values, sent) => 2,
        () if divides::<{ DIVISORS[3] }>(values, sent) => 3,
        () if divides::<{ DIVISORS[4] }>(values, sent) => 4,
        () => 5,
    }
}

/// Divides all values by the divisor of that place.
fn divide(values: &mut [i64], place: u8, by: impl Fn(i64, i64) -> i64) {
    let mut all = |divisor| values.iter_mut().for_each(|value| *value = by(*value, divisor));
    match place {
        0 => all(DIVISORS[0]),
        1 => all(DIVISORS[1]),
        2 => all(DIVISORS[2]),
        3 => all(DIVISORS[3]),
        4 => all(DIVISORS[4]),
        _ => {}
    }
}

/// Bytes of a variable-length integer.
const fn signed_bytes(value: i64) -> usize {
    let bits = u64::BITS - ((value << 1) ^ (value >> 63)).cast_unsigned().leading_zeros();
    if bits == 0 { 1 } else { bits.div_ceil(7) as usize }
}

fn place_in(feeds: &[u16], feed: u16) -> i64 {
    let place = feeds.iter().position(|&one| one == feed).unwrap_or(0);
    i64::try_from(place).unwrap_or(0)
}
