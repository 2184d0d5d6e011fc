use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text;
use crate::domain::{ContactId, EventTime, Position};

/// What a score follows from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FactorsRow {
    /// Threat, 0 to 10.
    pub threat: f64,
    /// Vulnerability of the target, 0.5 to 1.5.
    pub vulnerability: f64,
    /// Consequence, 0.5 to 1.5.
    pub consequence: f64,
    /// Area, at most 1.75.
    pub area: f64,
}

/// An area as it was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AreaRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its security level, 1 to 3.
    pub security_level: u8,
}

/// Somebody or something that takes part. A facility has no contact and names its area instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParticipantRow {
    /// Who; `null` for a facility.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// The facility's area; there for facilities alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// MMSI as a number.
    pub mmsi: Option<u32>,
    /// Name, where known.
    pub name: Option<String>,
    /// `target`, `subject`, `approaching`, `mothership` or `other`.
    pub role: String,
}

/// A place as a GeoJSON Point: WGS 84, longitude first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PointRow {
    /// Always `Point`.
    #[serde(rename = "type")]
    pub kind: PointType,
    /// Degrees east, degrees north.
    pub coordinates: [f64; 2],
}

/// The GeoJSON type of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum PointType {
    /// The only one.
    Point,
}

/// What shows an alert to be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceRow {
    /// Measures beside limits.
    pub measures: Vec<MeasureRow>,
    /// Positions of all participants from the minutes before, by contact, then time.
    pub positions: Vec<TrailPointRow>,
    /// Raw sentences of the participants' last reports.
    pub sentences: Vec<String>,
    /// Layers that were wanted and not there.
    pub missing_layers: Vec<String>,
}

/// A measured value beside its limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeasureRow {
    /// Name, in snake case.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Unit: `nm`, `kn`, `s`, `deg`, `count`.
    pub unit: String,
    /// The limit that applied.
    pub limit: Option<f64>,
    /// `<=`, `>=`, or `=` where nothing is compared.
    pub relation: String,
}

/// A place on the way of a participant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrailPointRow {
    /// Who.
    #[serde(with = "text")]
    #[schema(value_type = String)]
    pub contact: ContactId,
    /// When.
    #[serde(with = "text")]
    #[schema(value_type = String, format = DateTime)]
    pub time: EventTime,
    /// Where.
    pub position: PointRow,
    /// Speed over ground, knots.
    pub sog: Option<f64>,
    /// Course over ground, degrees true.
    pub cog: Option<f64>,
}

/// What published guidance says to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdviceRow {
    /// What to do.
    pub text: String,
    /// Who says so.
    pub source: String,
    /// Of when it is.
    pub date: String,
}

/// Why an alert changed other than by its own rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CauseRow {
    /// `late-report`, `officer`, `superseded`, `deadline` or `parent`.
    pub kind: String,
    /// Who, for an officer's act.
    pub by: Option<String>,
    /// In words.
    pub note: Option<String>,
    /// Until when.
    #[serde(with = "text::optional")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<EventTime>,
    /// What it refers to: another alert's id, a report's time.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
}

impl From<Position> for PointRow {
    fn from(position: Position) -> Self {
        Self { kind: PointType::Point, coordinates: [position.longitude(), position.latitude()] }
    }
}

impl PointRow {
    /// The place; `None` where the coordinates are out of range.
    pub fn position(&self) -> Option<Position> {
        let [longitude, latitude] = self.coordinates;
        Position::new(latitude, longitude)
    }
}
