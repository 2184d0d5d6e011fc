use std::hint::black_box;
use std::time::Duration;

use super::last_sentences::LastSentences;
use super::{Fix, HeardBy, Plausibility, Stillness, Track, TrackPoint};
use crate::domain::{
    ContactId, Degrees, EventSecond, EventTime, FeedName, KNOT, Knots, Mmsi, NavigationalStatus,
    Position, RawSentence, StaticReport, Text, TransponderClass,
};
use crate::geodesy::{LocalFrame, SlimVector, Vector};

/// 8 kn: below every speed at which a craft counts as fast, in metres per second.
const FAST_METRES_PER_SECOND: f64 = 8.0 * KNOT;
/// A status under which she has made way for longer than this is not kept up.
const STATUS_KEPT: Duration = Duration::from_mins(5);
/// At 7 kn a ship goes where she heads, within this by any leeway or stream, degrees; one whose heading said
/// otherwise is not believed about it for an hour.
const HEADS_METRES_PER_SECOND: f64 = 7.0 * KNOT;
const HEADING_OFF_MAX: f64 = 45.0;
const HEADS_SPAN: Duration = Duration::from_secs(30);
const HEADING_DOUBTED: Duration = Duration::from_hours(1);
/// Static reports come every six minutes, by satellite some passes late: one from so long before a contact
/// was first heard is not taken for hers.
const OF_ANOTHER: Duration = Duration::from_hours(1);
/// What the usual interval of her reports is taken from: her last gaps, so many at most and at least.
const GAPS_MAX: usize = 20;
const GAPS_MIN: usize = 4;
/// So many gaps, of which the middle is no longer than twice the shortest, are even.
const GAPS_EVEN_MIN: usize = 7;
/// Of so many gaps one may be too short, as when a feed of one report a minute sends two.
const GAPS_TO_SPARE_ONE: usize = 12;
/// Shorter gaps than this are not told apart, for a track keeps fixes 10 s apart; longer ones than that
/// of a ship at anchor are not regular.
const USUAL_INTERVAL_MIN: Duration = Duration::from_secs(20);
const USUAL_INTERVAL_MAX: Duration = Duration::from_mins(3);

/// A contact: one craft, beacon, aid or station, with what is known of her.
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
#[derive(Clone, Debug)]
pub struct Contact {
    /// Who.
    pub id: ContactId,
    /// From an exercise feed.
    pub exercise: bool,
    /// Class of her position reports; of her static ones until there is a position.
    pub class: TransponderClass,
    /// Who she says she is, all reports merged.
    pub statics: StaticReport,
    /// Navigational status as last sent.
    pub navigational_status: Option<NavigationalStatus>,
    /// The last status that was one: reports without, and of codes that say nothing, change none.
    status_known: Option<NavigationalStatus>,
    /// Whether another status was heard before the last known one.
    pub status_changed: bool,
    /// Since when the last known one is sent without another between.
    status_since: EventSecond,
    /// When she last made way at a speed at which every ship goes where she heads, and did not by her
    /// true heading.
    heading_failed: EventSecond,
    /// On the `protect` list of some watch area.
    pub guarded: bool,
    /// True heading as last sent.
    pub true_heading: Option<Degrees>,
    /// Where she has been.
    pub track: Track,
    pub(super) velocity: SlimVector,
    /// Whether she lies still.
    pub stillness: Stillness,
    /// Which stations hear her.
    pub heard_by: HeardBy,
    /// The feed of her last report.
    pub feed: FeedName,
    /// First report.
    pub first_heard: EventTime,
    /// Last report of any kind.
    pub last_heard: EventTime,
    pub(super) plausibility: Plausibility,
    pub(super) class_by_position: bool,
    /// The newest report of her name, and of all else: they come in messages of their own.
    named_at: EventTime,
    described_at: EventTime,
    sentences: LastSentences,
}

impl Contact {
    pub(super) fn new(id: ContactId, exercise: bool, feed: FeedName, time: EventTime) -> Self {
        Self {
            id,
            exercise,
            class: TransponderClass::Unknown,
            statics: StaticReport::default(),
            navigational_status: None,
            status_known: None,
            status_changed: false,
            status_since: EventSecond::MIN,
            heading_failed: EventSecond::MIN,
            guarded: false,
            true_heading: None,
            track: Track::default(),
            velocity: SlimVector::NONE,
            stillness: Stillness::default(),
            heard_by: HeardBy::default(),
            feed,
            first_heard: time,
            last_heard: time,
            plausibility: Plausibility::default(),
            class_by_position: false,
            named_at: EventTime::MIN,
            described_at: EventTime::MIN,
            sentences: LastSentences::default(),
        }
    }

