use super::Vector;

/// A [`Vector`] or none in 8 bytes, to seven digits, for what is kept of every contact.
#[derive(Clone, Copy, Debug)]
pub struct SlimVector {
    x: f32,
    y: f32,
}

impl SlimVector {
    /// No vector.
    pub const NONE: Self = Self { x: f32::NAN, y: f32::NAN };

    /// The vector.
    #[inline]
    pub fn get(self) -> Option<Vector> {
        (!self.x.is_nan()).then(|| Vector { x: f64::from(self.x), y: f64::from(self.y) })
    }
}

impl From<Vector> for SlimVector {
    #[inline]
    fn from(vector: Vector) -> Self {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "seven digits are kept on purpose"
        )]
        let [x, y] = [vector.x as f32, vector.y as f32];
        Self { x, y }
    }
}

impl From<Option<Vector>> for SlimVector {
    fn from(vector: Option<Vector>) -> Self {
        vector.map_or(Self::NONE, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_comes_back_to_seven_digits_and_none_as_none() {
        let vector = Vector { x: 12.345_678_9, y: -0.001_234_567_8 };
        let kept = SlimVector::from(Some(vector)).get().expect("a vector");
        assert!((kept.x / vector.x - 1.0).abs() < 1e-7 && (kept.y / vector.y - 1.0).abs() < 1e-7);
        assert_eq!(SlimVector::from(None).get(), None);
        assert_eq!(size_of::<SlimVector>(), 8);
    }
}
