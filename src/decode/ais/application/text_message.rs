use super::super::super::Bits;
use super::cursor::Cursor;
use crate::domain::Text;

/// Payload 1/0 (ITU-R M.1371-5, annex 5, tables 25 to 28): Text using 6-bit ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMessage {
    /// An acknowledgement is asked for; messages 25 and 26 cannot.
    pub acknowledge_required: Option<bool>,
    /// Sequence number of the application, 1 to 2047; `None` where it numbers none.
    pub sequence_number: Option<u16>,
    /// What it says.
    pub text: Option<Text<161>>,
}

/// Payloads 1/29 and 1/30 (SN.1/Circ.289, tables 16.1 and 16.2): Text description, broadcast and
/// addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextDescription {
    /// Number of the message that it describes, 0 to 1023.
    pub message_linkage_id: u16,
    /// What it says.
    pub text: Option<Text<161>>,
}

impl TextMessage {
    /// Messages 6 and 8 begin with the flag, 25 and 26 do not have it.
    pub(super) fn read(bits: Bits<'_>, has_flag: bool) -> Option<Self> {
        let mut from = Cursor::at(bits, 0);
        let acknowledge_required = if has_flag { Some(from.flag()?) } else { None };
        let sequence_number = Some(from.short(11)?).filter(|&number| number != 0);
        Some(Self { acknowledge_required, sequence_number, text: from.text_to_end() })
    }
}

impl TextDescription {
    pub(super) fn read(bits: Bits<'_>) -> Option<Self> {
        let mut from = Cursor::at(bits, 0);
        Some(Self { message_linkage_id: from.short(10)?, text: from.text_to_end() })
    }
}
