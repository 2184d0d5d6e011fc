use std::sync::Arc;

use crate::domain::{
    ContactId, Degrees, EventTime, ImoNumber, Knots, Metres, Mmsi, NavigationalStatus, Position,
    ShipType, Text, TransponderClass,
};
use crate::picture::TrackUpdate;

/// The live picture for those who look: projects track updates, publishes once a second.
#[derive(Debug, Default)]
pub struct Live {}

/// The picture at one moment; shared, never changed.
#[derive(Debug, Default)]
pub struct Snapshot {}

/// A contact as people see it; what was never sent is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vessel {
    /// Who.
    pub contact: ContactId,
    /// MMSI.
    pub mmsi: Option<Mmsi>,
    /// IMO number.
    pub imo: Option<ImoNumber>,
    /// Name.
    pub name: Option<Text<34>>,
    /// Call sign.
    pub call_sign: Option<Text<7>>,
    /// Destination.
    pub destination: Option<Text<20>>,
    /// Class of transponder.
    pub class: TransponderClass,
    /// Type of ship.
    pub ship_type: Option<ShipType>,
    /// Length over all, metres.
    pub length: Option<u16>,
    /// Beam, metres.
    pub beam: Option<u16>,
    /// Draught.
    pub draught: Option<Metres>,
    /// Where.
    pub position: Option<Position>,
    /// Speed over ground.
    pub sog: Option<Knots>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// True heading.
    pub true_heading: Option<Degrees>,
    /// Navigational status.
    pub navigational_status: Option<NavigationalStatus>,
    /// Time of the last report.
    pub time: EventTime,
    /// Stations that heard her of late, at most 8.
    pub stations: Vec<Text<15>>,
    /// From an exercise.
    pub exercise: bool,
}

/// A box as `west,south,east,north`; `west > east` crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Western edge, degrees east.
    pub west: f64,
    /// Southern edge, degrees north.
    pub south: f64,
    /// Eastern edge, degrees east.
    pub east: f64,
    /// Northern edge, degrees north.
    pub north: f64,
}

impl Live {
    /// Takes a change in.
    pub fn apply(&mut self, update: &TrackUpdate) {
        todo!("{self:?} {update:?}")
    }

    /// The picture as it is now; unchanged parts are shared with the one before.
    pub fn publish(&mut self) -> Arc<Snapshot> {
        todo!("{self:?}")
    }
}

impl Snapshot {
    /// One contact.
    pub fn vessel(&self, contact: ContactId) -> Option<&Vessel> {
        todo!("{self:?} {contact}")
    }

    /// The contacts in a box (or all), by contact, beginning after `after`, at most `limit`.
    pub fn vessels(
        &self,
        within: Option<BoundingBox>,
        after: Option<ContactId>,
        limit: usize,
    ) -> Vec<&Vessel> {
        todo!("{self:?} {within:?} {after:?} {limit}")
    }

    /// The nearest contacts to a place with their distance in metres, nearest first.
    pub fn nearest(&self, place: Position, count: usize) -> Vec<(&Vessel, f64)> {
        todo!("{self:?} {place:?} {count}")
    }

    /// How many contacts there are of each class, exercise apart: (class, exercise, count).
    pub fn counts(&self) -> Vec<(TransponderClass, bool, usize)> {
        todo!("{self:?}")
    }
}
