use super::super::super::Bits;
use super::cursor::Cursor;
use super::moment::Moment;
use super::sensor_reading::SensorReading;

/// Bits of one sensor report.
const REPORT_BITS: usize = 112;

/// One report of payloads 1/26 (SN.1/Circ.289, tables 12.1 to 12.15) and 367/33 (USCG, version 3 of
/// 2015): Environmental.
#[derive(Clone, Debug, PartialEq)]
pub struct SensorReport {
    /// When it was measured: day, hour, minute.
    pub time: Moment,
    /// Number of the site, 0 to 127.
    pub site_id: u8,
    /// What was measured.
    pub reading: SensorReading,
}

/// Who defined the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// 1/26.
    Imo,
    /// 367/33.
    Uscg,
}

/// All reports that were sent through their header; what follows them is spare.
pub(super) fn read(bits: Bits<'_>, form: Form) -> Vec<SensorReport> {
    let starts = (0..bits.len()).step_by(REPORT_BITS);
    starts.filter_map(|start| SensorReport::read(bits, start, form)).collect()
}

impl SensorReport {
    fn read(bits: Bits<'_>, start: usize, form: Form) -> Option<Self> {
        let mut from = Cursor::within(bits, start, REPORT_BITS);
        let kind = from.byte(4)?;
        let time = Moment::read(&mut from);
        let site_id = from.byte(7)?;
        Some(Self { time, site_id, reading: SensorReading::read(&mut from, kind, form) })
    }
}
