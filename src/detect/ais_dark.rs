use std::time::Duration;

use super::craft;
use super::findings::{Found, at_least, measured, round};
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, WatchArea};
use crate::domain::{
    EventTime, Knots, METRES_PER_NAUTICAL_MILE, NauticalMiles, Position, RuleId, TransponderClass,
};
use crate::geodesy::{LocalFrame, Vector, distance};
use crate::picture::{Contact, Picture, StationId};

limits! { AisDark {
    tier_secs: "s" = 21_600.0 in 600.0..=604_800.0, "silence that raises";
    tier_long_secs: "s" = 43_200.0 in 600.0..=604_800.0, "silence that escalates";
    tier_high_risk_secs: "s" = 900.0 in 600.0..=604_800.0, "silence that raises in a high-risk area";
    intervals: "count" = 10.0 in 2.0..=1000.0, "silence in reporting intervals at least";
    others: "count" = 2.0 in 1.0..=100.0, "other vessels that the same stations must still hear";
    radius_nm: "nm" = 5.0 in 1.0..=20.0, "within this of her last, and of her reckoned, position";
    wide_others: "count" = 3.0 in 1.0..=100.0, "or so many";
    wide_radius_nm: "nm" = 10.0 in 1.0..=20.0, "within this";
    beyond_nm: "nm" = 1.25 in 0.5..=20.0, "others were heard this far beyond her last position, ahead or on both sides of her course";
    sog_kn_min: "kn" = 3.0 in 0.0..=30.0, "slowest vessel that counts as under way";
    lost_share_max: "ratio" = 0.1 in 0.0..=1.0, "share of vessels that stations lose at that place at most";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::AisDark,
    version: "12",
    phase: Phase::Suspicious,
    summary: "A ship under way fell silent where others are still heard.",
    raises: "A protected ship, received steadily (not silent for 600 s and ten intervals in the \
             last three quarters of an hour) and under way at `sog_kn_min` or more (not at anchor \
             or moored, by a status under which she has made no way), is silent for `tier_secs` \
             (`tier_high_risk_secs` in a high-risk area; at least 600 s and `intervals` of her \
             reporting interval, or of that in which the feed passes her reports on), while every \
             station that heard her in the two minutes before still hears `others` other vessels \
             within `radius_nm` or `wide_others` within `wide_radius_nm`: in the ten minutes \
             after her last report, and at the moment of raising about her reckoned position. One \
             of them was heard since she fell silent `beyond_nm` or more beyond her last position \
             (further where a feed passes on few reports), within 45 degrees of her course, or \
             two were on either side of it: whoever leaves a station's range leaves all others \
             behind, and the outline of what it hears bulges outward. Of a ship whose reports a \
             feed thins out, others were heard behind where she would have been likewise, for the \
             receiver may be on a ship that leaves her astern. Time in which none of the others \
             was heard for five minutes, and three of her intervals, is no silence of hers. Those who follow her show \
             it when they have come as far, so that she may be told of later than at the tier. \
             Not where stations have lost Class A ships under way anyway, two at least and more \
             than `lost_share_max` of those there. Escalates at `tier_long_secs`. A prototype \
             found 43 of 189 real ships silenced on purpose, with 2 false.",
    clears: "On reappearance, with how far she is from where she would have sailed. Withdrawn if late \
             reports fill the gap.",
    source: "M3 600 s; Skylight 6 h; Global Fishing Watch 12 h; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility],
    parameters: AisDark::PARAMETERS,
};

/// Silence before anything is judged.
pub(super) const SILENCE_FLOOR: Duration = Duration::from_mins(10);
/// And in her intervals: of a ship at anchor three reports in a row may be lost any day.
const SILENCE_FLOOR_INTERVALS: u32 = 10;
/// A ship that fast is under way, whatever an area says of those that are judged.
const UNDER_WAY_KN: f64 = 3.0;
/// Stations that heard her this long before her last report have to be heard from still.
const STATION_MEMORY: Duration = Duration::from_mins(2);
/// "Still heard" at the moment of raising: of so many reports one at least, for a third of them may be
/// lost; ships at anchor report every three minutes.
const STILL_HEARD: Duration = Duration::from_mins(4);
const STILL_HEARD_INTERVALS: u32 = 4;
/// Where a feed passes on few reports she may have sailed on for so many of them before she fell silent:
/// reception fades before it ends.
const BEYOND_INTERVALS: u32 = 8;
/// What makes a reception steady: over so many reporting intervals, so many reports at least, none
/// older than two intervals for this share of the time.
const STEADY_INTERVALS: u32 = 40;
const STEADY_REPORTS: usize = 5;
const STEADY_SHARE: f64 = 0.7;
/// Behind means at all, metres.
const BEHIND_METRES: f64 = 1.0;
/// Her stations hear nothing if none of the others was heard for so long, and for so many of her intervals.
const UNHEARD_MIN: Duration = Duration::from_mins(5);
const UNHEARD_INTERVALS: u32 = 3;
/// So far back tracks tell when others were heard.
const TRACK_SPAN: Duration = Duration::from_mins(45);
/// Who was near in the ten minutes of which coverage is judged has sailed no further, nautical miles.
const SAILED_NM: f64 = 5.0;
/// A track keeps older fixes no closer than this.
const TRACK_SPACING: Duration = Duration::from_secs(10);

/// Whether a contact is a ship whose silence would mean something: protected, Class A, under way,
/// not moored or at anchor, and received steadily until the end.
pub(super) fn is_candidate(contact: &Contact, area: &WatchArea, limits: &AisDark) -> bool {
    craft::is_protected(contact, area)
        && contact.class == TransponderClass::A
        && !contact.lies_by_status()
        && !contact.stillness.is_fixed()
        && contact.speed().is_some_and(|speed| round(speed.get(), 1) >= limits.sog_kn_min)
        && is_steady(contact)
        && !falls_silent(contact)
}

/// Whether a contact's silence says something of what is heard where it was: of a ship under way, however
/// badly received. Small craft and who is moored are switched off any day.
pub(super) fn tells_of_coverage(contact: &Contact) -> bool {
    craft::is_ship(contact)
        && contact.class == TransponderClass::A
        && !contact.lies_by_status()
        && !contact.stillness.is_fixed()
        && contact.speed().is_some_and(|speed| speed.get() >= UNDER_WAY_KN)
}

/// Silence of a contact before anything is judged.
pub(super) fn silence_floor(contact: &Contact) -> Duration {
    SILENCE_FLOOR.max(interval(contact) * SILENCE_FLOOR_INTERVALS)
}

/// The silence that raises in an area.
pub(super) fn required(contact: &Contact, area: &WatchArea, limits: &AisDark) -> Duration {
    let tier = match area.kind {
        AreaKind::HighRiskArea => limits.tier_high_risk_secs.min(limits.tier_secs),
        _ => limits.tier_secs,
    };
    let intervals = interval(contact).max(middle_interval(contact)).mul_f64(limits.intervals);
    Duration::from_secs_f64(tier).max(intervals).max(SILENCE_FLOOR)
}

/// The stations that heard her to the end.
pub(super) fn stations(contact: &Contact) -> Vec<StationId> {
    let begin = contact.last_heard.minus(STATION_MEMORY);
    let mut stations: Vec<_> =
        contact.heard_by.iter().filter(|(_, last)| *last >= begin).map(|(id, _)| id).collect();
    stations.sort_unstable();
    stations
}

/// Who else is heard near a place by a station that has to be heard from.
pub(super) struct Others {
    /// From her place, metres, by station.
    places: Vec<Vec<Vector>>,
    /// How far beyond her last position each was heard since she fell silent, in metres along her
    /// course (x) and to starboard of it (y), by station.
    beyond: Vec<Vec<Vector>>,
    /// How far behind where she would have been by then each was heard, likewise.
    behind: Vec<Vec<Vector>>,
    /// When they were heard since, as far as their tracks keep it.
    times: Vec<EventTime>,
}

impl Others {
    /// Other vessels near a place, now or at an earlier moment, that each of her stations has heard since
    /// a time of each.
    pub(super) fn heard(
        contact: &Contact,
        picture: &Picture,
        (place, then): (Position, Option<EventTime>),
        since: impl Fn(&Contact) -> EventTime,
        limits: &AisDark,
    ) -> Self {
        let stations = stations(contact);
        let mut heard = Self {
            places: vec![Vec::new(); stations.len()],
            beyond: vec![Vec::new(); stations.len()],
            behind: vec![Vec::new(); stations.len()],
            times: Vec::new(),
        };
        let radius_nm = limits.radius_nm.max(limits.wide_radius_nm);
        let reach_nm = radius_nm + if then.is_some() { SAILED_NM } else { 0.0 };
        let both = NauticalMiles::new(radius_nm).zip(NauticalMiles::new(reach_nm));
        let Some((radius, reach)) = both else { return heard };
        let frame = LocalFrame::at(place);
        let way = Way::of(contact);
        picture.contacts.near(place, reach, |_, other| {
            let counts_as_other = other.id != contact.id
                && (contact.exercise || !other.exercise)
                && craft::is_ship(other);
            let there = [other.position(), then.and_then(|then| other.track.at(then))];
            let mut there: Vec<Position> = there.into_iter().flatten().collect();
            let away = |there: &Position| distance(place, *there);
            there.retain(|there| counts_as_other && away(there) <= radius.metres());
            let nearest = there.iter().min_by(|a, b| away(a).get().total_cmp(&away(b).get()));
            let Some(there) = nearest.copied() else { return };
            let since = since(other);
            let beyond = way.as_ref().and_then(|way| way.furthest(other, contact.last_heard));
            let behind = way.as_ref().and_then(|way| way.backmost(other, contact.last_heard));
            let points = other.track.coarse().chain(other.track.recent());
            heard.times.extend(points.map(|point| point.time).chain([other.last_heard]));
            let all = heard.places.iter_mut().zip(&mut heard.beyond).zip(&mut heard.behind);
            for (((places, beyonds), behinds), station) in all.zip(&stations) {
                if other.heard_by.last(*station).is_some_and(|last| last > since) {
                    places.push(frame.project(there));
                    beyonds.extend(beyond);
                    behinds.extend(behind);
                }
            }
        });
        heard
    }

    /// The fewest that any of the stations heard, where each heard enough of them near enough.
    pub(super) fn enough(&self, limits: &AisDark) -> Option<u32> {
        let within = |places: &[Vector], radius_nm: f64| {
            let metres = radius_nm * METRES_PER_NAUTICAL_MILE;
            let count = places.iter().filter(|place| place.norm() <= metres).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let heard = |places: &Vec<Vector>| {
            let near = within(places, limits.radius_nm);
            let wide = within(places, limits.wide_radius_nm);
            let enough = f64::from(near) >= limits.others || f64::from(wide) >= limits.wide_others;
            enough.then_some(near.max(wide))
        };
        self.places.iter().map(heard).min().flatten()
    }

    /// Whether each station has heard somebody so many metres beyond her last position: ahead, or two
    /// with her course between them.
    pub(super) fn reach_beyond(&self, metres: f64) -> bool {
        self.beyond.iter().all(|places| reach(places, metres))
    }

    /// The same behind where she would have been: a receiver that moves leaves ships astern, and hears
    /// whoever is ahead of them.
    pub(super) fn reach_behind(&self) -> bool {
        self.behind.iter().all(|places| reach(places, BEHIND_METRES))
    }

    /// For how long none of them was heard in the time until now since she fell silent, in gaps that say that
    /// her stations heard nothing: as far as tracks reach back.
    pub(super) fn unheard(&self, contact: &Contact, now: EventTime) -> Duration {
        let gap_min = UNHEARD_MIN.max(middle_interval(contact) * UNHEARD_INTERVALS);
        let begin = contact.last_heard.max(now.minus(TRACK_SPAN));
        let mut times: Vec<EventTime> =
            self.times.iter().copied().filter(|time| *time > begin).chain([begin, now]).collect();
        times.sort_unstable();
        let gaps = times.windows(2).filter_map(|pair| {
            let [before, after] = pair else { return None };
            Some(after.since(*before))
        });
        gaps.filter(|gap| *gap > gap_min).sum()
    }
}

/// Whether somebody is so many metres along a way, within 45 degrees of it, or two with the way between them.
fn reach(places: &[Vector], metres: f64) -> bool {
    let is_along = |place: &Vector| place.x >= metres && place.y.abs() <= place.x;
    places.iter().any(is_along) || furthest_between(places) >= metres
}

/// Her last position, her course and her speed there.
struct Way {
    frame: LocalFrame,
    ahead: Vector,
    speed: f64,
}

impl Way {
    fn of(contact: &Contact) -> Option<Self> {
        let velocity = contact.velocity().filter(|velocity| velocity.norm() > 0.0)?;
        let frame = LocalFrame::at(contact.position()?);
        let speed = velocity.norm();
        Some(Self { frame, ahead: velocity * (1.0 / speed), speed })
    }

    /// Where another one was furthest behind her, had she sailed on, since a time.
    fn backmost(&self, other: &Contact, since: EventTime) -> Option<Vector> {
        let places = self.places(other, since).map(|(time, place)| {
            let sailed = self.speed * time.secs_since(since);
            Vector { x: sailed - place.x, ..place }
        });
        places.max_by(|one, other| one.x.total_cmp(&other.x))
    }

    /// Where another one was furthest along this way since a time: along it and to starboard.
    fn furthest(&self, other: &Contact, since: EventTime) -> Option<Vector> {
        let places = self.places(other, since).map(|(_, place)| place);
        places.max_by(|one, other| one.x.total_cmp(&other.x))
    }

    /// Where another one was since a time: along this way and to starboard.
    fn places(
        &self,
        other: &Contact,
        since: EventTime,
    ) -> impl Iterator<Item = (EventTime, Vector)> {
        let newest = other.track.newest().copied();
        let later = other.track.coarse().chain(newest).filter(move |point| point.time > since);
        later.map(|point| {
            let place = self.frame.project(point.position);
            let across = place.x * self.ahead.y - place.y * self.ahead.x;
            (point.time, Vector { x: place.dot(self.ahead), y: across })
        })
    }
}

/// How far ahead two places, one on either side of a way, lie on both sides of it at most, metres;
/// 0 where there are none.
fn furthest_between(places: &[Vector]) -> f64 {
    let (port, starboard): (Vec<Vector>, Vec<Vector>) =
        places.iter().partition(|place| place.y < 0.0);
    let mut furthest: f64 = 0.0;
    for one in &port {
        for other in &starboard {
            // Where the line between the two crosses the way.
            let share = one.y / (one.y - other.y);
            furthest = furthest.max(one.x + share * (other.x - one.x));
        }
    }
    furthest
}

/// Where she would be now.
pub(super) fn reckoned(contact: &Contact, now: EventTime) -> Option<Position> {
    let frame = LocalFrame::at(contact.position()?);
    Some(frame.unproject(contact.reckoned(&frame, now)?))
}

/// From when on others have to be heard for her to be missed: she would have been as well by then,
/// though one report were lost.
pub(super) fn missed_since(contact: &Contact) -> EventTime {
    contact.last_heard.plus(interval(contact) * 2)
}

/// How far beyond her last position others have to be heard, metres: the more seldom a feed passes her
/// reports on, the further on she may have fallen silent.
pub(super) fn beyond_metres(contact: &Contact, limits: &AisDark) -> f64 {
    let longer = interval(contact).saturating_sub(contact.nominal_interval());
    let speed = contact.velocity().map_or(0.0, Vector::norm);
    let sailed = speed * (longer * BEYOND_INTERVALS).as_secs_f64();
    limits.beyond_nm * METRES_PER_NAUTICAL_MILE + sailed
}

/// From when on another one has to have been heard at the moment of raising.
pub(super) fn still_heard_since(other: &Contact, now: EventTime) -> EventTime {
    let soon = now.minus(STILL_HEARD.max(other.nominal_interval() * STILL_HEARD_INTERVALS));
    if other.last_heard > soon {
        return soon;
    }
    now.minus(STILL_HEARD.max(interval(other) * STILL_HEARD_INTERVALS))
}

/// What a silence that has lasted for the longest tier shows.
pub(super) fn found_long(contact: &Contact, now: EventTime, limits: &AisDark) -> Found {
    let silence = round(now.secs_since(contact.last_heard), 0);
    let measures = vec![at_least("silence", silence, "s", limits.tier_long_secs)];
    Found { measures, step: 1, ..Found::default() }
}

/// What a silence shows.
pub(super) fn found(
    contact: &Contact,
    now: EventTime,
    required: Duration,
    others: u32,
    limits: &AisDark,
) -> Found {
    let silence = round(now.secs_since(contact.last_heard), 0);
    let mut measures = vec![
        at_least("silence", silence, "s", round(required.as_secs_f64(), 0)),
        at_least("others_heard", f64::from(others), "count", limits.others),
    ];
    if let Some(speed) = contact.speed().map(Knots::get) {
        measures.push(measured("sog", round(speed, 1), "kn"));
    }
    Found { measures, ..Found::default() }
}

/// How often she is heard from while nothing is amiss.
fn interval(contact: &Contact) -> Duration {
    contact.usual_interval().unwrap_or_else(|| contact.nominal_interval())
}

/// The middle one of her last gaps, however long: a feed may pass on a report in ten minutes.
fn middle_interval(contact: &Contact) -> Duration {
    contact.middle_interval().unwrap_or_default()
}

/// Whether a feed passes on fewer reports than she sends: then what it loses about her says little of where
/// its stations hear.
pub(super) fn is_thinned(contact: &Contact) -> bool {
    interval(contact) > contact.nominal_interval()
}

/// She was silent before, in the last three quarters of an hour, for as long as would be judged: she is
/// heard by chance, or has been told of.
fn falls_silent(contact: &Contact) -> bool {
    let floor = silence_floor(contact);
    let later = contact.track.coarse().skip(1);
    contact.track.coarse().zip(later).any(|(one, later)| later.time.since(one.time) >= floor)
}

/// She was received until the end as before: over the last forty intervals a report was no older than
/// two of them for most of the time. Where a third of all messages is lost that share is nine tenths,
/// at the edge of a station's range less than a half.
fn is_steady(contact: &Contact) -> bool {
    let interval = interval(contact).max(TRACK_SPACING);
    let (fresh, watched) = (interval * 2, interval * STEADY_INTERVALS);
    let (mut covered, mut whole) = (Duration::ZERO, Duration::ZERO);
    let mut reports = 1;
    let mut later: Option<EventTime> = None;
    for point in contact.track.recent().rev() {
        if let Some(later) = later {
            let gap = later.since(point.time);
            covered += gap.min(fresh);
            whole += gap;
            reports += 1;
        }
        if whole >= watched {
            break;
        }
        later = Some(point.time);
    }
    reports >= STEADY_REPORTS && covered.as_secs_f64() >= STEADY_SHARE * whole.as_secs_f64()
}
