use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::own_ship::OwnShip;
use super::{Fix, Unplaced};
use crate::domain::{
    BearingReference, ContactId, Degrees, EventTime, FeedName, KNOT, Knots, KnownBy,
    METRES_PER_NAUTICAL_MILE, NauticalMiles, OwnShipReport, Position, RadarLabel, RadarPlot,
    RadarReport, RadarStatus, Text,
};
use crate::geodesy::{LocalFrame, Vector, distance};

/// A target number unheard for so long names another target when it comes back.
const EPOCH_SILENCE: Duration = Duration::from_mins(2);
/// Plots of one number that are further apart than this and the way of the fastest craft between
/// them are two targets: MSC.192(79) has a tracker follow up to 100 kn.
const JUMP_NM: f64 = 0.5;
const JUMP_SPEED_KNOTS: f64 = 100.0;
/// Bearings are good to 1 degree and ranges to 1 % (MSC.192(79)), so that two plots far out differ
/// by twice that share of the range.
const JUMP_SHARE_OF_RANGE: f64 = 0.04;
/// Target numbers of all feeds followed at most: a hundred radars with all their numbers in use.
const TARGETS_MAX: usize = 100_000;

type Key = (FeedName, u16);

/// Which contact a radar's target number means now, and where each radar is.
#[derive(Debug, Default)]
pub struct Radars {
    fixed: BTreeMap<FeedName, Position>,
    riding_on: BTreeMap<FeedName, FeedName>,
    own_ships: BTreeMap<FeedName, OwnShip>,
    targets: BTreeMap<Key, Target>,
    /// The targets by their last plot, so that the one unheard the longest makes room.
    by_age: BTreeSet<(EventTime, Key)>,
    evictions: u64,
}

/// A target as its radar sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// Whom its number means.
    pub contact: ContactId,
    /// Its name or label, where the operator gave one.
    pub name: Option<Text<20>>,
    /// Where it is; none of a target that was lost, whose last place is a guess of the tracker.
    pub fix: Option<Fix>,
}

#[derive(Clone, Copy, Debug)]
struct Target {
    epoch_secs: i64,
    last: EventTime,
    place: Option<Position>,
    /// When the radar lost it: later reports of the number mean another.
    lost: Option<EventTime>,
    label: Option<Text<20>>,
}

impl Radars {
    /// Radars at fixed places, and radars that ride on the own ship of another feed.
    pub fn new(
        fixed: BTreeMap<FeedName, Position>,
        riding_on: BTreeMap<FeedName, FeedName>,
    ) -> Self {
        Self { fixed, riding_on, ..Self::default() }
    }

    /// Other radars from now on; targets and own ships that are known stay.
    pub fn set_feeds(
        &mut self,
        fixed: BTreeMap<FeedName, Position>,
        riding_on: BTreeMap<FeedName, FeedName>,
    ) {
        self.fixed = fixed;
        self.riding_on = riding_on;
    }

    /// Target numbers let go at the bound.
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    /// Takes in what a feed's own instruments say.
    pub fn own_ship(&mut self, feed: FeedName, time: EventTime, report: &OwnShipReport) {
        self.own_ships.entry(feed).or_default().take(time, report);
    }

    /// Takes in the labels of a feed's targets; one of a number that is not tracked says nothing.
    pub fn label(&mut self, feed: FeedName, labels: &[RadarLabel]) {
        for RadarLabel { number, label } in labels {
            if let Some(target) = self.targets.get_mut(&(feed, *number)) {
                target.label = *label;
            }
        }
    }

    /// Whom a report means and where that is. A number that was lost, silent for two minutes or
    /// jumped further than any craft goes means a new one. `Ok(None)`: the loss of a target that
    /// nobody follows.
    pub fn sight(
        &mut self,
        feed: FeedName,
        number: u16,
        time: EventTime,
        report: &RadarReport,
    ) -> Result<Option<Sighting>, Unplaced> {
        let is_lost = report.status == Some(RadarStatus::Lost);
        let fix = match &report.plot {
            Some(plot) if !is_lost => Some(self.resolve(feed, time, plot, report).ok_or(Unplaced)?),
            _ => None,
        };
        let slack = JUMP_NM.max(range_nm(report.plot) * JUMP_SHARE_OF_RANGE);
        let place = fix.map(|fix| fix.position);
        let known = self.targets.get(&(feed, number)).copied();
        let known = known.filter(|known| known.goes_on(time, place, slack));
        if is_lost && known.is_none() {
            return Ok(None);
        }
        let fresh =
            Target { epoch_secs: time.as_secs(), last: time, place, lost: None, label: None };
        let mut target = known.unwrap_or(fresh);
        if time >= target.last {
            (target.last, target.place) = (time, place.or(target.place));
        }
        if is_lost {
            target.lost = target.lost.or(Some(time));
        }
        self.keep((feed, number), target);
        let contact = ContactId::of(KnownBy::Radar { feed, number, epoch_secs: target.epoch_secs });
        Ok(Some(Sighting { contact, name: report.name.or(target.label), fix }))
    }

