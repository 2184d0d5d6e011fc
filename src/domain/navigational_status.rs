/// Navigational status of a Class A station (ITU-R M.1371-5, table 46). Codes 9, 10 and 13 are
/// reserved, 15 is "undefined": none of them is a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum NavigationalStatus {
    /// 0: under way using engine.
    UnderWayUsingEngine = 0,
    /// 1: at anchor.
    AtAnchor = 1,
    /// 2: not under command.
    NotUnderCommand = 2,
    /// 3: restricted manoeuvrability.
    RestrictedManoeuvrability = 3,
    /// 4: constrained by her draught.
    ConstrainedByDraught = 4,
    /// 5: moored.
    Moored = 5,
    /// 6: aground.
    Aground = 6,
    /// 7: engaged in fishing.
    EngagedInFishing = 7,
    /// 8: under way sailing.
    UnderWaySailing = 8,
    /// 11: power-driven vessel towing astern (regional use).
    TowingAstern = 11,
    /// 12: power-driven vessel pushing ahead or towing alongside (regional use).
    PushingAhead = 12,
    /// 14: AIS-SART, MOB-AIS or EPIRB-AIS is active.
    BeaconActive = 14,
}

impl NavigationalStatus {
    /// `None` for a reserved or undefined code.
    pub const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::UnderWayUsingEngine,
            1 => Self::AtAnchor,
            2 => Self::NotUnderCommand,
            3 => Self::RestrictedManoeuvrability,
            4 => Self::ConstrainedByDraught,
            5 => Self::Moored,
            6 => Self::Aground,
            7 => Self::EngagedInFishing,
            8 => Self::UnderWaySailing,
            11 => Self::TowingAstern,
            12 => Self::PushingAhead,
            14 => Self::BeaconActive,
            _ => return None,
        })
    }

    /// The code as sent.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The words of the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnderWayUsingEngine => "under way using engine",
            Self::AtAnchor => "at anchor",
            Self::NotUnderCommand => "not under command",
            Self::RestrictedManoeuvrability => "restricted manoeuvrability",
            Self::ConstrainedByDraught => "constrained by her draught",
            Self::Moored => "moored",
            Self::Aground => "aground",
            Self::EngagedInFishing => "engaged in fishing",
            Self::UnderWaySailing => "under way sailing",
            Self::TowingAstern => "power-driven vessel towing astern",
            Self::PushingAhead => "power-driven vessel pushing ahead or towing alongside",
            Self::BeaconActive => "AIS-SART active",
        }
    }
}
