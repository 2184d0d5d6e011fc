use std::time::Duration;

use super::simplify;
use crate::query::{BadParameter, Parameters, PositionRow};

/// Longest span that a way is cut or resampled by, seconds: a week.
const SPAN_MAX_SECS: f64 = 604_800.0;

/// Largest deviation that simplification may be asked for, metres.
const SIMPLIFY_MAX_METRES: f64 = 1_000_000.0;

/// How a way is made smaller; every point that stays is one that was reported.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Thinning {
    /// A new piece begins where nothing was heard for longer than this.
    pub gap: Option<Duration>,
    /// The first report of each such interval stays, counted from 1970.
    pub every: Option<Duration>,
    /// What stays deviates from what was reported by at most so many metres (Douglas-Peucker).
    pub simplify_metres: Option<f64>,
    /// Points of a contact at most: those that matter most for the shape (Douglas-Peucker).
    pub points_max: Option<usize>,
}

impl Thinning {
    /// `gap`, `every`, `simplify` and `max_points`.
    pub(in crate::query) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let span = |seconds: f64| Duration::from_secs_f64(seconds);
        Ok(Self {
            gap: parameters.amount("gap", "seconds", SPAN_MAX_SECS)?.map(span),
            every: parameters.amount("every", "seconds", SPAN_MAX_SECS)?.map(span),
            simplify_metres: parameters.amount("simplify", "metres", SIMPLIFY_MAX_METRES)?,
            points_max: parameters.take("max_points", |text| {
                let valid = text.parse().ok().filter(|points| (2..=100_000).contains(points));
                valid.ok_or_else(|| "a number from 2 to 100000".to_owned())
            })?,
        })
    }

    /// Whether a contact's whole way has to be known before any of it can be given out.
    pub(in crate::query) const fn needs_whole(&self) -> bool {
        self.gap.is_some()
            || self.every.is_some()
            || self.simplify_metres.is_some()
            || self.points_max.is_some()
    }

    /// Thins the way of one contact, by time.
    pub(in crate::query) fn apply(&self, way: &mut Vec<PositionRow>) {
        if let Some(gap) = self.gap {
            cut(way, gap);
        }
        if let Some(every) = self.every {
            resample(way, every);
        }
        if self.simplify_metres.is_some() || self.points_max.is_some() {
            let tolerance = self.simplify_metres.unwrap_or(0.0);
            simplify::simplify(way, tolerance, self.points_max.unwrap_or(usize::MAX));
        }
    }
}

/// Numbers the pieces between gaps, and those that it has already.
fn cut(way: &mut [PositionRow], gap: Duration) {
    let mut segment = 0;
    let mut last = None;
    for row in way {
        let (time, piece) = (row.point.fix.time, row.segment);
        let begins = |(last, before)| time.since(last) > gap || piece != before;
        segment += u32::from(last.is_some_and(begins));
        row.segment = segment;
        last = Some((time, piece));
    }
}

fn resample(way: &mut Vec<PositionRow>, every: Duration) {
    let every = i64::try_from(every.as_millis()).unwrap_or(i64::MAX).max(1);
    let interval =
        |row: &PositionRow| (row.segment, row.point.fix.time.as_millis().div_euclid(every));
    way.dedup_by(|later, earlier| interval(later) == interval(earlier));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::samples::way;

    #[test]
    fn a_way_is_cut_where_the_gap_is_longer_and_nowhere_else() {
        let mut rows = way(&[(0, 0.0, 0.0), (60, 0.0, 0.0), (121, 0.0, 0.0), (122, 0.0, 0.0)]);
        let thinning = Thinning { gap: Some(Duration::from_mins(1)), ..Thinning::default() };
        thinning.apply(&mut rows);
        assert_eq!(rows.iter().map(|row| row.segment).collect::<Vec<_>>(), [0, 0, 1, 1]);
    }

    #[test]
    fn what_is_in_pieces_already_stays_so_between_gaps() {
        let mut rows = way(&[(0, 0.0, 0.0), (60, 0.0, 0.0), (61, 0.0, 0.0), (200, 0.0, 0.0)]);
        (rows[1].segment, rows[2].segment, rows[3].segment) = (1, 1, 1);
        let thinning = Thinning { gap: Some(Duration::from_mins(1)), ..Thinning::default() };
        thinning.apply(&mut rows);
        assert_eq!(rows.iter().map(|row| row.segment).collect::<Vec<_>>(), [0, 1, 1, 2]);
    }

    #[test]
    fn one_report_of_each_interval_stays() {
        let mut rows = way(&[(1, 0.0, 0.0), (9, 0.0, 0.0), (10, 0.0, 0.0), (35, 0.0, 0.0)]);
        let thinning = Thinning { every: Some(Duration::from_secs(10)), ..Thinning::default() };
        thinning.apply(&mut rows);
        let times: Vec<i64> = rows.iter().map(|row| row.point.fix.time.as_secs()).collect();
        assert_eq!(times, [1, 10, 35]);
    }
}