    /// Her MMSI.
    pub fn mmsi(&self) -> Option<Mmsi> {
        self.id.mmsi()
    }

    /// Her name.
    pub fn name(&self) -> Option<Text<34>> {
        self.statics.name
    }

    /// Length over all in metres.
    pub fn length(&self) -> Option<u16> {
        self.statics.dimensions.and_then(crate::domain::Dimensions::length)
    }

    /// Last position.
    pub fn position(&self) -> Option<Position> {
        self.track.newest().map(|point| point.position)
    }

    /// Velocity over the ground in metres per second, smoothed; `None` before the second fix.
    #[inline]
    pub fn velocity(&self) -> Option<Vector> {
        self.velocity.get()
    }

    /// Speed over ground, smoothed.
    pub fn speed(&self) -> Option<Knots> {
        self.velocity().map(|velocity| Knots::from_metres_per_second(velocity.norm()))
    }

    /// Whether she is fast enough for the search for fast craft: 8 kn.
    pub fn is_fast(&self) -> bool {
        self.velocity().is_some_and(|velocity| {
            velocity.dot(velocity) >= FAST_METRES_PER_SECOND * FAST_METRES_PER_SECOND
        })
    }

    /// Velocity over the ground in metres per second as her last fix states it.
    pub fn stated_velocity(&self) -> Option<Vector> {
        let last = self.track.newest()?;
        let sog = last.sog?;
        match last.cog {
            Some(cog) => Some(Vector::velocity(sog, cog)),
            None => (sog.get() < 0.5).then(Vector::default),
        }
    }

    /// Time of the last fix.
    pub fn last_fix(&self) -> Option<EventTime> {
        self.track.newest().map(|point| point.time)
    }

    /// Where she is at `time` in a plane, dead-reckoned from her last fix with her velocity.
    pub fn reckoned(&self, frame: &LocalFrame, time: EventTime) -> Option<Vector> {
        let last = self.track.newest()?;
        let drift = self.velocity().unwrap_or_default() * time.secs_since(last.time);
        Some(frame.project(last.position) + drift)
    }

    /// Whether she says that she is at anchor or moored, and has not made way for minutes under that status:
    /// then nobody keeps it up, and it does not tell that she lies.
    pub fn lies_by_status(&self) -> bool {
        use NavigationalStatus::{AtAnchor, Moored};
        matches!(self.navigational_status, Some(AtAnchor | Moored))
            && !self.stillness.made_way_since(self.status_since.time().plus(STATUS_KEPT))
    }

    /// True heading, unless her gyro was seen to be off within the hour.
    pub fn sound_heading(&self) -> Option<Degrees> {
        let fails = self.last_fix()?.since(self.heading_failed.time()) <= HEADING_DOUBTED;
        self.true_heading.filter(|_| !fails)
    }

    /// How often she should report, by ITU-R M.1371-5 table 1 for her class, speed and status.
    pub fn nominal_interval(&self) -> Duration {
        let speed = self.speed().map_or(0.0, Knots::get);
        let lies = matches!(
            self.navigational_status,
            Some(NavigationalStatus::AtAnchor | NavigationalStatus::Moored)
        );
        Duration::from_secs(match self.class {
            TransponderClass::A if lies && speed <= 3.0 => 180,
            TransponderClass::A if speed > 23.0 => 2,
            TransponderClass::A if speed > 14.0 => 6,
            TransponderClass::A | TransponderClass::SarAircraft | TransponderClass::BaseStation => {
                10
            }
            TransponderClass::B if speed > 2.0 => 30,
            TransponderClass::Radar => 3,
            TransponderClass::Beacon => 60,
            TransponderClass::B | TransponderClass::AidToNavigation | TransponderClass::Unknown => {
                180
            }
        })
    }

