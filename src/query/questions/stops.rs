use std::time::Duration;

use super::encounters::least_minutes;
use crate::domain::{ContactId, EventTime, Knots, NavigationalStatus, Position};
use crate::geodesy::distance;
use crate::query::span::{Span, cursor};
use crate::query::{
    AreaOfInterest, BadParameter, Budget, Column, Kind, Page, Parameters, QueryError, Row, Schema,
    Sources, Value, history,
};
use crate::store::TrackRow;

const LIMIT_DEFAULT: usize = 1000;
const LIMIT_MAX: usize = 10_000;
const MINUTES_DEFAULT: f64 = 30.0;
const SPAN_DEFAULT: Duration = Duration::from_hours(24 * 7);

/// Above this speed she is under way.
const SOG_MAX_KN: f64 = 1.0;

/// She swings at anchor within this of where she stopped: a quarter of a nautical mile.
const SWING_METRES: f64 = 463.0;

/// A longer silence ends a stop.
const SILENCE_MAX: Duration = Duration::from_hours(6);

const COLUMNS: [Column; 9] = [
    Column { name: "contact", kind: Kind::Text },
    Column { name: "from", kind: Kind::Time },
    Column { name: "to", kind: Kind::Time },
    Column { name: "minutes", kind: Kind::Number },
    Column { name: "reports", kind: Kind::Integer },
    Column { name: "navigational_status", kind: Kind::Integer },
    Column { name: "area", kind: Kind::Text },
    Column { name: "area_kind", kind: Kind::Text },
    Column { name: "port_call", kind: Kind::Flag },
];

const STOPS: Schema =
    Schema { name: "stops", columns: &COLUMNS, placed: true, moving: false, id: None };

/// Where a contact lay still. A stop is a port call where she lies in a watch area of kind
/// `port-facility`, or says that she is moored.
#[derive(Clone, Debug)]
pub struct Stops {
    contact: ContactId,
    least: Duration,
    span: Span,
    limit: usize,
    after: Option<EventTime>,
}

impl Stops {
    pub(super) fn take(
        contact: ContactId,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let mut span = Span::take(parameters, SPAN_DEFAULT)?;
        let after = span.take_cursor(parameters, |text| text.parse().ok())?;
        Ok(Self {
            contact,
            least: least_minutes(parameters, MINUTES_DEFAULT)?,
            span,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?,
            after,
        })
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let span = self.span.until(sources, || sources.end())?;
        let way = history::way(&sources.reader, budget, self.contact, span)?;
        if way.is_empty() {
            sources.expect(self.contact)?;
        }
        let mut stops = stops(&way, self.least);
        stops.retain(|stop| self.after.is_none_or(|after| stop.from > after));
        let areas = if stops.is_empty() { Vec::new() } else { (sources.areas)() };
        let last = stops.get(self.limit - 1).filter(|_| stops.len() > self.limit);
        let next = last.map(|stop| cursor(stop.from, span));
        let rows = stops.iter().map(|stop| self.row(stop, &areas)).collect();
        Ok(Page { next, ..Page::plain(STOPS, rows, self.limit) }.between(span.0, span.1))
    }

    fn row(&self, stop: &Stop, areas: &[AreaOfInterest]) -> Row {
        let area = smallest_around(areas, stop.place);
        let moored = stop.status == Some(NavigationalStatus::Moored);
        let values = vec![
            Value::Contact(self.contact),
            Value::Time(stop.from),
            Value::Time(stop.to),
            Value::decimals(Some(stop.to.secs_since(stop.from) / 60.0), 1),
            Value::count(stop.reports),
            Value::integer(stop.status.map(NavigationalStatus::code)),
            Value::text(area.map(|area| &area.id)),
            area.map_or(Value::Absent, |area| Value::Word(area.kind)),
            Value::Flag(moored || area.is_some_and(|area| area.kind == "port-facility")),
        ];
        Row { place: Some(stop.place), values }
    }
}

/// The smallest area around a place, but for the whole world.
fn smallest_around(areas: &[AreaOfInterest], place: Position) -> Option<&AreaOfInterest> {
    let around = areas.iter().filter(|area| !area.shape.is_world() && area.shape.contains(place));
    around.min_by(|a, b| a.shape.area_square_metres().total_cmp(&b.shape.area_square_metres()))
}

#[derive(Clone, Debug, PartialEq)]
struct Stop {
    from: EventTime,
    to: EventTime,
    /// Where she stopped.
    place: Position,
    reports: usize,
    /// The last that she said.
    status: Option<NavigationalStatus>,
}

/// Runs of reports that stay within a swing of the first slow one; a single fast report within it
/// is an error of the receiver, not a departure.
fn stops(way: &[TrackRow], least: Duration) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    let mut open: Option<Stop> = None;
    for point in way {
        let fix = &point.fix;
        match &mut open {
            Some(stop)
                if fix.time.since(stop.to) <= SILENCE_MAX
                    && distance(stop.place, fix.position).get() <= SWING_METRES =>
            {
                stop.to = fix.time;
                stop.reports += 1;
                stop.status = fix.navigational_status.or(stop.status);
            }
            _ => {
                stops.extend(open.take());
                let slow = fix.sog.map(Knots::get).is_some_and(|sog| sog <= SOG_MAX_KN);
                open = slow.then_some(Stop {
                    from: fix.time,
                    to: fix.time,
                    place: fix.position,
                    reports: 1,
                    status: fix.navigational_status,
                });
            }
        }
    }
    stops.extend(open);
    stops.retain(|stop| stop.to.since(stop.from) >= least);
    stops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::samples;

    fn way(points: &[(i64, f64, f64)]) -> Vec<TrackRow> {
        let rows = samples::way(&points.iter().map(|&(t, x, _)| (t, x, 0.0)).collect::<Vec<_>>());
        let sog = points.iter().map(|point| point.2);
        rows.into_iter()
            .zip(sog)
            .map(|(mut row, sog)| {
                row.point.fix.sog = Knots::new(sog);
                row.point
            })
            .collect()
    }

    #[test]
    fn a_stop_lasts_while_she_stays_within_her_swing() {
        // (seconds, degrees east, knots): in, three reports within 0.003 degrees = 334 m, out.
        let way = way(&[
            (0, 0.9, 12.0),
            (600, 1.0, 0.4),
            (1_200, 1.003, 0.1),
            (2_400, 1.001, 1.4),
            (3_000, 1.1, 10.0),
        ]);
        let half_an_hour = Duration::from_mins(30);
        let found = stops(&way, half_an_hour);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from.as_secs(), found[0].to.as_secs()), (600, 2_400));
        assert_eq!(found[0].reports, 3);
        assert_eq!(stops(&way, Duration::from_mins(31)), []);
    }

    #[test]
    fn a_long_silence_ends_a_stop() {
        let way = way(&[(0, 1.0, 0.0), (3_600, 1.0, 0.0), (3_600 * 9, 1.0, 0.0)]);
        let found = stops(&way, Duration::from_mins(30));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to.as_secs(), 3_600);
    }
}
