//! Radar targets: TTM (relative) and TLL (absolute).

use super::RejectReason;
use super::fields::Fields;
use crate::domain::{
    BearingReference, Degrees, Knots, NauticalMiles, Position, RadarPlot, RadarReport, RadarStatus,
    Text,
};

/// Kilometres in a nautical mile (BIPM).
const KILOMETRES_PER_NAUTICAL_MILE: f64 = 1.852;
/// Kilometres in a statute mile (international yard and pound, 1959).
const KILOMETRES_PER_STATUTE_MILE: f64 = 1.609_344;
/// Highest target number; the standard has two digits, radars in use have three.
const MAX_NUMBER: u16 = 999;

/// A radar target by its number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadarMessage {
    /// Target number, 0 to 999.
    pub number: u16,
    /// What is said of it.
    pub report: RadarReport,
}

/// Reads a TTM or TLL sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`:
/// another formatter. A target without number, place or status is [`RejectReason::Instrument`].
pub fn parse(sentence: &[u8]) -> Result<Option<RadarMessage>, RejectReason> {
    let Some(fields) = Fields::split(sentence) else { return Ok(None) };
    let message = match fields.formatter() {
        "TTM" => tracked_target(&fields),
        "TLL" => target_position(&fields),
        _ => return Ok(None),
    };
    message.ok_or(RejectReason::Instrument).map(Some)
}

/// `TTM,number,distance,bearing,T|R,speed,course,T|R,CPA,TCPA,K|N|S,name,L|Q|T,...`
fn tracked_target(fields: &Fields<'_>) -> Option<RadarMessage> {
    let miles_per_unit = nautical_miles_per_unit(fields.text(10)?)?;
    let range = fields.number(2).filter(|&range| range >= 0.0)?;
    let plot = RadarPlot::Relative {
        range: NauticalMiles::new(range * miles_per_unit)?,
        bearing: Degrees::new(fields.number(3)?)?,
        reference: reference(fields.text(4)?)?,
    };
    // A course relative to the bow is no true course, and the target's course without her own
    // ship's heading is unknown.
    let course_is_true = fields.text(7).and_then(reference) == Some(BearingReference::True);
    Some(RadarMessage {
        number: number(fields)?,
        report: RadarReport {
            plot,
            sog: fields.number(5).and_then(|speed| Knots::new(speed * miles_per_unit)),
            cog: fields.number(6).filter(|_| course_is_true).and_then(Degrees::new),
            status: status(fields.text(12)?)?,
            name: name(fields.text(11)),
        },
    })
}

/// `TLL,number,latitude,N|S,longitude,E|W,name,time,L|Q|T,...`
fn target_position(fields: &Fields<'_>) -> Option<RadarMessage> {
    let position = Position::new(fields.angle(2, "N", "S")?, fields.angle(4, "E", "W")?)?;
    Some(RadarMessage {
        number: number(fields)?,
        report: RadarReport {
            plot: RadarPlot::Absolute(position),
            sog: None,
            cog: None,
            status: status(fields.text(8)?)?,
            name: name(fields.text(6)),
        },
    })
}

fn number(fields: &Fields<'_>) -> Option<u16> {
    fields.text(1)?.parse().ok().filter(|&number| number <= MAX_NUMBER)
}

/// One unit letter holds for distance and speed: kilometres, nautical or statute miles.
fn nautical_miles_per_unit(letter: &str) -> Option<f64> {
    match letter {
        "N" => Some(1.0),
        "K" => Some(1.0 / KILOMETRES_PER_NAUTICAL_MILE),
        "S" => Some(KILOMETRES_PER_STATUTE_MILE / KILOMETRES_PER_NAUTICAL_MILE),
        _ => None,
    }
}

fn reference(letter: &str) -> Option<BearingReference> {
    match letter {
        "T" => Some(BearingReference::True),
        "R" => Some(BearingReference::Relative),
        _ => None,
    }
}

