use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::{Fault, ScriptError};
use crate::domain::{EventTime, Mmsi, Position};

/// One table of the script while it is read: remembers which keys were asked for.
pub(super) struct Section<'a, 'i> {
    table: &'a DeTable<'i>,
    path: String,
    span: Range<usize>,
    asked: Vec<&'static str>,
}

/// All that is wrong so far.
pub(super) struct Mistakes<'a> {
    text: &'a str,
    found: Vec<ScriptError>,
}

impl<'a> Mistakes<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    fn add(&mut self, span: Range<usize>, key: String, fault: Fault) {
        self.found.push(ScriptError::at(self.text, span, key, fault));
    }

    /// The value if nothing is wrong, else the mistakes in order of place.
    pub(super) fn into_result<T>(mut self, value: Option<T>) -> Result<T, Vec<ScriptError>> {
        self.found.sort_by(|a, b| (a.line, a.column, &a.key).cmp(&(b.line, b.column, &b.key)));
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.found),
        }
    }
}

impl<'a, 'i> Section<'a, 'i> {
    pub(super) const fn new(table: &'a DeTable<'i>, path: String, span: Range<usize>) -> Self {
        Self { table, path, span, asked: Vec::new() }
    }

    /// The value of a key, which is known from now on.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.asked.push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// Whether the key is there.
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// Reports a mistake at a key, or where that is missing at its table.
    pub(super) fn mistake(&mut self, key: &'static str, fault: Fault, mistakes: &mut Mistakes<'_>) {
        let span = self.get(key).map_or(self.span.clone(), Spanned::span);
        mistakes.add(span, self.path_of(key), fault);
    }

    /// Reads with `read` what has to be there.
    pub(super) fn required<T>(
        &mut self,
        read: impl FnOnce(&mut Self, &'static str, &mut Mistakes<'_>) -> Option<T>,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<T> {
        if !self.has(key) {
            self.mistake(key, Fault::Missing, mistakes);
            return None;
        }
        read(self, key, mistakes)
    }

    /// A number within bounds that has to be there.
    pub(super) fn required_number(
        &mut self,
        key: &'static str,
        (low, high): (f64, f64),
        mistakes: &mut Mistakes<'_>,
    ) -> Option<f64> {
        let read = |section: &mut Self, key, mistakes: &mut Mistakes<'_>| {
            section.number(key, low, high, mistakes)
        };
        self.required(read, key, mistakes)
    }

    /// Whether the key holds a table.
    pub(super) fn is_table(&mut self, key: &'static str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().is_table())
    }

