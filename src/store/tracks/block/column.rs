use super::bits::{BitReader, bytes_of_bits};
use super::{CONSTANT, DIVISORS, Form, VARIABLE};
use crate::store::codec::{Broken, Bytes};

/// A column read back, not yet multiplied by its divisor: the value of every place, or, where each
/// differs as much from the one before, the first and by how much. So what takes no bytes takes no
/// memory either, whatever number of points damage says there are.
#[derive(Default)]
pub(super) struct Column {
    divisor: i64,
    even: Option<(i64, i64)>,
    values: Vec<i64>,
}

impl Column {
    pub(super) fn read(
        &mut self,
        form: Form,
        bytes: &mut Bytes<'_>,
        count: usize,
    ) -> Result<(), Broken> {
        let Head { divisor, first, rest } = Head::read(form, bytes)?;
        (self.divisor, self.even) = (divisor, None);
        self.values.clear();
        let mut value = first;
        match rest {
            Rest::Constant => self.even = Some((first, 0)),
            Rest::Packed { least, width: 0 } => self.even = Some((first, least)),
            Rest::Variable => {
                // At least one byte a value follows: damage cannot make this larger than the block.
                if count > bytes.0.len() + 1 {
                    return Err(Broken);
                }
                self.values.push(value);
                for _ in 1..count {
                    value = value.wrapping_add(bytes.signed()?);
                    self.values.push(value);
                }
            }
            Rest::Packed { least, width } => {
                let mut bits = packed(bytes, count, width)?;
                self.values.reserve(count);
                self.values.push(value);
                for _ in 1..count {
                    value = value.wrapping_add(least).wrapping_add(bits.next().cast_signed());
                    self.values.push(value);
                }
            }
        }
        Ok(())
    }

    /// A column of `count` values that has one of them in every place.
    pub(super) fn of_one(
        form: Form,
        bytes: &mut Bytes<'_>,
        place: usize,
        count: usize,
    ) -> Result<Self, Broken> {
        let Head { divisor, first, rest } = Head::read(form, bytes)?;
        let mut value = first;
        match rest {
            Rest::Constant => {}
            Rest::Variable => {
                for _ in 0..place {
                    value = value.wrapping_add(bytes.signed()?);
                }
                bytes.skip_integers(count.saturating_sub(place + 1))?;
            }
            Rest::Packed { least, width } => {
                let mut bits = packed(bytes, count, width)?;
                for _ in 0..place {
                    value = value.wrapping_add(least).wrapping_add(bits.next().cast_signed());
                }
            }
        }
        Ok(Self { divisor, even: Some((value, 0)), values: Vec::new() })
    }

    fn get(&self, place: usize) -> Result<i64, Broken> {
        let Some((first, step)) = self.even else {
            return self.values.get(place).copied().ok_or(Broken);
        };
        let steps = i64::try_from(place).map_err(|_beyond| Broken)?;
        Ok(first.wrapping_add(step.wrapping_mul(steps)))
    }

    pub(super) fn plain(&self, place: usize) -> Result<i64, Broken> {
        self.get(place)?.checked_mul(self.divisor).ok_or(Broken)
    }

    pub(super) fn small<T: TryFrom<i64>>(&self, place: usize) -> Result<T, Broken> {
        T::try_from(self.plain(place)?).map_err(|_out_of_range| Broken)
    }

    pub(super) fn optional(&self, place: usize) -> Result<u32, Broken> {
        let steps = match self.get(place)? {
            0 => 0,
            value => value
                .checked_sub(1)
                .and_then(|value| value.checked_mul(self.divisor)?.checked_add(1))
                .ok_or(Broken)?,
        };
        u32::try_from(steps).map_err(|_out_of_range| Broken)
    }
}

/// What a column begins with.
struct Head {
    divisor: i64,
    first: i64,
    rest: Rest,
}

/// What follows it.
enum Rest {
    Constant,
    Variable,
    Packed { least: i64, width: u32 },
}

impl Head {
    fn read(form: Form, bytes: &mut Bytes<'_>) -> Result<Self, Broken> {
        let divisor = match form {
            Form::Variable => bytes.signed()?,
            Form::Packed => *DIVISORS.get(usize::from(bytes.byte()?)).ok_or(Broken)?,
        };
        let way = bytes.byte()?;
        let first = bytes.signed()?;
        let rest = match (form, way) {
            (Form::Variable, 1) | (Form::Packed, CONSTANT) => Rest::Constant,
            (Form::Variable, _) | (Form::Packed, VARIABLE) => Rest::Variable,
            (Form::Packed, width) if u32::from(width) <= u64::BITS => {
                Rest::Packed { least: bytes.signed()?, width: u32::from(width) }
            }
            (Form::Packed, _) => return Err(Broken),
        };
        Ok(Self { divisor, first, rest })
    }
}

/// The bits of a column of `count` values.
fn packed<'a>(bytes: &mut Bytes<'a>, count: usize, width: u32) -> Result<BitReader<'a>, Broken> {
    let bits = bytes.take(bytes_of_bits(count.saturating_sub(1), width))?;
    Ok(BitReader::new(bits, width))
}
