use super::super::super::Bits;

/// A value in the unit that its field names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// The value.
    Value(f64),
    /// The code at an end of the field's range for "this much or more" (or "or less"): not a value
    /// to compute with.
    OutOfScale {
        /// The code as sent.
        code: i32,
    },
}

/// How a field codes a measure: `value = (code + offset) / steps`, for the codes of a range. Other
/// codes are "not available", reserved, or ends of the scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    width: usize,
    signed: bool,
    first: i32,
    last: i32,
    offset: i32,
    steps: f64,
    or_more: Option<i32>,
    or_less: Option<i32>,
}

impl Measure {
    /// The value, where one is known.
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::OutOfScale { .. } => None,
        }
    }
}

impl Scale {
    /// A field without sign whose codes `first` to `last` are values.
    pub(super) const fn unsigned(width: usize, first: i32, last: i32) -> Self {
        Self {
            width,
            signed: false,
            first,
            last,
            offset: 0,
            steps: 1.0,
            or_more: None,
            or_less: None,
        }
    }

    /// A two's complement field whose codes `first` to `last` are values.
    pub(super) const fn signed(width: usize, first: i32, last: i32) -> Self {
        Self { signed: true, ..Self::unsigned(width, first, last) }
    }

    /// So many codes to the unit.
    pub(super) const fn steps(self, steps: f64) -> Self {
        Self { steps, ..self }
    }

    /// Added to the code.
    pub(super) const fn offset(self, offset: i32) -> Self {
        Self { offset, ..self }
    }

    /// The code for "this much or more".
    pub(super) const fn or_more(self, code: i32) -> Self {
        Self { or_more: Some(code), ..self }
    }

    /// The code for "this much or less".
    pub(super) const fn or_less(self, code: i32) -> Self {
        Self { or_less: Some(code), ..self }
    }

    /// The bits of the field.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// The measure in a field that begins at `start`.
    pub(super) fn read(&self, bits: Bits<'_>, start: usize) -> Option<Measure> {
        let code = if self.signed {
            bits.signed(start, self.width)?
        } else {
            i32::try_from(bits.unsigned(start, self.width)?).ok()?
        };
        if (self.first..=self.last).contains(&code) {
            return Some(Measure::Value(f64::from(code + self.offset) / self.steps));
        }
        let at_an_end = Some(code) == self.or_more || Some(code) == self.or_less;
        at_an_end.then_some(Measure::OutOfScale { code })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn values_ends_and_codes_for_nothing_are_told_apart() {
        // Air pressure of SN.1/Circ.289: 0 is 799 hPa or less, 402 is 1201 or more, 511 nothing.
        const PRESSURE: Scale = Scale::unsigned(9, 1, 401).offset(799).or_less(0).or_more(402);
        // Air temperature of the same: -1024 is nothing.
        const TEMPERATURE: Scale = Scale::signed(11, -600, 600).steps(10.0);
        for (scale, code, expected) in [
            (PRESSURE, 0, Some(Measure::OutOfScale { code: 0 })),
            (PRESSURE, 1, Some(Measure::Value(800.0))),
            (PRESSURE, 401, Some(Measure::Value(1200.0))),
            (PRESSURE, 402, Some(Measure::OutOfScale { code: 402 })),
            (PRESSURE, 403, None),
            (PRESSURE, 511, None),
            (TEMPERATURE, -127_i32, Some(Measure::Value(-12.7))),
            (TEMPERATURE, -1024, None),
            (TEMPERATURE, 601, None),
        ] {
            let field = code << (32 - scale.width());
            let bits = field.to_be_bytes();
            assert_eq!(
                scale.read(BitBuffer::from_bytes(&bits, scale.width()).bits(), 0),
                expected,
                "{code}"
            );
            assert_eq!(
                scale.read(BitBuffer::from_bytes(&bits, scale.width() - 1).bits(), 0),
                None,
                "cut"
            );
        }
    }
}
