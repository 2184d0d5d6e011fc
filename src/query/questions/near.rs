use std::collections::BTreeMap;
use std::time::Duration;

use super::company::{Other, Stay, stays};
use super::vessels::name_of;
use crate::domain::{ContactId, EventTime, Metres, NauticalMiles, Position};
use crate::query::span::{Span, cursor};
use crate::query::within::{boxes_of, widened};
use crate::query::{
    BadParameter, BoundingBox, Budget, Column, Kind, Page, Parameters, QueryError, Row, Schema,
    Sources, Value, history,
};
use crate::store::TrackRow;

const LIMIT_DEFAULT: usize = 1000;
const LIMIT_MAX: usize = 10_000;

/// Nautical miles that a question reaches at most.
const WITHIN_MAX_NM: f64 = 100.0;

const WITHIN_DEFAULT_NM: f64 = 1.0;

const SPAN_DEFAULT: Duration = Duration::from_hours(1);

const COLUMNS: [Column; 8] = [
    Column { name: "contact", kind: Kind::Text },
    Column { name: "name", kind: Kind::Text },
    Column { name: "from", kind: Kind::Time },
    Column { name: "to", kind: Kind::Time },
    Column { name: "minutes", kind: Kind::Number },
    Column { name: "closest_nm", kind: Kind::Number },
    Column { name: "closest_at", kind: Kind::Time },
    Column { name: "reports", kind: Kind::Integer },
];

/// Who was near, stay by stay; the place is where she was closest.
pub(super) const STAYS: Schema =
    Schema { name: "near", columns: &COLUMNS, placed: true, moving: false, id: None };

/// Who was within a distance of a place, of a contact's way or of a watch area.
#[derive(Clone, Debug)]
pub struct Near {
    of: Of,
    within: Metres,
    span: Span,
    limit: usize,
    after: Option<ContactId>,
}

#[derive(Clone, Debug)]
enum Of {
    Point(Position),
    Contact(ContactId),
    Area(String),
}

impl Near {
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let point = parameters.place("point")?.map(Of::Point);
        let contact = parameters.contact("contact")?;
        let area = parameters.text("area")?;
        let mut of = point.into_iter().chain(contact.map(Of::Contact)).chain(area.map(Of::Area));
        let (first, second) = (of.next(), of.next());
        let within = within(parameters, WITHIN_DEFAULT_NM)?;
        let mut span = Span::take(parameters, SPAN_DEFAULT)?;
        let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
        let after = span.take_cursor(parameters, |text| text.parse().ok())?;
        let asks = "either point, contact or area says near to what";
        match (first, second) {
            (Some(of), None) => Ok(Self { of, within, span, limit, after }),
            (Some(_), Some(_)) => Err(BadParameter::invalid("point", asks)),
            (None, _) => Err(BadParameter::Missing { name: "point", detail: asks }),
        }
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let span = self.span.until(sources, || sources.end())?;
        let mut company = Company { sources, budget, within: self.within, span, after: self.after };
        let (rows, next) = match &self.of {
            Of::Point(place) => {
                let boxes = [widened(&point_box(*place), self.within)];
                company.around(&boxes, &Other::Point(*place), self.limit)?
            }
            Of::Area(id) => {
                let areas = (sources.areas)();
                let area = areas.into_iter().find(|area| area.id == *id);
                let area = area.ok_or_else(|| QueryError::NoArea(id.clone()))?;
                let boxes = boxes_of(&area.shape);
                let boxes: Vec<_> = boxes.iter().map(|one| widened(one, self.within)).collect();
                company.around(&boxes, &Other::Area(&area.shape), self.limit)?
            }
            Of::Contact(contact) => company.of(*contact, Duration::ZERO, self.limit)?,
        };
        let truncated = next.is_some();
        let page = Page { next, truncated, ..Page::plain(STAYS, rows, usize::MAX) };
        let mut page = page.between(span.0, span.1);
        page.asked.limit = self.limit;
        Ok(page)
    }
}

/// `within`, nautical miles.
pub(super) fn within(parameters: &mut Parameters, default: f64) -> Result<Metres, BadParameter> {
    let miles = parameters.amount("within", "nautical miles", WITHIN_MAX_NM)?.unwrap_or(default);
    Ok(NauticalMiles::new(miles).map_or(Metres::ZERO, NauticalMiles::metres))
}

/// Looks for those who were near.
pub(super) struct Company<'a> {
    pub(super) sources: &'a Sources,
    pub(super) budget: &'a Budget,
    pub(super) within: Metres,
    pub(super) span: (EventTime, EventTime),
    pub(super) after: Option<ContactId>,
}

