use std::collections::HashMap;
use std::ops::ControlFlow;

use super::identity::{Identity, identities};
use crate::domain::{ContactId, EventTime, ImoNumber, Mmsi, Position, StaticReport, Text};
use crate::query::{
    BadParameter, Budget, Column, Kind, Page, Parameters, QueryError, Row, Schema, Sources, Value,
};
use crate::store::Ended;

const LIMIT_DEFAULT: usize = 20;
const LIMIT_MAX: usize = 200;

/// Names at least so alike by Jaro and Winkler are taken for slips of each other.
const ALIKE: f64 = 0.88;

const COLUMNS: [Column; 6] = [
    Column { name: "contact", kind: Kind::Text },
    Column { name: "name", kind: Kind::Text },
    Column { name: "mmsi", kind: Kind::Integer },
    Column { name: "imo", kind: Kind::Integer },
    Column { name: "call_sign", kind: Kind::Text },
    Column { name: "time", kind: Kind::Time },
];

const FOUND: Schema =
    Schema { name: "search", columns: &COLUMNS, placed: true, moving: false, id: Some("contact") };

/// Who goes by a name, a call sign or a number, the best first.
#[derive(Clone, Debug)]
pub struct Search {
    text: String,
    limit: usize,
}

/// A contact that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Who.
    pub contact: ContactId,
    /// The name she was found by, or goes by.
    pub name: Option<String>,
    /// MMSI.
    pub mmsi: Option<Mmsi>,
    /// IMO number.
    pub imo: Option<ImoNumber>,
    /// Call sign.
    pub call_sign: Option<String>,
    /// Where she was last.
    pub position: Option<Position>,
    /// Time of her last report.
    pub time: Option<EventTime>,
    /// How well it fits, the higher the better: names that are alike are below 100.
    score: u32,
    /// It is what she said before that fits better than what she says.
    former: bool,
}

impl Search {
    pub(super) fn take(parameters: &mut Parameters) -> Result<Self, BadParameter> {
        let text = parameters.text("q")?;
        let missing = BadParameter::Missing {
            name: "q",
            detail: "a name, a call sign, an MMSI or IMO number",
        };
        let limit = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)?;
        Ok(Self { text: text.ok_or(missing)?, limit })
    }

    pub(super) fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        let found = search(sources, budget, &self.text)?;
        let rows = found.into_iter().take(self.limit + 1).map(|found| Row {
            place: found.position,
            values: vec![
                Value::Contact(found.contact),
                Value::text(found.name),
                Value::integer(found.mmsi.map(Mmsi::get)),
                Value::integer(found.imo.map(ImoNumber::get)),
                Value::text(found.call_sign),
                Value::time(found.time),
            ],
        });
        Ok(Page::plain(FOUND, rows.collect(), self.limit))
    }
}

/// Who fits a text, by name or number, those that she had before too; the best first, then who has it
/// still, then by contact.
fn search(sources: &Sources, budget: &Budget, text: &str) -> Result<Vec<Found>, QueryError> {
    let wanted = plain(text);
    let now = |one: &Identity| by_number(one, &wanted).max(likeness(name_of(one), &wanted));
    let before = |said: &StaticReport| {
        let sign = said.call_sign.map_or(0, |sign| fits(&plain(sign.as_str()), &wanted));
        sign.max(former_likeness(said, &wanted))
    };
    find(sources, budget, now, before)
}

/// Who goes, or went, by a name: those called just that, else those whose name begins with it or
/// has it, else those whose name is like it.
pub(super) fn by_name(
    sources: &Sources,
    budget: &Budget,
    name: &str,
) -> Result<Vec<Found>, QueryError> {
    let wanted = plain(name);
    let now = |identity: &Identity| likeness(name_of(identity), &wanted);
    let mut found = find(sources, budget, now, |said| former_likeness(said, &wanted))?;
    let tier = |found: &Found| match found.score {
        EXACT.. => 2,
        CONTAINED.. => 1,
        _ => 0,
    };
    let best = found.first().map(tier);
    found.retain(|one| Some(tier(one)) == best);
    Ok(found)
}

