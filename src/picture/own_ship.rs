use std::time::Duration;

use crate::domain::{Degrees, EventTime, OwnShipReport, Position};
use crate::geodesy::{LocalFrame, Vector};

/// The oldest position from which a ship's motion still tells where she is: at 20 kn and a turn
/// unseen for half of it she is 150 m off, the accuracy of a radar at 5 nm.
const REACH: Duration = Duration::from_secs(30);
/// The oldest position that is still hers where her motion is not known, and the oldest heading:
/// ships turn up to 3 degrees a second.
const AGE_MAX: Duration = Duration::from_secs(10);

/// The craft that carries a radar, by her instruments, and where she is at the time of a plot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OwnShip {
    position: Option<(EventTime, Position)>,
    /// Over the ground, metres per second.
    motion: Option<(EventTime, Vector)>,
    heading: Option<(EventTime, Degrees)>,
}

impl OwnShip {
    /// Takes in what her instruments say; what is older than what is known changes nothing.
    pub(super) fn take(&mut self, time: EventTime, report: &OwnShipReport) {
        let motion = report.sog.zip(report.cog).map(|(sog, cog)| Vector::velocity(sog, cog));
        renew(&mut self.position, time, report.position);
        renew(&mut self.motion, time, motion);
        renew(&mut self.heading, time, report.true_heading);
    }

    /// Where she is, dead-reckoned to a time.
    pub(super) fn position_at(&self, time: EventTime) -> Option<Position> {
        let (at, position) = self.position.filter(|(at, _)| apart(*at, time) <= REACH)?;
        match self.motion_at(time) {
            Some(motion) => {
                let way = motion * time.secs_since(at);
                Some(LocalFrame::at(position).unproject(way))
            }
            None => (apart(at, time) <= AGE_MAX).then_some(position),
        }
    }

    /// Her velocity over the ground, metres per second.
    pub(super) fn motion_at(&self, time: EventTime) -> Option<Vector> {
        self.motion.filter(|(at, _)| apart(*at, time) <= REACH).map(|(_, motion)| motion)
    }

    /// Her true heading.
    pub(super) fn heading_at(&self, time: EventTime) -> Option<Degrees> {
        self.heading.filter(|(at, _)| apart(*at, time) <= AGE_MAX).map(|(_, heading)| heading)
    }
}

fn renew<T>(known: &mut Option<(EventTime, T)>, time: EventTime, said: Option<T>) {
    if let Some(said) = said
        && known.as_ref().is_none_or(|(at, _)| *at <= time)
    {
        *known = Some((time, said));
    }
}

fn apart(one: EventTime, other: EventTime) -> Duration {
    one.since(other).max(other.since(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Knots;

    fn at(secs: i64) -> EventTime {
        EventTime::from_secs(secs)
    }

    /// On the equator at 10 E, eastward at 20 kn, heading 95.
    fn ship() -> OwnShip {
        let mut ship = OwnShip::default();
        let report = OwnShipReport {
            position: Position::new(0.0, 10.0),
            sog: Knots::new(20.0),
            cog: Degrees::new(90.0),
            true_heading: Degrees::new(95.0),
        };
        ship.take(at(100), &report);
        ship
    }

    #[test]
    fn she_goes_on_as_she_went_for_half_a_minute() {
        // 20 kn for 30 s are 308.667 m, 0.002773 degrees of the equator of 6378137 m.
        let place = ship().position_at(at(130)).expect("a place");
        assert!((place.longitude() - 10.002_773).abs() < 1e-6, "{place:?}");
        assert_eq!(ship().position_at(at(131)), None);
        let before = ship().position_at(at(70)).expect("a place");
        assert!((before.longitude() - 9.997_227).abs() < 1e-6, "{before:?}");
    }

    #[test]
    fn without_motion_her_position_and_her_heading_last_ten_seconds() {
        let mut still = OwnShip { motion: None, ..ship() };
        assert_eq!(still.position_at(at(110)), Position::new(0.0, 10.0));
        assert_eq!((still.position_at(at(111)), still.heading_at(at(111))), (None, None));
        assert_eq!(still.heading_at(at(110)), Degrees::new(95.0));
        still.take(at(111), &OwnShipReport::default());
        assert_eq!(still.heading_at(at(111)), None);
    }

    #[test]
    fn what_comes_late_changes_nothing() {
        let mut ship = ship();
        let late = OwnShipReport { true_heading: Degrees::new(5.0), ..OwnShipReport::default() };
        ship.take(at(99), &late);
        assert_eq!(ship.heading_at(at(100)), Degrees::new(95.0));
    }
}
