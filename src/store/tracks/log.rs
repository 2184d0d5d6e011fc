//! Values of the write-ahead log: the points of one commit in one period, row after row.

use super::contact_key::{ShortId, put_contact, take_contact};
use super::period::Period;
use super::point::Point;
use crate::domain::{ContactId, FeedName};
use crate::store::codec::{Broken, Bytes, Row, put, put_text};

/// A contact of six bytes, six integers of ten at most, two bytes and the number of a feed.
const ROW_MAX: usize = 6 + 6 * 10 + 2 + 10;
const _: () = assert!(ROW_MAX <= Row::MAX);

/// Gathers the points of one commit by period; each period becomes one value.
#[derive(Debug, Default)]
pub(in crate::store) struct CommitLog {
    names: Vec<FeedName>,
    periods: Vec<(Period, PeriodLog)>,
}

#[derive(Debug, Default)]
struct PeriodLog {
    /// Numbers of the feeds that occur, in the order of their first point.
    feeds: Vec<u16>,
    /// Number of a feed -> its place among them.
    places: Vec<Option<u64>>,
    rows: Vec<u8>,
}

impl CommitLog {
    /// Says which feeds the points count in.
    pub(in crate::store) fn set_names(&mut self, names: &[FeedName]) {
        names.clone_into(&mut self.names);
    }

    /// Adds a point of a ship, or of another contact.
    pub(in crate::store) fn add(
        &mut self,
        period: Period,
        contact: Result<ShortId, &ContactId>,
        point: &Point,
    ) {
        // Nearly all points of a commit fall into one period, the last one looked at.
        let found = self.periods.iter().rposition(|(one, _)| *one == period);
        let place = found.unwrap_or_else(|| {
            self.periods.push((period, PeriodLog::default()));
            self.periods.len() - 1
        });
        if let Some((_, log)) = self.periods.get_mut(place) {
            log.add(period, contact, point);
        }
    }

    /// The values, one a period.
    pub(in crate::store) fn values(&self) -> impl Iterator<Item = (Period, Vec<u8>)> {
        self.periods.iter().map(|(period, log)| (*period, log.value(&self.names)))
    }
}

impl PeriodLog {
    fn add(&mut self, period: Period, contact: Result<ShortId, &ContactId>, point: &Point) {
        let place = self.place(point.feed);
        let mut row = Row::new();
        match contact {
            Ok(ship) => ship.put(&mut row),
            Err(other) => put_contact(&mut self.rows, *other),
        }
        row.put_signed(point.time_millis - period.start_millis());
        row.put_signed(point.latitude);
        row.put_signed(point.longitude);
        row.put(u64::from(point.sog));
        row.put(u64::from(point.cog));
        row.put(u64::from(point.true_heading));
        row.put_first([point.status, u8::from(point.late), 0, 0, 0, 0, 0, 0], 2);
        row.put(place);
        self.rows.extend_from_slice(row.as_slice());
    }

    fn place(&mut self, feed: u16) -> u64 {
        let Self { feeds, places, .. } = self;
        let number = usize::from(feed);
        if places.len() <= number {
            places.resize(number + 1, None);
        }
        *places[number].get_or_insert_with(|| {
            feeds.push(feed);
            u64::try_from(feeds.len() - 1).unwrap_or(u64::MAX)
        })
    }

    fn value(&self, names: &[FeedName]) -> Vec<u8> {
        let mut value = Vec::with_capacity(self.rows.len() + 40);
        put(&mut value, u64::try_from(self.feeds.len()).unwrap_or(u64::MAX));
        for &feed in &self.feeds {
            put_text(&mut value, names.get(usize::from(feed)).map_or("", FeedName::as_str));
        }
        value.extend_from_slice(&self.rows);
        value
    }
}

/// Reads a value back: `each` is given every point with its contact and feed; the point's feed
/// number is 0.
pub(in crate::store) fn read_log(
    period: Period,
    value: &[u8],
    mut each: impl FnMut(ContactId, Point, FeedName),
) -> Result<(), Broken> {
    let mut bytes = Bytes(value);
    let count: usize = bytes.number()?;
    let feeds = (0..count)
        .map(|_| bytes.text()?.parse().map_err(|_no_name| Broken))
        .collect::<Result<Vec<FeedName>, Broken>>()?;
    while !bytes.is_empty() {
        let contact = take_contact(&mut bytes)?;
        let point = Point {
            time_millis: period.start_millis().checked_add(bytes.signed()?).ok_or(Broken)?,
            latitude: bytes.signed()?,
            longitude: bytes.signed()?,
            sog: bytes.number()?,
            cog: bytes.number()?,
            true_heading: bytes.number()?,
            status: bytes.byte()?,
            late: bytes.byte()? != 0,
            feed: 0,
        };
        let feed = feeds.get(bytes.number::<usize>()?).ok_or(Broken)?;
        each(contact, point, *feed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples;

    #[test]
    fn points_of_two_periods_and_feeds_read_back() {
        let (north, south) = ("north".parse().expect("a feed"), "south".parse().expect("a feed"));
        let mut log = CommitLog::default();
        log.set_names(&[north, south]);
        let mut expected = Vec::new();
        for (text, contact, feed) in [
            ("2017-03-09T23:59:59.999Z", "mmsi:219000001", north),
            ("2017-03-10T00:00:00.000Z", "radar:coast-1:17:1489049000", south),
            ("2017-03-09T23:59:00.000Z", "exercise:drill:999000001", south),
        ] {
            let fix = samples::fix(samples::time(text), -1.25, 179.999);
            let period = Period::of(fix.time).expect("a period");
            let number = u16::from(feed == south);
            let point = Point::new(&fix, contact.starts_with("radar"), number);
            let who = samples::contact(contact);
            log.add(period, ShortId::of(who).ok_or(&who), &point);
            let read = Point { feed: 0, ..point };
            expected.push((period, samples::contact(contact), read, feed));
        }
        let mut read = Vec::new();
        for (period, value) in log.values() {
            read_log(period, &value, |contact, point, feed| {
                read.push((period, contact, point, feed));
            })
            .expect("a value of the log");
            assert_eq!(read_log(period, &value[..value.len() - 1], |_, _, _| ()), Err(Broken));
        }
        expected.swap(1, 2);
        assert_eq!(read, expected);
    }
}
