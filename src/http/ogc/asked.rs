use std::time::Duration;

use super::collection::Collection;
use crate::domain::EventTime;
use crate::http::problem::Problem;
use crate::query::{BadParameter, BoundingBox, Parameters};

/// What a client gets that does not say how many: few would mean many requests, and GDAL takes the
/// default that is told to it.
pub(super) const LIMIT_DEFAULT: usize = 1_000;
pub(super) const LIMIT_MAX: usize = 10_000;

/// The resolution of times: a moment is so long.
const MOMENT: Duration = Duration::from_millis(1);

/// What is asked of the items of a collection.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) within: Option<BoundingBox>,
    pub(super) from: Option<EventTime>,
    /// Exclusive.
    pub(super) to: Option<EventTime>,
    /// Whether `datetime` is one moment.
    pub(super) is_moment: bool,
    pub(super) limit: usize,
    pub(super) cursor: Option<String>,
    /// Filters by property.
    pub(super) filters: Vec<(String, String)>,
}

impl Asked {
    /// `bbox`, `datetime`, `limit`, `cursor` and the collection's queryables.
    pub(super) fn take(
        collection: Collection,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let within = parameters.take("bbox", |text| {
            bounding_box(text).ok_or_else(|| {
                "west,south,east,north in degrees (or with heights, which are not looked at); \
                 west above east crosses the antimeridian"
                    .to_owned()
            })
        })?;
        // GDAL says two bounds of a time beside a third condition as two parameters.
        let spans = parameters.each("datetime", |text| {
            interval(text).ok_or_else(|| {
                "a time as in 2026-01-31T12:00:00Z, or two with a slash between, of which one may \
                 be .."
                    .to_owned()
            })
        })?;
        // The standard wants what is beyond the largest limit to be served with that limit.
        let limit = parameters.take("limit", |text| {
            let valid = text.parse::<usize>().ok().filter(|limit| *limit > 0);
            valid.ok_or_else(|| format!("a number from 1 to {LIMIT_MAX}"))
        })?;
        let cursor = parameters.text("cursor")?;
        let mut filters = Vec::new();
        for &(name, _) in collection.queryables() {
            filters.extend(parameters.text(name)?.map(|value| (name.to_owned(), value)));
        }
        let from = spans.iter().filter_map(|(from, _)| *from).max();
        let to = spans.iter().filter_map(|(_, to)| *to).min();
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(BadParameter::invalid("datetime", "the times have no moment in common"));
        }
        let limit = limit.unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX);
        let is_moment = from.zip(to).is_some_and(|(from, to)| from.plus(MOMENT) == to);
        Ok(Self { within, from, to, is_moment, limit, cursor, filters })
    }

    /// Asks for the time from one moment to another, both included.
    pub(super) fn between(&mut self, first: EventTime, last: EventTime) {
        (self.from, self.to) = (Some(first), Some(last.plus(MOMENT)));
    }

    /// As parameters of a question.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let within = self.within.map(|b| format!("{},{},{},{}", b.west, b.south, b.east, b.north));
        let more = [("bbox", within), ("cursor", self.cursor.clone())];
        let more = more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        self.filters.iter().cloned().chain(more).collect()
    }

    /// Puts an end that is left open to where the positions that are kept have theirs; nothing
    /// where no time is asked for.
    pub(super) fn close(&mut self, kept: Option<(EventTime, EventTime)>) {
        let Some((first, last)) = kept else { return };
        match (self.from, self.to) {
            (None, Some(to)) => self.from = Some(first.min(to.minus(MOMENT))),
            (Some(from), None) => self.to = Some(last.max(from.plus(MOMENT))),
            _ => {}
        }
    }

    /// `from` and `to` as parameters of a question.
    pub(super) fn times(&self) -> impl Iterator<Item = (String, String)> {
        let times = [("from", self.from), ("to", self.to)];
        times.into_iter().filter_map(|(name, time)| Some((name.to_owned(), time?.to_string())))
    }

    /// The last millisecond that is asked for.
    pub(super) fn last_moment(&self) -> Option<EventTime> {
        self.to.map(|to| to.minus(MOMENT))
    }
}

/// A collection by its id in a path.
pub(super) fn collection(id: &str) -> Result<Collection, Problem> {
    Collection::named(id).ok_or_else(|| {
        let known = Collection::ALL.map(Collection::id).join(", ");
        Problem::not_found("collection", format!("there is no collection {id:?}; known: {known}"))
    })
}

fn bounding_box(text: &str) -> Option<BoundingBox> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|one| one.trim().parse().ok()).collect();
    let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers?.as_slice()
    else {
        return None;
    };
    let within = BoundingBox { west, south, east, north };
    within.is_valid().then_some(within)
}

/// From (inclusive) and to (exclusive).
type Interval = (Option<EventTime>, Option<EventTime>);

/// RFC 3339 times; both ends of an interval belong to it, to the millisecond. One of them may be
/// left open, not both (OGC 17-069r4, 7.15.4).
fn interval(text: &str) -> Option<Interval> {
    let after = |time: EventTime| time.plus(MOMENT);
    let Some((from, to)) = text.split_once('/') else {
        let time: EventTime = text.parse().ok()?;
        return Some((Some(time), Some(after(time))));
    };
    let end = |text: &str| match text {
        "" | ".." => Some(None),
        text => text.parse().ok().map(Some),
    };
    let (from, to): (Option<EventTime>, Option<EventTime>) = (end(from)?, end(to)?);
    let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
    let bounded = from.is_some() || to.is_some();
    (ordered && bounded).then_some((from, to.map(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_intervals_are_read_as_the_standard_has_them() {
        let time = |secs: i64| Some(EventTime::from_secs(secs));
        let end = |secs: i64| Some(EventTime::from_millis(secs * 1000 + 1));
        for (text, expected) in [
            ("1970-01-01T00:00:10Z", Some((time(10), end(10)))),
            ("1970-01-01T00:00:10Z/1970-01-01T00:00:20Z", Some((time(10), end(20)))),
            ("../1970-01-01T00:00:20Z", Some((None, end(20)))),
            ("1970-01-01T00:00:10Z/", Some((time(10), None))),
            ("../..", None),
            ("/", None),
            ("1970-01-01T00:00:20Z/1970-01-01T00:00:10Z", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(interval(text), expected, "{text}");
        }
    }

    #[test]
    fn a_box_may_have_heights() {
        let box_of = |text| bounding_box(text).map(|b| [b.west, b.south, b.east, b.north]);
        assert_eq!(box_of("177,-20,-178,-15"), Some([177.0, -20.0, -178.0, -15.0]));
        assert_eq!(box_of("177,-20,0,-178,-15,100"), Some([177.0, -20.0, -178.0, -15.0]));
        assert_eq!(box_of("177,-20,0,-178,-15"), None);
    }
}
