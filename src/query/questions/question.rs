use super::encounters::Encounters;
use super::near::Near;
use super::positions::Positions;
use super::search::Search;
use super::statistics::Statistics;
use super::stops::Stops;
use super::vessels::Vessels;
use crate::domain::{ContactId, EventTime};
use crate::query::{BadParameter, Budget, Page, Parameters, QueryError, Sources};

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// Who is, or was, where.
    Vessels,
    /// The way of one contact.
    Track,
    /// Ways of several contacts.
    Tracks,
    /// Reported positions.
    Positions,
    /// Who was near something.
    Near,
    /// Where a contact stopped.
    Stops,
    /// Whom a contact met.
    Encounters,
    /// Counts by hour, class or area.
    Statistics,
    /// Who goes by a name or number.
    Search,
}

/// A question, put correctly.
#[derive(Clone, Debug)]
pub enum Question {
    /// See [`QuestionKind::Vessels`].
    Vessels(Box<Vessels>),
    /// Of [`QuestionKind::Track`], `Tracks` and `Positions`.
    Positions(Box<Positions>),
    /// See [`QuestionKind::Near`].
    Near(Near),
    /// See [`QuestionKind::Stops`].
    Stops(Stops),
    /// See [`QuestionKind::Encounters`].
    Encounters(Encounters),
    /// See [`QuestionKind::Statistics`].
    Statistics(Box<Statistics>),
    /// See [`QuestionKind::Search`].
    Search(Search),
}

impl QuestionKind {
    /// Whether it is about one contact.
    pub const fn has_subject(self) -> bool {
        matches!(self, Self::Track | Self::Stops | Self::Encounters)
    }

    /// Where it is asked over HTTP.
    pub fn path(self, subject: Option<ContactId>) -> String {
        let of = |what: &str| {
            subject.map_or_else(String::new, |contact| format!("/api/v1/vessels/{contact}/{what}"))
        };
        match self {
            Self::Vessels => "/api/v1/vessels".to_owned(),
            Self::Track => of("track"),
            Self::Tracks => "/api/v1/tracks".to_owned(),
            Self::Positions => "/api/v1/positions".to_owned(),
            Self::Near => "/api/v1/near".to_owned(),
            Self::Stops => of("stops"),
            Self::Encounters => of("encounters"),
            Self::Statistics => "/api/v1/statistics".to_owned(),
            Self::Search => "/api/v1/search".to_owned(),
        }
    }
}

impl Question {
    /// Takes what a question of a kind is made of; `subject` is whom it is about, where it is
    /// about one.
    ///
    /// # Errors
    /// A parameter is not as it has to be. What is left over, nobody took.
    pub fn take(
        kind: QuestionKind,
        subject: Option<ContactId>,
        parameters: &mut Parameters,
    ) -> Result<Self, BadParameter> {
        let missing =
            BadParameter::Missing { name: "contact", detail: "whom the question is about" };
        let about = |subject: Option<ContactId>| subject.ok_or(missing);
        Ok(match kind {
            QuestionKind::Vessels => Self::Vessels(Box::new(Vessels::take(parameters)?)),
            QuestionKind::Track => {
                Self::Positions(Box::new(Positions::take_track(about(subject)?, parameters)?))
            }
            QuestionKind::Tracks => Self::Positions(Box::new(Positions::take(true, parameters)?)),
            QuestionKind::Positions => {
                Self::Positions(Box::new(Positions::take(false, parameters)?))
            }
            QuestionKind::Near => Self::Near(Near::take(parameters)?),
            QuestionKind::Stops => Self::Stops(Stops::take(about(subject)?, parameters)?),
            QuestionKind::Encounters => {
                Self::Encounters(Encounters::take(about(subject)?, parameters)?)
            }
            QuestionKind::Statistics => Self::Statistics(Box::new(Statistics::take(parameters)?)),
            QuestionKind::Search => Self::Search(Search::take(parameters)?),
        })
    }

    /// Whether GeoJSON draws its points as lines.
    pub const fn as_ways(&self) -> bool {
        matches!(self, Self::Positions(positions) if positions.as_ways())
    }

    /// The same with the ways of so many contacts a page; other questions are as they are.
    #[must_use]
    pub fn of_contacts_at_most(self, contacts: usize) -> Self {
        match self {
            Self::Positions(positions) => {
                Self::Positions(Box::new(positions.of_contacts_at_most(contacts)))
            }
            other => other,
        }
    }

    /// The same of whoever was heard at or after a time, where it is about the picture of a past
    /// moment; other questions are as they are.
    #[must_use]
    pub fn heard_since(self, from: EventTime) -> Self {
        match self {
            Self::Vessels(vessels) => Self::Vessels(Box::new(vessels.heard_since(from))),
            other => other,
        }
    }

    /// Answers. Blocking.
    ///
    /// # Errors
    /// There is no answer, or not in time.
    pub fn answer(&self, sources: &Sources, budget: &Budget) -> Result<Page, QueryError> {
        match self {
            Self::Vessels(question) => question.answer(sources, budget),
            Self::Positions(question) => question.answer(sources, budget),
            Self::Near(question) => question.answer(sources, budget),
            Self::Stops(question) => question.answer(sources, budget),
            Self::Encounters(question) => question.answer(sources, budget),
            Self::Statistics(question) => question.answer(sources, budget),
            Self::Search(question) => question.answer(sources, budget),
        }
    }
}
