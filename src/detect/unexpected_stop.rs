use std::time::Duration;

use super::condition::Need;
use super::craft;
use super::findings::{Found, at_least, at_most, measured, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea, WatchAreas};
use crate::domain::{
    EventTime, Knots, NauticalMiles, RuleId, ShipCategory, ShipType, TransponderClass,
};
use crate::geodesy::{LocalFrame, distance};
use crate::picture::{Contact, TrackPoint};

limits! { UnexpectedStop {
    before_kn_min: "kn" = 7.0 in 2.0..=50.0, "speed before a sudden stop, more than this";
    stopped_kn_max: "kn" = 1.0 in 0.1..=5.0, "speed after it, less than this";
    within_secs: "s" = 30.0 in 5.0..=600.0, "from the one to the other within this";
    hold_secs: "s" = 45.0 in 0.0..=3600.0, "time for which she stays stopped";
    drop_share_min: "ratio" = 0.5 in 0.1..=1.0, "or a drop by this share of her middle speed of half an hour";
    drop_kn_min: "kn" = 5.0 in 1.0..=50.0, "and by this much";
    drop_secs: "s" = 600.0 in 60.0..=3600.0, "within this time";
    places_nm: "nm" = 0.5 in 0.0..=5.0, "not this near to where vessels have stopped before";
    recovered_share: "ratio" = 0.7 in 0.1..=1.0, "share of her middle speed that ends it";
    clear_secs: "s" = 600.0 in 0.0..=7200.0, "for so long";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::UnexpectedStop,
    version: "13",
    phase: Phase::Suspicious,
    summary: "A ship under way lost her way where none are seen to stop.",
    raises: "A ship of 50 m or more goes from more than `before_kn_min` to less than \
             `stopped_kn_max` within `within_secs`, by her reports and by her positions, and \
             stays so for `hold_secs`; or she loses `drop_share_min` and `drop_kn_min` of her \
             middle speed of the half hour before (of what was heard of it) within `drop_secs` \
             (reckoned between two reports), for `hold_secs`; if that was no more than `before_kn_min`, so that no more than a \
             fifth is left within 90 s; or, if she loses it hard, of her middle speed of the \
             quarter of an hour before. Hard is that no more than a fifth is left within five \
             minutes, that the last `drop_kn_min` before that go within a minute (not of a \
             ferry), or that half goes on a ship of 100 m or more within 200 s, or 1.2 s for each \
             metre of her length. Not within `places_nm` of where a vessel was seen to stop half \
             an hour or longer before (of a loss within 90 s: she herself or two others), nor \
             where two others lie still within 1.5 nm, of a hard loss the nearer the less time it \
             took (0.5 nm up to 100 s; of a ferry twice as far), nor moored or at anchor, unless \
             she has made way for five minutes under that status, nor in ports, anchorages and \
             service routes. A loss that is not hard may be the way to a port or to a pilot: none \
             within 10 nm of where two others lie still, within 5 nm of such an area (of a ferry, \
             unless within 90 s) or of two ships at anchor, or within `places_nm` of where \
             another lost half of her way half an hour or longer before. What only a radar sees \
             is no port; nor are boats more than 3 nm off (0.5 nm, of a hard loss) or what a ship \
             has passed by more than 7 nm, but of a ferry. Nothing of that excuses a ship that \
             somebody who declares no service was alongside of within the hour. No drop of a \
             vessel at work: fishing, restricted in her ability to manoeuvre, or of a type that \
             stops at sea for what she does (a tug, dredger or fishing vessel, unless more than 8 kn go \
             within 90 s).",
    clears: "`recovered_share` of her middle speed for `clear_secs`.",
    source: "Danish Maritime Authority, AisAbnormal; trial on 13 recordings",
    on_in: &[AreaKind::HighRiskArea, AreaKind::TrafficLane, AreaKind::General],
    exempt_in: &[AreaKind::PortFacility, AreaKind::Anchorage, AreaKind::ServiceRoute],
    parameters: UnexpectedStop::PARAMETERS,
};

/// The middle speed is taken over this.
const MIDDLE_SPAN: Duration = Duration::from_mins(30);
/// And what she has kept of late, whatever it was before, over this.
const KEPT_SPAN: Duration = Duration::from_mins(15);
/// From so many fixes, 90 s apart.
const MIDDLE_FIXES: usize = 5;
/// Or from so few that are further apart, over this.
const SPARSE_FIXES: usize = 3;
const SPARSE_SPAN: Duration = Duration::from_mins(15);
/// A drop begins when she has still this share of her middle speed.
const FULL_SHARE: f64 = 0.95;
/// A port is where others lie still: this near to a hard stop; and ships slow down, take pilots and
/// wait as far off as this, nautical miles.
const BERTHS_NM: f64 = 1.5;
/// A long ship is slow before she comes so near to a quay: she does not stop there in a minute.
const QUAY_NM: f64 = 0.5;
const PORT_NM: f64 = 10.0;
/// Boats at rest are a harbour no further off than this, nautical miles, nor is what a ship has passed, or
/// left, further than that; but for a ferry, which comes and goes.
const BOATS_NM: f64 = 3.0;
const PASSED_NM: f64 = 7.0;
/// So near to an area that she may call at, or to ships at anchor.
const CALLS_NM: f64 = 5.0;
/// Who eases off for a pilot or an anchorage takes longer than this to lose nearly all of her way.
const HARD_SECS: f64 = 300.0;
/// Nor does any ship stop in less than this by herself.
const CRASH_SECS: f64 = 90.0;
/// Nor loses the last five knots of it, whatever she lost before, in less than this.
const LAST_OF_IT_SECS: f64 = 60.0;
/// What she has still of it then, of her middle speed.
const HARD_SHARE: f64 = 0.2;
/// A ship so long, metres, does not lose half of her way within so many seconds by her engine alone, nor
/// within so many of each of her metres.
const LONG_METRES: u16 = 100;
const STRUCK_SECS: f64 = 200.0;
const STRUCK_SECS_PER_METRE: f64 = 1.2;
/// Ferries brake hard for their piers; a cruise ship of this length does not, metres.
const CRUISE_METRES: u16 = 250;
/// Faster than this a tug, a dredger or a fishing vessel is on passage.
const PASSAGE_KN: f64 = 8.0;
/// The speed before a sudden stop is checked by the way made good since a fix so long before.
const CHECK_SECS: f64 = 30.0;
/// What a receiver at rest wanders, metres.
const WANDER_METRES: f64 = 30.0;

impl SubjectRule for UnexpectedStop {
    /// How long she has been stopped is in the judgement itself.
    fn need(&self) -> Need {
        Need::once(self.clear_secs)
    }

    /// With the time for which she stays stopped halved at level 2, and none at level 3.
    fn at_level(mut self, level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::One => {}
            SecurityLevel::Two => self.hold_secs /= 2.0,
            SecurityLevel::Three => self.hold_secs = 0.0,
        }
        self
    }

    /// Keeps her middle speed of before the stop (`number`, knots), and whether she may call at an area that is
    /// near (`flag`).
    /// Who lost her way had some.
    fn concerns(&self, subject: &Subject<'_>) -> bool {
        let contact = subject.contact;
        contact.may_be_protected() && contact.stillness.made_way_lately(subject.now)
    }

    fn judge(&self, subject: &Subject<'_>, area: &WatchArea, memo: &mut Memo) -> Option<Judgement> {
        let contact = subject.contact;
        let sog = round(contact.speed()?.get(), 1);
        if subject.raised {
            let recovered = sog >= round(memo.number * self.recovered_share, 1);
            return Some(if recovered {
                Judgement::clears()
            } else {
                Judgement::meets(Found {
                    measures: vec![measured("sog", sog, "kn")],
                    ..Found::default()
                })
            });
        }
        if !craft::is_protected(contact, area) {
            return Some(Judgement::clears());
        }
        let sudden = if sog < self.stopped_kn_max { self.sudden(contact) } else { None };
        let lost = || self.drop(contact).filter(|stop| !is_work(contact, stop));
        let Some(stop) = sudden.or_else(lost) else {
            return Some(Judgement::clears());
        };
        if !self.is_unexpected(subject, &stop) {
            return Some(Judgement::clears());
        }
        memo.number = stop.before_kn;
        let may_call = stop.eases() || (calls_at_piers(contact) && !stop.is_crash());
        memo.flag = may_call && !subject.boarded;
        let measures = vec![
            at_least("sog_before", stop.before_kn, "kn", stop.before_kn_min),
            at_most("sog", sog, "kn", stop.now_kn_max),
            at_most("stopped_within", stop.within_secs, "s", stop.limit_secs),
            measured("stopped_for", stop.held_secs, "s"),
        ];
        let missing_layers = vec!["ports"];
        Some(Judgement::meets(Found { measures, missing_layers, ..Found::default() }))
    }

    /// Whoever eases off does so on the way to a port, an anchorage or a pier of her route.
    fn may_begin(&self, subject: &Subject<'_>, areas: &WatchAreas, memo: &Memo) -> bool {
        let (place, off) = (subject.moved.to.position, NauticalMiles::new(CALLS_NM));
        let is_near = |kind: &AreaKind| off.is_some_and(|off| areas.is_near(place, off, *kind));
        !memo.flag || !SPEC.exempt_in.iter().any(is_near)
    }
}

