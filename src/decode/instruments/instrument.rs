use super::super::RejectReason;
use super::super::fields::Fields;
use super::{
    DateAndTime, Depth, DilutionOfPrecision, GeographicPosition, GlobalFix, GnssFix,
    HeadingAndStatus, HeadingSensor, OwnShipData, RecommendedMinimum, TrackMadeGood, TrueHeading,
    WaterSpeedAndHeading, WaterTemperature, Wind,
};
use crate::domain::{EventTime, OwnShipReport};

/// What an instrument says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instrument {
    /// RMC.
    RecommendedMinimum(RecommendedMinimum),
    /// GGA.
    GlobalFix(GlobalFix),
    /// GLL.
    GeographicPosition(GeographicPosition),
    /// GNS.
    GnssFix(GnssFix),
    /// VTG.
    TrackMadeGood(TrackMadeGood),
    /// ZDA.
    DateAndTime(DateAndTime),
    /// HDT.
    TrueHeading(TrueHeading),
    /// THS.
    HeadingAndStatus(HeadingAndStatus),
    /// HDG.
    HeadingSensor(HeadingSensor),
    /// VHW.
    WaterSpeedAndHeading(WaterSpeedAndHeading),
    /// OSD.
    OwnShipData(OwnShipData),
    /// DPT.
    Depth(Depth),
    /// MWV.
    Wind(Wind),
    /// MTW.
    WaterTemperature(WaterTemperature),
    /// GSA.
    DilutionOfPrecision(DilutionOfPrecision),
}

impl Instrument {
    /// The three letters of its sentence.
    pub const fn formatter(&self) -> &'static str {
        match self {
            Self::RecommendedMinimum(_) => "RMC",
            Self::GlobalFix(_) => "GGA",
            Self::GeographicPosition(_) => "GLL",
            Self::GnssFix(_) => "GNS",
            Self::TrackMadeGood(_) => "VTG",
            Self::DateAndTime(_) => "ZDA",
            Self::TrueHeading(_) => "HDT",
            Self::HeadingAndStatus(_) => "THS",
            Self::HeadingSensor(_) => "HDG",
            Self::WaterSpeedAndHeading(_) => "VHW",
            Self::OwnShipData(_) => "OSD",
            Self::Depth(_) => "DPT",
            Self::Wind(_) => "MWV",
            Self::WaterTemperature(_) => "MTW",
            Self::DilutionOfPrecision(_) => "GSA",
        }
    }

    /// Where the craft is and how it moves, as far as the sentence says and calls it valid.
    pub fn report(&self) -> OwnShipReport {
        match self {
            Self::RecommendedMinimum(rmc) => rmc.report(),
            Self::GlobalFix(gga) => gga.report(),
            Self::GeographicPosition(gll) => gll.report(),
            Self::GnssFix(gns) => gns.report(),
            Self::TrackMadeGood(vtg) => vtg.report(),
            Self::TrueHeading(hdt) => hdt.report(),
            Self::HeadingAndStatus(ths) => ths.report(),
            Self::HeadingSensor(hdg) => hdg.report(),
            Self::WaterSpeedAndHeading(vhw) => vhw.report(),
            Self::OwnShipData(osd) => osd.report(),
            Self::DateAndTime(_)
            | Self::Depth(_)
            | Self::Wind(_)
            | Self::WaterTemperature(_)
            | Self::DilutionOfPrecision(_) => OwnShipReport::default(),
        }
    }

    /// The instrument's UTC, where it gives date and time (RMC of a valid fix, ZDA).
    pub const fn utc(&self) -> Option<EventTime> {
        match self {
            Self::RecommendedMinimum(rmc) => rmc.utc,
            Self::DateAndTime(zda) => zda.utc,
            _ => None,
        }
    }
}

