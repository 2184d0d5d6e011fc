use super::super::TimeOfDay;
use super::super::fields::Fields;
use super::letters::status;
use super::message::number;
use crate::domain::{Position, RadarPlot, RadarReport, RadarStatus, Text};

/// Target latitude and longitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetPosition {
    /// Target number, 0 to 999.
    pub number: u16,
    /// Where it is.
    pub position: Option<Position>,
    /// Name that the operator gave.
    pub name: Option<Text<20>>,
    /// UTC of the data.
    pub utc_of_data: Option<TimeOfDay>,
    /// Status.
    pub status: Option<RadarStatus>,
    /// A target by which own ship's position or motion is found.
    pub is_reference: bool,
}

impl TargetPosition {
    /// `TLL,number,latitude,N|S,longitude,E|W,name,UTC,L|Q|T,R`
    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let latitude = fields.angle(2, "N", "S");
        Some(Self {
            number: number(fields, 1)?,
            position: latitude
                .zip(fields.angle(4, "E", "W"))
                .and_then(|(latitude, longitude)| Position::new(latitude, longitude)),
            name: fields.label(6),
            utc_of_data: fields.text(7).and_then(TimeOfDay::read),
            status: fields.text(8).and_then(status),
            is_reference: fields.text(9) == Some("R"),
        })
    }

    /// What the picture needs; `None` without a place, unless the target is lost.
    pub(super) fn report(&self) -> Option<RadarReport> {
        let is_of_use = self.position.is_some() || self.status == Some(RadarStatus::Lost);
        is_of_use.then_some(RadarReport {
            plot: self.position.map(RadarPlot::Absolute),
            speed: None,
            course: None,
            motion_reference: None,
            status: self.status,
            name: self.name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::RejectReason;
    use super::super::{RadarMessage, parse};
    use super::*;

    fn tll(sentence: &str) -> TargetPosition {
        match parse(sentence.as_bytes()) {
            Ok(Some(RadarMessage::TargetPosition(target))) => target,
            other => panic!("{sentence}: {other:?}"),
        }
    }

    #[test]
    fn every_field_of_a_target_position_is_read() {
        // 1 degree 15.5 minutes = 1.258333, 103 degrees 50.25 minutes = 103.8375.
        let target = tll("$RATLL,42,0115.50,S,10350.25,E,TANGO,101500.5,L,R");
        let position = target.position.expect("a place");
        assert!((position.latitude() + 1.258_333_333).abs() < 1e-9);
        assert!((position.longitude() - 103.8375).abs() < 1e-9);
        let rest = TargetPosition {
            number: 42,
            position: Some(position),
            name: Some(Text::from_ascii_lossy(b"TANGO")),
            utc_of_data: TimeOfDay::read("101500.5"),
            status: Some(RadarStatus::Lost),
            is_reference: true,
        };
        assert_eq!(target, rest);
    }

    #[test]
    fn a_place_off_the_globe_or_without_its_hemisphere_is_absent() {
        for sentence in [
            "$RATLL,7,9115.50,N,10350.25,E,,,T",
            "$RATLL,7,0115.50,,10350.25,E,,,T",
            "$RATLL,7,0115.50,N,10360.25,E,,,T",
        ] {
            let target = tll(sentence);
            assert_eq!((target.position, target.report()), (None, None), "{sentence}");
        }
        assert_eq!(parse(b"$RATLL,,0115.50,N,10350.25,E,,,T"), Err(RejectReason::Instrument));
    }
}