    /// How often her reports come: as often as they should, or by the shorter ones of her last gaps where a
    /// feed passes on fewer, and evenly; three minutes at most. Whoever is heard by chance, at the edge of a
    /// station's range or by satellite, has short gaps among her long ones. `None` before the fifth fix.
    pub fn usual_interval(&self) -> Option<Duration> {
        let mut gaps = [Duration::ZERO; GAPS_MAX];
        let known = self.last_gaps(&mut gaps);
        let gaps = gaps.get_mut(..known).filter(|gaps| gaps.len() >= GAPS_MIN)?;
        gaps.sort_unstable();
        let shortest = gaps.get(known / GAPS_TO_SPARE_ONE).copied()?;
        let middle = gaps.get(known / 2).copied()?;
        // A feed that passes on fewer does so evenly, but for what it waits and loses; what is heard by chance
        // is not even.
        let is_even = known >= GAPS_EVEN_MIN && middle <= shortest * 2;
        let is_long = is_even && shortest >= USUAL_INTERVAL_MIN;
        let short = gaps.get(known / 4).copied()?;
        let usual = if is_long { short.min(USUAL_INTERVAL_MAX) } else { Duration::ZERO };
        Some(self.nominal_interval().max(usual))
    }

    /// How often she is heard: three of four of her last gaps are no longer, for some reports are lost; and
    /// no more often than she should report. `None` before the second fix.
    pub fn heard_interval(&self) -> Option<Duration> {
        let mut gaps = [Duration::ZERO; GAPS_MAX];
        let known = self.last_gaps(&mut gaps);
        let gaps = gaps.get_mut(..known)?;
        gaps.sort_unstable();
        let upper = gaps.get(known * 3 / 4).copied()?;
        Some(self.nominal_interval().max(upper))
    }

    /// The middle one of her last gaps. `None` before the fifth fix.
    pub fn middle_interval(&self) -> Option<Duration> {
        let mut gaps = [Duration::ZERO; GAPS_MAX];
        let known = self.last_gaps(&mut gaps);
        let gaps = gaps.get_mut(..known).filter(|gaps| gaps.len() >= GAPS_MIN)?;
        gaps.sort_unstable();
        gaps.get(known / 2).copied()
    }

    /// Fills in her last gaps, the newest first; how many there are.
    fn last_gaps(&self, gaps: &mut [Duration; GAPS_MAX]) -> usize {
        let fixes = self.track.recent().rev();
        let mut known = 0;
        for (gap, (later, sooner)) in gaps.iter_mut().zip(fixes.clone().zip(fixes.skip(1))) {
            *gap = later.time.since(sooner.time);
            known += 1;
        }
        known
    }

    /// The sentences of her last position reports, oldest first.
    pub fn sentences(&self) -> impl Iterator<Item = RawSentence> {
        self.sentences.iter()
    }

    pub(super) fn keep_sentence(&mut self, sentence: RawSentence) {
        self.sentences.push(sentence);
    }

    /// Touches what is kept of her, so that it is at hand: there is a field in every cache line.
    pub(super) fn touch(&self) {
        black_box((self.id, self.velocity(), self.first_heard, self.named_at, self.status_since));
        black_box((self.statics.call_sign, self.statics.destination, self.statics.dimensions));
        black_box((self.track.newest(), self.stillness, self.heard_by, self.sentences.any()));
    }

    /// Merges a static report: what it leaves out stays as it was. One that is older than another adds
    /// only what is not known, and one from long before she was first heard nothing, for it may be of
    /// whoever had her MMSI then. A static report never changes the class that position reports gave.
    pub(super) fn merge(&mut self, report: &StaticReport, time: EventTime) {
        if time < self.first_heard.minus(OF_ANOTHER) {
            return;
        }
        let name = self.statics.name;
        let rest = StaticReport { name: None, ..*report };
        let is_newer = time >= self.described_at;
        let (newer, older) = if is_newer { (&rest, &self.statics) } else { (&self.statics, &rest) };
        self.statics = StaticReport {
            class: newer.class.or(older.class),
            imo: newer.imo.or(older.imo),
            call_sign: newer.call_sign.or(older.call_sign),
            name: if time >= self.named_at { report.name.or(name) } else { name.or(report.name) },
            ship_type: newer.ship_type.or(older.ship_type),
            dimensions: newer.dimensions.or(older.dimensions),
            draught: newer.draught.or(older.draught),
            destination: newer.destination.or(older.destination),
            parent: newer.parent.or(older.parent),
        };
        if report.name.is_some() {
            self.named_at = self.named_at.max(time);
        }
        // Part A says of what class she is as well.
        if (StaticReport { class: None, ..rest }) != StaticReport::default() {
            self.described_at = self.described_at.max(time);
        }
        if !self.class_by_position
            && let Some(class) = self.statics.class
        {
            self.class = class;
        }
    }

