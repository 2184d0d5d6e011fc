use crate::domain::{EventTime, Position};

/// Altitude of the sun's centre above the horizon in degrees, without refraction, to about 0.1
/// degree between 1950 and 2050 (Astronomical Almanac, low-precision formulae).
pub fn sun_altitude(place: Position, time: EventTime) -> f64 {
    todo!("{place:?} {time:?}")
}

/// Night as the rules use it: the sun below -6 degrees (end of civil twilight).
pub fn is_night(place: Position, time: EventTime) -> bool {
    sun_altitude(place, time) < -6.0
}
