use super::super::{Bits, RejectReason};
use super::{ApplicationData, Header};
use crate::domain::Mmsi;

/// Message 25: Single slot binary message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleSlotBinaryMessage {
    /// Type, repeat indicator, MMSI.
    pub header: Header,
    /// Sent to one station rather than to all.
    pub addressed: bool,
    /// The data begin with an application identifier.
    pub structured: bool,
    /// To whom, where addressed; `None` where the number is no MMSI.
    pub addressee: Option<Mmsi>,
    /// What it carries.
    pub application: ApplicationData,
}

/// What messages 25 and 26 have between their header and the end of their data.
pub(super) struct Envelope {
    pub(super) addressed: bool,
    pub(super) structured: bool,
    pub(super) addressee: Option<Mmsi>,
    pub(super) application: ApplicationData,
}

impl SingleSlotBinaryMessage {
    pub(super) fn read(header: Header, bits: Bits<'_>) -> Result<Self, RejectReason> {
        let Envelope { addressed, structured, addressee, application } =
            Envelope::read(bits, bits.len())?;
        Ok(Self { header, addressed, structured, addressee, application })
    }
}

impl Envelope {
    /// An addressee takes 30 bits and 2 spare ones, which align the data (M.1371-5, table 80).
    pub(super) fn read(bits: Bits<'_>, end: usize) -> Result<Self, RejectReason> {
        let addressed = bits.flag(38).ok_or(RejectReason::TooShort)?;
        let structured = bits.flag(39).ok_or(RejectReason::TooShort)?;
        let start = if addressed { 72 } else { 40 };
        Ok(Self {
            addressed,
            structured,
            addressee: bits.unsigned(40, 30).filter(|_| addressed).and_then(Mmsi::new),
            application: if structured {
                ApplicationData::identified(bits, start, end)
            } else {
                ApplicationData::unstructured(bits, start, end)
            },
        })
    }
}