    /// How far a place is from a feed's radar, nautical miles; 0 where that is not known.
    pub fn range_nm(&self, feed: FeedName, time: EventTime, place: Position) -> f64 {
        let radar = self.place(feed, time);
        radar.map_or(0.0, |radar| distance(radar, place).nautical_miles().get())
    }

    /// Takes up a target as it was before a restart.
    pub fn restore(
        &mut self,
        feed: FeedName,
        number: u16,
        epoch_secs: i64,
        last: EventTime,
        place: Option<Position>,
    ) {
        let known = self.targets.get(&(feed, number)).copied();
        if known.is_some_and(|known| known.last > last) {
            return;
        }
        let before = known.filter(|known| known.epoch_secs == epoch_secs);
        let place = place.or(before.and_then(|before| before.place));
        self.keep((feed, number), Target { epoch_secs, last, place, lost: None, label: None });
    }

    fn keep(&mut self, key: Key, target: Target) {
        if let Some(before) = self.targets.insert(key, target) {
            self.by_age.remove(&(before.last, key));
        }
        self.by_age.insert((target.last, key));
        if self.targets.len() > TARGETS_MAX
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.targets.remove(&oldest);
            self.evictions += 1;
        }
    }

    /// Where a plot is and how it moves; `None` while the radar's own place (or for a relative
    /// bearing its heading) is not known.
    fn resolve(
        &self,
        feed: FeedName,
        time: EventTime,
        plot: &RadarPlot,
        report: &RadarReport,
    ) -> Option<Fix> {
        let position = match *plot {
            RadarPlot::Absolute(position) => position,
            RadarPlot::Relative { range, bearing, reference } => {
                let bearing = match reference {
                    BearingReference::True => bearing,
                    BearingReference::Relative => self.off_bow(feed, time, bearing)?,
                };
                let way = toward(bearing) * range.metres().get();
                LocalFrame::at(self.place(feed, time)?).unproject(way)
            }
        };
        let (sog, cog) = self.motion(feed, time, report);
        Some(Fix { time, position, sog, cog, true_heading: None, navigational_status: None })
    }

    /// Speed and course of a target. What own ship sees of them becomes the target's own with own
    /// ship's heading and motion, and without them nothing.
    fn motion(
        &self,
        feed: FeedName,
        time: EventTime,
        report: &RadarReport,
    ) -> (Option<Knots>, Option<Degrees>) {
        match report.motion_reference {
            Some(BearingReference::True) => (report.speed, report.course),
            Some(BearingReference::Relative) => {
                let seen = || {
                    let course = self.off_bow(feed, time, report.course?)?;
                    let own = self.own_ship_of(feed)?.motion_at(time)?;
                    Some(Vector::velocity(report.speed?, course) + own)
                };
                let velocity = seen();
                let speed = velocity.map(|way| Knots::from_metres_per_second(way.norm()));
                (speed, velocity.and_then(Vector::course))
            }
            None => (None, None),
        }
    }

    fn off_bow(&self, feed: FeedName, time: EventTime, angle: Degrees) -> Option<Degrees> {
        Degrees::new(angle.get() + self.own_ship_of(feed)?.heading_at(time)?.get())
    }

    /// Where the radar is. What the configuration says goes before what its feed's instruments say.
    fn place(&self, feed: FeedName, time: EventTime) -> Option<Position> {
        match self.fixed.get(&feed) {
            Some(place) if !self.riding_on.contains_key(&feed) => Some(*place),
            _ => self.own_ship_of(feed)?.position_at(time),
        }
    }

    fn own_ship_of(&self, feed: FeedName) -> Option<&OwnShip> {
        self.own_ships.get(self.riding_on.get(&feed).unwrap_or(&feed))
    }
}

