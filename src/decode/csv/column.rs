/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Column {
    Time,
    Mmsi,
    Latitude,
    Longitude,
    Sog,
    Cog,
    Heading,
    Status,
    Name,
    Imo,
    CallSign,
    ShipType,
    Length,
    Width,
    Draught,
    Destination,
    /// `A` or `B`.
    TransponderClass,
    /// The Danish authority's words for the class.
    TypeOfMobile,
    ToBow,
    ToStern,
    ToPort,
    ToStarboard,
    RateOfTurn,
    PositionFixingDevice,
    Eta,
    /// The Danish authority's words for the category of the cargo.
    CargoType,
    /// Which network heard it: `MarineTraffic`'s tables, whose speeds are tenths of a knot.
    DataSource,
    /// Longitude as geographic tools export it (`ogr2ogr -lco GEOMETRY=AS_XY`).
    X,
    /// Latitude as they do.
    Y,
}

impl Column {
    /// How many there are.
    pub(super) const COUNT: usize = 29;

    /// Its place among all columns.
    pub(super) const fn index(self) -> usize {
        match self {
            Self::Time => 0,
            Self::Mmsi => 1,
            Self::Latitude => 2,
            Self::Longitude => 3,
            Self::Sog => 4,
            Self::Cog => 5,
            Self::Heading => 6,
            Self::Status => 7,
            Self::Name => 8,
            Self::Imo => 9,
            Self::CallSign => 10,
            Self::ShipType => 11,
            Self::Length => 12,
            Self::Width => 13,
            Self::Draught => 14,
            Self::Destination => 15,
            Self::TransponderClass => 16,
            Self::TypeOfMobile => 17,
            Self::ToBow => 18,
            Self::ToStern => 19,
            Self::ToPort => 20,
            Self::ToStarboard => 21,
            Self::RateOfTurn => 22,
            Self::PositionFixingDevice => 23,
            Self::Eta => 24,
            Self::CargoType => 25,
            Self::DataSource => 26,
            Self::X => 27,
            Self::Y => 28,
        }
    }

    /// The column that a name in a header stands for. Case, blanks and punctuation do not count:
    /// `# Timestamp`, `Latitude_degrees`, `BaseDateTime`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let mut plain = [0; 26];
        let mut len = 0;
        for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
            *plain.get_mut(len)? = byte.to_ascii_lowercase();
            len += 1;
        }
        Some(match plain.get(..len)? {
            b"t" | b"time" | b"timestamp" | b"timestamputc" | b"timeutc" | b"utc" | b"datetime"
            | b"datetimeutc" | b"basedatetime" | b"epoch" | b"unixtime" | b"receivedat"
            | b"msgtime" | b"tstamp" | b"ts" | b"dtposutc" => Self::Time,
            b"mmsi" | b"sourcemmsi" | b"userid" | b"mmsinumber" | b"ssvid" => Self::Mmsi,
            b"lat" | b"latitude" | b"latitudedegrees" | b"latdeg" => Self::Latitude,
            b"lon" | b"lng" | b"long" | b"longitude" | b"longitudedegrees" | b"londeg" => {
                Self::Longitude
            }
            b"x" => Self::X,
            b"y" => Self::Y,
            b"sog" | b"speed" | b"sogknots" | b"speedknots" | b"speedoverground" | b"sogkn"
            | b"speedkn" | b"sogkts" | b"speedkts" => Self::Sog,
            b"cog" | b"course" | b"cogdegrees" | b"courseoverground" | b"cogdeg" => Self::Cog,
            b"heading" | b"trueheading" | b"hdg" | b"headingdegrees" => Self::Heading,
            b"status" | b"navigationalstatus" | b"navstatus" | b"navstat" | b"navigationstatus" => {
                Self::Status
            }
            b"name" | b"vesselname" | b"shipname" => Self::Name,
            b"imo" | b"imonumber" | b"imonr" | b"imono" => Self::Imo,
            b"callsign" => Self::CallSign,
            b"vesseltype" | b"shiptype" | b"shiptypecode" | b"vesseltypecode"
            | b"shipandcargotype" => Self::ShipType,
            b"cargotype" => Self::CargoType,
            b"length" => Self::Length,
            b"width" | b"beam" => Self::Width,
            b"draft" | b"draught" => Self::Draught,
            b"destination" | b"dest" => Self::Destination,
            // Misspelt by MarineCadastre itself.
            b"transceiverclass" | b"transcieverclass" | b"transceiver" | b"class" | b"aisclass" => {
                Self::TransponderClass
            }
            b"typeofmobile" => Self::TypeOfMobile,
            b"a" | b"tobow" | b"dimensiontobow" => Self::ToBow,
            b"b" | b"tostern" | b"dimensiontostern" => Self::ToStern,
            b"c" | b"toport" | b"dimensiontoport" => Self::ToPort,
            b"d" | b"tostarboard" | b"dimensiontostarboard" => Self::ToStarboard,
            b"rot" | b"rateofturn" | b"turn" => Self::RateOfTurn,
            b"epfd" | b"typeofpositionfixingdevice" => Self::PositionFixingDevice,
            b"eta" => Self::Eta,
            b"dsrc" => Self::DataSource,
            _ => return None,
        })
    }
}
