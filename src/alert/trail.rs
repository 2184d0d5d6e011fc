use crate::detect::TrailPoint;
use crate::domain::{ContactId, EventTime, PackedFix};

/// Positions of participants from the minutes before, in their order: 24 bytes each, for alerts that
/// stand by the thousand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    contacts: Box<[ContactId]>,
    points: Box<[Point]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    time: EventTime,
    fix: PackedFix,
    /// Whose, by place among the contacts.
    of: u16,
}

impl Trail {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The positions, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = TrailPoint> + '_ {
        self.points.iter().filter_map(|point| {
            Some(TrailPoint {
                contact: *self.contacts.get(usize::from(point.of))?,
                time: point.time,
                position: point.fix.position(),
                sog: point.fix.sog(),
                cog: point.fix.cog(),
            })
        })
    }
}

/// Keeps positions of 65,536 contacts at most; an alert has far fewer.
impl FromIterator<TrailPoint> for Trail {
    fn from_iter<T: IntoIterator<Item = TrailPoint>>(all: T) -> Self {
        let mut contacts: Vec<ContactId> = Vec::new();
        let mut points = Vec::new();
        for point in all {
            let known = contacts.iter().position(|contact| *contact == point.contact);
            let at = known.unwrap_or_else(|| {
                contacts.push(point.contact);
                contacts.len() - 1
            });
            let Ok(of) = u16::try_from(at) else { continue };
            let fix = PackedFix::of(point.position, point.sog, point.cog);
            points.push(Point { time: point.time, fix, of });
        }
        Self { contacts: contacts.into(), points: points.into() }
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
        assert_eq!(size_of::<Point>(), 24);
    }
}
