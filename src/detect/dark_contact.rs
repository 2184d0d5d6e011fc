use std::time::Duration;

use super::Priority;
use super::condition::Need;
use super::findings::{Found, at_least, round};
use super::pair::ROUNDING_KN;
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea};
use crate::domain::{EventTime, KNOT, Knots, RuleId, TransponderClass};
use crate::geodesy::distance;
use crate::picture::Track;

limits! { DarkContact {
    sog_kn_min: "kn" = 3.0 in 0.0..=102.2, "slowest radar target that counts";
    track_secs: "s" = 60.0 in 0.0..=3600.0, "age of its track at least";
    harbour_track_secs: "s" = 300.0 in 0.0..=3600.0, "age of its track at least in port facilities and anchorages, where younger ones are mostly clutter";
    alone_secs: "s" = 180.0 in 0.0..=3600.0, "time without anybody's AIS within the gate";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "time for which it has to be somebody's by AIS before it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::DarkContact,
    version: "4",
    phase: Phase::Suspicious,
    summary: "A radar follows a craft under way that sends no AIS.",
    raises: "A radar target at `sog_kn_min` or more, tracked for `track_secs` \
             (`harbour_track_secs` in port facilities and anchorages), without anybody's AIS \
             within the gate for `alone_secs`, most minutes of which it made that way, and all \
             together, for plots of a slow boat are off. The gate is 0.1 nm, 1.5 % of the range \
             from the radar or three standard deviations of the reckoned position, whichever is \
             widest, and half the ship's length; whose echo it was is waited for over five of her \
             usual intervals, a quarter of an hour at most (a ship heard once ten minutes). Alone \
             it is a caution: many small craft need not carry AIS. Raised, it adds one to the \
             threat of what the craft does about a target.",
    clears: "Somebody's by AIS for `clear_secs`, or lost by the radar for five minutes.",
    source: "IMO MSC.192(79), accuracy of trackers; UKMTO list; trial: of 256 tracks of 60 s in a \
             port 219 were unmatched, of 34 of 300 s 10",
    on_in: &[
        AreaKind::HighRiskArea,
        AreaKind::PortFacility,
        AreaKind::Anchorage,
        AreaKind::Restricted,
        AreaKind::General,
    ],
    exempt_in: &[],
    parameters: DarkContact::PARAMETERS,
};

/// A minute of plots tells knots, in spite of what both of its ends are off.
const LEG: Duration = Duration::from_mins(1);

impl SubjectRule for DarkContact {
    /// The time alone is in the judgement itself: one suffices.
    fn need(&self) -> Need {
        Need::once(self.clear_secs)
    }

    /// With the time alone halved at level 2, and none at level 3; the track has to be as old.
    fn at_level(mut self, level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::One => {}
            SecurityLevel::Two => self.alone_secs /= 2.0,
            SecurityLevel::Three => self.alone_secs = 0.0,
        }
        self
    }

    fn judge(
        &self,
        subject: &Subject<'_>,
        area: &WatchArea,
        _memo: &mut Memo,
    ) -> Option<Judgement> {
        let Subject { contact, picture, now, .. } = subject;
        if contact.class != TransponderClass::Radar {
            return None;
        }
        if picture.associations.is_shadow(contact) {
            return Some(Judgement::clears());
        }
        let alone_since = picture.associations.alone_since(contact.id)?;
        let track_secs_min = match area.kind {
            AreaKind::PortFacility | AreaKind::Anchorage => self.harbour_track_secs,
            _ => self.track_secs,
        };
        let speed = round(contact.speed().map_or(0.0, Knots::get), 1);
        let [alone, age] = [alone_since, contact.first_heard].map(|since| whole_secs(*now, since));
        let meets = speed >= self.sog_kn_min && alone >= self.alone_secs && age >= track_secs_min;
        if !meets || !self.goes_on(&contact.track) {
            return Some(Judgement::between());
        }
        let measures = vec![
            at_least("sog", speed, "kn", self.sog_kn_min),
            at_least("track_age", age, "s", track_secs_min),
            at_least("without_ais", alone, "s", self.alone_secs),
        ];
        Some(Judgement::meets(Found {
            measures,
            ceiling: Some(Priority::Caution),
            missing_layers: vec!["coast"],
            ..Found::default()
        }))
    }
}

