use std::fmt;

use super::super::super::armour::PAYLOAD_MAX;
use super::super::super::{BitBuffer, Bits};

/// Binary data of messages 6, 8, 25 and 26, kept as sent, with the identifier that says how to read
/// them. At most 1,024 bytes, which is more than the longest sequence of sentences carries.
#[derive(Clone, PartialEq, Eq)]
pub struct ApplicationData {
    id: Option<ApplicationId>,
    bytes: Box<[u8]>,
    len: usize,
    message_type: u8,
}

/// Application identifier (ITU-R M.1371-5, annex 5): who defined a payload, and which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationId {
    /// Designated area code, 0 to 1023: 1 is international, others are maritime identification
    /// digits.
    pub dac: u16,
    /// Function identifier, 0 to 63.
    pub fi: u8,
}

impl ApplicationData {
    /// An identifier of 16 bits and what follows it up to `end`.
    pub(in super::super) fn identified(bits: Bits<'_>, start: usize, end: usize) -> Self {
        let end = end.min(bits.len());
        let id = ApplicationId::read(bits, start).filter(|_| start + 16 <= end);
        Self { id, ..Self::unstructured(bits, start + 16, end) }
    }

    /// Data of which only sender and addressee know the meaning.
    pub(in super::super) fn unstructured(bits: Bits<'_>, start: usize, end: usize) -> Self {
        let len = end.min(bits.len()).saturating_sub(start).min(PAYLOAD_MAX * 8);
        let byte = |at: usize| {
            let width = (len - at).min(8);
            bits.byte(start + at, width).unwrap_or(0) << (8 - width)
        };
        Self {
            id: None,
            bytes: (0..len).step_by(8).map(byte).collect(),
            len,
            message_type: bits.byte(0, 6).unwrap_or(0),
        }
    }

    /// The identifier; `None` of unstructured data and where it was not sent.
    pub fn id(&self) -> Option<ApplicationId> {
        self.id
    }

    /// The bits after the identifier, to read fields out of.
    pub fn to_bits(&self) -> BitBuffer {
        BitBuffer::from_bytes(&self.bytes, self.len)
    }

    /// How many bits there are after the identifier.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was sent after the identifier.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Messages 25 and 26 are never acknowledged, so texts in them have no flag that asks for it.
    pub(super) fn may_ask_for_acknowledgement(&self) -> bool {
        matches!(self.message_type, 6 | 8)
    }

    /// The bits after the identifier as bytes, the last filled up with zeros.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for ApplicationData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ApplicationId { dac, fi }) = self.id {
            write!(f, "{dac}/{fi} ")?;
        }
        write!(f, "{} bits ", self.len)?;
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl ApplicationId {
    fn read(bits: Bits<'_>, start: usize) -> Option<Self> {
        Some(Self { dac: bits.short(start, 10)?, fi: bits.byte(start + 10, 6)? })
    }
}
