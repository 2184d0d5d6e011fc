use super::super::super::Bits;
use super::cursor::Cursor;
use super::measure::{Measure, Scale};

/// Twentieths of a volt; 0 is "not used".
const VOLTAGE: Scale = Scale::unsigned(10, 1, 1023).steps(20.0);

/// Payloads 235/10 and 250/10 (IALA A-126, General Lighthouse Authorities): monitoring data of an
/// aid to navigation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AidMonitoring {
    /// Supply voltage of the AIS unit, volts.
    pub supply_voltage: Option<Measure>,
    /// Two other voltages, volts.
    pub external_voltages: [Option<Measure>; 2],
    /// 0 no RACON, 1 not monitored, 2 operational, 3 in error.
    pub racon_status: Option<u8>,
    /// 0 no light or not monitored, 1 on, 2 off, 3 in error.
    pub light_status: Option<u8>,
    /// The aid raises an alarm.
    pub alarm: Option<bool>,
    /// Eight digital inputs, as sent.
    pub digital_inputs: Option<u8>,
    /// Off its position.
    pub off_position: Option<bool>,
}

impl AidMonitoring {
    /// Bits with the spare ones.
    pub(super) const BITS: usize = 48;

    pub(super) fn read(bits: Bits<'_>) -> Self {
        let mut from = Cursor::at(bits, 0);
        Self {
            supply_voltage: from.measure(&VOLTAGE),
            external_voltages: [from.measure(&VOLTAGE), from.measure(&VOLTAGE)],
            racon_status: from.byte(2),
            light_status: from.byte(2),
            alarm: from.flag(),
            digital_inputs: from.byte(8),
            off_position: from.flag(),
        }
    }
}