impl DarkContact {
    /// Whether most of the last legs of a minute, of the time alone or of the last minute at least, were made at
    /// the slowest speed that counts, or at their ends she says so; and all of them together as well, for in many
    /// minutes of a slow boat's plots there are two that make her fast.
    fn goes_on(&self, track: &Track) -> bool {
        let speed_min = (self.sog_kn_min - ROUNDING_KN) * KNOT;
        let Some(last) = track.newest().copied() else { return false };
        let begin =
            last.time.minus(Duration::from_secs_f64(self.alone_secs.max(LEG.as_secs_f64())));
        let (mut end, mut legs, mut made, mut more) = (last, 0, 0, 0.0);
        for fix in track.recent().rev() {
            if end.time <= begin || end.time.since(fix.time) < LEG {
                continue;
            }
            let way = distance(fix.position, end.position).get();
            let says = end.sog.is_some_and(|sog| sog.metres_per_second() >= speed_min);
            let beyond = way - speed_min * end.time.secs_since(fix.time);
            legs += 1;
            made += u32::from(says || beyond >= 0.0);
            more += if says { beyond.max(0.0) } else { beyond };
            end = fix;
        }
        2 * made > legs && more >= 0.0
    }
}

fn whole_secs(now: EventTime, since: EventTime) -> f64 {
    round(Duration::as_secs_f64(&now.since(since)), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::table::Limits;
    use crate::domain::Position;
    use crate::geodesy::{LocalFrame, Vector};
    use crate::picture::TrackPoint;

    /// A track of plots every so many seconds at a speed in knots, each off to east or west in turn by so many
    /// metres.
    fn plotted(every: u32, count: u32, kn: f64, off: f64, sog: Option<f64>) -> Track {
        let origin = Position::new(50.3, 13.9).expect("a place");
        let mut track = Track::default();
        for number in 0..count {
            let secs = f64::from(number * every);
            let side = if number % 7 < 3 { off } else { -off };
            let place = Vector { x: kn * KNOT * secs + side, y: 0.0 };
            track.insert(TrackPoint {
                time: EventTime::from_secs(1_000_000).plus(Duration::from_secs_f64(secs)),
                position: LocalFrame::at(origin).unproject(place),
                sog: sog.and_then(Knots::new),
                cog: None,
            });
        }
        track
    }

    #[test]
    fn a_boat_at_rest_goes_nowhere_however_far_two_of_its_plots_are_apart() {
        let limits = DarkContact::resolve(|_| None);
        // Seconds between plots, how many, knots, metres off, knots as stated.
        assert!(!limits.goes_on(&plotted(3, 70, 0.0, 30.0, None)));
        assert!(limits.goes_on(&plotted(3, 70, 4.0, 5.0, None)));
        assert!(limits.goes_on(&plotted(3, 70, 9.0, 30.0, None)));
        assert!(!limits.goes_on(&plotted(3, 70, 2.0, 5.0, None)));
        // Two of three minutes are fast by what the plots are off.
        assert!(!limits.goes_on(&plotted(20, 15, 2.3, 12.0, None)));
        // Who states a speed is believed, and who is plotted seldom is seen by the way between two plots.
        assert!(limits.goes_on(&plotted(3, 70, 0.5, 5.0, Some(4.0))));
        assert!(limits.goes_on(&plotted(120, 3, 4.0, 5.0, None)));
        // Of the first minute nothing is known.
        assert!(!limits.goes_on(&plotted(3, 15, 9.0, 5.0, None)));
        // Who has lain for most of three minutes goes on no more.
        let mut track = plotted(3, 50, 6.0, 5.0, None);
        assert!(limits.goes_on(&track));
        let last = track.newest().copied().expect("a plot");
        for secs in (3..150).step_by(3) {
            track.insert(TrackPoint { time: last.time.plus(Duration::from_secs(secs)), ..last });
        }
        assert!(!limits.goes_on(&track));
    }
}