/// A loss of way.
struct Stop {
    before_kn: f64,
    /// The speed at which she has to have been.
    before_kn_min: f64,
    /// The speed below which she has to be now.
    now_kn_max: f64,
    within_secs: f64,
    limit_secs: f64,
    held_secs: f64,
    /// In how long a time she lost nearly all of her way, or a long ship half of it, if that was soon.
    hard_secs: Option<f64>,
}

impl Stop {
    /// Whether she may have eased off, as for a port.
    const fn eases(&self) -> bool {
        self.hard_secs.is_none()
    }

    /// Whether she lost nearly all of her way as soon as no engine stops a ship: a single report lost makes a
    /// drop of a sudden stop.
    fn is_crash(&self) -> bool {
        self.hard_secs.is_some_and(|secs| secs <= CRASH_SECS)
    }

    /// How near a port explains it, nautical miles: whoever brakes late is the nearer to her berth, and a ferry
    /// is not so near to hers.
    fn port_nm(&self, calls_at_piers: bool) -> f64 {
        let all_of_it = if calls_at_piers { HARD_SECS / 2.0 } else { HARD_SECS };
        let share = |secs: f64| (secs / all_of_it).min(1.0);
        self.hard_secs.map_or(PORT_NM, |secs| (BERTHS_NM * share(secs)).max(QUAY_NM))
    }
}

