use super::super::super::Bits;
use super::super::place;
use super::measure::{Measure, Scale};
use crate::domain::{Degrees, Position, Text};

/// Steps of 1/1,000 minute in a degree.
const STEPS_PER_DEGREE: f64 = 60_000.0;

/// Fields of a payload one after the other. A field that was not sent whole is `None`, and so is
/// every one after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    bits: Bits<'a>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn at(bits: Bits<'a>, at: usize) -> Self {
        Self { bits, at }
    }

    /// From `start` on, for at most so many bits: what follows belongs to another part.
    pub(super) fn within(bits: Bits<'a>, start: usize, width: usize) -> Self {
        Self { bits: bits.up_to(start.saturating_add(width)), at: start }
    }

    /// Passes over spare bits.
    pub(super) fn skip(&mut self, width: usize) {
        self.at = self.at.saturating_add(width);
    }

    pub(super) fn unsigned(&mut self, width: usize) -> Option<u32> {
        let start = self.advance(width);
        self.bits.unsigned(start, width)
    }

    pub(super) fn short(&mut self, width: usize) -> Option<u16> {
        self.unsigned(width).and_then(|field| u16::try_from(field).ok())
    }

    pub(super) fn byte(&mut self, width: usize) -> Option<u8> {
        self.unsigned(width).and_then(|field| u8::try_from(field).ok())
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        self.unsigned(1).map(|bit| bit == 1)
    }

    pub(super) fn measure(&mut self, scale: &Scale) -> Option<Measure> {
        let start = self.advance(scale.width());
        scale.read(self.bits, start)
    }

    /// Nine bits of whole degrees; 360 and above are "not available" or not used.
    pub(super) fn direction(&mut self) -> Option<Degrees> {
        let degrees = self.short(9).filter(|&degrees| degrees < 360)?;
        Degrees::new(f64::from(degrees))
    }

    /// A text of fixed size.
    pub(super) fn text<const N: usize>(&mut self) -> Option<Text<N>> {
        let start = self.advance(6 * N);
        self.bits.text(start, N)
    }

    /// A text that fills the rest.
    pub(super) fn text_to_end<const N: usize>(&self) -> Option<Text<N>> {
        self.bits.text_to_end(self.at)
    }

    /// Longitude (25 bits), then latitude (24), in 1/1,000 minute.
    pub(super) fn position(&mut self) -> Option<Position> {
        let longitude = self.degrees(25);
        let latitude = self.degrees(24);
        Position::new(latitude?, longitude?)
    }

    /// Latitude (24 bits), then longitude (25), as the payloads of SN/Circ.236 have it.
    pub(super) fn position_latitude_first(&mut self) -> Option<Position> {
        let latitude = self.degrees(24);
        let longitude = self.degrees(25);
        Position::new(latitude?, longitude?)
    }

    /// Longitude (28 bits), then latitude (27), in 1/10,000 minute.
    pub(super) fn fine_position(&mut self) -> Option<Position> {
        let start = self.advance(55);
        place::position(self.bits, start)
    }

    fn degrees(&mut self, width: usize) -> Option<f64> {
        let start = self.advance(width);
        self.bits.signed(start, width).map(|steps| f64::from(steps) / STEPS_PER_DEGREE)
    }

    fn advance(&mut self, width: usize) -> usize {
        let start = self.at;
        self.skip(width);
        start
    }
}
