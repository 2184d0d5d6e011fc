use super::contact::Sensor;
use crate::domain::NavigationalStatus;

/// Milliseconds between two dynamic reports: ITU-R M.1371-5, tables 1 and 2 (Class A without the
/// shorter intervals of a turn, Class B "SO"); a beacon once a minute; a radar every 5 s, about
/// every second turn of an antenna.
pub(super) fn interval_millis(sensor: Sensor, sog_kn: f64, status: NavigationalStatus) -> i64 {
    let is_at_rest = matches!(status, NavigationalStatus::AtAnchor | NavigationalStatus::Moored);
    let secs = match sensor {
        Sensor::ClassA => match sog_kn {
            kn if is_at_rest && kn <= 3.0 => 180,
            kn if kn <= 14.0 => 10,
            kn if kn <= 23.0 => 6,
            _ => 2,
        },
        Sensor::ClassB => match sog_kn {
            kn if kn <= 2.0 => 180,
            kn if kn <= 14.0 => 30,
            kn if kn <= 23.0 => 15,
            _ => 5,
        },
        Sensor::Beacon { .. } => 60,
        Sensor::RadarTtm { .. } | Sensor::RadarTll { .. } => 5,
    };
    secs * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_recommendation() {
        use NavigationalStatus::{AtAnchor, UnderWayUsingEngine};
        for (sensor, sog_kn, status, secs) in [
            (Sensor::ClassA, 0.0, AtAnchor, 180),
            (Sensor::ClassA, 3.1, AtAnchor, 10),
            (Sensor::ClassA, 0.0, UnderWayUsingEngine, 10),
            (Sensor::ClassA, 14.1, UnderWayUsingEngine, 6),
            (Sensor::ClassA, 23.1, UnderWayUsingEngine, 2),
            (Sensor::ClassB, 2.0, UnderWayUsingEngine, 180),
            (Sensor::ClassB, 2.1, UnderWayUsingEngine, 30),
            (Sensor::ClassB, 14.1, UnderWayUsingEngine, 15),
            (Sensor::ClassB, 23.1, UnderWayUsingEngine, 5),
        ] {
            assert_eq!(interval_millis(sensor, sog_kn, status), secs * 1000, "{sensor:?} {sog_kn}");
        }
    }
}
