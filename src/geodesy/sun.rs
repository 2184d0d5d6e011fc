use crate::domain::{EventTime, Position};

/// 2000-01-01T12:00:00Z, from which the formulae count days.
const J2000: EventTime = EventTime::from_secs(946_728_000);

/// Altitude of the sun's centre above the horizon in degrees, without refraction, to about 0.1
/// degree between 1950 and 2050 (Astronomical Almanac, low-precision formulae).
pub fn sun_altitude(place: Position, time: EventTime) -> f64 {
    let days = time.secs_since(J2000) / 86_400.0;
    let (right_ascension, declination) = sun(days);
    let hour_angle = sidereal_degrees(days) + place.longitude() - right_ascension;
    let (sin_declination, cos_declination) = libm::sincos(declination.to_radians());
    let (sin_latitude, cos_latitude) = libm::sincos(place.latitude().to_radians());
    let sine = sin_latitude * sin_declination
        + cos_latitude * cos_declination * libm::cos(hour_angle.to_radians());
    libm::asin(sine.clamp(-1.0, 1.0)).to_degrees()
}

/// Night as the rules use it: the sun below -6 degrees (end of civil twilight).
pub fn is_night(place: Position, time: EventTime) -> bool {
    sun_altitude(place, time) < -6.0
}

/// Right ascension and declination of the sun in degrees, by days since J2000.
fn sun(days: f64) -> (f64, f64) {
    let mean_longitude = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude =
        (mean_longitude + 1.915 * libm::sin(anomaly) + 0.020 * libm::sin(2.0 * anomaly))
            .to_radians();
    let obliquity = (23.439 - 0.000_000_4 * days).to_radians();
    let (sin_longitude, cos_longitude) = libm::sincos(longitude);
    let right_ascension = libm::atan2(libm::cos(obliquity) * sin_longitude, cos_longitude);
    let declination = libm::asin(libm::sin(obliquity) * sin_longitude);
    (right_ascension.to_degrees(), declination.to_degrees())
}

/// Greenwich mean sidereal time as an angle, by days since J2000.
fn sidereal_degrees(days: f64) -> f64 {
    (280.460_618_37 + 360.985_647_366_29 * days) % 360.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_published_moments() {
        // Solstices and equinoxes of 2017 and 2024 (USNO): declination +-23.44 or 0 at the stated
        // minute, so at noon of the sun the altitude is 90 - |latitude - declination|. The equation
        // of time places that noon: 21 June -1 min 50 s, 21 December +1 min 55 s, 20 March -7 min
        // 25 s (NOAA solar calculator).
        for (latitude, longitude, time, altitude) in [
            (51.48, 0.0, "2017-06-21T12:01:50Z", 90.0 - (51.48 - 23.44)),
            (51.48, 0.0, "2017-12-21T11:58:05Z", 90.0 - (51.48 + 23.44)),
            (0.0, 0.0, "2024-03-20T12:07:25Z", 90.0 - 0.15),
            (-33.87, 151.21, "2017-12-21T01:53:14Z", 90.0 - (33.87 - 23.44)),
            // On the pole the altitude is the declination itself, at any hour.
            (90.0, 0.0, "2017-06-21T04:24:00Z", 23.44),
            (-90.0, 77.0, "2017-12-21T16:28:00Z", 23.44),
            (90.0, 0.0, "2024-03-20T03:06:00Z", 0.0),
        ] {
            let place = Position::new(latitude, longitude).expect("a place");
            let found = sun_altitude(place, time.parse().expect("a time"));
            assert!((found - altitude).abs() < 0.1, "{latitude} {longitude} {time}: {found}");
        }
    }

    #[test]
    fn sunrise_and_sunset_are_those_of_the_tables() {
        // Rise and set are a centre altitude of -0.833 degree. Times at 0 N 0 E on 2024-03-20 follow
        // from noon 12:07:25 +- (6 h + 0.833 deg / 15 deg/h): 06:04 and 18:11; a minute is 0.25 deg.
        let place = Position::new(0.0, 0.0).expect("a place");
        for time in ["2024-03-20T06:04:00Z", "2024-03-20T18:11:00Z"] {
            let found = sun_altitude(place, time.parse().expect("a time"));
            assert!((found + 0.833).abs() < 0.2, "{time}: {found}");
        }
    }

    #[test]
    fn night_ends_at_six_degrees_below() {
        let singapore = Position::new(1.26, 103.85).expect("a place");
        let is_night_at = |time: &str| is_night(singapore, time.parse().expect("a time"));
        assert!(is_night_at("2017-03-09T20:00:00Z"));
        assert!(!is_night_at("2017-03-09T04:00:00Z"));
        // Sunset 19:17 local (UTC+8); civil twilight ends about 21 minutes later.
        assert!(!is_night_at("2017-03-09T11:30:00Z"));
        assert!(is_night_at("2017-03-09T11:50:00Z"));
    }

    #[test]
    fn no_time_makes_it_undefined() {
        let place = Position::new(10.0, 10.0).expect("a place");
        for time in [EventTime::MIN, EventTime::MAX] {
            assert!(sun_altitude(place, time).is_finite());
        }
    }
}
