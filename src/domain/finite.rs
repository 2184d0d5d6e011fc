use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;

/// A finite number. Its bits are kept inverted: those of no finite number are all ones, so that an
/// `Option` of it takes no more room than itself.
#[derive(Clone, Copy)]
pub(super) struct Finite(NonZeroU64);

impl Finite {
    pub(super) const ZERO: Self = Self(NonZeroU64::MAX);

    /// `None` unless finite.
    pub(super) const fn new(value: f64) -> Option<Self> {
        if value.is_finite() { Some(Self::of(value)) } else { None }
    }

    /// Of a number that is known to be finite, as the result of a calculation.
    pub(super) const fn of(value: f64) -> Self {
        match NonZeroU64::new(!value.to_bits()) {
            Some(bits) => Self(bits),
            None => Self::ZERO,
        }
    }

    pub(super) const fn get(self) -> f64 {
        f64::from_bits(!self.0.get())
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl fmt::Debug for Finite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_of_a_number_is_no_larger_and_every_number_comes_back() {
        assert_eq!(size_of::<Option<Finite>>(), 8);
        for value in [0.0, -0.0, 1.0, -359.9, f64::MIN, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
            let number = Finite::new(value).expect("finite");
            assert_eq!(number.get().to_bits(), value.to_bits());
            assert_eq!(format!("{number:?}"), format!("{value:?}"));
        }
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(Finite::new), [None; 3]);
        assert_eq!(Finite::new(0.0), Finite::new(-0.0));
        assert!(Finite::new(-1.0) < Finite::new(1.0));
    }
}
