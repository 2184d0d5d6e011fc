//! What the binary messages 6, 8, 25 and 26 carry: one file per payload, and beside them the fields
//! that several payloads share.

mod data;
mod payload;

mod aid_monitoring;
mod area_notice;
mod area_shape;
mod environmental;
mod inland_ship;
mod meteorological_data;
mod notice_description;
mod persons_on_board;
mod sensor_reading;
mod synthetic_targets;
mod text_message;

mod cursor;
mod measure;
mod moment;

#[cfg(test)]
mod tests;

pub use aid_monitoring::AidMonitoring;
pub use area_notice::{AreaNotice, SubArea};
pub use area_shape::{Leg, Outline, Shape};
pub use data::{ApplicationData, ApplicationId};
pub use environmental::SensorReport;
pub use inland_ship::InlandShip;
pub use measure::Measure;
pub use meteorological_data::{Current, MeteorologicalData, Precipitation, Tendency, Waves};
pub use moment::Moment;
pub use notice_description::NoticeDescription;
pub use payload::Payload;
pub use persons_on_board::{InlandPersonsOnBoard, PersonsOnBoard};
pub use sensor_reading::{
    AirGap, Current3d, HorizontalCurrent, Salinity, SeaState, SensorReading, SiteLocation,
    WaterLevel, Weather, Wind,
};
pub use synthetic_targets::{SyntheticTarget, TargetIdentity};
pub use text_message::{TextDescription, TextMessage};
