use super::super::Bits;
use crate::domain::Position;

/// Steps of 1/10,000 minute in a degree.
const FINE_STEPS_PER_DEGREE: f64 = 600_000.0;
/// Steps of 1/10 minute in a degree (message 27).
const COARSE_STEPS_PER_DEGREE: f64 = 600.0;

/// Longitude (28 bits) and latitude (27 bits) in 1/10,000 minute. 181 and 91 degrees are "not
/// available"; anything out of range is no position.
#[inline]
pub(super) fn position(bits: Bits<'_>, start: usize) -> Option<Position> {
    let longitude = f64::from(bits.signed(start, 28)?) / FINE_STEPS_PER_DEGREE;
    let latitude = f64::from(bits.signed(start + 28, 27)?) / FINE_STEPS_PER_DEGREE;
    Position::new(latitude, longitude)
}

/// Longitude (18 bits) and latitude (17 bits) in 1/10 minute, as in message 27.
pub(super) fn coarse_position(bits: Bits<'_>, start: usize) -> Option<Position> {
    let longitude = f64::from(bits.signed(start, 18)?) / COARSE_STEPS_PER_DEGREE;
    let latitude = f64::from(bits.signed(start + 18, 17)?) / COARSE_STEPS_PER_DEGREE;
    Position::new(latitude, longitude)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::BitBuffer;

    #[test]
    fn the_codes_for_not_available_are_no_position() {
        // 181 degrees are 108,600,000 steps, 91 degrees 54,600,000; a position at 1 E 2 N.
        for ((longitude, latitude), expected) in [
            ((600_000_u64, 1_200_000), Position::new(2.0, 1.0)),
            ((108_600_000, 1_200_000), None),
            ((600_000, 54_600_000), None),
            ((108_000_000, 54_000_000), Position::new(90.0, 180.0)),
        ] {
            let field = (longitude << 27 | latitude) << 9;
            assert_eq!(
                position(BitBuffer::from_bytes(&field.to_be_bytes(), 55).bits(), 0),
                expected
            );
        }
    }
}
