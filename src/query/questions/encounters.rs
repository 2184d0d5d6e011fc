use std::time::Duration;

use super::near::{Company, STAYS, within};
use crate::domain::{ContactId, Metres};
use crate::query::span::Span;
use crate::query::{BadParameter, Budget, Page, Parameters, QueryError, Schema, Sources};

const LIMIT_DEFAULT: usize = 1000;
const LIMIT_MAX: usize = 10_000;
const WITHIN_DEFAULT_NM: f64 = 0.5;
const MINUTES_DEFAULT: f64 = 10.0;
const SPAN_DEFAULT: Duration = Duration::from_hours(24);

const ENCOUNTERS: Schema = Schema { name: "encounters", ..STAYS };

/// Whom a contact was close to for a while.
#[derive(Clone, Debug)]
pub struct Encounters {
    contact: ContactId,
    within: Metres,
    least: Duration,
    span: Span,
    limit: usize,
    after: Option<ContactId>,
}

impl Encounters {
    pub(super) fn take(
        contact: ContactId,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let mut span = Span::take(parameters, SPAN_DEFAULT)?;
        let after = span.take_cursor(parameters, |text| text.parse().ok())?;
        Ok(Self {
            contact,
            within: within(parameters, WITHIN_DEFAULT_NM)?,
            least: least_minutes(parameters, MINUTES_DEFAULT)?,
            span,
            limit: parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?,
            after,
        })
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let span = self.span.until(sources, || sources.end())?;
        let mut company = Company { sources, budget, within: self.within, span, after: self.after };
        let (rows, next) = company.of(self.contact, self.least, self.limit)?;
        let truncated = next.is_some();
        let page = Page { next, truncated, ..Page::plain(ENCOUNTERS, rows, usize::MAX) };
        let mut page = page.between(span.0, span.1);
        page.asked.limit = self.limit;
        Ok(page)
    }
}

/// `minutes`: how long something has to last.
pub(super) fn least_minutes(
    parameters: &mut Parameters,
    default: f64,
) -> Result<Duration, BadParameter> {
    let minutes = parameters.amount("minutes", "minutes", 100_000.0)?.unwrap_or(default);
    Ok(Duration::from_secs_f64(minutes * 60.0))
}
