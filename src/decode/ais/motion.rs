use super::super::Bits;
use crate::domain::{Degrees, Knots};

/// Speed over ground as sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sog {
    /// A speed.
    Knots(Knots),
    /// The highest code: that fast or faster (102.2 knots; 1022 in message 9). Not a speed to
    /// compute with.
    OrMore {
        /// The code as sent.
        code: u16,
    },
}

impl Sog {
    /// The speed, where one is known.
    pub const fn knots(self) -> Option<Knots> {
        match self {
            Self::Knots(knots) => Some(knots),
            Self::OrMore { .. } => None,
        }
    }
}

/// Ten bits of 0.1 knot: 1023 is "not available".
#[inline]
pub(super) fn sog(bits: Bits<'_>, start: usize) -> Option<Sog> {
    sog_of_ten_bits(bits, start, 10.0)
}

/// Ten bits of whole knots (message 9): 1023 is "not available".
pub(super) fn sog_of_aircraft(bits: Bits<'_>, start: usize) -> Option<Sog> {
    sog_of_ten_bits(bits, start, 1.0)
}

#[inline]
fn sog_of_ten_bits(bits: Bits<'_>, start: usize, steps_per_knot: f64) -> Option<Sog> {
    match bits.short(start, 10)? {
        1023 => None,
        code @ 1022 => Some(Sog::OrMore { code }),
        steps => Knots::new(f64::from(steps) / steps_per_knot).map(Sog::Knots),
    }
}

/// Twelve bits of 0.1 degree: 3600 is "not available", more is not used.
#[inline]
pub(super) fn cog(bits: Bits<'_>, start: usize) -> Option<Degrees> {
    let tenths = bits.short(start, 12).filter(|&tenths| tenths < 3600)?;
    Degrees::new(f64::from(tenths) / 10.0)
}

/// Nine bits of whole degrees: 511 is "not available", 360 to 510 are not used.
#[inline]
pub(super) fn true_heading(bits: Bits<'_>, start: usize) -> Option<Degrees> {
    let degrees = bits.short(start, 9).filter(|&degrees| degrees < 360)?;
    Degrees::new(f64::from(degrees))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn what_is_not_available_or_not_used_is_none() {
        let code = |value: u16, width: usize| (value << (16 - width)).to_be_bytes();
        for (steps, expected) in [
            (0, Knots::new(0.0).map(Sog::Knots)),
            (1021, Knots::new(102.1).map(Sog::Knots)),
            (1022, Some(Sog::OrMore { code: 1022 })),
            (1023, None),
        ] {
            assert_eq!(
                sog(BitBuffer::from_bytes(&code(steps, 10), 10).bits(), 0),
                expected,
                "SOG {steps}"
            );
        }
        for (tenths, expected) in [(3599, Degrees::new(359.9)), (3600, None), (4095, None)] {
            assert_eq!(
                cog(BitBuffer::from_bytes(&code(tenths, 12), 12).bits(), 0),
                expected,
                "COG {tenths}"
            );
        }
        for (degrees, expected) in
            [(359, Degrees::new(359.0)), (360, None), (510, None), (511, None)]
        {
            assert_eq!(
                true_heading(BitBuffer::from_bytes(&code(degrees, 9), 9).bits(), 0),
                expected,
                "heading {degrees}"
            );
        }
        assert_eq!(sog(BitBuffer::from_bytes(&[0, 0], 9).bits(), 0), None, "nine bits of ten");
    }
}