impl UnexpectedStop {
    /// From more than one speed to less than another within half a minute, and held.
    fn sudden(&self, contact: &Contact) -> Option<Stop> {
        let newest = contact.track.newest()?;
        if round(contact.track.fastest_recent_kn(), 1) <= self.before_kn_min {
            return None;
        }
        let mut stopped: Option<TrackPoint> = None;
        for point in contact.track.recent().rev() {
            let sog = round(point.sog?.get(), 1);
            if sog > self.before_kn_min && made_way(contact, &point, self.before_kn_min) {
                let stopped = stopped?;
                let within = stopped.time.secs_since(point.time);
                let held = newest.time.secs_since(stopped.time);
                let holds = within <= self.within_secs && held >= self.hold_secs;
                return (holds && stays(&stopped, newest, self.stopped_kn_max)).then(|| Stop {
                    before_kn: sog,
                    before_kn_min: self.before_kn_min,
                    now_kn_max: self.stopped_kn_max,
                    within_secs: round(within, 0),
                    limit_secs: self.within_secs,
                    held_secs: round(held, 0),
                    hard_secs: Some(within),
                });
            }
            if sog < self.stopped_kn_max {
                stopped = Some(point);
            }
        }
        None
    }

    /// A drop within ten minutes, to a stop or not: from her middle speed of half an hour, or, if she lost
    /// nearly all of her way, from what she has kept of late, for she may have been faster or slower before.
    fn drop(&self, contact: &Contact) -> Option<Stop> {
        let now = contact.track.newest()?.sog?.get();
        // Worked out only for whoever was a good deal faster of late.
        if contact.track.fastest_coarse_kn() - now < self.drop_kn_min {
            return None;
        }
        let newest = contact.last_fix()?;
        // The half hour before the drop, which began no longer than its time before she was slow.
        let slow_at = self.slowed(contact, newest).map_or(newest, |(_, slowed)| slowed.time);
        let of_half_hour = self.slowed(contact, slow_at);
        let of_half_hour =
            of_half_hour.and_then(|(middle, slowed)| self.loss(contact, middle, &slowed));
        if of_half_hour.as_ref().is_some_and(|stop| !stop.eases()) {
            return of_half_hour;
        }
        let kept = middle_speed(contact, slow_at, KEPT_SPAN);
        let of_late =
            kept.and_then(|kept| self.loss(contact, kept, &self.slow_since(contact, kept)?));
        of_late.filter(|stop| !stop.eases()).or(of_half_hour)
    }

