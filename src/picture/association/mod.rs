//! Which radar contacts and which AIS contacts are one craft, and which contacts of several radars. A
//! radar contact is looked at whenever it moves: who with AIS, or seen by another radar before, is near it, moves as it does, and has done so for long enough.

mod associations;
mod gate;
mod link;

pub use associations::Associations;
