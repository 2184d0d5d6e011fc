use std::fmt;
use std::str::FromStr;

use super::Text;

/// Longest feed name in bytes.
pub const FEED_NAME_MAX: usize = 31;

/// The name of a feed: `[a-z0-9-]+`, at most [`FEED_NAME_MAX`] bytes, kept inline so that a report
/// stays free of heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedName(Text<FEED_NAME_MAX>);

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
}

impl FeedName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Before every other name in order: where a range begins.
    pub(crate) const fn first() -> Self {
        Self(Text::EMPTY)
    }

    /// The nearest valid name to a file's stem: lower case, other characters as `-`, cut at the
    /// limit; `feed` where nothing is left.
    pub fn from_stem(stem: &str) -> Self {
        let name: String = stem
            .chars()
            .map(|c| c.to_ascii_lowercase())
            .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
            .take(FEED_NAME_MAX)
            .collect();
        let name = if name.is_empty() { "feed" } else { &name };
        Self(Text::from_ascii_lossy(name.as_bytes()))
    }
}

impl FromStr for FeedName {
    type Err = InvalidFeedName;

    fn from_str(text: &str) -> Result<Self, InvalidFeedName> {
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
        Ok(Self(Text::from_ascii_lossy(text.as_bytes())))
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
    fn a_file_stem_becomes_a_name() {
        assert_eq!(FeedName::from_stem("My Log_2024").as_str(), "my-log-2024");
        assert_eq!(FeedName::from_stem("").as_str(), "feed");
    }
}
