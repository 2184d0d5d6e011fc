use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::source::Spot;
use crate::areas::InvalidAreaId;
use crate::domain::InvalidFeedName;
use crate::geodesy::ShapeError;

/// Mistakes printed at most; the rest is counted.
const PRINTED_MAX: usize = 200;

/// Every mistake of all files and the environment, by file and place. Never empty.
#[derive(Debug, thiserror::Error)]
pub struct Mistakes {
    pub(super) list: Vec<Mistake>,
}

/// One mistake with its place.
#[derive(Debug)]
pub struct Mistake {
    /// The file as the user named it, or `environment`.
    pub file: PathBuf,
    /// Where in it; `None` where the file as a whole is meant.
    pub spot: Option<Spot>,
    /// The key, with dots: `rules.fast-approach.sog_kn_min`; empty where none is meant.
    pub key: String,
    /// What is wrong.
    pub problem: Problem,
    /// What was probably meant.
    pub help: Option<String>,
}

/// What can be wrong, with its facts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each sentence stands beside its variant")]
pub enum Problem {
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    #[error("{path} cannot be read: {error}", path = path.display())]
    NamedFileUnreadable { path: PathBuf, error: std::io::Error },
    #[error("is no UTF-8 text: byte {at} is wrong")]
    NotUtf8 { at: usize },
    #[error("has {bytes} bytes, more than the {max} that are read")]
    TooLarge { bytes: u64, max: u64 },
    #[error("no file that ends in .geojson is in this folder")]
    NoAreaFile,
    #[error("not readable: {0}")]
    Syntax(String),
    #[error("this key stands here twice")]
    KeyTwice,
    #[error("unknown key")]
    UnknownKey,
    #[error("unknown rule")]
    UnknownRule,
    #[error("expected {expected}, found {found}")]
    WrongType { expected: &'static str, found: &'static str },
    #[error("{found} is outside {min} to {max}{}", Unit(unit))]
    OutOfRange { found: f64, min: f64, max: f64, unit: &'static str },
    #[error("{found:?} is none of {}", allowed.join(", "))]
    NotOneOf { found: String, allowed: Vec<&'static str> },
    #[error("missing: {0}")]
    Missing(&'static str),
    #[error("more than {max} {what}")]
    TooMany { what: &'static str, max: usize },
    #[error("{0}")]
    FeedName(InvalidFeedName),
    #[error("{0}")]
    AreaId(InvalidAreaId),
    #[error("{found:?} is already the {what} in {first}")]
    Twice { what: &'static str, found: String, first: String },
    #[error("{found:?} is no {expected}")]
    Malformed { found: String, expected: &'static str },
    #[error("not available in this version")]
    NotAvailable,
    #[error("this program was built without {0}: build it with --features {0}")]
    NotBuilt(&'static str),
    #[error("does not apply to {0}")]
    DoesNotApply(String),
    #[error("cannot stand together with {0}")]
    NotWith(&'static str),
    #[error("no feed has the name {0:?}")]
    NoSuchFeed(String),
    #[error("a feed cannot be its own own ship")]
    OwnShipIsItself,
    #[error(
        "{0} can be reached from outside this machine, and nobody has to say who they are: make a \
         token by `picket token new`, name its file as access.path, or listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    #[error(
        "{0} can be reached from outside this machine, and nobody in the access file can enter: make \
         a token by `picket token new`, or listen on 127.0.0.1 or [::1]"
    )]
    NobodyCanEnter(SocketAddr),
    #[error(
        "{0} can be reached from outside this machine, and nobody has to say who they are: give tls \
         with client_ca, or listen on 127.0.0.1 or [::1]"
    )]
    RelayNotLoopback(SocketAddr),
    #[error("{path} cannot be read: {error}; `picket token new` makes it", path = path.display())]
    AccessFile { path: PathBuf, error: std::io::Error },
    #[error("is no digest: expected sha256: and 64 hexadecimal digits")]
    NoDigest,
    #[error("needs {0} beside it")]
    Needs(&'static str),
    #[error("an array cannot be set from the environment")]
    ArrayInEnvironment,
    #[error("is not UTF-8")]
    EnvironmentNotUtf8,
    #[error("{0}")]
    Shape(ShapeError),
    #[error("{longitude}, {latitude} is no place: longitude -180 to 180, then latitude -90 to 90")]
    NoPlace { longitude: f64, latitude: f64 },
    #[error("valid_to has to be later than valid_from")]
    NeverValid,
    #[error("{found:?} is no log filter: {reason}")]
    LogFilter { found: String, reason: String },
}

/// A unit after a range, where there is one.
struct Unit<'a>(&'a str);

impl fmt::Display for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " {}", self.0) }
    }
}

impl Mistakes {
    /// The mistakes, by file and place.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.list.iter()
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// `FILE:LINE:COLUMN: KEY: SENTENCE; did you mean "..."?`, then the line and a caret below it.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(spot) = &self.spot {
            write!(f, ":{}:{}", spot.line, spot.column)?;
        }
        f.write_str(": ")?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key.escape_debug())?;
        }
        write!(f, "{}", self.problem)?;
        if let Some(help) = &self.help {
            write!(f, "; did you mean {help:?}?")?;
        }
        let Some(spot) = &self.spot else { return Ok(()) };
        let margin = spot.line.to_string().len();
        write!(f, "\n  {} | {}", spot.line, spot.excerpt)?;
        write!(f, "\n  {:margin$} | {:lead$}{}", "", "", "^".repeat(spot.width), lead = spot.lead)
    }
}

/// Every mistake, then their number.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in self.list.iter().take(PRINTED_MAX) {
            writeln!(f, "{mistake}")?;
        }
        match self.list.len() {
            1 => f.write_str("1 mistake"),
            all if all > PRINTED_MAX => write!(f, "{all} mistakes, {PRINTED_MAX} of them shown"),
            all => write!(f, "{all} mistakes"),
        }
    }
}