    pub(super) fn text(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<&'a str> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, "a string", value, mistakes);
        }
        text
    }

    pub(super) fn flag(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, "true or false", value, mistakes);
        }
        flag
    }

    /// A number within bounds.
    pub(super) fn number(
        &mut self,
        key: &'static str,
        low: f64,
        high: f64,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<f64> {
        let value = self.get(key)?;
        let Some(number) = number(value.get_ref()) else {
            self.wrong_type(key, "a number", value, mistakes);
            return None;
        };
        if (low..=high).contains(&number) {
            return Some(number);
        }
        self.mistake(key, Fault::Range { value: number, low, high }, mistakes);
        None
    }

    /// A whole number within bounds.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        low: u32,
        high: u32,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<u32> {
        let value = self.get(key)?;
        let Some(number) = whole(value.get_ref()) else {
            self.wrong_type(key, "a whole number", value, mistakes);
            return None;
        };
        let within = u32::try_from(number).ok().filter(|found| (low..=high).contains(found));
        if within.is_none() {
            let (low, high) = (f64::from(low), f64::from(high));
            let value = i32::try_from(number).map_or(f64::INFINITY, f64::from);
            self.mistake(key, Fault::Range { value, low, high }, mistakes);
        }
        within
    }

    pub(super) fn seed(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Option<u64> {
        let value = self.get(key)?;
        let seed = whole(value.get_ref()).and_then(|number| u64::try_from(number).ok());
        if seed.is_none() {
            self.wrong_type(key, "a whole number, not negative", value, mistakes);
        }
        seed
    }

    pub(super) fn mmsi(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Option<Mmsi> {
        Mmsi::new(self.whole(key, 1, 999_999_999, mistakes)?)
    }

    /// RFC 3339, as a TOML date-time or a string.
    pub(super) fn time(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<EventTime> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(time) => time.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong_type(key, "a date and time", value, mistakes);
                return None;
            }
        };
        let time = text.parse().ok();
        if time.is_none() {
            self.mistake(key, Fault::Time(text), mistakes);
        }
        time
    }

    /// A place as `[lon, lat]`.
    pub(super) fn position(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Position> {
        let value = self.get(key)?;
        self.position_in(key, value, mistakes)
    }

    /// Places as an array of `[lon, lat]`; none where the key is missing.
    pub(super) fn positions(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Vec<Position>> {
        let places = self.array(key, "an array of [lon, lat]", mistakes)?.into_iter();
        let places: Vec<_> = places.map(|place| self.position_in(key, place, mistakes)).collect();
        places.into_iter().collect()
    }

    /// MMSIs as an array; none where the key is missing.
    pub(super) fn mmsis(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Vec<Mmsi>> {
        let found = self.array(key, "an array of MMSIs", mistakes)?;
        let mmsi = |item: &&Spanned<DeValue<'_>>| {
            Mmsi::new(whole(item.get_ref()).and_then(|number| u32::try_from(number).ok())?)
        };
        let mmsis: Vec<_> = found.iter().filter_map(mmsi).collect();
        if mmsis.len() == found.len() {
            return Some(mmsis);
        }
        let value = self.get(key)?;
        self.wrong_type(key, "an array of MMSIs", value, mistakes);
        None
    }

    /// Texts as an array; none where the key is missing.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Vec<&'a str>> {
        let found = self.array(key, "an array of strings", mistakes)?;
        let texts: Option<Vec<_>> = found.iter().map(|item| item.get_ref().as_str()).collect();
        if texts.is_none() {
            let value = self.get(key)?;
            self.wrong_type(key, "an array of strings", value, mistakes);
        }
        texts
    }

    fn array(
        &mut self,
        key: &'static str,
        expected: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Vec<&'a Spanned<DeValue<'i>>>> {
        let Some(value) = self.get(key) else { return Some(vec![]) };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, expected, value, mistakes);
            return None;
        };
        Some(array.iter().collect())
    }

    fn position_in(
        &mut self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Position> {
        let numbers: Option<Vec<f64>> = value
            .get_ref()
            .as_array()
            .and_then(|array| array.iter().map(|item| number(item.get_ref())).collect());
        let Some([longitude, latitude]) = numbers.as_deref() else {
            self.wrong_type(key, "[lon, lat]", value, mistakes);
            return None;
        };
        for (number, limit) in [(*longitude, 180.0), (*latitude, 90.0)] {
            if !(-limit..=limit).contains(&number) {
                let fault = Fault::Range { value: number, low: -limit, high: limit };
                self.mistake(key, fault, mistakes);
            }
        }
        Position::new(*latitude, *longitude)
    }

    /// One of some words, as its place among them.
    pub(super) fn choice(
        &mut self,
        key: &'static str,
        choices: &'static [&'static str],
        mistakes: &mut Mistakes<'_>,
    ) -> Option<&'static str> {
        let found = self.text(key, mistakes)?;
        let choice = choices.iter().find(|choice| **choice == found).copied();
        if choice.is_none() {
            self.mistake(key, Fault::Choice { found: found.to_owned(), choices }, mistakes);
        }
        choice
    }

    /// A table in this one.
    pub(super) fn table(
        &mut self,
        key: &'static str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Section<'a, 'i>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, "a table", value, mistakes);
            return None;
        };
        Some(Section::new(table, self.path_of(key), value.span()))
    }

    /// The tables of an array, at most `max`; none where the key is missing.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        max: usize,
        mistakes: &mut Mistakes<'_>,
    ) -> Vec<Section<'a, 'i>> {
        let Some(value) = self.get(key) else { return vec![] };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, "an array of tables", value, mistakes);
            return vec![];
        };
        if array.len() > max {
            self.mistake(key, Fault::TooMany { found: array.len(), max }, mistakes);
            return vec![];
        }
        let mut sections = Vec::new();
        for (n, item) in array.iter().enumerate() {
            let path = format!("{}[{n}]", self.path_of(key));
            match item.get_ref() {
                DeValue::Table(table) => sections.push(Section::new(table, path, item.span())),
                other => {
                    let fault = Fault::Type { expected: "a table", found: other.type_str() };
                    mistakes.add(item.span(), path, fault);
                }
            }
        }
        sections
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self, mistakes: &mut Mistakes<'_>) {
        for (name, _) in self.table {
            let key = name.get_ref();
            if self.asked.iter().any(|asked| asked == key) {
                continue;
            }
            let likeness = |asked: &&&'static str| strsim::jaro_winkler(asked, key);
            let nearest = self
                .asked
                .iter()
                .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
                .filter(|asked| likeness(asked) > 0.8)
                .copied();
            mistakes.add(name.span(), self.path_of(key), Fault::UnknownKey { nearest });
        }
    }

    fn wrong_type(
        &mut self,
        key: &'static str,
        expected: &'static str,
        value: &Spanned<DeValue<'_>>,
        mistakes: &mut Mistakes<'_>,
    ) {
        self.mistake(key, Fault::Type { expected, found: value.get_ref().type_str() }, mistakes);
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(_) => i32::try_from(whole(value)?).ok().map(f64::from),
        _ => None,
    }
}

fn whole(value: &DeValue<'_>) -> Option<i128> {
    let integer = value.as_integer()?;
    i128::from_str_radix(integer.as_str(), integer.radix()).ok()
}
