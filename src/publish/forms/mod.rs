//! An alert in the forms that other systems read.

pub mod cap;
mod cloud_event;
mod cot;
mod nmea;
mod severity;
mod syslog;
mod text;

pub(super) use cloud_event::cloud_event;
pub(super) use cot::{alert_event, vessel_event};
pub(super) use nmea::sentences;
pub(super) use syslog::message as syslog_message;
pub(super) use text::{render, render_token};
