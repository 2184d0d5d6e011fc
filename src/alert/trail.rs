use crate::detect::TrailPoint;
use crate::domain::varint::{put, signed, take, zigzag};
use crate::domain::{ContactId, EventTime, PackedFix};

/// Positions of participants from the minutes before, in their order: some 11 bytes each, for alerts
/// that stand by the thousand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    contacts: Box<[ContactId]>,
    /// How many there are, then each as what it adds to the one before ([`Point::put`]).
    coded: Box<[u8]>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Point {
    /// Whose, by place among the contacts.
    of: u64,
    /// Hundredths of a knot, milliseconds, latitude and longitude in parts, hundredths of a degree.
    numbers: [i64; 5],
}

impl Trail {
    /// How many there are.
    pub fn len(&self) -> usize {
        take(&mut &*self.coded).and_then(|len| usize::try_from(len).ok()).unwrap_or(0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The positions, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = TrailPoint> + '_ {
        let mut coded = &*self.coded;
        take(&mut coded);
        let mut last = Point::default();
        std::iter::from_fn(move || {
            last = last.next(&mut coded)?;
            last.read(&self.contacts)
        })
    }
}

impl FromIterator<TrailPoint> for Trail {
    fn from_iter<T: IntoIterator<Item = TrailPoint>>(all: T) -> Self {
        let mut contacts: Vec<ContactId> = Vec::new();
        let mut points = Vec::new();
        let mut last = Point::default();
        let mut len = 0;
        for point in all {
            let known = contacts.iter().position(|contact| *contact == point.contact);
            let at = known.unwrap_or_else(|| {
                contacts.push(point.contact);
                contacts.len() - 1
            });
            let Ok(of) = u64::try_from(at) else { continue };
            let point = Point::of(of, &point);
            point.put(&last, &mut points);
            last = point;
            len += 1;
        }
        let mut coded = Vec::with_capacity(points.len() + 2);
        if len > 0 {
            put(&mut coded, len);
            coded.extend(points);
        }
        Self { contacts: contacts.into(), coded: coded.into() }
    }
}

impl Point {
    fn of(contact: u64, point: &TrailPoint) -> Self {
        let fix = PackedFix::of(point.position, point.sog, point.cog);
        let [latitude, longitude] = fix.parts().map(i64::from);
        let [sog, cog] = fix.hundredths().map(i64::from);
        Self { of: contact, numbers: [sog, point.time.as_millis(), latitude, longitude, cog] }
    }

    fn read(&self, contacts: &[ContactId]) -> Option<TrailPoint> {
        let [sog, millis, latitude, longitude, cog] = self.numbers;
        let place = [i32::try_from(latitude).ok()?, i32::try_from(longitude).ok()?];
        let motion = [u16::try_from(sog).ok()?, u16::try_from(cog).ok()?];
        let fix = PackedFix::of_parts(place, motion);
        Some(TrailPoint {
            contact: *contacts.get(usize::try_from(self.of).ok()?)?,
            time: EventTime::from_millis(millis),
            position: fix.position(),
            sog: fix.sog(),
            cog: fix.cog(),
        })
    }

    /// Appends what it adds to the one before: the first number and whether the contact is another,
    /// then which, then the other numbers.
    fn put(&self, last: &Self, out: &mut Vec<u8>) {
        let mut added = self
            .numbers
            .iter()
            .zip(last.numbers)
            .map(|(now, before)| zigzag(now.wrapping_sub(before)));
        let is_another = self.of != last.of;
        if let Some(first) = added.next() {
            put(out, first << 1 | u64::from(is_another));
        }
        if is_another {
            put(out, self.of);
        }
        added.for_each(|number| put(out, number));
    }

    /// The one after it; `None` at the end.
    fn next(&self, coded: &mut &[u8]) -> Option<Self> {
        let first = take(coded)?;
        let of = if first & 1 == 1 { take(coded)? } else { self.of };
        let mut numbers = self.numbers;
        let [sog, others @ ..] = &mut numbers;
        *sog = sog.wrapping_add(signed(first >> 1));
        for number in others {
            *number = number.wrapping_add(signed(take(coded)?));
        }
        Some(Self { of, numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Degrees, Knots, Mmsi, Position};

    #[test]
    fn what_is_kept_comes_back_as_it_was_in_its_order() {
        let contact = |number| ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI"));
        // 1/10,000 minute is 1/600,000 degree; six decimals are a CSV's.
        let point = |number, secs, latitude, sog: Option<f64>| TrailPoint {
            contact: contact(number),
            time: EventTime::from_secs(secs),
            position: Position::new(latitude, -107_999_999.0 / 600_000.0).expect("a place"),
            sog: sog.and_then(Knots::new),
            cog: sog.and_then(|_| Degrees::new(359.9)),
        };
        let all = [
            point(2, 30, 8_314_567.0 / 600_000.0, Some(102.2)),
            point(1, 10, -89.123_457, None),
            point(2, 40, 0.0, Some(0.1)),
        ];
        let trail: Trail = all.into_iter().collect();
        assert_eq!(trail.iter().collect::<Vec<_>>(), all);
        assert_eq!((trail.len(), trail.is_empty()), (3, false));
        assert_eq!(Trail::default().iter().count(), 0);
    }

    #[test]
    fn whatever_is_kept_comes_back_in_few_bytes_each() {
        let point = |number, millis, place: (f64, f64)| TrailPoint {
            contact: ContactId::from_mmsi(Mmsi::new(number).expect("an MMSI")),
            time: EventTime::from_millis(millis),
            position: Position::new(place.0, place.1).expect("a place"),
            sog: Knots::new(655.34),
            cog: None,
        };
        let far = [
            point(1, i64::MIN, (-90.0, -180.0)),
            point(2, i64::MAX, (90.0, 179.999_999)),
            point(1, -1, (0.0, 0.0)),
            point(1, i64::MIN, (90.0, 0.0)),
        ];
        assert_eq!(far.into_iter().collect::<Trail>().iter().collect::<Vec<_>>(), far);

        // 20 knots to the north-east, heard every 10 s.
        let run: Vec<TrailPoint> = (0..32)
            .map(|nth: i32| {
                let north = f64::from(nth * 393) / 600_000.0;
                point(1, 1_489_049_110_000 + i64::from(nth) * 10_000, (north, north))
            })
            .collect();
        let trail: Trail = run.iter().copied().collect();
        assert_eq!(trail.iter().collect::<Vec<_>>(), run);
        assert!(trail.coded.len() <= 32 * 10, "{}", trail.coded.len());
    }
}
