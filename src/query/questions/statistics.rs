use std::collections::BTreeMap;
use std::time::Duration;

use super::vessels::class_of;
use crate::domain::{ContactId, EventTime, Knots};
use crate::query::span::Span;
use crate::query::within::Within;
use crate::query::{
    AreaOfInterest, BadParameter, Budget, Column, Kind, Page, Parameters, QueryError, Row, Schema,
    Sources, Value, history,
};
use crate::store::TrackRow;

const SPAN_DEFAULT: Duration = Duration::from_hours(24);

/// Groups of an answer at most: hours of a year.
const GROUPS_MAX: usize = 9_000;

const COLUMNS: [Column; 5] = [
    Column { name: "group", kind: Kind::Text },
    Column { name: "positions", kind: Kind::Integer },
    Column { name: "vessels", kind: Kind::Integer },
    Column { name: "sog_mean", kind: Kind::Number },
    Column { name: "sog_max", kind: Kind::Number },
];

const STATISTICS: Schema = Schema {
    name: "statistics",
    columns: &COLUMNS,
    placed: false,
    moving: false,
    id: Some("group"),
};

/// Counts of positions and vessels, by hour, class or watch area.
#[derive(Clone, Debug)]
pub struct Statistics {
    by: By,
    within: Within,
    span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Hour,
    Class,
    Area,
}

impl Statistics {
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let by = parameters.take("by", |text| match text {
            "hour" => Ok(By::Hour),
            "class" => Ok(By::Class),
            "area" => Ok(By::Area),
            _ => Err("hour, class or area".to_owned()),
        })?;
        Ok(Self {
            by: by.unwrap_or(By::Hour),
            within: Within::take(parameters)?,
            span: Span::take(parameters, SPAN_DEFAULT)?,
        })
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let span = self.span.until(sources, || sources.end())?;
        let areas = if self.by == By::Area { (sources.areas)() } else { Vec::new() };
        let boxes = self.within.boxes();
        let mut counts = Counts::default();
        for contact in history::contacts(&sources.reader, budget, &boxes, span)? {
            let class = class_of(sources.picture.vessel(contact)).to_text();
            let class = class.unwrap_or_else(|| "unknown".to_owned());
            history::walk(&sources.reader, budget, contact, span, |point| {
                if self.within.contains(point.fix.position) {
                    self.count(contact, &class, &areas, &point, &mut counts);
                }
                true
            })?;
        }
        let rows = counts.0.into_iter().map(|(group, count)| count.row(group)).collect();
        Ok(Page::plain(STATISTICS, rows, GROUPS_MAX).between(span.0, span.1))
    }

    fn count(
        &self,
        contact: ContactId,
        class: &str,
        areas: &[AreaOfInterest],
        point: &TrackRow,
        counts: &mut Counts,
    ) {
        match self.by {
            By::Hour => {
                let hour = point.fix.time.as_secs().div_euclid(3600) * 3600;
                counts.add(&EventTime::from_secs(hour).to_string(), contact, point);
            }
            By::Class => counts.add(class, contact, point),
            By::Area => {
                let around = areas.iter().filter(|area| area.shape.contains(point.fix.position));
                around.for_each(|area| counts.add(&area.id, contact, point));
            }
        }
    }
}

#[derive(Debug, Default)]
struct Counts(BTreeMap<String, Count>);

#[derive(Debug, Default)]
struct Count {
    positions: usize,
    vessels: usize,
    /// Contacts come one after the other: a vessel is counted where it is not the last again.
    last: Option<ContactId>,
    speeds: usize,
    sog_sum: f64,
    sog_max: Option<f64>,
}

impl Counts {
    fn add(&mut self, group: &str, contact: ContactId, point: &TrackRow) {
        if !self.0.contains_key(group) {
            self.0.insert(group.to_owned(), Count::default());
        }
        let Some(count) = self.0.get_mut(group) else { return };
        count.positions += 1;
        if count.last != Some(contact) {
            count.vessels += 1;
            count.last = Some(contact);
        }
        if let Some(sog) = point.fix.sog.map(Knots::get) {
            count.speeds += 1;
            count.sog_sum += sog;
            count.sog_max = Some(count.sog_max.map_or(sog, |max| max.max(sog)));
        }
    }
}

impl Count {
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    fn row(self, group: String) -> Row {
        let mean = (self.speeds > 0).then(|| self.sog_sum / self.speeds as f64);
        let values = vec![
            Value::Text(group),
            Value::count(self.positions),
            Value::count(self.vessels),
            Value::decimals(mean, 2),
            Value::decimals(self.sog_max, 1),
        ];
        Row { place: None, values }
    }
}
