use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::Text;
use super::name_table::NameTable;

/// Longest feed name in bytes.
pub const FEED_NAME_MAX: usize = 31;

/// Names that whoever asks may bring in by asking, of all that there is room for.
const NAMES_ASKED_MAX: usize = NAMES_MAX / 2;
/// Different names in a process: every feed and recording that it ever had, and what it was asked about.
const NAMES_MAX: usize = NameTable::<FEED_NAME_MAX>::CAPACITY;

/// Bits of the number of a name.
pub(super) const FEED_NAME_BITS: u32 = usize::BITS - (NAMES_MAX - 1).leading_zeros();

static NAMES: NameTable<FEED_NAME_MAX> = NameTable::new();

/// The name of a feed: `[a-z0-9-]+`, at most [`FEED_NAME_MAX`] bytes. All names are kept in one table, so
/// that one takes four bytes wherever it stands; they are ordered as texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FeedName(u32);

/// Why a text is no feed name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFeedName {
    /// Nothing in it.
    #[error("a feed name cannot be empty")]
    Empty,
    /// More than [`FEED_NAME_MAX`] bytes.
    #[error("a feed name has at most {FEED_NAME_MAX} characters, this one has {0}")]
    TooLong(usize),
    /// A character outside `[a-z0-9-]`.
    #[error("a feed name consists of a-z, 0-9 and '-', not {0:?}")]
    Character(char),
    /// There is no room for another name.
    #[error("more than {NAMES_MAX} different feed names since the start")]
    TooMany,
}

impl FeedName {
    /// The name as text.
    pub fn as_str(&self) -> &'static str {
        NAMES.name(self.0).as_str()
    }

    /// Before every other name in order: where a range begins.
    pub(crate) const fn first() -> Self {
        Self(0)
    }

    /// Its number in the table, below `1 << `[`FEED_NAME_BITS`].
    pub(super) const fn number(self) -> u32 {
        self.0
    }

    /// The name of a number that [`FeedName::number`] gave.
    pub(super) const fn of_kept(number: u32) -> Self {
        Self(number)
    }

    /// As [`str::parse`], of what somebody asks about: half of the room for names is not for that.
    pub(crate) fn asked(text: &str) -> Result<Self, InvalidFeedName> {
        Self::of(text, NAMES_ASKED_MAX)
    }

    /// The nearest valid name to a file's stem: lower case, other characters as `-`, cut at the
    /// limit; `feed` where nothing is left. Where there is no room for another name, that of no feed.
    pub fn from_stem(stem: &str) -> Self {
        let name: String = stem
            .chars()
            .map(|c| c.to_ascii_lowercase())
            .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
            .take(FEED_NAME_MAX)
            .collect();
        let name = if name.is_empty() { "feed" } else { &name };
        Self::of(name, NAMES_MAX).unwrap_or(Self::first())
    }

    fn of(text: &str, capacity: usize) -> Result<Self, InvalidFeedName> {
        if text.is_empty() {
            return Err(InvalidFeedName::Empty);
        }
        if let Some(c) =
            text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-'))
        {
            return Err(InvalidFeedName::Character(c));
        }
        if text.len() > FEED_NAME_MAX {
            return Err(InvalidFeedName::TooLong(text.len()));
        }
        let name = Text::from_ascii_lossy(text.as_bytes());
        NAMES.number(name, capacity).map(Self).ok_or(InvalidFeedName::TooMany)
    }
}

impl FromStr for FeedName {
    type Err = InvalidFeedName;

    fn from_str(text: &str) -> Result<Self, InvalidFeedName> {
        Self::of(text, NAMES_MAX)
    }
}

impl Ord for FeedName {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.as_str().cmp(other.as_str()) }
    }
}

impl PartialOrd for FeedName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the text: numbers are those of the order in which names came up.
impl Hash for FeedName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for FeedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl fmt::Display for FeedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_digits_and_hyphens() {
        assert_eq!("coast-1".parse::<FeedName>().map(|n| n.to_string()), Ok("coast-1".to_owned()));
        assert_eq!("".parse::<FeedName>(), Err(InvalidFeedName::Empty));
        assert_eq!("Coast".parse::<FeedName>(), Err(InvalidFeedName::Character('C')));
        assert_eq!("x".repeat(32).parse::<FeedName>(), Err(InvalidFeedName::TooLong(32)));
    }

    #[test]
    fn names_are_in_the_order_of_their_texts_however_they_came_up() {
        let [last, first] = ["order-b", "order-a"].map(FeedName::from_stem);
        assert!(FeedName::first() < first && first < last);
        assert_eq!("order-b".parse(), Ok(last));
        assert_eq!(format!("{last} {last:?}"), "order-b \"order-b\"");
    }

    #[test]
    fn a_file_stem_becomes_a_name() {
        assert_eq!(FeedName::from_stem("My Log_2024").as_str(), "my-log-2024");
        assert_eq!(FeedName::from_stem("").as_str(), "feed");
    }
}
