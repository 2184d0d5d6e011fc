use super::super::super::Bits;
use super::cursor::Cursor;
use crate::domain::{Degrees, ImoNumber, Knots, Mmsi, Position, Text};

/// Bits of one target.
const TARGET_BITS: usize = 120;

/// One target of payload 1/17 (SN.1/Circ.289, table 13.1): VTS-generated/synthetic targets. Coast
/// stations also send it as 1/16, its number in ITU-R M.1371-1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SyntheticTarget {
    /// Who it is.
    pub identity: Option<TargetIdentity>,
    /// Where.
    pub position: Option<Position>,
    /// Course over ground.
    pub cog: Option<Degrees>,
    /// The UTC second of the position, 0 to 59.
    pub utc_second: Option<u8>,
    /// Speed over ground.
    pub sog: Option<Knots>,
}

/// Who a synthetic target is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TargetIdentity {
    /// By MMSI.
    Mmsi(Mmsi),
    /// By IMO number.
    Imo(ImoNumber),
    /// By call sign.
    CallSign(Text<7>),
    /// By another name.
    Other(Text<7>),
}

/// Whether data have the length of whole targets.
pub(super) fn has_whole_targets(bits: Bits<'_>) -> bool {
    !bits.is_empty() && bits.len() % TARGET_BITS < 8
}

/// All targets that were sent whole.
pub(super) fn read(bits: Bits<'_>) -> Vec<SyntheticTarget> {
    let starts = (0..bits.len() / TARGET_BITS).map(|target| target * TARGET_BITS);
    starts.map(|start| SyntheticTarget::read(bits, start)).collect()
}

impl SyntheticTarget {
    fn read(bits: Bits<'_>, start: usize) -> Self {
        let mut from = Cursor::at(bits, start);
        let kind = from.byte(2);
        // The number is right-aligned in its 42 bits, as the circular has it.
        let number = bits.unsigned(start + 12, 32);
        let text: Option<Text<7>> = from.text();
        from.skip(4);
        Self {
            identity: match kind {
                Some(0) => number.and_then(Mmsi::new).map(TargetIdentity::Mmsi),
                Some(1) => number.and_then(ImoNumber::new).map(TargetIdentity::Imo),
                Some(2) => text.map(TargetIdentity::CallSign),
                _ => text.map(TargetIdentity::Other),
            },
            position: from.position_latitude_first(),
            cog: from.direction(),
            utc_second: from.byte(6).filter(|&second| second < 60),
            sog: from.byte(8).filter(|&knots| knots < 255).and_then(|k| Knots::new(f64::from(k))),
        }
    }
}
