use std::fmt;
use std::num::NonZeroU32;

/// A Maritime Mobile Service Identity: one to nine decimal digits, never zero (ITU-R M.585).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mmsi(NonZeroU32);

/// What kind of station the digits of an MMSI announce (ITU-R M.585-9, annex 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MmsiKind {
    /// A ship: first digit 2 to 7.
    Ship,
    /// A group of ships: leading 0.
    Group,
    /// A coast station: leading 00.
    Coast,
    /// A search and rescue aircraft: leading 111.
    SarAircraft,
    /// A handheld VHF transceiver: leading 8.
    Handheld,
    /// A craft associated with a parent ship: leading 98.
    AuxiliaryCraft,
    /// An aid to navigation: leading 99.
    AidToNavigation,
    /// An AIS search and rescue transmitter: leading 970.
    Sart,
    /// A man overboard device: leading 972.
    ManOverboard,
    /// An EPIRB with AIS: leading 974.
    Epirb,
    /// Digits that no table assigns.
    Unassigned,
}

impl Mmsi {
    /// `None` for zero ("not available") and for anything of more than nine digits.
    pub const fn new(value: u32) -> Option<Self> {
        match NonZeroU32::new(value) {
            Some(number) if value <= 999_999_999 => Some(Self(number)),
            _ => None,
        }
    }

    /// Of a number that [`Mmsi::get`] gave.
    pub(super) fn of_kept(number: u32) -> Self {
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    /// The number itself.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The kind of station that the leading digits announce.
    pub const fn kind(self) -> MmsiKind {
        match self.get() {
            0..=9_999_999 => MmsiKind::Coast,
            10_000_000..=99_999_999 => MmsiKind::Group,
            111_000_000..=111_999_999 => MmsiKind::SarAircraft,
            200_000_000..=799_999_999 => MmsiKind::Ship,
            800_000_000..=899_999_999 => MmsiKind::Handheld,
            970_000_000..=970_999_999 => MmsiKind::Sart,
            972_000_000..=972_999_999 => MmsiKind::ManOverboard,
            974_000_000..=974_999_999 => MmsiKind::Epirb,
            980_000_000..=989_999_999 => MmsiKind::AuxiliaryCraft,
            990_000_000..=999_999_999 => MmsiKind::AidToNavigation,
            _ => MmsiKind::Unassigned,
        }
    }

    /// Whether the identity is one of a distress beacon (SART, MOB or EPIRB).
    pub const fn is_distress_beacon(self) -> bool {
        matches!(self.kind(), MmsiKind::Sart | MmsiKind::ManOverboard | MmsiKind::Epirb)
    }
}

/// Nine digits, as the field writes them.
impl fmt::Display for Mmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl fmt::Debug for Mmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mmsi({:09})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leading_digits_say_what_kind_of_station_it_is() {
        for (number, kind) in [
            (2_573_238, MmsiKind::Coast),
            (23_500_000, MmsiKind::Group),
            (111_232_511, MmsiKind::SarAircraft),
            (219_000_001, MmsiKind::Ship),
            (970_010_119, MmsiKind::Sart),
            (972_123_456, MmsiKind::ManOverboard),
            (974_000_001, MmsiKind::Epirb),
            (982_350_001, MmsiKind::AuxiliaryCraft),
            (992_351_000, MmsiKind::AidToNavigation),
        ] {
            assert_eq!(Mmsi::new(number).map(Mmsi::kind), Some(kind), "{number}");
        }
    }

    #[test]
    fn zero_and_ten_digits_are_no_identity() {
        assert_eq!(Mmsi::new(0), None);
        assert_eq!(Mmsi::new(1_000_000_000), None);
    }
}