fn status(letter: &str) -> Option<RadarStatus> {
    match letter {
        "L" => Some(RadarStatus::Lost),
        "Q" => Some(RadarStatus::Query),
        "T" => Some(RadarStatus::Tracking),
        _ => None,
    }
}

fn name(field: Option<&str>) -> Option<Text<20>> {
    field.map(|name| Text::from_ascii_lossy(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ttm(sentence: &str) -> Option<RadarMessage> {
        parse(sentence.as_bytes()).expect("a target")
    }

    #[test]
    fn a_tracked_target_is_range_and_bearing_in_nautical_miles() {
        let found = ttm("$RATTM,07,2.50,318.4,T,21.3,146.0,T,0.2,6.9,N,SKIFF,T,,101500.00,A");
        let report = RadarReport {
            plot: RadarPlot::Relative {
                range: NauticalMiles::new(2.5).expect("finite"),
                bearing: Degrees::new(318.4).expect("finite"),
                reference: BearingReference::True,
            },
            sog: Knots::new(21.3),
            cog: Degrees::new(146.0),
            status: RadarStatus::Tracking,
            name: Some(Text::from_ascii_lossy(b"SKIFF")),
        };
        assert_eq!(found, Some(RadarMessage { number: 7, report }));
    }

    #[test]
    fn kilometres_and_statute_miles_hold_for_distance_and_speed() {
        // 1.852 km = 1 nautical mile; 10 statute miles = 8.6898 nautical miles (1.609344 / 1.852).
        for (sentence, range, speed) in [
            ("$RATTM,100,1.852,10,R,18.52,20,R,,,K,,Q", 1.0, 10.0),
            ("$RATTM,100,10.0,10,R,5.0,20,R,,,S,,L", 8.689_762, 4.344_881),
        ] {
            let message = ttm(sentence).expect("TTM");
            let RadarPlot::Relative { range: found, reference, .. } = message.report.plot else {
                panic!("relative")
            };
            assert!((found.get() - range).abs() < 1e-6, "{}", found.get());
            assert!((message.report.sog.expect("speed").get() - speed).abs() < 1e-6);
            assert_eq!((reference, message.report.cog), (BearingReference::Relative, None));
            assert_eq!(message.number, 100);
        }
    }

    #[test]
    fn a_target_position_is_absolute() {
        // 1 degree 15.5 minutes = 1.258333, 103 degrees 50.25 minutes = 103.8375.
        let message = ttm("$RATLL,42,0115.50,S,10350.25,E,TANGO,101500,L,").expect("TLL");
        let RadarPlot::Absolute(position) = message.report.plot else { panic!("absolute") };
        assert!((position.latitude() + 1.258_333_333).abs() < 1e-9);
        assert!((position.longitude() - 103.8375).abs() < 1e-9);
        assert_eq!((message.number, message.report.status), (42, RadarStatus::Lost));
    }

    #[test]
    fn a_target_without_number_place_unit_or_status_is_rejected() {
        for sentence in [
            "$RATTM,,2.5,318.4,T,21.3,146.0,T,0.2,6.9,N,,T",
            "$RATTM,1000,2.5,318.4,T,21.3,146.0,T,0.2,6.9,N,,T",
            "$RATTM,7,,318.4,T,21.3,146.0,T,0.2,6.9,N,,T",
            "$RATTM,7,-2.5,318.4,T,21.3,146.0,T,0.2,6.9,N,,T",
            "$RATTM,7,2.5,nan,T,21.3,146.0,T,0.2,6.9,N,,T",
            "$RATTM,7,2.5,318.4,T,21.3,146.0,T,0.2,6.9,,,T",
            "$RATTM,7,2.5,318.4,T,21.3,146.0,T,0.2,6.9,N,,",
            "$RATLL,7,9115.50,N,10350.25,E,,,T",
            "$RATLL,7",
        ] {
            assert_eq!(parse(sentence.as_bytes()), Err(RejectReason::Instrument), "{sentence}");
        }
        assert_eq!(parse(b"$RATLB,7,X"), Ok(None));
        assert_eq!(parse(b"$GPRMC,\xff"), Ok(None));
    }
}