    /// What the newest fix says beside her place.
    pub(super) fn settle(&mut self, fix: &Fix) {
        if let Some(status) = fix.navigational_status {
            let before = self.status_known.replace(status);
            self.status_changed |= before.is_some_and(|before| before != status);
            if before != Some(status) {
                self.status_since = EventSecond::of(fix.time);
            }
        }
        self.navigational_status = fix.navigational_status;
        self.true_heading = fix.true_heading;
        if self.heading_fails(fix) {
            self.heading_failed = EventSecond::of(fix.time);
        }
        self.stillness.observe(&TrackPoint::from(fix), self.velocity());
    }

    /// Whether a fix says a heading in which no ship goes at such a speed, and her positions say so too.
    fn heading_fails(&self, fix: &Fix) -> bool {
        let (Some(sog), Some(heading)) = (fix.sog, fix.true_heading) else { return false };
        let is_off = |course: Degrees| course.angle_to(heading) > HEADING_OFF_MAX;
        if sog.metres_per_second() < HEADS_METRES_PER_SECOND || !fix.cog.is_some_and(is_off) {
            return false;
        }
        let long_before = |before: &TrackPoint| fix.time.since(before.time) >= HEADS_SPAN;
        let Some(before) = self.track.recent().rev().find(long_before) else { return false };
        let made = LocalFrame::at(before.position).project(fix.position);
        made.norm() >= HEADS_METRES_PER_SECOND * fix.time.secs_since(before.time)
            && made.course().is_some_and(is_off)
    }