    /// The loss of a middle speed, in knots, of a ship that has been slow since a fix.
    fn loss(&self, contact: &Contact, middle: f64, slowed: &TrackPoint) -> Option<Stop> {
        let newest = contact.track.newest()?;
        let held = newest.time.secs_since(slowed.time);
        let before = contact.track.recent().rev().find(|point| point.time < slowed.time)?;
        let is_fast =
            |point: &TrackPoint| point.sog.is_some_and(|sog| sog.get() >= middle * FULL_SHARE);
        let lately = contact.track.recent().rev().find(is_fast);
        let fast = lately.or_else(|| contact.track.coarse().rev().find(is_fast))?;
        let since = crossed(contact, &fast, middle * FULL_SHARE);
        let within = slowed.time.secs_since(since);
        // When she had lost it, between two fixes that may lie minutes apart.
        let lost_by = crossed(contact, &before, middle - self.lost_kn(middle));
        let took = lost_by.min(slowed.time).secs_since(since);
        let hard_secs = self.hard_secs(contact, middle, (&fast, since), within);
        let is_crash = hard_secs.is_some_and(|secs| secs <= CRASH_SECS);
        // Whoever eases off from less may as well have been under way slowly.
        let holds = (is_crash || middle > self.before_kn_min)
            && before.time < slowed.time
            && took <= self.drop_secs
            && held >= self.hold_secs
            && made_good(slowed, newest, middle, self.drop_share_min);
        holds.then(|| Stop {
            hard_secs,
            before_kn_min: self.drop_kn_min,
            before_kn: round(middle, 1),
            now_kn_max: round(middle * (1.0 - self.drop_share_min), 1),
            within_secs: round(took, 0),
            limit_secs: self.drop_secs,
            held_secs: round(held, 0),
        })
    }

    /// In how long a time a ship lost nearly all of her middle speed, if that was hard, since a fix at which she
    /// had all of it and the moment when she had not; of a long ship that lost half of it `within` so many
    /// seconds, the share of that in what she would need.
    fn hard_secs(
        &self,
        contact: &Contact,
        middle: f64,
        (fast, since): (&TrackPoint, EventTime),
        within: f64,
    ) -> Option<f64> {
        let mut later = contact.track.recent().filter(|point| point.time > fast.time).peekable();
        let next = later.peek().copied();
        let is_left =
            |point: &TrackPoint| point.sog.is_some_and(|sog| sog.get() <= middle * HARD_SHARE);
        let lost = later.find(is_left);
        let secs = lost.map(|lost| {
            // Of what happened between two fixes her way says more.
            let unheard = Some(lost).filter(|lost| next == Some(*lost));
            let longest = unheard.and_then(|lost| longest_loss(fast, &lost));
            lost.time.secs_since(since).min(longest.unwrap_or(f64::INFINITY))
        });
        let of_length = contact.length().filter(|length| *length >= LONG_METRES);
        let struck = of_length.map(|length| {
            let needed = (f64::from(length) * STRUCK_SECS_PER_METRE).max(STRUCK_SECS);
            within.max(0.0) / needed * HARD_SECS
        });
        let crashed = lost.and_then(|lost| self.crashed(contact, middle, &lost));
        let soonest = [secs, struck, crashed].into_iter().flatten().reduce(f64::min);
        soonest.filter(|secs| *secs <= HARD_SECS)
    }

    /// In how long a time, if that was as soon as no engine does it, she lost the last `drop_kn_min` before a fix
    /// with no more than a fifth of her middle speed: she may have lost some before, as by a blackout. No ferry.
    fn crashed(&self, contact: &Contact, middle: f64, lost: &TrackPoint) -> Option<f64> {
        if calls_at_piers(contact) {
            return None;
        }
        let enough = middle * HARD_SHARE + self.drop_kn_min;
        let is_fast = |point: &TrackPoint| {
            point.time < lost.time && point.sog.is_some_and(|sog| sog.get() >= enough)
        };
        let fast = contact.track.recent().rev().find(is_fast)?;
        let secs = lost.time.secs_since(crossed(contact, &fast, enough));
        Some(secs).filter(|secs| *secs <= LAST_OF_IT_SECS)
    }

