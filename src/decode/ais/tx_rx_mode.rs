/// Which channels a station shall send and listen on, as sent: 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TxRxMode(pub(super) u8);

impl TxRxMode {
    /// The code as sent.
    pub const fn code(self) -> u8 {
        self.0
    }

    /// The words of ITU-R M.1371-5, annex 8, messages 22 and 23; `None` for codes that are not used.
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "Tx A/Tx B, Rx A/Rx B",
            1 => "Tx A, Rx A/Rx B",
            2 => "Tx B, Rx A/Rx B",
            _ => return None,
        })
    }
}
