use super::Script;
use super::contact::{Contact, Motion, Start};
use super::gnss::PlaceError;
use super::hearing::Stands;
use crate::domain::{Degrees, Position};
use crate::geodesy::{LocalFrame, Vector};

/// The same scene elsewhere: everything keeps its distance from and direction to everything else,
/// exactly about the first contact's start, and within the 0.1 % of a plane 20 nm around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Where the first contact starts.
    pub to: Position,
    /// The whole scene is turned so far clockwise, degrees.
    pub turned_deg: f64,
    /// Left and right change places, before it is turned.
    pub mirrored: bool,
}

/// A placement with the planes at hand.
struct Move {
    from: LocalFrame,
    to: LocalFrame,
    placement: Placement,
}

impl Script {
    /// The same scene at another place.
    #[must_use]
    pub fn placed(mut self, placement: &Placement) -> Self {
        let Some(from) = self.contacts.iter().find_map(|contact| match contact.start {
            Start::At(place) => Some(place),
            Start::Off { .. } => None,
        }) else {
            return self;
        };
        let to = LocalFrame::at(placement.to);
        let moved = Move { from: LocalFrame::at(from), to, placement: *placement };
        for contact in &mut self.contacts {
            moved.contact(contact);
        }
        for station in &mut self.stations {
            if let Stands::At(place) = &mut station.stands {
                moved.place(place);
            }
        }
        self.areas.iter_mut().flat_map(|area| &mut area.ring).for_each(|place| moved.place(place));
        self
    }
}

impl Move {
    fn contact(&self, contact: &mut Contact) {
        match &mut contact.start {
            Start::At(place) => self.place(place),
            Start::Off { bearing, .. } => self.off_the_bow(bearing),
        }
        for leg in &mut contact.legs {
            if let Some(heading) = &mut leg.heading {
                self.direction(heading);
            }
            self.motion(&mut leg.motion);
        }
        for fault in &mut contact.gnss {
            match &mut fault.error {
                PlaceError::None => {}
                PlaceError::At(place) => self.place(place),
                PlaceError::Off { bearing, .. } => self.direction(bearing),
            }
        }
        for hearing in &mut contact.hearings {
            if let super::contact::Sensor::RadarTtm { radar, .. } = &mut hearing.sensor {
                self.place(radar);
            }
        }
    }

    fn motion(&self, motion: &mut Motion) {
        let mirrored = self.placement.mirrored;
        match motion {
            Motion::Course { course, .. } => self.direction(course),
            Motion::To { place, .. } => self.place(place),
            Motion::KeepWith { bearing, .. } => self.off_the_bow(bearing),
            Motion::Swing { bearing, .. } => self.direction(bearing),
            Motion::Pass(pass) => pass.to_port ^= mirrored,
            Motion::Circle { clockwise, .. } => *clockwise ^= mirrored,
            Motion::Hold | Motion::Pursue { .. } | Motion::Ease { .. } | Motion::Towed { .. } => {}
        }
    }

    fn place(&self, place: &mut Position) {
        let Vector { x, y } = self.from.project(*place);
        let x = if self.placement.mirrored { -x } else { x };
        let (sin, cos) = libm::sincos(self.placement.turned_deg.to_radians());
        *place = self.to.unproject(Vector { x: x * cos + y * sin, y: y * cos - x * sin });
    }

    fn direction(&self, direction: &mut Degrees) {
        self.off_the_bow(direction);
        let turned = direction.get() + self.placement.turned_deg;
        *direction = Degrees::new(turned).unwrap_or(*direction);
    }

    fn off_the_bow(&self, bearing: &mut Degrees) {
        if self.placement.mirrored {
            *bearing = Degrees::new(-bearing.get()).unwrap_or(*bearing);
        }
    }
}
