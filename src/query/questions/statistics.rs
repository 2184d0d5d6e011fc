use std::collections::{BTreeMap, BTreeSet};
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
        let mut classes = Classes { sources, known: BTreeMap::new() };
        history::scan(&sources.reader, budget, &boxes, span, |contact, points| {
            for point in points.iter().filter(|point| self.within.contains(point.fix.position)) {
                self.count(contact, &mut classes, &areas, point, &mut counts);
            }
        })?;
        let rows = counts.groups.into_iter().map(|(group, count)| count.row(group)).collect();
        Ok(Page::plain(STATISTICS, rows, GROUPS_MAX).between(span.0, span.1))
    }

    fn count(
        &self,
        contact: ContactId,
        classes: &mut Classes<'_>,
        areas: &[AreaOfInterest],
        point: &TrackRow,
        counts: &mut Counts,
    ) {
        match self.by {
            By::Hour => {
                let hour = point.fix.time.as_secs().div_euclid(3600) * 3600;
                counts.begin_hour(hour);
                counts.add(&EventTime::from_secs(hour).to_string(), contact, point);
            }
            By::Class => counts.add(classes.of(contact), contact, point),
            By::Area => {
                let around = areas.iter().filter(|area| area.shape.contains(point.fix.position));
                around.for_each(|area| counts.add(&area.id, contact, point));
            }
        }
    }
}

/// The class of each contact in words, looked for once.
struct Classes<'a> {
    sources: &'a Sources,
    known: BTreeMap<ContactId, String>,
}

impl Classes<'_> {
    fn of(&mut self, contact: ContactId) -> &str {
        self.known.entry(contact).or_insert_with(|| {
            let class = class_of(self.sources, contact).to_text();
            class.unwrap_or_else(|| "unknown".to_owned())
        })
    }
}

#[derive(Debug, Default)]
struct Counts {
    groups: BTreeMap<String, Count>,
    hour: Option<i64>,
}

#[derive(Debug, Default)]
struct Count {
    positions: usize,
    vessels: usize,
    seen: BTreeSet<ContactId>,
    speeds: usize,
    sog_sum: f64,
    sog_max: Option<f64>,
}

impl Counts {
    /// Points come hour after hour: who was seen in one is not asked again when it is over.
    fn begin_hour(&mut self, hour: i64) {
        let before = self.hour.replace(hour).filter(|before| *before != hour);
        let before = before.map(|before| EventTime::from_secs(before).to_string());
        if let Some(count) = before.and_then(|before| self.groups.get_mut(&before)) {
            count.seen.clear();
        }
    }

    fn add(&mut self, group: &str, contact: ContactId, point: &TrackRow) {
        if !self.groups.contains_key(group) {
            self.groups.insert(group.to_owned(), Count::default());
        }
        let Some(count) = self.groups.get_mut(group) else { return };
        count.positions += 1;
        count.vessels += usize::from(count.seen.insert(contact));
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
