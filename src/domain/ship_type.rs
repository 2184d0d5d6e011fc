/// Type of ship and cargo as sent: 1 to 255 (ITU-R M.1371-5, table 53); 0 is "not available".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShipType(u8);

/// The groups of the table that rules and people tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShipCategory {
    /// 20-29: wing in ground.
    WingInGround,
    /// 30: fishing.
    Fishing,
    /// 31, 32: towing.
    Towing,
    /// 33: dredging or underwater operations.
    Dredging,
    /// 34: diving operations.
    Diving,
    /// 35: military operations.
    Military,
    /// 36: sailing.
    Sailing,
    /// 37: pleasure craft.
    Pleasure,
    /// 40-49: high-speed craft.
    HighSpeedCraft,
    /// 50: pilot vessel.
    Pilot,
    /// 51: search and rescue vessel.
    SearchAndRescue,
    /// 52: tug.
    Tug,
    /// 53: port tender.
    PortTender,
    /// 54: anti-pollution.
    AntiPollution,
    /// 55: law enforcement.
    LawEnforcement,
    /// 56-59: other special craft.
    Special,
    /// 60-69: passenger.
    Passenger,
    /// 70-79: cargo.
    Cargo,
    /// 80-89: tanker.
    Tanker,
    /// 90-99 and what is reserved.
    Other,
}

impl ShipType {
    /// `None` for 0, "not available".
    pub const fn from_code(code: u8) -> Option<Self> {
        if code == 0 { None } else { Some(Self(code)) }
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The group of the table.
    pub const fn category(self) -> ShipCategory {
        match self.0 {
            20..=29 => ShipCategory::WingInGround,
            30 => ShipCategory::Fishing,
            31 | 32 => ShipCategory::Towing,
            33 => ShipCategory::Dredging,
            34 => ShipCategory::Diving,
            35 => ShipCategory::Military,
            36 => ShipCategory::Sailing,
            37 => ShipCategory::Pleasure,
            40..=49 => ShipCategory::HighSpeedCraft,
            50 => ShipCategory::Pilot,
            51 => ShipCategory::SearchAndRescue,
            52 => ShipCategory::Tug,
            53 => ShipCategory::PortTender,
            54 => ShipCategory::AntiPollution,
            55 => ShipCategory::LawEnforcement,
            56..=59 => ShipCategory::Special,
            60..=69 => ShipCategory::Passenger,
            70..=79 => ShipCategory::Cargo,
            80..=89 => ShipCategory::Tanker,
            _ => ShipCategory::Other,
        }
    }

    /// The group in words.
    pub const fn as_str(self) -> &'static str {
        match self.category() {
            ShipCategory::WingInGround => "wing in ground",
            ShipCategory::Fishing => "fishing",
            ShipCategory::Towing => "towing",
            ShipCategory::Dredging => "dredging or underwater operations",
            ShipCategory::Diving => "diving operations",
            ShipCategory::Military => "military operations",
            ShipCategory::Sailing => "sailing",
            ShipCategory::Pleasure => "pleasure craft",
            ShipCategory::HighSpeedCraft => "high-speed craft",
            ShipCategory::Pilot => "pilot vessel",
            ShipCategory::SearchAndRescue => "search and rescue vessel",
            ShipCategory::Tug => "tug",
            ShipCategory::PortTender => "port tender",
            ShipCategory::AntiPollution => "anti-pollution",
            ShipCategory::LawEnforcement => "law enforcement",
            ShipCategory::Special => "special craft",
            ShipCategory::Passenger => "passenger",
            ShipCategory::Cargo => "cargo",
            ShipCategory::Tanker => "tanker",
            ShipCategory::Other => "other",
        }
    }
}