/// Whether sentences with that formatter are read: whatever else there is need not be taken apart.
pub(in super::super) fn is_read(formatter: &[u8]) -> bool {
    matches!(
        formatter,
        b"RMC"
            | b"GGA"
            | b"GLL"
            | b"GNS"
            | b"VTG"
            | b"ZDA"
            | b"HDT"
            | b"THS"
            | b"HDG"
            | b"VHW"
            | b"OSD"
            | b"DPT"
            | b"MWV"
            | b"MTW"
            | b"GSA"
    )
}

/// Reads a sentence whose checksum has been verified, from `$` to before `*`. `Ok(None)`: a
/// sentence that Picket knowingly does not use.
pub fn parse(sentence: &[u8]) -> Result<Option<Instrument>, RejectReason> {
    let Some(fields) = Fields::split(sentence) else { return Ok(None) };
    let read = match fields.formatter() {
        "RMC" => RecommendedMinimum::read(sentence, &fields).map(Instrument::RecommendedMinimum),
        "GGA" => GlobalFix::read(sentence, &fields).map(Instrument::GlobalFix),
        "GLL" => GeographicPosition::read(sentence, &fields).map(Instrument::GeographicPosition),
        "GNS" => GnssFix::read(sentence, &fields).map(Instrument::GnssFix),
        "VTG" => TrackMadeGood::read(sentence, &fields).map(Instrument::TrackMadeGood),
        "ZDA" => DateAndTime::read(sentence, &fields).map(Instrument::DateAndTime),
        "HDT" => TrueHeading::read(sentence).map(Instrument::TrueHeading),
        "THS" => Some(Instrument::HeadingAndStatus(HeadingAndStatus::read(&fields))),
        "HDG" => Some(Instrument::HeadingSensor(HeadingSensor::read(&fields))),
        "VHW" => WaterSpeedAndHeading::read(sentence).map(Instrument::WaterSpeedAndHeading),
        "OSD" => Some(Instrument::OwnShipData(OwnShipData::read(&fields))),
        "DPT" => Depth::read(sentence, &fields).map(Instrument::Depth),
        "MWV" => Some(Instrument::Wind(Wind::read(&fields))),
        "MTW" => WaterTemperature::read(sentence).map(Instrument::WaterTemperature),
        "GSA" => Some(Instrument::DilutionOfPrecision(DilutionOfPrecision::read(&fields))),
        _ => return Ok(None),
    };
    read.ok_or(RejectReason::Instrument).map(Some)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FixMode, SpeedReference};
    use super::*;
    use crate::domain::{BearingReference, Degrees, Knots, Metres, Position};

    fn read(sentence: &str) -> Instrument {
        parse(sentence.as_bytes()).expect("readable").expect("used")
    }

    fn own_ship(sentence: &str) -> OwnShipReport {
        read(sentence).report()
    }

    #[test]
    fn each_sentence_gives_its_part_of_the_own_ship() {
        // 48 deg 07.038' = 48.1173, 11 deg 31.000' = 11.516667.
        let place = Position::new(48.117_3, 11.516_666_666_666_667);
        let none = OwnShipReport::default();
        let placed = OwnShipReport { position: place, ..none };
        let heading = |degrees| OwnShipReport { true_heading: Degrees::new(degrees), ..none };
        let moving =
            |sog, cog| OwnShipReport { sog: Knots::new(sog), cog: Degrees::new(cog), ..none };
        for (sentence, expected) in [
            (
                "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W",
                OwnShipReport { position: place, ..moving(22.4, 84.4) },
            ),
            // A variation without its side says nothing of the rest.
            (
                "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,0.0,,A",
                OwnShipReport { position: place, ..moving(22.4, 84.4) },
            ),
            ("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,ABCD", placed),
            ("$GPGLL,4807.038,N,01131.000,E,123519,A,A", placed),
            ("$GPGLL,4807.038,N,01131.000,E", placed),
            ("$GNGNS,123519.00,4807.038,N,01131.000,E,AN,08,0.9,545.4,46.9,,", placed),
            ("$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K", moving(5.5, 54.7)),
            // 18.52 km/h = 10 kn.
            ("$GPVTG,054.7,T,034.4,M,,,18.52,K,A", moving(10.0, 54.7)),
            ("$GPVTG,054.7,034.4,005.5,010.2", none),
            ("$HEHDT,274.07,T", heading(274.07)),
            ("$HETHS,77.52,A", heading(77.52)),
            // Deviation 2 W, variation 3 E: 98 magnetic, 101 true.
            ("$HCHDG,100.0,2.0,W,3.0,E", heading(101.0)),
            ("$HCHDG,359.0,,,3.5,E", heading(2.5)),
            ("$HCHDG,100.0,2.0,W,,", none),
            ("$IIVHW,15.0,T,13.0,M,6.3,N,11.7,K", heading(15.0)),
            ("$IIVHW,,T,25.0,M,5.9,N,10.9,K", none),
            (
                "$RAOSD,35.1,A,36.0,P,10.2,P,15.3,0.1,N",
                OwnShipReport { true_heading: Degrees::new(35.1), ..moving(10.2, 36.0) },
            ),
            ("$RAOSD,35.1,A,36.0,W,10.2,M,15.3,0.1,N", heading(35.1)),
            ("$RAOSD,35.1,V,36.0,B,18.52,R,,,K", moving(10.0, 36.0)),
        ] {
            let found = own_ship(sentence);
            let apart = found.position.zip(expected.position).map(|(a, b)| {
                (a.latitude() - b.latitude()).abs() + (a.longitude() - b.longitude()).abs()
            });
            assert!(apart.is_none_or(|apart| apart < 1e-9), "{sentence}");
            assert_eq!(found.position.is_some(), expected.position.is_some(), "{sentence}");
            let same = |found: Option<f64>, expected: Option<f64>| match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
                (found, expected) => found == expected,
            };
            let sog = |report: &OwnShipReport| report.sog.map(Knots::get);
            let cog = |report: &OwnShipReport| report.cog.map(Degrees::get);
            let heading = |report: &OwnShipReport| report.true_heading.map(Degrees::get);
            assert!(same(sog(&found), sog(&expected)), "{sentence}: {found:?}");
            assert!(same(cog(&found), cog(&expected)), "{sentence}: {found:?}");
            assert!(same(heading(&found), heading(&expected)), "{sentence}: {found:?}");
        }
    }

    #[test]
    fn what_the_receiver_calls_invalid_is_not_used() {
        for sentence in [
            "$GPRMC,123519,V,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W",
            "$GPGGA,123519,4807.038,N,01131.000,E,0,00,,,M,,M,,",
            "$GPGGA,123519,4807.038,N,01131.000,E,,00,,,M,,M,,",
            "$GPGLL,4807.038,N,01131.000,E,123519,V,N",
            "$GNGNS,123519.00,4807.038,N,01131.000,E,NN,00,,,,,",
            "$GPGLL,4807.038,,01131.000,E,123519,A,A",
            "$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K,N",
            "$HETHS,77.52,V",
        ] {
            assert_eq!(own_ship(sentence), OwnShipReport::default(), "{sentence}");
        }
    }

    #[test]
    fn date_and_time_come_from_rmc_and_zda() {
        // `date -u -d '2024-03-23 12:35:19' +%s` = 1711197319
        for (sentence, expected) in [
            ("$GPRMC,123519.5,A,4807.038,N,01131.000,E,0,0,230324,,", Some(1_711_197_319_500)),
            ("$GPRMC,123519,V,,,,,,,230324,,", None),
            ("$GPZDA,123519.25,23,03,2024,00,00", Some(1_711_197_319_250)),
            ("$GPZDA,123519,23,03,2024,99999999999,00", Some(1_711_197_319_000)),
            ("$GPZDA,,,,,,", None),
            ("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,", None),
        ] {
            let utc = read(sentence).utc();
            assert_eq!(utc.map(EventTime::as_millis), expected, "{sentence}");
        }
    }

    // The sentences and what a yacht's instruments meant by them: IEC 61162-1, field by field.
    #[test]
    fn water_wind_and_dilution_are_read_with_their_units() {
        let depth = Depth {
            below_transducer: Metres::new(14.8),
            transducer_offset: Metres::new(-0.4),
            range: Metres::new(100.0),
        };
        assert_eq!(read("$IIDPT,14.8,-0.4,100.0"), Instrument::Depth(depth));
        assert_eq!(
            read("$SDMTW,12.6,C"),
            Instrument::WaterTemperature(WaterTemperature { celsius: Some(12.6) })
        );
        let wind = |speed: &str| match read(&format!("$WIMWV,297.6,R,{speed},A")) {
            Instrument::Wind(wind) => wind,
            other => panic!("{other:?}"),
        };
        // 10 m/s = 19.438 kn; 10 km/h = 5.400 kn; 10 mph = 8.690 kn.
        for (speed, knots) in [("5.6,N", 5.6), ("10,M", 19.438), ("10,K", 5.400), ("10,S", 8.690)] {
            assert!((wind(speed).speed.expect(speed).get() - knots).abs() < 0.001, "{speed}");
        }
        let silent = Wind {
            angle: Degrees::new(297.6),
            reference: Some(BearingReference::Relative),
            speed: None,
            valid: Some(true),
        };
        assert_eq!((wind(",N"), wind("5.6,")), (silent, silent));
        let dilution = DilutionOfPrecision {
            automatic: Some(true),
            fix_mode: Some(FixMode::ThreeDimensional),
            satellites: 3,
            pdop: Some(2.1),
            hdop: Some(1.1),
            vdop: Some(1.7),
        };
        assert_eq!(
            read("$GNGSA,A,3,04,301,336,,,,,,,,,,2.10,1.10,1.70,3"),
            Instrument::DilutionOfPrecision(dilution)
        );
    }

    #[test]
    fn what_a_radar_says_of_its_own_ship_keeps_its_references() {
        let Instrument::OwnShipData(osd) = read("$RAOSD,35.1,A,36.0,W,10.2,M,15.3,0.5,N") else {
            panic!("own ship data")
        };
        let expected = OwnShipData {
            true_heading: Degrees::new(35.1),
            valid: Some(true),
            course: Degrees::new(36.0),
            course_reference: Some(SpeedReference::Water),
            speed: Knots::new(10.2),
            speed_reference: Some(SpeedReference::Manual),
            set: Degrees::new(15.3),
            drift: Knots::new(0.5),
        };
        assert_eq!(osd, expected);
    }

    #[test]
    fn other_sentences_are_knowingly_not_used_and_unreadable_ones_rejected() {
        for sentence in [&b"$GPGSV,3,1,11"[..], b"$IIVLW,4.1,N", b"$PGRME,15.0,M", b"$"] {
            assert_eq!(parse(sentence), Ok(None));
        }
        for sentence in ["$GPRMC,123519,A,48x7.038,N,01131.000,E,0,0,230324,,", "$GPZDA,1,2,3"] {
            assert_eq!(parse(sentence.as_bytes()), Err(RejectReason::Instrument));
        }
        let long = format!("$GPHDT,{},T", "1".repeat(300));
        assert_eq!(parse(long.as_bytes()), Err(RejectReason::Instrument));
    }

    proptest! {
        #[test]
        fn no_bytes_after_a_known_address_panic(
            formatter in "GGA|RMC|GLL|VTG|ZDA|HDT|GNS|THS|HDG|VHW|OSD|DPT|MWV|MTW|GSA|TTM|TLL|TLB",
            rest in proptest::collection::vec(prop_oneof![Just(b','), 32_u8..127, any::<u8>()], 0..90),
        ) {
            let sentence = [b"$GP", formatter.as_bytes(), b",", &rest].concat();
            prop_assert!(matches!(parse(&sentence), Ok(_) | Err(RejectReason::Instrument)));
            let radar = super::super::super::radar::parse(&sentence);
            prop_assert!(matches!(radar, Ok(_) | Err(RejectReason::Instrument)));
        }
    }
}
