use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::{
    BearingReference, ContactId, Degrees, EventTime, FeedName, OwnShipReport, Position, RadarPlot,
    RadarReport, RadarStatus,
};
use crate::geodesy::destination;

/// A target number unheard for so long names another target when it comes back.
const EPOCH_SILENCE: Duration = Duration::from_mins(2);
/// A moving radar's own position or heading older than this resolves nothing.
const OWN_SHIP_AGE_MAX: Duration = Duration::from_secs(30);
/// Target numbers of all feeds followed at most; the contract's numbers are 0 to 999.
const TARGETS_MAX: usize = 100_000;

/// Which contact a radar's target number means now, and where each radar is.
#[derive(Debug, Default)]
pub struct Radars {
    fixed: BTreeMap<FeedName, Position>,
    riding_on: BTreeMap<FeedName, FeedName>,
    own_ships: BTreeMap<FeedName, OwnShip>,
    targets: BTreeMap<(FeedName, u16), Target>,
}

#[derive(Debug, Default)]
struct OwnShip {
    position: Option<(EventTime, Position)>,
    heading: Option<(EventTime, Degrees)>,
}

#[derive(Debug)]
struct Target {
    epoch_secs: i64,
    last: EventTime,
}

impl Radars {
    /// Radars at fixed places, and radars that ride on the own ship of another feed.
    pub fn new(
        fixed: BTreeMap<FeedName, Position>,
        riding_on: BTreeMap<FeedName, FeedName>,
    ) -> Self {
        Self { fixed, riding_on, ..Self::default() }
    }

    /// Takes in what a feed's own instruments say.
    pub fn own_ship(&mut self, feed: FeedName, time: EventTime, report: &OwnShipReport) {
        let own_ship = self.own_ships.entry(feed).or_default();
        if let Some(position) = report.position {
            own_ship.position = Some((time, position));
        }
        if let Some(heading) = report.true_heading {
            own_ship.heading = Some((time, heading));
        }
    }

    /// The contact that a target number means at a time. A number that was lost, or silent for two
    /// minutes, means a new one.
    pub fn contact(
        &mut self,
        feed: FeedName,
        number: u16,
        time: EventTime,
        status: RadarStatus,
    ) -> ContactId {
        if self.targets.len() >= TARGETS_MAX && !self.targets.contains_key(&(feed, number)) {
            self.targets.pop_first();
        }
        let fresh = Target { epoch_secs: time.as_secs(), last: time };
        let target = self.targets.entry((feed, number)).or_insert(fresh);
        if time.since(target.last) > EPOCH_SILENCE {
            *target = Target { epoch_secs: time.as_secs(), last: time };
        }
        target.last = target.last.max(time);
        let contact = ContactId::Radar { feed, number, epoch_secs: target.epoch_secs };
        if status == RadarStatus::Lost {
            self.targets.remove(&(feed, number));
        }
        contact
    }

    /// Takes up a target as it was before a restart.
    pub fn restore(&mut self, feed: FeedName, number: u16, epoch_secs: i64, last: EventTime) {
        let known = self.targets.get(&(feed, number)).is_some_and(|known| known.last > last);
        if !known {
            self.targets.insert((feed, number), Target { epoch_secs, last });
        }
    }

    /// Where a plot is; `None` while the radar's own place (or for a relative bearing its heading)
    /// is not known.
    pub fn resolve(
        &self,
        feed: FeedName,
        time: EventTime,
        report: &RadarReport,
    ) -> Option<Position> {
        let (range, bearing, reference) = match report.plot {
            RadarPlot::Absolute(position) => return Some(position),
            RadarPlot::Relative { range, bearing, reference } => (range, bearing, reference),
        };
        let bearing = match reference {
            BearingReference::True => bearing,
            BearingReference::Relative => {
                Degrees::new(bearing.get() + self.heading(feed, time)?.get())?
            }
        };
        Some(destination(self.place(feed, time)?, bearing, range.metres()))
    }

    fn place(&self, feed: FeedName, time: EventTime) -> Option<Position> {
        let moving = self.own_ship_of(feed).and_then(|ship| ship.position);
        let moving = moving.filter(|(at, _)| fresh(*at, time)).map(|(_, position)| position);
        moving.or_else(|| self.fixed.get(&feed).copied())
    }

    fn heading(&self, feed: FeedName, time: EventTime) -> Option<Degrees> {
        let heading = self.own_ship_of(feed)?.heading;
        heading.filter(|(at, _)| fresh(*at, time)).map(|(_, heading)| heading)
    }

    fn own_ship_of(&self, feed: FeedName) -> Option<&OwnShip> {
        self.own_ships.get(self.riding_on.get(&feed).unwrap_or(&feed))
    }
}

fn fresh(at: EventTime, time: EventTime) -> bool {
    time.since(at).max(at.since(time)) <= OWN_SHIP_AGE_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::NauticalMiles;

    fn feed() -> FeedName {
        FeedName::from_stem("coast-1")
    }

    fn plot(reference: BearingReference) -> RadarReport {
        RadarReport {
            plot: RadarPlot::Relative {
                range: NauticalMiles::new(6.0).expect("a range"),
                bearing: Degrees::new(90.0).expect("a bearing"),
                reference,
            },
            sog: None,
            cog: None,
            status: RadarStatus::Tracking,
            name: None,
        }
    }

    #[test]
    fn a_relative_plot_counts_from_the_radar() {
        let place = Position::new(0.0, 10.0).expect("a place");
        let radars = Radars::new(BTreeMap::from([(feed(), place)]), BTreeMap::new());
        let time = EventTime::from_secs(0);
        let position =
            radars.resolve(feed(), time, &plot(BearingReference::True)).expect("resolved");
        // 6 nm along the equator are a tenth of a degree within 1 %.
        assert!((position.longitude() - 10.1).abs() < 0.001, "{position:?}");
        assert_eq!(radars.resolve(feed(), time, &plot(BearingReference::Relative)), None);
    }

    #[test]
    fn a_bearing_from_the_bow_needs_a_fresh_heading() {
        let mut radars = Radars::default();
        let report = OwnShipReport {
            position: Position::new(0.0, 10.0),
            true_heading: Degrees::new(270.0),
            ..OwnShipReport::default()
        };
        radars.own_ship(feed(), EventTime::from_secs(0), &report);
        let at = |secs| {
            radars.resolve(feed(), EventTime::from_secs(secs), &plot(BearingReference::Relative))
        };
        // 270 + 90: north.
        assert!((at(10).expect("resolved").latitude() - 0.1).abs() < 0.001);
        assert_eq!(at(31), None);
    }

    #[test]
    fn a_number_is_used_again_after_loss_or_silence() {
        let mut radars = Radars::default();
        let mut contact = |secs, status| {
            let id = radars.contact(feed(), 17, EventTime::from_secs(secs), status);
            let ContactId::Radar { epoch_secs, .. } = id else { panic!("{id}") };
            epoch_secs
        };
        assert_eq!(contact(100, RadarStatus::Tracking), 100);
        assert_eq!(contact(220, RadarStatus::Tracking), 100);
        assert_eq!(contact(341, RadarStatus::Tracking), 341);
        assert_eq!(contact(344, RadarStatus::Lost), 341);
        assert_eq!(contact(347, RadarStatus::Query), 347);
    }
}
