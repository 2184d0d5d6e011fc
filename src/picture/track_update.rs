use crate::domain::{
    ContactId, Degrees, EventTime, FeedName, Knots, Mmsi, NavigationalStatus, Position,
    StaticReport, Text, TransponderClass,
};

/// What one accepted report changed in the picture. The store keeps it as history, the live view
/// projects it, the rules read the contact it names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackUpdate {
    /// Whose.
    pub contact: ContactId,
    /// Her MMSI, where she has one.
    pub mmsi: Option<Mmsi>,
    /// From an exercise feed.
    pub exercise: bool,
    /// Event time of the report.
    pub time: EventTime,
    /// Older than the lateness bound: history, not the present.
    pub late: bool,
    /// The feed that brought it.
    pub feed: FeedName,
    /// The station that heard it.
    pub station: Option<Text<15>>,
    /// Class of the contact as now known.
    pub class: TransponderClass,
    /// What changed.
    pub change: Change,
}

/// What changed of a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// She moved.
    Fix(Fix),
    /// Who she is, as now known in full (earlier reports merged in).
    Static(StaticReport),
    /// A further station heard a transmission that was already taken in.
    Heard,
    /// She left the picture: silent too long, or evicted at the capacity.
    Gone,
}

/// A position with its motion; what was not sent is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// When.
    pub time: EventTime,
    /// Where.
    pub position: Position,
    /// Speed over ground.
    pub sog: Option<Knots>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// True heading.
    pub true_heading: Option<Degrees>,
    /// Navigational status.
    pub navigational_status: Option<NavigationalStatus>,
}
