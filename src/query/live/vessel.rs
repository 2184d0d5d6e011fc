use crate::domain::{
    ContactId, Degrees, Dimensions, EventTime, ImoNumber, Knots, Metres, Mmsi, NavigationalStatus,
    Position, ShipType, StaticReport, Text, TransponderClass,
};
use crate::picture::{Change, Fix, TrackUpdate};

/// Stations remembered of a contact.
const STATIONS_MAX: usize = 8;

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
    /// When she was there.
    pub position_time: Option<EventTime>,
    /// That position came later than the lateness bound: nothing to reckon on from.
    pub position_late: bool,
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
    /// Stations that heard her of late, at most 8, the latest last.
    pub stations: Vec<Text<15>>,
    /// From an exercise.
    pub exercise: bool,
}

impl Vessel {
    /// A contact of whom nothing is known yet.
    pub(super) fn new(update: &TrackUpdate) -> Self {
        Self {
            mmsi: update.mmsi,
            class: update.class,
            exercise: update.exercise,
            ..Self::unknown(update.contact, update.time)
        }
    }

    fn unknown(contact: ContactId, time: EventTime) -> Self {
        Self {
            contact,
            mmsi: contact.mmsi(),
            imo: None,
            name: None,
            call_sign: None,
            destination: None,
            class: TransponderClass::Unknown,
            ship_type: None,
            length: None,
            beam: None,
            draught: None,
            position: None,
            position_time: None,
            position_late: false,
            sog: None,
            cog: None,
            true_heading: None,
            navigational_status: None,
            time,
            stations: Vec::new(),
            exercise: contact.is_exercise(),
        }
    }

    /// A contact as she was when she sent a fix, with what is known of her now beside it.
    pub(in crate::query) fn as_of(contact: ContactId, known: Option<&Self>, fix: &Fix) -> Self {
        let mut vessel = known.cloned().unwrap_or_else(|| Self::unknown(contact, fix.time));
        vessel.stations.clear();
        vessel.moved(fix);
        vessel.time = fix.time;
        vessel
    }

    /// Takes an update of hers in. A late position is history and leaves where she is.
    pub(super) fn take(&mut self, update: &TrackUpdate) {
        (self.mmsi, self.class) = (update.mmsi, update.class);
        if let Some(station) = update.station {
            self.heard_by(station);
        }
        match &update.change {
            Change::Fix(fix) if !update.late || self.position.is_none() => {
                self.moved(fix);
                self.position_late = update.late;
            }
            Change::Static(statics) => self.named(statics),
            Change::Fix(_) | Change::Heard | Change::Gone => {}
        }
        self.time = self.time.max(update.time);
    }

    const fn moved(&mut self, fix: &Fix) {
        self.position = Some(fix.position);
        self.position_time = Some(fix.time);
        self.sog = fix.sog;
        self.cog = fix.cog;
        self.true_heading = fix.true_heading;
        self.navigational_status = fix.navigational_status;
    }

    /// Takes in what she says of herself.
    pub(in crate::query) fn named(&mut self, statics: &StaticReport) {
        self.imo = statics.imo;
        self.name = statics.name;
        self.call_sign = statics.call_sign;
        self.destination = statics.destination;
        self.ship_type = statics.ship_type;
        self.length = statics.dimensions.and_then(Dimensions::length);
        self.beam = statics.dimensions.and_then(Dimensions::beam);
        self.draught = statics.draught;
    }

    fn heard_by(&mut self, station: Text<15>) {
        if self.stations.last() == Some(&station) {
            return;
        }
        self.stations.retain(|one| *one != station);
        if self.stations.len() == STATIONS_MAX {
            self.stations.remove(0);
        }
        self.stations.push(station);
    }
}
