use std::fmt;
use std::ops::Range;

/// One mistake of a script, with its place. Shown as `line:column: key: sentence`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{line}:{column}: {}{fault}", Prefix(key))]
pub struct ScriptError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key meant, as in `contact[1].leg[0].speed_kn`; empty where the text is no TOML.
    pub key: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong at a place of a script.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The text is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key that means nothing here.
    #[error("unknown key{}", Suggestion(*nearest))]
    UnknownKey {
        /// The key that may have been meant.
        nearest: Option<&'static str>,
    },
    /// A key that has to be there.
    #[error("missing")]
    Missing,
    /// A value of another type.
    #[error("expected {expected}, found {found}")]
    Type {
        /// What is expected.
        expected: &'static str,
        /// The TOML type found.
        found: &'static str,
    },
    /// A number outside its range.
    #[error("{value} is outside {low} to {high}")]
    Range {
        /// The number found.
        value: f64,
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
    },
    /// A time that is not RFC 3339 with an offset.
    #[error("{0:?} is no time: expected RFC 3339 with an offset, as in 2017-03-09T08:40:00Z")]
    Time(String),
    /// A word that is none of the choices.
    #[error("{found:?} is none of {}", choices.join(", "))]
    Choice {
        /// The word found.
        found: String,
        /// The words allowed.
        choices: &'static [&'static str],
    },
    /// A text that cannot be sent.
    #[error("{text:?} cannot be sent: at most {max} characters of the 6-bit set, without '@'")]
    Text {
        /// The text found.
        text: String,
        /// Most characters.
        max: usize,
    },
    /// A station that the TAG block cannot name.
    #[error("{0:?} is no station: 1 to 15 of letters, digits, '-', '_' and '.'")]
    Station(String),
    /// A name that is not kebab case.
    #[error("{0:?} is no name: a-z, 0-9 and '-'")]
    Name(String),
    /// A navigational status that M.1371 reserves.
    #[error("navigational status {0} is reserved")]
    ReservedStatus(u32),
    /// An IMO number with a wrong check digit.
    #[error("{0} is no IMO number: its check digit is wrong")]
    Imo(u32),
    /// A contact that is not in the script.
    #[error("no other contact has the name or MMSI {0}")]
    UnknownContact(String),
    /// A start off a contact that comes later in the script.
    #[error("a contact starts off one that comes before it in the script")]
    Later,
    /// Two contacts of one name or MMSI.
    #[error("another contact has {0} too")]
    Duplicate(String),
    /// A leg that is several legs or none.
    #[error(
        "a leg is exactly one of course, to, hold_secs, pursue, keep_with, pass, circle_nm, \
         anchor_secs, ease_to_kn, towed_by, marks"
    )]
    LegKind,
    /// A pass whose speed is said twice or not at all.
    #[error("a pass has either in_secs or speed_kn")]
    PassBy,
    /// A contact that would never end.
    #[error(
        "this leg never ends: it needs for_secs, or the contact end_secs, or the script duration_secs"
    )]
    Endless,
    /// Too many contacts, legs or messages.
    #[error("{found} are more than {max}")]
    TooMany {
        /// How many there are.
        found: usize,
        /// How many there may be.
        max: usize,
    },
    /// A key that this sensor does not have or lacks.
    #[error("{0}")]
    Sensor(&'static str),
}

impl ScriptError {
    /// A mistake at a span of bytes of the text.
    pub(super) fn at(text: &str, span: Range<usize>, key: String, fault: Fault) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Self { line, column, key, fault }
    }
}

struct Prefix<'a>(&'a str);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

struct Suggestion(Option<&'static str>);

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}
