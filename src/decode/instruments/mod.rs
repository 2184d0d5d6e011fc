//! `$` sentences of GNSS receivers and other instruments of the craft that carries the feed's
//! receiver (IEC 61162-1): by `nmea-parser` behind a guard, and by readers of their own where it
//! knows a sentence not, or not well enough.

mod instrument;
mod guard;

mod position;
mod motion;
mod heading;
mod surroundings;
mod date_and_time;
mod dilution;

pub use date_and_time::DateAndTime;
pub use dilution::{DilutionOfPrecision, FixMode};
pub use heading::{HeadingAndStatus, HeadingSensor, TrueHeading};
pub(super) use instrument::is_read;
pub use instrument::{Instrument, parse};
pub use motion::{OwnShipData, SpeedReference, TrackMadeGood, WaterSpeedAndHeading};
pub use position::{FixQuality, GeographicPosition, GlobalFix, GnssFix, RecommendedMinimum};
pub use surroundings::{Depth, WaterTemperature, Wind};
