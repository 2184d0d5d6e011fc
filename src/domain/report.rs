use super::{
    Degrees, EventTime, FeedName, ImoNumber, Knots, Metres, Mmsi, NauticalMiles,
    NavigationalStatus, Position, ShipType, Text,
};

/// What the engine learns from one message: who, when, heard by whom, and what it says. Small and,
/// but for a safety text and the labels of radar targets, without heap.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The feed it came from.
    pub feed: FeedName,
    /// Whether that feed is an exercise: nothing derived from it meets the real rules.
    pub exercise: bool,
    /// The receiving station, where the feed names it (TAG `s`, USCG `r`).
    pub station: Option<Text<15>>,
    /// Event time of the message.
    pub time: EventTime,
    /// Hash of the transmission, equal for copies of it heard by other receivers.
    pub payload_hash: u64,
    /// Whose report it is.
    pub subject: Subject,
    /// The sentence as received, for evidence.
    pub raw: RawSentence,
    /// What it says.
    pub body: ReportBody,
}

/// Who a report is about, as sent. The picture makes a contact of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A station by its MMSI.
    Ais(Mmsi),
    /// A target number of the feed's radar, 0 to 999.
    Radar(u16),
    /// The craft that carries the feed's own receiver or radar, known by its instruments alone.
    OwnShip,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportBody {
    /// Where a station is and how it moves.
    Position(PositionReport),
    /// Who a station is.
    Static(StaticReport),
    /// A safety-related text (AIS messages 12 and 14).
    SafetyText(Box<SafetyText>),
    /// A target of the feed's radar.
    Radar(RadarReport),
    /// Labels of targets of the feed's radar.
    RadarLabels(Box<[RadarLabel]>),
    /// Where the receiver itself is (`$` sentences of a moving receiver).
    OwnShip(OwnShipReport),
    /// Nothing but the fact that the station was heard: counts for coverage.
    Heard,
}

/// The kind of transponder a message type belongs to. A ship keeps the class of her position
/// reports: a static report never changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransponderClass {
    /// Class A ship-borne equipment (types 1-3, 5).
    A,
    /// Class B ship-borne equipment (types 18, 19, 24).
    B,
    /// Base station (types 4, 11).
    BaseStation,
    /// Search and rescue aircraft (type 9).
    SarAircraft,
    /// Aid to navigation (type 21).
    AidToNavigation,
    /// Distress beacon: SART, MOB, EPIRB.
    Beacon,
    /// Tracked by radar alone.
    Radar,
    /// Not said (a CSV without the column, type 27).
    Unknown,
}

impl TransponderClass {
    /// The name in outputs; `None` where it is not known.
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self {
            Self::A => "A",
            Self::B => "B",
            Self::BaseStation => "base-station",
            Self::SarAircraft => "sar-aircraft",
            Self::AidToNavigation => "aid-to-navigation",
            Self::Beacon => "beacon",
            Self::Radar => "radar",
            Self::Unknown => return None,
        })
    }
}

/// A position report; what was not sent is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositionReport {
    /// Class of the sender.
    pub class: TransponderClass,
    /// Where.
    pub position: Option<Position>,
    /// Speed over ground; "102.2 or more" is not a speed.
    pub sog: Option<Knots>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// True heading.
    pub true_heading: Option<Degrees>,
    /// Navigational status.
    pub navigational_status: Option<NavigationalStatus>,
    /// The UTC second at which the position was taken, 0-59 (the message's time stamp field).
    pub utc_second: Option<u8>,
    /// The long-range message 27, whose position is given to 0.1 minute only.
    pub long_range: bool,
    /// From the vessel that carries the receiver (VDO).
    pub own_ship: bool,
}

