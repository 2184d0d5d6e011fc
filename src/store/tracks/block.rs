//! One value per (period, contact): the points of one contact in ten minutes, by column.

mod bits;
mod column;
mod reader;
mod writer;

pub(in crate::store) use reader::BlockReader;
pub(in crate::store) use writer::BlockWriter;

/// Columns of integers, each by its differences in variable-length integers: schemas up to 4 wrote it.
const PLAIN: u8 = 1;
/// The same, compressed.
const ZSTD: u8 = 2;
/// Columns of integers, the differences of each in as many bits as the widest of them needs.
const PACKED: u8 = 3;

/// By what all values of a column may be divisible, so that what AIS sends costs no more than it
/// carries though it is kept in finer steps. Coordinates: 600 is five decimals, 100 AIS, 6 seven
/// decimals. Motion: 1,000 is whole knots or degrees, 100 is tenths. Times: whole seconds. A packed
/// column has the place of its divisor here; the order is part of the format.
const DIVISORS: [i64; 6] = [1_000, 600, 100, 10, 6, 1];

/// How the differences of a packed column are written, where it is not their width in bits: all
/// values are the first.
const CONSTANT: u8 = 0xfe;
/// Each as a variable-length integer, where few are far wider than the others.
const VARIABLE: u8 = 0xff;

/// How the columns of a block are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// By their divisors and their differences as variable-length integers.
    Variable,
    Packed,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::FeedName;
    use crate::store::codec::{Broken, put, put_signed, put_text};
    use crate::store::samples;
    use crate::store::tracks::Point;

    fn names() -> Vec<FeedName> {
        ["north", "south", "east"].map(|name| name.parse().expect("a feed")).to_vec()
    }

    fn check(points: &[Point]) -> Vec<u8> {
        let block = BlockWriter::default().write(points, &names());
        let mut read = Vec::new();
        let feeds = BlockReader::default().read(&block, &mut read).expect("a block");
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
        assert!(block.len() < 60 * 2, "{} bytes", block.len());
    }

    #[test]
    fn one_that_is_far_off_does_not_make_the_others_wide() {
        let fix = samples::fix(samples::time("2017-03-09T08:40:00Z"), 1.5, 103.25);
        let still = Point::new(&fix, false, 0);
        let mut points: Vec<Point> =
            (0..200).map(|n| Point { latitude: still.latitude + n % 2 * 100, ..still }).collect();
        let near = check(&points).len();
        points[100].latitude = -still.latitude;
        let (far, wide) = (check(&points).len(), 200 * 28 / 8);
        assert!(far < near + 200 && far < wide, "{near} bytes, {far} with one far off");
    }

    /// What schemas up to 4 wrote, put together here by its description: columns with their divisor,
    /// whether all are the same, the first and the differences.
    #[test]
    fn blocks_of_earlier_schemas_are_read() {
        let mut columns = Vec::new();
        put(&mut columns, 3);
        put(&mut columns, 1);
        put_text(&mut columns, "south");
        let mut column = |divisor: i64, values: &[i64]| {
            put_signed(&mut columns, divisor);
            columns.push(u8::from(values.len() == 1));
            for &value in values {
                put_signed(&mut columns, value);
            }
        };
        column(1_000, &[1_489_049_000, 10, 9]);
        column(100, &[900_000, -7, 300]);
        column(1, &[6_195_000_000]);
        column(100, &[124, -1, -123]);
        column(1, &[0]);
        column(1_000, &[12]);
        column(1, &[6]);
        column(1, &[0, 1, -1]);
        column(1, &[0]);
        let point = |seconds: i64, latitude, sog, late| Point {
            time_millis: seconds * 1_000,
            latitude,
            longitude: 6_195_000_000,
            sog,
            cog: 0,
            true_heading: 11_001,
            status: 6,
            late,
            feed: 0,
        };
        let expected = [
            point(1_489_049_000, 90_000_000, 12_301, false),
            point(1_489_049_010, 89_999_300, 12_201, true),
            point(1_489_049_019, 90_029_300, 0, false),
        ];
        let mut zstd = vec![ZSTD];
        put(&mut zstd, columns.len().try_into().expect("short"));
        zstd.extend(zstd::bulk::compress(&columns, 1).expect("zstd"));
        for block in [[&[PLAIN], columns.as_slice()].concat(), zstd] {
            let (mut points, mut reader) = (Vec::new(), BlockReader::default());
            let feeds = reader.read(&block, &mut points).expect("a block");
            assert_eq!((points.as_slice(), feeds), (expected.as_slice(), vec![names()[1]]));
            let newest = reader.newest(&block, 1_489_049_018_000).expect("a block");
            assert_eq!(newest, (3, Some((expected[1], names()[1]))));
        }
    }

    #[test]
    fn damage_is_told_and_never_panics() {
        let fix = samples::fix(samples::time("2017-03-09T08:40:00Z"), 1.5, 103.25);
        let points: Vec<Point> = (0..40)
            .map(|n| Point { time_millis: n * 777, ..Point::new(&fix, n % 2 == 0, 0) })
            .collect();
        let block = check(&points);
        let mut reader = BlockReader::default();
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
            let found = BlockReader::default().newest(&block, until).expect("a block");
            let expected = points.iter().rfind(|point| point.time_millis <= until);
            let expected = expected.map(|point| {
                (Point { feed: 0, ..*point }, names()[usize::from(point.feed)])
            });
            prop_assert_eq!(found, (points.len(), expected));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut points = Vec::new();
            let _read_or_refused = BlockReader::default().newest(&bytes, 0);
            if BlockReader::default().read(&bytes, &mut points).is_err() {
                prop_assert!(points.is_empty());
            }
        }
    }
}
