use utoipa::ToSchema;

/// Contacts as a GeoJSON `FeatureCollection`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents what the query formats write")]
pub(in crate::http) struct VesselCollection {
    /// `FeatureCollection`.
    #[schema(rename = "type")]
    kind: &'static str,
    /// The contacts: in the order of their ids, or the nearest first.
    features: Vec<VesselFeature>,
    /// There are more than `limit`.
    truncated: bool,
    /// `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// A contact as a GeoJSON Feature.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents what the query formats write")]
pub(in crate::http) struct VesselFeature {
    /// `Feature`.
    #[schema(rename = "type")]
    kind: &'static str,
    /// The contact's id.
    id: String,
    /// Where she was last reported; null if she never said.
    #[schema(value_type = Option<Object>)]
    geometry: serde_json::Value,
    /// Who she is and how she moves.
    properties: VesselProperties,
}

/// What is known of a contact, by the names and in the units of ITU-R M.1371; what was never sent
/// is null.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents what the query formats write")]
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
    /// How far away, nautical miles; where the nearest were asked for.
    distance_nm: Option<f64>,
}
