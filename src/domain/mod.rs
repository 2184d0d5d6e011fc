//! The vocabulary: what a watch officer would call things, as types that cannot hold a wrong value.
//!
//! Nothing here knows where a value came from or what is done with it. Every other module imports
//! this one; this one imports nothing.

mod calendar;
mod contact_id;
mod event_second;
mod feed_name;
mod finite;
mod imo_number;
mod mmsi;
mod name_table;
mod navigational_status;
mod packed_fix;
mod position;
mod report;
mod rule_id;
mod ship_type;
mod text;
mod time;
mod units;
pub(crate) mod varint;

pub(crate) use calendar::days_since_1970;
pub use contact_id::{ContactId, KnownBy, ParseContactIdError};
pub use event_second::EventSecond;
pub use feed_name::{FEED_NAME_MAX, FeedName, InvalidFeedName};
pub use imo_number::ImoNumber;
pub use mmsi::{Mmsi, MmsiKind};
pub use navigational_status::NavigationalStatus;
pub use packed_fix::PackedFix;
pub use position::Position;
pub use report::{
    BearingReference, Dimensions, OwnShipReport, PositionReport, RadarLabel, RadarPlot,
    RadarReport, RadarStatus, RawSentence, Report, ReportBody, SafetyText, StaticReport, Subject,
    TransponderClass,
};
pub use rule_id::{RuleFamily, RuleId};
pub use ship_type::{ShipCategory, ShipType};
pub use text::Text;
pub use time::EventTime;
pub use units::{Degrees, KNOT, Knots, METRES_PER_NAUTICAL_MILE, Metres, NauticalMiles};