/// Rows, and the cursor behind the last contact given out where there are more.
type Found = (Vec<Row>, Option<String>);

impl Company<'_> {
    /// Who was near something that stays where it is.
    fn around(
        &mut self,
        boxes: &[BoundingBox],
        other: &Other<'_>,
        limit: usize,
    ) -> Result<Found, QueryError> {
        let reader = &self.sources.reader;
        let contacts = history::contacts(reader, self.budget, boxes, self.span)?;
        let whole = contacts.into_iter().map(|contact| (contact, self.span));
        self.collect(whole, other, Duration::ZERO, limit)
    }

    /// Who was near a contact, for at least so long.
    pub(super) fn of(
        &mut self,
        contact: ContactId,
        least: Duration,
        limit: usize,
    ) -> Result<Found, QueryError> {
        let own = history::way(&self.sources.reader, self.budget, contact, self.span)?;
        if own.is_empty() {
            self.sources.expect(contact)?;
        }
        let mut others = self.companions(&own)?;
        others.remove(&contact);
        self.collect(others.into_iter(), &Other::Way(&own), least, limit)
    }

    /// Who may have been near a way, and when, to ten minutes.
    fn companions(
        &self,
        own: &[TrackRow],
    ) -> Result<BTreeMap<ContactId, (EventTime, EventTime)>, QueryError> {
        let mut others: BTreeMap<ContactId, (EventTime, EventTime)> = BTreeMap::new();
        let period = |point: &TrackRow| point.fix.time.as_secs().div_euclid(600);
        for piece in own.chunk_by(|a, b| period(a) == period(b)) {
            let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
            // The next report may be up to ten minutes away on either side.
            let ten = Duration::from_mins(10);
            let (from, to) = (first.fix.time.minus(ten), last.fix.time.plus(ten));
            let boxes = around(piece, self.within);
            for one in history::contacts(&self.sources.reader, self.budget, &boxes, (from, to))? {
                let span = others.entry(one).or_insert((from, to));
                *span = (span.0.min(from), span.1.max(to));
            }
        }
        Ok(others)
    }

    fn collect(
        &self,
        others: impl Iterator<Item = (ContactId, (EventTime, EventTime))>,
        other: &Other<'_>,
        least: Duration,
        limit: usize,
    ) -> Result<Found, QueryError> {
        let mut rows = Vec::new();
        let mut given = None;
        for (contact, (from, to)) in others {
            if self.after.is_some_and(|after| contact <= after) {
                continue;
            }
            if rows.len() >= limit {
                return Ok((rows, given.map(|given| cursor(given, self.span))));
            }
            let span = (from.max(self.span.0), to.min(self.span.1));
            let way = history::way(&self.sources.reader, self.budget, contact, span)?;
            let found = stays(&way, other, self.within).into_iter();
            let long = found.filter(|stay| stay.to.since(stay.from) >= least);
            rows.extend(long.map(|stay| self.row(contact, &stay)));
            given = Some(contact);
        }
        Ok((rows, None))
    }

    fn row(&self, contact: ContactId, stay: &Stay) -> Row {
        let miles = Metres::new(stay.closest_metres).map(|metres| metres.nautical_miles().get());
        let values = vec![
            Value::Contact(contact),
            name_of(self.sources, contact),
            Value::Time(stay.from),
            Value::Time(stay.to),
            Value::decimals(Some(stay.to.secs_since(stay.from) / 60.0), 1),
            Value::decimals(miles, 3),
            Value::Time(stay.closest_at),
            Value::count(stay.reports),
        ];
        Row { place: Some(stay.place), values }
    }
}

fn point_box(place: Position) -> BoundingBox {
    let (longitude, latitude) = (place.longitude(), place.latitude());
    BoundingBox { west: longitude, south: latitude, east: longitude, north: latitude }
}

/// Boxes around the points of a piece of a way, each once for the cells of a degree it touches:
/// the store knows no finer.
fn around(piece: &[TrackRow], within: Metres) -> Vec<BoundingBox> {
    let cells = |one: &BoundingBox| {
        [one.west, one.south, one.east, one.north].map(f64::floor).map(f64::to_bits)
    };
    let mut boxes: Vec<BoundingBox> = Vec::new();
    for point in piece {
        let wide = widened(&point_box(point.fix.position), within);
        if !boxes.iter().any(|one| cells(one) == cells(&wide)) {
            boxes.push(wide);
        }
    }
    boxes
}