/// Static and voyage data; what was not sent is `None`, and leaves what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StaticReport {
    /// Class of the sender, where the message type says it.
    pub class: Option<TransponderClass>,
    /// IMO number.
    pub imo: Option<ImoNumber>,
    /// Call sign.
    pub call_sign: Option<Text<7>>,
    /// Name, with the extension of an aid to navigation.
    pub name: Option<Text<34>>,
    /// Type of ship and cargo.
    pub ship_type: Option<ShipType>,
    /// Where the antenna sits, hence length and beam.
    pub dimensions: Option<Dimensions>,
    /// Present static draught.
    pub draught: Option<Metres>,
    /// Destination.
    pub destination: Option<Text<20>>,
    /// The parent ship of an auxiliary craft (type 24 B of 98xxxxxxx).
    pub parent: Option<Mmsi>,
}

/// Distances from the reference point to the hull, metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// To the bow, 0-511.
    pub to_bow: u16,
    /// To the stern, 0-511.
    pub to_stern: u16,
    /// To port, 0-63.
    pub to_port: u16,
    /// To starboard, 0-63.
    pub to_starboard: u16,
}

impl Dimensions {
    /// Length over all in metres; `None` where the message left it out.
    pub const fn length(self) -> Option<u16> {
        match self.to_bow + self.to_stern {
            0 => None,
            length => Some(length),
        }
    }

    /// Beam in metres; `None` where the message left it out.
    pub const fn beam(self) -> Option<u16> {
        match self.to_port + self.to_starboard {
            0 => None,
            beam => Some(beam),
        }
    }
}

/// A safety-related text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyText {
    /// To whom; `None` is a broadcast.
    pub addressee: Option<Mmsi>,
    /// The text, trimmed, at most 161 characters.
    pub text: Text<161>,
}

/// A target as a radar reports it (TTM relative, TLL absolute).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadarReport {
    /// Where it is; a target that is lost may have no place any more.
    pub plot: Option<RadarPlot>,
    /// Speed.
    pub speed: Option<Knots>,
    /// Course.
    pub course: Option<Degrees>,
    /// Whether speed and course are those of the target, or what own ship sees of them.
    pub motion_reference: Option<BearingReference>,
    /// Status of the track.
    pub status: Option<RadarStatus>,
    /// The target's name, if the operator gave one.
    pub name: Option<Text<20>>,
}

/// The label of a radar's target (TLB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RadarLabel {
    /// Target number, 0 to 999.
    pub number: u16,
    /// `None` takes the label away.
    pub label: Option<Text<20>>,
}

/// A radar plot before it is resolved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RadarPlot {
    /// A position.
    Absolute(Position),
    /// Range and bearing from the radar.
    Relative {
        /// Distance from the radar.
        range: NauticalMiles,
        /// Bearing from the radar.
        bearing: Degrees,
        /// What the bearing counts from.
        reference: BearingReference,
    },
}

/// What a bearing of a radar, or the motion it reports, counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BearingReference {
    /// True north; of a motion, the ground or the water.
    True,
    /// The bow, so it needs the heading of the ship that carries the radar; of a motion, that ship's
    /// own motion too.
    Relative,
}

/// State of a radar track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RadarStatus {
    /// L: lost.
    Lost,
    /// Q: being acquired.
    Query,
    /// T: tracking.
    Tracking,
}

/// What the receiver's own instruments say of it; each part stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnShipReport {
    /// Where (RMC, GGA, GLL, GNS).
    pub position: Option<Position>,
    /// Speed over ground (RMC, VTG, OSD).
    pub sog: Option<Knots>,
    /// Course over ground (RMC, VTG, OSD).
    pub cog: Option<Degrees>,
    /// Heading (HDT, THS, HDG with variation, VHW, OSD).
    pub true_heading: Option<Degrees>,
}

/// A sentence as received: at most 95 bytes are kept, a longer one (a CSV row) is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawSentence(Text<95>);

impl RawSentence {
    /// Keeps the beginning of a sentence; bytes that are not printable become `?`.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Text::from_ascii_lossy(bytes))
    }

    /// The sentence.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for RawSentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