/// Whose identity now, or what she said of herself before, has a score.
fn find(
    sources: &Sources,
    budget: &Budget,
    now: impl Fn(&Identity) -> u32,
    before: impl Fn(&StaticReport) -> u32,
) -> Result<Vec<Found>, QueryError> {
    let mut known: HashMap<ContactId, (Identity, u32)> = HashMap::new();
    for identity in identities(sources, budget)? {
        known.insert(identity.contact, (identity, now(&identity)));
    }
    let mut former: HashMap<ContactId, (Option<Text<34>>, u32)> = HashMap::new();
    let ended = sources.reader.statics_of_all(&|| budget.is_over(), &mut |contact, said| {
        let best = former.get(&contact).map_or(0, |(_name, score)| *score);
        let best = known.get(&contact).map_or(best, |(_identity, score)| best.max(*score));
        let score = before(said);
        if score > best {
            former.insert(contact, (said.name, score));
        }
        ControlFlow::Continue(())
    })?;
    if ended == Ended::Stopped {
        budget.check()?;
    }
    let found =
        known.values().filter_map(|(identity, score)| match former.get(&identity.contact) {
            Some((name, score)) => {
                let name = name.as_ref().map(Text::as_str);
                Some(Found { former: true, ..Found::new(identity, name, *score) })
            }
            None if *score > 0 => Some(Found::new(identity, name_of(identity), *score)),
            None => None,
        });
    let mut found: Vec<Found> = found.collect();
    found.sort_unstable_by_key(|one| (std::cmp::Reverse(one.score), one.former, one.contact));
    Ok(found)
}

impl Found {
    fn new(identity: &Identity, name: Option<&str>, score: u32) -> Self {
        Self {
            contact: identity.contact,
            name: name.map(str::to_owned),
            mmsi: identity.mmsi,
            imo: identity.imo,
            call_sign: identity.call_sign.map(|sign| sign.as_str().to_owned()),
            position: identity.position,
            time: identity.time,
            score,
            former: false,
        }
    }
}

const EXACT: u32 = 400;
const PREFIX: u32 = 300;
const WORD: u32 = 250;
const CONTAINED: u32 = 200;

/// How well a name fits, by how it does: the whole, its beginning, a word, a part, or nearly.
fn likeness(name: Option<&str>, wanted: &str) -> u32 {
    let Some(name) = name.map(plain).filter(|name| !name.is_empty()) else { return 0 };
    match holds(&name, wanted) {
        0 => alike(&name, wanted),
        score => score,
    }
}

/// The same without what is merely alike.
fn holds(name: &str, wanted: &str) -> u32 {
    if name == wanted {
        EXACT
    } else if name.starts_with(wanted) {
        PREFIX
    } else if name.split(' ').any(|word| word.starts_with(wanted)) {
        WORD
    } else if wanted.len() >= 2 && name.contains(wanted) {
        CONTAINED
    } else {
        0
    }
}

/// Below 100: how many hundredths two names are alike, where they are enough.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hundredths of a likeness between 0 and 1"
)]
fn alike(name: &str, wanted: &str) -> u32 {
    let likeness = strsim::jaro_winkler(name, wanted);
    if wanted.len() >= 4 && likeness >= ALIKE { (likeness * 100.0) as u32 } else { 0 }
}

/// A contact's id, MMSI, IMO number or call sign: the whole, or how it begins.
fn by_number(identity: &Identity, wanted: &str) -> u32 {
    let digits = wanted.strip_prefix("IMO").map_or(wanted, str::trim);
    let sign = identity.call_sign.map(|sign| fits(&plain(sign.as_str()), wanted));
    let mmsi = identity.mmsi.map(|mmsi| fits(&mmsi.to_string(), wanted));
    let imo = identity.imo.map(|imo| fits(&imo.get().to_string(), digits));
    let contact = Some(fits(&identity.contact.to_string().to_ascii_uppercase(), wanted));
    [sign, mmsi, imo, contact].into_iter().flatten().max().unwrap_or(0)
}

/// How well a number or sign fits: the whole, or how it begins.
fn fits(text: &str, wanted: &str) -> u32 {
    match text {
        text if text == wanted => EXACT,
        text if wanted.len() >= 3 && text.starts_with(wanted) => PREFIX,
        _ => 0,
    }
}

/// How well a name of before fits: at least by a part of it.
fn former_likeness(said: &StaticReport, wanted: &str) -> u32 {
    said.name.map_or(0, |name| holds(&plain(name.as_str()), wanted))
}

fn name_of(identity: &Identity) -> Option<&str> {
    identity.name.as_ref().map(Text::as_str)
}

/// Capitals, one space between words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_name_is_best_and_a_slip_is_last() {
        let scores: Vec<u32> =
            ["EVER GIVEN", "EVER GIVEN II", "MV EVER GIVEN", "EVERGIVEN", "GIVENCHY"]
                .map(|name| likeness(Some(name), "EVER GIVEN"))
                .to_vec();
        assert_eq!(&scores[..3], [EXACT, PREFIX, CONTAINED]);
        assert!((88..100).contains(&scores[3]), "{scores:?}");
        assert_eq!(scores[4], 0);
        assert_eq!(likeness(Some("MV EVER GIVEN"), "GIV"), WORD);
        assert_eq!(likeness(None, "EVER"), 0);
    }

    #[test]
    fn spaces_and_small_letters_make_no_difference() {
        assert_eq!(likeness(Some("Ever  Given"), &plain(" ever given ")), EXACT);
    }
}
