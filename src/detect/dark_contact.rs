use std::time::Duration;

use super::Priority;
use super::condition::Need;
use super::findings::{Found, at_least, round};
use super::rule::{Judgement, Memo, SubjectRule};
use super::subject::Subject;
use super::table::{Phase, RuleSpec, limits};
use crate::areas::{AreaKind, SecurityLevel, WatchArea};
use crate::domain::{EventTime, Knots, RuleId, TransponderClass};

limits! { DarkContact {
    sog_kn_min: "kn" = 3.0 in 0.0..=102.2, "slowest radar target that counts";
    track_secs: "s" = 60.0 in 0.0..=3600.0, "age of its track at least";
    harbour_track_secs: "s" = 300.0 in 0.0..=3600.0, "age of its track at least in port facilities and anchorages, where younger ones are mostly clutter";
    alone_secs: "s" = 180.0 in 0.0..=3600.0, "time without anybody's AIS within the gate";
    clear_secs: "s" = 120.0 in 0.0..=3600.0, "time for which it has to be somebody's by AIS before it clears";
} }

pub(super) const SPEC: RuleSpec = RuleSpec {
    id: RuleId::DarkContact,
    version: "2",
    phase: Phase::Suspicious,
    summary: "A radar follows a craft under way that sends no AIS.",
    raises: "A radar target at `sog_kn_min` or more, tracked for `track_secs` (`harbour_track_secs` \
             in port facilities and anchorages), without anybody's AIS within the gate for \
             `alone_secs`. The gate is 0.1 nm, 1.5 % of the range from the radar or three standard \
             deviations of the reckoned position, whichever is widest, and half the ship's length. \
             Alone it is a caution: many small craft need not carry AIS. Raised, it adds one to the \
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
        if !meets {
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

fn whole_secs(now: EventTime, since: EventTime) -> f64 {
    round(Duration::as_secs_f64(&now.since(since)), 0)
}