    pub(super) fn set_class(&mut self, class: TransponderClass) {
        if class != TransponderClass::Unknown {
            self.class = class;
            self.class_by_position = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Dimensions, Position, ShipType};

    fn contact() -> Contact {
        let mmsi = Mmsi::new(338_000_001).expect("an MMSI");
        let feed = FeedName::from_stem("test");
        Contact::new(ContactId::from_mmsi(mmsi), false, feed, EventTime::from_secs(1))
    }

    fn of(class: TransponderClass) -> StaticReport {
        StaticReport { class: Some(class), ..StaticReport::default() }
    }

    #[test]
    fn a_ship_has_the_class_of_her_positions_whatever_static_reports_say_before_or_after() {
        use TransponderClass::{A, B, Unknown};
        // Message 5 or 24 B before, 18, 1 or 27 (which says no class) then, and 5 or 24 B after.
        for (before, position, after, expected) in [
            (None, B, Some(A), B),
            (Some(A), B, None, B),
            (Some(A), B, Some(A), B),
            (Some(B), A, Some(B), A),
            (Some(B), Unknown, None, B),
            (None, Unknown, None, Unknown),
            (None, Unknown, Some(A), A),
        ] {
            let mut ship = contact();
            if let Some(class) = before {
                ship.merge(&of(class), EventTime::from_secs(2));
            }
            ship.set_class(position);
            if let Some(class) = after {
                ship.merge(&of(class), EventTime::from_secs(3));
            }
            assert_eq!(ship.class, expected, "{before:?} {position:?} {after:?}");
        }
    }

    #[test]
    fn she_is_heard_as_often_as_her_feed_passes_her_reports_on() {
        // What Class A at 10 kn, which reports every 10 s, is heard of: seconds, and the usual interval.
        let heard = |times: &[i64]| {
            let mut ship = contact();
            ship.set_class(TransponderClass::A);
            ship.velocity = Vector { x: 10.0 * KNOT, y: 0.0 }.into();
            for secs in times {
                ship.track.insert(TrackPoint {
                    time: EventTime::from_secs(*secs),
                    position: Position::new(13.9, 50.3).expect("a place"),
                    sog: None,
                    cog: None,
                });
            }
            ship.usual_interval().map(|interval| interval.as_secs())
        };
        let every = |secs: i64, count: i64| (0..count).map(|n| n * secs).collect::<Vec<_>>();
        assert_eq!(heard(&every(60, 4)), None, "too few to say");
        assert_eq!(heard(&every(60, 7)), Some(10), "too few to be even");
        assert_eq!(heard(&every(60, 8)), Some(60));
        assert_eq!(heard(&every(10, 40)), Some(10));
        assert_eq!(heard(&every(15, 40)), Some(10), "as good as whole");
        assert_eq!(heard(&every(400, 20)), Some(180));
        // A minute, with a third of them lost, and one twice.
        assert_eq!(heard(&[0, 60, 180, 240, 420, 480, 600, 660]), Some(60));
        assert_eq!(
            heard(&[0, 60, 120, 180, 240, 300, 305, 360, 420, 480, 540, 600, 660]),
            Some(60)
        );
        // A minute, and a quarter of it sooner or later.
        assert_eq!(heard(&[0, 65, 110, 180, 235, 290, 365, 420, 470]), Some(55));
        // By chance, as in the pass of a satellite: every one there may be, and long gaps.
        assert_eq!(heard(&[0, 10, 100, 130, 150, 340, 350, 600]), Some(10));
        assert_eq!(heard(&[0, 40, 150, 190, 350, 430, 560, 650, 720]), Some(10));
    }

    /// Sails on eastward for so many minutes, a report every ten seconds.
    fn sail(ship: &mut Contact, minutes: i64, speed: f64, (cog, heading): (f64, f64), status: u8) {
        let begin = ship.last_fix().map_or(0, EventTime::as_secs);
        let place = ship.position().unwrap_or_else(|| Position::wrapped(0.0, 0.0));
        for step in 1..=minutes * 6 {
            let metres = speed * KNOT * 10.0 * f64::from(u32::try_from(step).expect("few"));
            let position = LocalFrame::at(place).unproject(Vector { x: metres, y: 0.0 });
            let fix = Fix {
                time: EventTime::from_secs(begin + step * 10),
                position,
                sog: Knots::new(speed),
                cog: Degrees::new(cog),
                true_heading: Degrees::new(heading),
                navigational_status: NavigationalStatus::from_code(status),
            };
            ship.track.insert(TrackPoint::from(&fix));
            ship.velocity = ship.track.velocity().into();
            ship.settle(&fix);
        }
    }

    #[test]
    fn a_status_under_which_she_makes_way_for_minutes_is_stale_until_she_sends_another() {
        let mut ship = contact();
        sail(&mut ship, 4, 10.0, (90.0, 90.0), 5);
        assert!(ship.lies_by_status(), "she may have set it before she came to rest");
        sail(&mut ship, 3, 10.0, (90.0, 90.0), 5);
        sail(&mut ship, 60, 0.0, (90.0, 90.0), 5);
        assert!(!ship.lies_by_status());
        sail(&mut ship, 10, 10.0, (90.0, 90.0), 0);
        assert!(!ship.lies_by_status(), "another status while she slows");
        sail(&mut ship, 10, 0.0, (90.0, 90.0), 1);
        assert!(ship.lies_by_status(), "at anchor once she lay");
    }

    #[test]
    fn a_heading_across_which_she_sails_is_not_believed_for_an_hour() {
        let mut ship = contact();
        sail(&mut ship, 5, 10.0, (90.0, 0.0), 0);
        assert_eq!((ship.true_heading, ship.sound_heading()), (Degrees::new(0.0), None));
        sail(&mut ship, 60, 2.0, (90.0, 0.0), 0);
        assert_eq!(ship.sound_heading(), None);
        sail(&mut ship, 1, 2.0, (90.0, 0.0), 0);
        assert_eq!(ship.sound_heading(), Degrees::new(0.0));
        // Neither a wild course of hers nor a set abeam at a speed of streams says so.
        for (speed, cog) in [(10.0, 0.0), (6.0, 90.0)] {
            let mut ship = contact();
            sail(&mut ship, 5, speed, (cog, 0.0), 0);
            assert_eq!(ship.sound_heading(), Degrees::new(0.0), "{speed} kn, {cog} degrees");
        }
    }

    #[test]
    fn part_a_alone_says_no_class_and_both_parts_make_one_ship_in_either_order() {
        let part_a = StaticReport {
            name: Some(Text::from_ascii_lossy(b"NUTSHELL")),
            ..StaticReport::default()
        };
        let part_b = StaticReport {
            call_sign: Some(Text::from_ascii_lossy(b"WDA1234")),
            ship_type: ShipType::from_code(37),
            dimensions: Some(Dimensions { to_bow: 5, to_stern: 4, to_port: 1, to_starboard: 2 }),
            ..of(TransponderClass::B)
        };
        let whole = StaticReport { name: part_a.name, ..part_b };
        for parts in [[part_a, part_b], [part_b, part_a]] {
            let mut ship = contact();
            ship.merge(&part_a, EventTime::from_secs(2));
            assert_eq!(ship.class, TransponderClass::Unknown);
            for part in &parts {
                ship.merge(part, EventTime::from_secs(3));
            }
            assert_eq!((ship.statics, ship.class), (whole, TransponderClass::B));
        }
    }

    #[test]
    fn an_older_report_adds_what_is_not_known_and_one_from_long_before_she_was_there_nothing() {
        let said = |name: &[u8], call_sign: Option<&[u8]>| StaticReport {
            name: Some(Text::from_ascii_lossy(name)),
            call_sign: call_sign.map(Text::from_ascii_lossy),
            ..StaticReport::default()
        };
        let mut ship = contact();
        ship.merge(&said(b"TERN", None), EventTime::from_secs(100));
        ship.merge(&said(b"GULL", Some(b"WDA1")), EventTime::from_secs(-3_600));
        assert_eq!(ship.statics, said(b"TERN", None));
        ship.merge(&said(b"GULL", Some(b"WDA1")), EventTime::from_secs(50));
        assert_eq!(ship.statics, said(b"TERN", Some(b"WDA1")));
        // It is no newer for having come last.
        ship.merge(&said(b"SKUA", None), EventTime::from_secs(90));
        assert_eq!(ship.statics, said(b"TERN", Some(b"WDA1")));
        ship.merge(&said(b"SKUA", None), EventTime::from_secs(100));
        assert_eq!(ship.statics, said(b"SKUA", Some(b"WDA1")));
    }

    #[test]
    fn a_part_is_no_older_for_the_other_that_came_first() {
        let class = Some(TransponderClass::B);
        let name = |name: &[u8]| Some(Text::from_ascii_lossy(name));
        let sign = |sign: &[u8]| Some(Text::from_ascii_lossy(sign));
        let a = |said: &[u8]| StaticReport { class, name: name(said), ..StaticReport::default() };
        let b =
            |said: &[u8]| StaticReport { class, call_sign: sign(said), ..StaticReport::default() };
        // Of the last two each was sent a second before the other, and heard after it by another receiver.
        for last in [[b(b"WDB2"), a(b"TERN")], [a(b"TERN"), b(b"WDB2")]] {
            let mut ship = contact();
            ship.merge(&a(b"GULL"), EventTime::from_secs(10));
            ship.merge(&b(b"WDA1"), EventTime::from_secs(11));
            ship.merge(&last[0], EventTime::from_secs(21));
            ship.merge(&last[1], EventTime::from_secs(20));
            assert_eq!(ship.statics, StaticReport { name: name(b"TERN"), ..b(b"WDB2") });
        }
    }

    #[test]
    fn a_status_has_changed_when_another_was_known_before_whatever_blanks_lie_between() {
        use NavigationalStatus::{Aground, UnderWayUsingEngine};
        let (way, ground) = (Some(UnderWayUsingEngine), Some(Aground));
        for (statuses, expected) in [
            (&[ground][..], false),
            (&[None, ground], false),
            (&[ground, None, ground], false),
            (&[way, ground], true),
            (&[way, None, ground], true),
            (&[way, ground, None, ground], true),
        ] {
            let mut ship = contact();
            for (secs, status) in (0..).zip(statuses) {
                let position = Position::new(13.9, 50.3).expect("a place");
                ship.settle(&Fix {
                    time: EventTime::from_secs(secs),
                    position,
                    sog: None,
                    cog: None,
                    true_heading: None,
                    navigational_status: *status,
                });
            }
            assert_eq!(ship.status_changed, expected, "{statuses:?}");
        }
    }
}