    /// Her middle speed, knots, of the half hour before a drop after which she was slow at a time, and since
    /// when she has been: with that middle speed she need not have been slow then.
    fn slowed(&self, contact: &Contact, at: EventTime) -> Option<(f64, TrackPoint)> {
        let begin = at.minus(Duration::from_secs_f64(self.drop_secs));
        // Of a ship not heard for so long, what was heard: the drop itself in it only lowers the middle.
        let middle =
            [begin, at].into_iter().find_map(|end| middle_speed(contact, end, MIDDLE_SPAN))?;
        Some((middle, self.slow_since(contact, middle)?))
    }

    /// How much of a middle speed, knots, makes a drop.
    fn lost_kn(&self, middle: f64) -> f64 {
        self.drop_kn_min.max(middle * self.drop_share_min)
    }

    /// Since when a ship with a middle speed, knots, has been slow.
    fn slow_since(&self, contact: &Contact, middle: f64) -> Option<TrackPoint> {
        let is_slow = |point: &TrackPoint| {
            let lost = point.sog.map(|sog| round(middle - sog.get(), 1));
            lost.is_some_and(|lost| {
                lost >= self.drop_kn_min && lost >= round(middle * self.drop_share_min, 1)
            })
        };
        contact.track.recent().rev().take_while(is_slow).last()
    }

    /// Neither moored nor at anchor, as she says truly, nor where ships stop or slow down.
    fn is_unexpected(&self, subject: &Subject<'_>, stop: &Stop) -> bool {
        let contact = subject.contact;
        let (port_nm, eases) = (stop.port_nm(calls_at_piers(contact)), stop.eases());
        let boats_nm = if eases { BOATS_NM } else { QUAY_NM };
        let is_port = |other: &Contact, range_nm: f64| {
            let is_far_boat = || craft::is_small(other) && range_nm > boats_nm;
            let is_past = || range_nm > PASSED_NM && !is_ahead(contact, other);
            is_berth(other) && (calls_at_piers(contact) || !is_far_boat() && !is_past())
        };
        let calls = craft::is_near_berths(contact, subject.picture, port_nm, is_port)
            || (eases && craft::is_near_anchorage(contact, subject.picture, CALLS_NM));
        let is_usual = calls || self.is_usual(subject, stop.is_crash(), eases);
        !contact.lies_by_status() && (subject.boarded || !is_usual)
    }

    /// Where others (two of them, if it is sudden) or she herself stopped before; or where another one slowed
    /// down, if she eases off.
    fn is_usual(&self, subject: &Subject<'_>, is_sudden: bool, eases: bool) -> bool {
        let (habits, place, by) =
            (&subject.picture.habits, subject.moved.to.position, subject.contact.id);
        habits.is_stopping_place(place, self.places_nm, (by, is_sudden), subject.now)
            || (eases && habits.is_slowing_place(place, self.places_nm, by, subject.now))
    }
}

/// Whether something that lies still is at a berth as far as that is known: what only a radar sees may be a
/// buoy.
fn is_berth(contact: &Contact) -> bool {
    contact.class != TransponderClass::Radar
}

/// Whether another one lies ahead of a ship by the way that she has made of late.
fn is_ahead(contact: &Contact, other: &Contact) -> bool {
    let places = contact.position().zip(other.position()).zip(contact.track.coarse().next());
    let Some(((here, there), first)) = places else { return true };
    let frame = LocalFrame::at(here);
    frame.project(first.position).dot(frame.project(there)) <= 0.0
}

/// When a ship had slowed to so many knots, by the last fix at which she had not and the one after it: they
/// may lie minutes apart.
fn crossed(contact: &Contact, fast: &TrackPoint, kn: f64) -> EventTime {
    let later = |point: &TrackPoint| point.time > fast.time;
    let after = [contact.track.coarse().find(later), contact.track.recent().find(later)];
    let after = after.into_iter().flatten().min_by_key(|point| point.time);
    let speeds = fast.sog.zip(after.and_then(|after| after.sog));
    let (Some(after), Some((from, to))) = (after, speeds) else { return fast.time };
    let lost = from.get() - to.get();
    let share = if lost > 0.0 { ((from.get() - kn) / lost).clamp(0.0, 1.0) } else { 0.0 };
    fast.time.plus(after.time.since(fast.time).mul_f64(share))
}

