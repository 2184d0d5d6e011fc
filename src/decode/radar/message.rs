use super::super::RejectReason;
use super::super::fields::Fields;
use super::{TargetLabels, TargetPosition, TrackedTarget};
use crate::domain::RadarReport;

/// Highest target number; the standard has two digits, radars in use have three.
const MAX_NUMBER: u16 = 999;

/// What a radar says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RadarMessage {
    /// `TTM`.
    TrackedTarget(TrackedTarget),
    /// `TLL`.
    TargetPosition(TargetPosition),
    /// `TLB`.
    TargetLabels(TargetLabels),
}

impl RadarMessage {
    /// The three letters of its sentence.
    pub const fn formatter(&self) -> &'static str {
        match self {
            Self::TrackedTarget(_) => "TTM",
            Self::TargetPosition(_) => "TLL",
            Self::TargetLabels(_) => "TLB",
        }
    }

    /// The target it is about and what the picture needs of it; `None` for labels, and for a target
    /// that has no place though it is not lost.
    pub fn report(&self) -> Option<(u16, RadarReport)> {
        match self {
            Self::TrackedTarget(target) => target.report().map(|report| (target.number, report)),
            Self::TargetPosition(target) => target.report().map(|report| (target.number, report)),
            Self::TargetLabels(_) => None,
        }
    }
}

/// Reads a sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`: another
/// formatter. A target without a number is [`RejectReason::Instrument`].
pub fn parse(sentence: &[u8]) -> Result<Option<RadarMessage>, RejectReason> {
    let Some(fields) = Fields::split(sentence) else { return Ok(None) };
    let message = match fields.formatter() {
        "TTM" => TrackedTarget::read(&fields).map(RadarMessage::TrackedTarget),
        "TLL" => TargetPosition::read(&fields).map(RadarMessage::TargetPosition),
        "TLB" => TargetLabels::read(&fields).map(RadarMessage::TargetLabels),
        _ => return Ok(None),
    };
    message.ok_or(RejectReason::Instrument).map(Some)
}

/// A target number.
pub(super) fn number(fields: &Fields<'_>, place: usize) -> Option<u16> {
    let digits = fields.text(place)?;
    let number = digits.parse().ok().filter(|&number| number <= MAX_NUMBER)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
}