impl Target {
    /// Whether a report of its number is of the same target.
    fn goes_on(&self, time: EventTime, place: Option<Position>, slack_nm: f64) -> bool {
        let is_before_loss = self.lost.is_none_or(|lost| time <= lost);
        is_before_loss
            && time.since(self.last) <= EPOCH_SILENCE
            && self.place.zip(place).is_none_or(|(before, now)| {
                let secs = time.secs_since(self.last).abs();
                let way = slack_nm * METRES_PER_NAUTICAL_MILE + JUMP_SPEED_KNOTS * KNOT * secs;
                distance(before, now).get() <= way
            })
    }
}

fn range_nm(plot: Option<RadarPlot>) -> f64 {
    match plot {
        Some(RadarPlot::Relative { range, .. }) => NauticalMiles::get(range),
        Some(RadarPlot::Absolute(_)) | None => 0.0,
    }
}

fn toward(bearing: Degrees) -> Vector {
    let (x, y) = libm::sincos(bearing.get().to_radians());
    Vector { x, y }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> FeedName {
        FeedName::from_stem("coast-1")
    }

    fn secs(secs: i64) -> EventTime {
        EventTime::from_secs(secs)
    }

    fn tracked(plot: Option<RadarPlot>) -> RadarReport {
        RadarReport {
            plot,
            speed: None,
            course: None,
            motion_reference: None,
            status: Some(RadarStatus::Tracking),
            name: None,
        }
    }

    fn abeam(reference: BearingReference) -> RadarReport {
        let range = NauticalMiles::new(6.0).expect("a range");
        let bearing = Degrees::new(90.0).expect("a bearing");
        tracked(Some(RadarPlot::Relative { range, bearing, reference }))
    }

    fn fix(radars: &mut Radars, at: i64, report: &RadarReport) -> Result<Fix, Unplaced> {
        let sighting = radars.sight(feed(), 17, secs(at), report)?.expect("a target");
        Ok(sighting.fix.expect("a fix"))
    }

    /// Northward at 10 kn on the equator at 10 E, heading 270: set sideways.
    fn moving() -> Radars {
        let mut radars = Radars::default();
        let report = OwnShipReport {
            position: Position::new(0.0, 10.0),
            sog: Knots::new(10.0),
            cog: Degrees::new(0.0),
            true_heading: Degrees::new(270.0),
        };
        radars.own_ship(feed(), secs(0), &report);
        radars
    }

    #[test]
    fn a_relative_plot_counts_from_the_radar() {
        let place = Position::new(0.0, 10.0).expect("a place");
        let mut radars = Radars::new(BTreeMap::from([(feed(), place)]), BTreeMap::new());
        let found = fix(&mut radars, 0, &abeam(BearingReference::True)).expect("resolved");
        // 11112 m of an equator of 6378137 m radius: 0.0998208 degrees.
        assert!((found.position.longitude() - 10.099_820_8).abs() < 1e-7, "{found:?}");
        let relative = abeam(BearingReference::Relative);
        assert_eq!(fix(&mut radars, 0, &relative), Err(Unplaced));
    }

    #[test]
    fn the_configured_place_of_a_radar_goes_before_what_its_feed_says() {
        let place = Position::new(0.0, 20.0).expect("a place");
        let mut radars = Radars { fixed: BTreeMap::from([(feed(), place)]), ..moving() };
        let report = abeam(BearingReference::True);
        assert!(fix(&mut radars, 1, &report).expect("fixed").position.longitude() > 20.0);
        let ship = FeedName::from_stem("bridge");
        radars.riding_on.insert(feed(), ship);
        assert_eq!(fix(&mut radars, 1, &report), Err(Unplaced));
        let aboard = OwnShipReport { position: Position::new(0.0, 30.0), ..Default::default() };
        radars.own_ship(ship, secs(1), &aboard);
        radars.targets.clear();
        assert!(fix(&mut radars, 1, &report).expect("riding").position.longitude() > 30.0);
    }

    #[test]
    fn a_bearing_from_the_bow_needs_a_fresh_heading() {
        let report = abeam(BearingReference::Relative);
        // 270 + 90: north. 6 nm and 10 s at 10 kn (51.4 m) on a meridian whose radius at the equator
        // is 6335439 m: 0.100959 degrees.
        let found = fix(&mut moving(), 10, &report).expect("resolved").position;
        assert!((found.latitude() - 0.100_959).abs() < 1e-5, "{found:?}");
        assert_eq!(fix(&mut moving(), 11, &report), Err(Unplaced));
    }

    #[test]
    fn a_motion_as_own_ship_sees_it_becomes_the_targets_own() {
        let seen = |speed, course, reference| RadarReport {
            speed: Knots::new(speed),
            course: Degrees::new(course),
            motion_reference: reference,
            ..abeam(BearingReference::True)
        };
        let relative = Some(BearingReference::Relative);
        // Seen to go 10 kn over the stern (90 from a bow of 270 + 90 = 0, so north), on own ship's
        // 10 kn north: 20 kn north. Seen to go 10 kn the other way: it stands still.
        let found = fix(&mut moving(), 5, &seen(10.0, 90.0, relative)).expect("resolved");
        assert!((found.sog.expect("a speed").get() - 20.0).abs() < 1e-9, "{found:?}");
        assert!(found.cog.expect("a course").angle_to(Degrees::NORTH) < 1e-9);
        let found = fix(&mut moving(), 5, &seen(10.0, 270.0, relative)).expect("resolved");
        assert!(found.sog.expect("a speed").get() < 1e-9);
        // Without heading, or without a reference, nothing is known.
        let found = fix(&mut moving(), 11, &seen(10.0, 90.0, relative)).expect("resolved");
        assert_eq!((found.sog, found.cog), (None, None));
        let found = fix(&mut moving(), 5, &seen(10.0, 90.0, None)).expect("resolved");
        assert_eq!((found.sog, found.cog), (None, None));
    }

    #[test]
    fn a_number_is_used_again_after_loss_silence_or_a_jump() {
        let mut radars = Radars::default();
        let mut epoch = |at, longitude: f64, status| {
            let plot = Position::new(0.0, longitude).map(RadarPlot::Absolute);
            let report = RadarReport { status: Some(status), ..tracked(plot) };
            let sighting = radars.sight(feed(), 17, secs(at), &report).expect("absolute");
            sighting.map(|sighting| match sighting.contact.known_by() {
                KnownBy::Radar { epoch_secs, .. } => epoch_secs,
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(epoch(90, 10.0, RadarStatus::Lost), None);
        assert_eq!(epoch(100, 10.0, RadarStatus::Tracking), Some(100));
        assert_eq!(epoch(220, 10.0, RadarStatus::Tracking), Some(100));
        // Late, and still hers.
        assert_eq!(epoch(210, 10.0, RadarStatus::Tracking), Some(100));
        assert_eq!(epoch(341, 10.0, RadarStatus::Tracking), Some(341));
        // 0.009 degrees of the equator are 1002 m, 3 s at 100 kn and 0.5 nm 1080 m.
        assert_eq!(epoch(344, 10.009, RadarStatus::Tracking), Some(341));
        assert_eq!(epoch(347, 10.02, RadarStatus::Tracking), Some(347));
        // Some radars repeat the loss.
        assert_eq!(epoch(350, 10.02, RadarStatus::Lost), Some(347));
        assert_eq!(epoch(353, 10.02, RadarStatus::Lost), None);
        assert_eq!(epoch(349, 10.02, RadarStatus::Tracking), Some(347));
        assert_eq!(epoch(356, 10.02, RadarStatus::Query), Some(356));
    }

    #[test]
    fn a_label_stays_with_its_target_and_goes_with_it() {
        let mut radars = Radars::default();
        let place = Position::new(0.0, 10.0).map(RadarPlot::Absolute);
        let name = |radars: &mut Radars, at| {
            let seen = radars.sight(feed(), 17, secs(at), &tracked(place)).expect("absolute");
            seen.and_then(|seen| seen.name).map(|name| name.as_str().to_owned())
        };
        let label = |label: &str| {
            [RadarLabel {
                number: 17,
                label: (!label.is_empty()).then(|| Text::from_ascii_lossy(label.as_bytes())),
            }]
        };
        radars.label(feed(), &label("EARLY"));
        assert_eq!(name(&mut radars, 0), None);
        radars.label(feed(), &label("SKIFF A"));
        assert_eq!(name(&mut radars, 3).as_deref(), Some("SKIFF A"));
        assert_eq!(name(&mut radars, 200), None);
        radars.label(feed(), &label("SKIFF B"));
        radars.label(feed(), &label(""));
        assert_eq!(name(&mut radars, 203), None);
    }
}
