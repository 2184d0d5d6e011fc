use super::super::TimeOfDay;
use super::super::fields::{Fields, direction};
use super::letters::{reference, status};
use super::message::number;
use super::{Acquisition, DistanceUnit};
use crate::domain::{
    BearingReference, Degrees, Knots, NauticalMiles, RadarPlot, RadarReport, RadarStatus, Text,
};

/// Tracked target message: a target by its distance and bearing from own ship, with its motion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackedTarget {
    /// Target number, 0 to 999.
    pub number: u16,
    /// Target distance.
    pub range: Option<NauticalMiles>,
    /// Bearing from own ship.
    pub bearing: Option<Degrees>,
    /// What the bearing counts from.
    pub bearing_reference: Option<BearingReference>,
    /// Target speed.
    pub speed: Option<Knots>,
    /// Target course.
    pub course: Option<Degrees>,
    /// Whether speed and course are true, or relative to own ship's motion and bow.
    pub course_reference: Option<BearingReference>,
    /// Distance of the closest point of approach.
    pub cpa: Option<NauticalMiles>,
    /// Time to the closest point of approach, minutes; negative once it has been passed.
    pub tcpa_minutes: Option<f64>,
    /// Unit in which distances and speeds were sent.
    pub unit: Option<DistanceUnit>,
    /// Name that the operator gave.
    pub name: Option<Text<20>>,
    /// Status.
    pub status: Option<RadarStatus>,
    /// A target by which own ship's position or motion is found.
    pub is_reference: bool,
    /// UTC of the data.
    pub utc_of_data: Option<TimeOfDay>,
    /// How the target was acquired.
    pub acquisition: Option<Acquisition>,
}

