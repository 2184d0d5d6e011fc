use super::super::super::Bits;
use super::cursor::Cursor;

/// Payloads 1/16 (SN.1/Circ.289, table 6.1) and 1/40 (its form in ITU-R M.1371-1): Number of
/// persons on board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonsOnBoard {
    /// 1 to 8190; `None` where not available.
    pub persons: Option<u16>,
    /// There are 8,191 or more.
    pub or_more: bool,
}

/// Payload 200/55 (Inland AIS): Number of persons on board an inland vessel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InlandPersonsOnBoard {
    /// Members of the crew, 0 to 254.
    pub crew: Option<u8>,
    /// Passengers, 0 to 8190.
    pub passengers: Option<u16>,
    /// Other personnel, 0 to 254.
    pub personnel: Option<u8>,
}

impl PersonsOnBoard {
    /// Bits of the longest form, with its spare ones.
    pub(super) const BITS: usize = 48;

    /// Thirteen bits; 0 is "not available", 8191 is "8191 or more".
    pub(super) fn read(bits: Bits<'_>) -> Option<Self> {
        let code = bits.short(0, 13)?;
        let persons = Some(code).filter(|code| (1..=8190).contains(code));
        Some(Self { persons, or_more: code == 8191 })
    }
}

impl InlandPersonsOnBoard {
    /// Bits of the longest form, with its spare ones.
    pub(super) const BITS: usize = 112;

    /// The highest code of each field is "unknown".
    pub(super) fn read(bits: Bits<'_>) -> Self {
        let mut from = Cursor::at(bits, 0);
        Self {
            crew: from.byte(8).filter(|&crew| crew < 255),
            passengers: from.short(13).filter(|&passengers| passengers < 8191),
            personnel: from.byte(8).filter(|&personnel| personnel < 255),
        }
    }
}
