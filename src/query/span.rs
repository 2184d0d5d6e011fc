use std::fmt::Display;
use std::time::Duration;

use super::{BadParameter, Parameters, Sources};
use crate::domain::EventTime;

/// A span of time as asked for: either end may be left open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    from: Option<EventTime>,
    to: Option<EventTime>,
    default: Duration,
}

impl Span {
    /// `from` and `to`; where no start is given it is `default` before the end.
    pub(super) fn take(
        parameters: &mut Parameters,
        default: Duration,
    ) -> Result<Self, BadParameter> {
        let span = Self { from: parameters.time("from")?, to: parameters.time("to")?, default };
        match (span.from, span.to) {
            (Some(from), Some(to)) if from >= to => {
                Err(BadParameter::invalid("from", "from has to be earlier than to"))
            }
            _ => Ok(span),
        }
    }

    /// `cursor`: where a page begins, as `place` reads it, and the span of the page before. What is
    /// not asked for stays as it was then, so that pages follow each other while more comes in.
    pub(super) fn take_cursor<T>(
        &mut self,
        parameters: &mut Parameters,
        place: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, BadParameter> {
        let cursor = parameters.take("cursor", |text| {
            read_cursor(text, place).ok_or_else(|| "the `next` of a page".to_owned())
        })?;
        Ok(cursor.map(|(place, (from, to))| {
            self.from.get_or_insert(from);
            self.to.get_or_insert(to);
            place
        }))
    }

    /// The span, where no end is given up to `end`; start inclusive, end exclusive. What is outside
    /// of all that is kept is not looked at.
    pub(super) fn until(
        &self,
        sources: &Sources,
        end: impl FnOnce() -> EventTime,
    ) -> Result<(EventTime, EventTime), BadParameter> {
        let span = self.asked(end)?;
        Ok(match sources.reader.extent() {
            Some((first, last)) => (span.0.max(first.min(span.1)), span.1.min(last.max(span.0))),
            None => span,
        })
    }

    fn asked(
        &self,
        end: impl FnOnce() -> EventTime,
    ) -> Result<(EventTime, EventTime), BadParameter> {
        let to = self.to.unwrap_or_else(end);
        let from = self.from.unwrap_or_else(|| to.minus(self.default));
        if from < to {
            return Ok((from, to));
        }
        let detail = format!("from has to be earlier than the last report, {to}");
        Err(BadParameter::invalid("from", detail))
    }
}

/// The `cursor` of the next page of a span that begins at a place.
pub(super) fn cursor(place: impl Display, (from, to): (EventTime, EventTime)) -> String {
    format!("{place}~{},{}", from.as_millis(), to.as_millis())
}

fn read_cursor<T>(
    text: &str,
    place: impl FnOnce(&str) -> Option<T>,
) -> Option<(T, (EventTime, EventTime))> {
    let (at, span) = text.rsplit_once('~')?;
    let (from, to) = span.split_once(',')?;
    let time = |millis: &str| millis.parse().ok().map(EventTime::from_millis);
    let span = (time(from)?, time(to)?);
    if span.0 < span.1 { Some((place(at)?, span)) } else { None }
}