impl TrackedTarget {
    /// `TTM,number,distance,bearing,T|R,speed,course,T|R,CPA,TCPA,K|N|S,name,L|Q|T,R,UTC,A|M|R`
    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let unit = fields.text(10).and_then(DistanceUnit::of);
        let in_miles = |place| {
            let number = fields.number(place).filter(|&number| number >= 0.0)?;
            Some(number * unit?.nautical_miles())
        };
        Some(Self {
            number: number(fields, 1)?,
            range: in_miles(2).and_then(NauticalMiles::new),
            bearing: fields.number(3).and_then(direction),
            bearing_reference: fields.text(4).and_then(reference),
            speed: in_miles(5).and_then(Knots::new),
            course: fields.number(6).and_then(direction),
            course_reference: fields.text(7).and_then(reference),
            cpa: in_miles(8).and_then(NauticalMiles::new),
            tcpa_minutes: fields.number(9),
            unit,
            name: fields.label(11),
            status: fields.text(12).and_then(status),
            is_reference: fields.text(13) == Some("R"),
            utc_of_data: fields.text(14).and_then(TimeOfDay::read),
            acquisition: fields.text(15).and_then(Acquisition::of),
        })
    }

    /// What the picture needs; `None` without a place, unless the target is lost.
    pub(super) fn report(&self) -> Option<RadarReport> {
        let plot = self.plot();
        let is_of_use = plot.is_some() || self.status == Some(RadarStatus::Lost);
        is_of_use.then_some(RadarReport {
            plot,
            speed: self.speed,
            course: self.course,
            motion_reference: self.course_reference,
            status: self.status,
            name: self.name,
        })
    }

    fn plot(&self) -> Option<RadarPlot> {
        Some(RadarPlot::Relative {
            range: self.range?,
            bearing: self.bearing?,
            reference: self.bearing_reference?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::RejectReason;
    use super::super::{RadarMessage, parse};
    use super::*;

    fn ttm(sentence: &str) -> TrackedTarget {
        match parse(sentence.as_bytes()) {
            Ok(Some(RadarMessage::TrackedTarget(target))) => target,
            other => panic!("{sentence}: {other:?}"),
        }
    }

    #[test]
    fn every_field_of_a_tracked_target_is_read() {
        let expected = TrackedTarget {
            number: 7,
            range: NauticalMiles::new(2.5),
            bearing: Degrees::new(318.4),
            bearing_reference: Some(BearingReference::True),
            speed: Knots::new(21.3),
            course: Degrees::new(146.0),
            course_reference: Some(BearingReference::True),
            cpa: NauticalMiles::new(0.2),
            tcpa_minutes: Some(-6.9),
            unit: Some(DistanceUnit::NauticalMiles),
            name: Some(Text::from_ascii_lossy(b"SKIFF")),
            status: Some(RadarStatus::Tracking),
            is_reference: true,
            utc_of_data: TimeOfDay::read("101500.00"),
            acquisition: Some(Acquisition::Manual),
        };
        let sentence = "$RATTM,07,2.50,318.4,T,21.3,146.0,T,0.2,-6.9,N,SKIFF,T,R,101500.00,M";
        assert_eq!(ttm(sentence), expected);
    }

    #[test]
    fn kilometres_and_statute_miles_hold_for_every_distance_and_speed() {
        // 1.852 km = 1 nautical mile; 10 statute miles = 8.6898 nautical miles (1.609344 / 1.852).
        for (sentence, range, speed, cpa) in [
            ("$RATTM,100,1.852,10,R,18.52,20,R,0.926,,K,,Q", 1.0, 10.0, 0.5),
            ("$RATTM,100,10.0,10,R,5.0,20,R,1.0,,S,,L", 8.689_762, 4.344_881, 0.868_976),
        ] {
            let target = ttm(sentence);
            let near = |found: f64, expected: f64| (found - expected).abs() < 1e-6;
            assert!(near(target.range.expect("a range").get(), range), "{target:?}");
            assert!(near(target.speed.expect("a speed").get(), speed), "{target:?}");
            assert!(near(target.cpa.expect("a CPA").get(), cpa), "{target:?}");
            assert_eq!(target.course_reference, Some(BearingReference::Relative));
            assert_eq!(target.number, 100);
        }
    }

    #[test]
    fn what_was_not_sent_is_absent() {
        let blank = TrackedTarget {
            number: 5,
            range: None,
            bearing: None,
            bearing_reference: None,
            speed: None,
            course: None,
            course_reference: None,
            cpa: None,
            tcpa_minutes: None,
            unit: None,
            name: None,
            status: None,
            is_reference: false,
            utc_of_data: None,
            acquisition: None,
        };
        assert_eq!(ttm("$RATTM,5,,,,,,,,,,,,,,"), blank);
        assert_eq!(ttm("$RATTM,5"), blank);
        // A distance without its unit is a number that says nothing; a negative one is none.
        let unknown = ttm("$RATTM,5,2.5,-1e5,X,-3,nan,?,1,1,X,,Z,,996060,Q");
        assert_eq!(unknown, TrackedTarget { tcpa_minutes: Some(1.0), ..blank });
        assert_eq!(ttm("$RATTM,5,-2.5,,,,,,,,N,,,,,").range, None);
    }

    #[test]
    fn a_target_without_a_place_says_something_only_by_being_lost() {
        for (sentence, is_of_use) in [
            ("$RATTM,5,,,,,,,,,N,,L", true),
            ("$RATTM,5,,,,,,,,,N,,T", false),
            ("$RATTM,5,2.5,10.0,,,,,,,N,,T", false),
            ("$RATTM,5,2.5,10.0,T,,,,,,N,,", true),
        ] {
            assert_eq!(ttm(sentence).report().is_some(), is_of_use, "{sentence}");
        }
    }

    #[test]
    fn a_target_without_its_number_is_rejected() {
        for number in ["", "1000", "-1", "+7", "7.5", "x"] {
            let sentence = format!("$RATTM,{number},2.5,318.4,T,21.3,146.0,T,0.2,6.9,N,,T");
            assert_eq!(parse(sentence.as_bytes()), Err(RejectReason::Instrument), "{number}");
        }
        assert_eq!(parse(b"$RARSD,,,,,,,,,,,6.0,N,N,N"), Ok(None));
        assert_eq!(parse(b"$GPRMC,\xff"), Ok(None));
    }
}