/// How long a ship took at most to lose what she did between two fixes, seconds, by the way that she made between
/// them, if she lost it evenly: sooner or later, at the speeds of either before and after.
fn longest_loss(fast: &TrackPoint, slow: &TrackPoint) -> Option<f64> {
    let [from, to] = [fast.sog?, slow.sog?].map(Knots::metres_per_second);
    let secs = slow.time.secs_since(fast.time);
    let way = distance(fast.position, slow.position).get();
    let spare = (from * secs - way).min(way - to * secs);
    (from > to).then(|| (2.0 * spare / (from - to)).max(0.0))
}

/// Whether a vessel loses her way for what she does at sea: a tug, a dredger or a fishing vessel that does not
/// say so loses none of a passage at once.
fn is_work(contact: &Contact, stop: &Stop) -> bool {
    let on_passage =
        craft::is_tug(contact) || craft::is_dredger(contact) || craft::is_fisher(contact);
    let is_of_passage = on_passage && stop.is_crash() && stop.before_kn > PASSAGE_KN;
    craft::says_at_work(contact) || (craft::is_of_work(contact) && !is_of_passage)
}

/// Whether a vessel is a ferry by her type and length.
fn calls_at_piers(contact: &Contact) -> bool {
    let category = contact.statics.ship_type.map(ShipType::category);
    let is_cruise_ship = contact.length().is_some_and(|length| length >= CRUISE_METRES);
    category == Some(ShipCategory::Passenger) && !is_cruise_ship
}

/// Whether her positions too say that she made more than so many knots at a point of her track: one
/// wild report of a ship that lies makes no way.
fn made_way(contact: &Contact, point: &TrackPoint, kn: f64) -> bool {
    let long_before = |before: &TrackPoint| point.time.secs_since(before.time) >= CHECK_SECS;
    let before = contact.track.recent().rev().find(long_before);
    before.is_some_and(|before| {
        let secs = point.time.secs_since(before.time);
        let made = distance(before.position, point.position).get();
        made + WANDER_METRES > Knots::new(kn).map_or(0.0, Knots::metres_per_second) * secs
    })
}

/// Whether her positions too say that she lies still: a report of no speed alone proves nothing.
fn stays(stopped: &TrackPoint, newest: &TrackPoint, stopped_kn_max: f64) -> bool {
    let secs = newest.time.secs_since(stopped.time);
    let made = distance(stopped.position, newest.position).get();
    made <= WANDER_METRES + Knots::new(stopped_kn_max).map_or(0.0, Knots::metres_per_second) * secs
}

/// Whether her positions too say that she has lost that share of her way.
fn made_good(slowed: &TrackPoint, newest: &TrackPoint, middle_kn: f64, share: f64) -> bool {
    let secs = newest.time.secs_since(slowed.time);
    let made = distance(slowed.position, newest.position).get();
    let speed = Knots::new(middle_kn * (1.0 - share)).map_or(0.0, Knots::metres_per_second);
    made <= WANDER_METRES + speed * secs
}

/// The middle of her reported speeds in a span that ends at `end`.
fn middle_speed(contact: &Contact, end: EventTime, span: Duration) -> Option<f64> {
    let begin = end.minus(span);
    let (heard, mut speeds): (Vec<EventTime>, Vec<f64>) = contact
        .track
        .coarse()
        .filter(|point| point.time >= begin && point.time <= end)
        .filter_map(|point| Some((point.time, point.sog?.get())))
        .unzip();
    let spans = heard.first().zip(heard.last()).map(|(first, last)| last.since(*first));
    let are_sparse = speeds.len() >= SPARSE_FIXES && spans >= Some(SPARSE_SPAN);
    if speeds.len() < MIDDLE_FIXES && !are_sparse {
        return None;
    }
    speeds.sort_by(f64::total_cmp);
    speeds.get(speeds.len() / 2).copied()
}
