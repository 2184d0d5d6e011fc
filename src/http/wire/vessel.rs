use serde::Serialize;
use utoipa::ToSchema;

use super::number;
use crate::domain::{
    ImoNumber, Metres, Mmsi, NavigationalStatus, ShipType, Text, TransponderClass,
};
use crate::query::Vessel;

/// Contacts as a GeoJSON `FeatureCollection`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct VesselCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The contacts, in the order of their ids.
    features: Vec<VesselFeature>,
    /// `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// A contact as a GeoJSON Feature.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct VesselFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The contact's id.
    id: String,
    /// Where she was last reported; null if she never said.
    #[schema(value_type = Option<Object>)]
    geometry: Option<Point>,
    /// Who she is and how she moves.
    properties: VesselProperties,
}

/// What is known of a contact, by the names and in the units of ITU-R M.1371; what was never sent
/// is null.
#[derive(Debug, Serialize, ToSchema)]
struct VesselProperties {
    /// `mmsi:NNNNNNNNN`, `radar:FEED:NUMBER:EPOCH`, `lrit:IMO` or `exercise:FEED:MMSI`.
    contact: String,
    /// MMSI.
    mmsi: Option<u32>,
    /// IMO number.
    imo: Option<u32>,
    /// Name.
    name: Option<String>,
    /// Call sign.
    call_sign: Option<String>,
    /// `A`, `B`, `base-station`, `sar-aircraft`, `aid-to-navigation`, `beacon`, `radar` or null.
    class: Option<&'static str>,
    /// Type of ship and cargo, code of table 53.
    ship_type: Option<u8>,
    /// The same in words.
    ship_type_text: Option<&'static str>,
    /// Speed over ground, knots.
    sog: Option<f64>,
    /// Course over ground, degrees.
    cog: Option<f64>,
    /// True heading, degrees.
    true_heading: Option<f64>,
    /// Navigational status, code of table 46.
    navigational_status: Option<u8>,
    /// Destination.
    destination: Option<String>,
    /// Length over all, metres.
    length: Option<u16>,
    /// Beam, metres.
    beam: Option<u16>,
    /// Present static draught, metres.
    draught: Option<f64>,
    /// Time of the last report.
    time: String,
    /// Stations that heard her of late, at most 8.
    stations: Vec<String>,
    /// Derived from an exercise.
    exercise: bool,
}

#[derive(Debug, Serialize)]
struct Point {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: [f64; 2],
}

impl VesselCollection {
    pub(in crate::http) fn new(vessels: &[&Vessel], next: Option<String>) -> Self {
        let features = vessels.iter().map(|vessel| VesselFeature::from(*vessel)).collect();
        Self { kind: "FeatureCollection", features, next }
    }
}

impl From<&Vessel> for VesselFeature {
    fn from(vessel: &Vessel) -> Self {
        let point = |position| Point { kind: "Point", coordinates: number::coordinates(position) };
        Self {
            kind: "Feature",
            id: vessel.contact.to_string(),
            geometry: vessel.position.map(point),
            properties: VesselProperties::from(vessel),
        }
    }
}

impl From<&Vessel> for VesselProperties {
    fn from(vessel: &Vessel) -> Self {
        Self {
            contact: vessel.contact.to_string(),
            mmsi: vessel.mmsi.map(Mmsi::get),
            imo: vessel.imo.map(ImoNumber::get),
            name: vessel.name.map(text),
            call_sign: vessel.call_sign.map(text),
            class: class(vessel.class),
            ship_type: vessel.ship_type.map(ShipType::code),
            ship_type_text: vessel.ship_type.map(ShipType::as_str),
            sog: vessel.sog.map(number::knots),
            cog: vessel.cog.map(number::degrees),
            true_heading: vessel.true_heading.map(number::degrees),
            navigational_status: vessel.navigational_status.map(NavigationalStatus::code),
            destination: vessel.destination.map(text),
            length: vessel.length,
            beam: vessel.beam,
            draught: vessel.draught.map(Metres::get).map(|metres| number::decimals(metres, 1)),
            time: vessel.time.to_string(),
            stations: vessel.stations.iter().map(ToString::to_string).collect(),
            exercise: vessel.exercise,
        }
    }
}

fn text<const N: usize>(text: Text<N>) -> String {
    text.as_str().to_owned()
}

const fn class(class: TransponderClass) -> Option<&'static str> {
    Some(match class {
        TransponderClass::A => "A",
        TransponderClass::B => "B",
        TransponderClass::BaseStation => "base-station",
        TransponderClass::SarAircraft => "sar-aircraft",
        TransponderClass::AidToNavigation => "aid-to-navigation",
        TransponderClass::Beacon => "beacon",
        TransponderClass::Radar => "radar",
        TransponderClass::Unknown => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactId, Degrees, EventTime, Knots, Position};
    use serde_json::json;

    #[test]
    fn a_contact_leaves_with_the_names_and_units_of_m_1371() {
        let mmsi = Mmsi::new(2_573_238).expect("an MMSI");
        let vessel = Vessel {
            contact: ContactId::from_mmsi(mmsi),
            mmsi: Some(mmsi),
            imo: ImoNumber::new(9_074_729),
            name: Some(Text::from_ascii_lossy(b"<B>\"EVIL\" & CO")),
            call_sign: None,
            destination: None,
            class: TransponderClass::A,
            ship_type: ShipType::from_code(84),
            length: Some(183),
            beam: None,
            draught: Metres::new(7.25),
            position: Position::new(13.866_666_66, 50.333_333_33),
            position_time: Some(EventTime::from_secs(1_489_049_110)),
            position_late: false,
            sog: Knots::new(12.34),
            cog: Degrees::new(271.06),
            true_heading: Degrees::new(270.0),
            navigational_status: Some(NavigationalStatus::Moored),
            time: EventTime::from_secs(1_489_049_110),
            stations: vec![Text::from_ascii_lossy(b"north")],
            exercise: false,
        };
        let expected = json!({
            "type": "Feature",
            "id": "mmsi:002573238",
            "geometry": {"type": "Point", "coordinates": [50.333_333, 13.866_667]},
            "properties": {
                "contact": "mmsi:002573238", "mmsi": 2_573_238, "imo": 9_074_729,
                "name": "<B>\"EVIL\" & CO", "call_sign": null, "class": "A", "ship_type": 84,
                "ship_type_text": "tanker", "sog": 12.3, "cog": 271.1, "true_heading": 270.0,
                "navigational_status": 5, "destination": null, "length": 183, "beam": null,
                "draught": 7.3, "time": "2017-03-09T08:45:10.000Z", "stations": ["north"],
                "exercise": false
            }
        });
        assert_eq!(serde_json::to_value(VesselFeature::from(&vessel)).ok(), Some(expected));
    }
}
