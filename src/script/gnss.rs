use crate::domain::{Degrees, Knots, Metres, Position};
use crate::geodesy::{LocalFrame, Vector};

/// A time in which a contact's own receiver is wrong; a radar is not deceived.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub(super) from_millis: i64,
    /// Exclusive.
    pub(super) to_millis: i64,
    pub(super) error: PlaceError,
    /// The false place goes round in a circle.
    pub(super) circle: Option<Circle>,
    pub(super) sog: Option<Knots>,
}

/// Where a wrong receiver believes to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum PlaceError {
    None,
    At(Position),
    Off { bearing: Degrees, range: Metres },
}

/// A circle about the false place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circle {
    pub(super) radius: Metres,
    pub(super) period_secs: f64,
}

impl Fault {
    /// The fault of a moment, if there is one.
    pub(super) fn at(faults: &[Self], millis: i64) -> Option<&Self> {
        faults.iter().find(|fault| (fault.from_millis..fault.to_millis).contains(&millis))
    }

    /// Where the receiver believes to be, `secs` after the fault began.
    pub(super) fn place(&self, truth: Position, secs: f64) -> Position {
        let place = match self.error {
            PlaceError::None => truth,
            PlaceError::At(place) => place,
            PlaceError::Off { bearing, range } => off(truth, bearing, range.get()),
        };
        let Some(Circle { radius, period_secs }) = self.circle else { return place };
        let turned = Degrees::new(secs / period_secs * 360.0).unwrap_or(Degrees::NORTH);
        off(place, turned, radius.get())
    }
}

fn off(place: Position, bearing: Degrees, metres: f64) -> Position {
    let (east, north) = libm::sincos(bearing.get().to_radians());
    LocalFrame::at(place).unproject(Vector { x: east, y: north } * metres)
}
