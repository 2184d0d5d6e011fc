use crate::domain::FeedName;

/// How the bytes of one feed are to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedSettings {
    /// Its name.
    pub name: FeedName,
    /// Whether what it carries is an exercise.
    pub exercise: bool,
    /// Where the time of a line comes from.
    pub time_source: TimeSource,
    /// What to add to UTC to get the local time that the feed's logger wrote, seconds.
    pub utc_offset_secs: i32,
    /// What the bytes are.
    pub content: Content,
}

/// Where the time of a line comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeSource {
    /// The stamps of the feed, in the order of precedence of the documentation.
    #[default]
    Stamps,
    /// The moment of arrival, for feeds of bare sentences.
    Arrival,
}

/// What the bytes of a feed are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Told from the first line: a header of known columns is a CSV, all else sentences.
    #[default]
    Detect,
    /// Sentences, whatever the first line looks like (sockets).
    Sentences,
}

impl FeedSettings {
    /// Settings of a feed that needs nothing special.
    pub fn named(name: FeedName) -> Self {
        Self {
            name,
            exercise: false,
            time_source: TimeSource::default(),
            utc_offset_secs: 0,
            content: Content::default(),
        }
    }
}
