use std::cell::OnceCell;

use super::disc::{Direction, Disc};
use crate::domain::{Metres, Position};
use crate::geodesy::frame::LocalFrame;

/// As much of a shape as answers most looks at it: a few words to be kept beside its box, so that the
/// shape itself need not be touched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sketch {
    /// All of it.
    Circle {
        /// Its middle.
        centre: Position,
        /// Its radius.
        metres: f64,
    },
    /// A part of its inside.
    Disc(Disc),
}

/// A place from which shapes are looked at.
#[derive(Debug)]
pub struct Viewpoint {
    frame: LocalFrame,
    direction: OnceCell<Direction>,
}

impl Sketch {
    /// What [`Shape::look_from`](super::Shape::look_from) says, where that can be told without the shape.
    pub fn look_from(&self, from: &Viewpoint, within: Metres) -> Option<(bool, Metres)> {
        match self {
            Self::Circle { centre, metres } => {
                let away = from.frame.project(*centre).norm();
                let boundary = (away - metres).abs().min(within.get());
                Some((away <= *metres, Metres::new(boundary).unwrap_or(Metres::ZERO)))
            }
            Self::Disc(disc) => disc.holds(from.direction(), within).then_some((true, within)),
        }
    }
}

impl Viewpoint {
    /// At a place.
    pub fn at(place: Position) -> Self {
        Self { frame: LocalFrame::at(place), direction: OnceCell::new() }
    }

    /// The plane that touches the earth there.
    pub const fn frame(&self) -> &LocalFrame {
        &self.frame
    }

    fn direction(&self) -> Direction {
        *self.direction.get_or_init(|| Direction::of(self.frame.origin()))
    }
}
