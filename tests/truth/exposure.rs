//! How long vessels were watched.

use std::collections::BTreeMap;

use picket::domain::{ContactId, EventTime, TransponderClass};
use picket::picture::{Change, TrackUpdate};

/// A longer gap between two reports of a vessel is no watch.
const GAP_MAX_SECS: f64 = 600.0;
/// The share of reports that may lie outside of a recording's span: stray rows of another hour would
/// make a short recording a day.
const STRAY_SHARE: f64 = 0.01;

/// The watch over vessels so far.
#[derive(Default)]
pub(crate) struct Exposure {
    last: BTreeMap<ContactId, EventTime>,
    secs: f64,
    times: Vec<EventTime>,
}

impl Exposure {
    /// Takes in what one report changed.
    pub(crate) fn observe(&mut self, update: &TrackUpdate) {
        let is_vessel = matches!(
            update.class,
            TransponderClass::A | TransponderClass::B | TransponderClass::Unknown
        );
        if !is_vessel || !matches!(update.change, Change::Fix(_)) {
            return;
        }
        self.times.push(update.time);
        if let Some(before) = self.last.insert(update.contact, update.time) {
            let gap = update.time.secs_since(before);
            if (0.0..=GAP_MAX_SECS).contains(&gap) {
                self.secs += gap;
            }
        }
    }

    /// Vessel-hours: the sum of each vessel's gaps between reports of at most ten minutes.
    pub(crate) fn vessel_hours(&self) -> f64 {
        self.secs / 3600.0
    }

    /// Vessels watched.
    pub(crate) fn vessels(&self) -> usize {
        self.last.len()
    }

    /// Seconds that hold 99 % of the reports.
    pub(crate) fn span_secs(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list"
        )]
        let stray = (times.len() as f64 * STRAY_SHARE / 2.0) as usize;
        match (times.get(stray), times.get(times.len().saturating_sub(stray + 1))) {
            (Some(first), Some(last)) => last.secs_since(*first),
            _ => 0.0,
        }
    }
}

#[test]
fn gaps_of_at_most_ten_minutes_are_watched() {
    use picket::domain::{FeedName, Position};
    use picket::picture::Fix;
    let mut exposure = Exposure::default();
    for secs in [0, 600, 1201, 1300] {
        let fix = Fix {
            time: EventTime::from_secs(secs),
            position: Position::new(0.0, 0.0).expect("a place"),
            sog: None,
            cog: None,
            true_heading: None,
            navigational_status: None,
        };
        exposure.observe(&TrackUpdate {
            contact: "mmsi:211000001".parse().expect("a contact"),
            mmsi: None,
            exercise: false,
            time: fix.time,
            late: false,
            feed: FeedName::from_stem("x"),
            station: None,
            class: TransponderClass::A,
            change: Change::Fix(fix),
        });
    }
    // 600 s and 99 s; 601 s are too long.
    assert!((exposure.vessel_hours() - 699.0 / 3600.0).abs() < 1e-12);
}
