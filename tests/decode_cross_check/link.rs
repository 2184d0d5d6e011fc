//! Everything that is no report: messages 6, 10, 12 to 17, 20, 22, 23, 25 and 26.

use nmea_parser::ParsedMessage as Theirs;
use nmea_parser::ais::{self, InterrogationCase};
use picket::decode::ais::{
    Acknowledgement, AisMessage as Ours, AssignmentModeCommand, ChannelManagement, ChannelTarget,
    DataLinkManagementMessage, DgnssBroadcastBinaryMessage, GroupAssignmentCommand, Interrogation,
    Rectangle, ReportingInterval, Request, TxRxMode,
};
use picket::domain::Mmsi;

use super::messages::Message;
use super::tally::Tally;
use super::values::{corner, letters, ship_type, station, text};

pub(crate) fn compare(tally: &mut Tally, message: &Message, ours: &Ours, theirs: &Theirs) {
    match (ours, theirs) {
        (Ours::AddressedBinaryMessage(ours), Theirs::BinaryAddressedMessage(theirs)) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
            tally.same("sequence_number", ours.sequence_number, theirs.sequence_number);
            addressee(tally, ours.addressee, Some(theirs.destination_mmsi));
            tally.same("retransmitted", ours.retransmitted, theirs.retransmit_flag);
            let id = ours.application.id().map(|id| (id.dac, id.fi));
            tally.optional("dac and fi", id, Some((theirs.dac, theirs.fid)));
        }
        (Ours::UtcAndDateInquiry(ours), Theirs::UtcDateInquiry(theirs)) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.source_mmsi);
            addressee(tally, ours.addressee, Some(theirs.destination_mmsi));
        }
        (
            Ours::AddressedSafetyRelatedMessage(ours),
            Theirs::AddressedSafetyRelatedMessage(theirs),
        ) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.source_mmsi);
            tally.same("sequence_number", ours.sequence_number, theirs.sequence_number);
            addressee(tally, ours.addressee, Some(theirs.destination_mmsi));
            tally.same("retransmitted", ours.retransmitted, theirs.retransmit_flag);
            let letters = letters(&theirs.text, message.bits() - 72);
            text(tally, "text", ours.text, Some(letters));
        }
        (Ours::Acknowledgement(ours), Theirs::SafetyRelatedAcknowledgement(theirs)) => {
            acknowledgement(tally, message, ours, theirs);
        }
        (
            Ours::SafetyRelatedBroadcastMessage(ours),
            Theirs::SafetyRelatedBroadcastMessage(theirs),
        ) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
            let letters = letters(&theirs.text, message.bits() - 40);
            text(tally, "text", ours.text, Some(letters));
        }
        (Ours::Interrogation(ours), Theirs::Interrogation(theirs)) => {
            interrogation(tally, message, ours, theirs);
        }
        (Ours::AssignmentModeCommand(ours), Theirs::AssignmentModeCommand(theirs)) => {
            assignments(tally, ours, theirs);
        }
        (Ours::DgnssBroadcastBinaryMessage(ours), Theirs::DgnssBroadcastBinaryMessage(theirs)) => {
            corrections(tally, ours, theirs);
        }
        (Ours::DataLinkManagementMessage(ours), Theirs::DataLinkManagementMessage(theirs)) => {
            reservations(tally, message, ours, theirs);
        }
        (Ours::ChannelManagement(ours), Theirs::ChannelManagement(theirs)) => {
            channels(tally, ours, theirs);
        }
        (Ours::GroupAssignmentCommand(ours), Theirs::GroupAssignmentCommand(theirs)) => {
            group(tally, ours, theirs);
        }
        // Of 25 and 26 the data and their identifier are left out: tables 80 and 81 have two
        // spare bits after an addressee, the identifier at the head of the data, and in 26 four spare
        // bits before the communication state, which is counted from the end of what was sent.
        (Ours::SingleSlotBinaryMessage(ours), Theirs::SingleSlotBinaryMessage(theirs)) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
            addressee(tally, ours.addressee, theirs.dest_mmsi);
        }
        (Ours::MultipleSlotBinaryMessage(ours), Theirs::MultipleSlotBinaryMessage(theirs)) => {
            tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
            addressee(tally, ours.addressee, theirs.dest_mmsi);
        }
        (ours, theirs) => tally.differ("message", ours, theirs),
    }
}

fn addressee(tally: &mut Tally, ours: Option<Mmsi>, theirs: Option<u32>) {
    tally.optional("addressee", ours.map(Mmsi::get), theirs.and_then(station));
}

fn acknowledgement(
    tally: &mut Tally,
    message: &Message,
    ours: &Acknowledgement,
    theirs: &ais::SafetyRelatedAcknowledgement,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let said = [
        (theirs.mmsi1, theirs.mmsi1_seq),
        (theirs.mmsi2, theirs.mmsi2_seq),
        (theirs.mmsi3, theirs.mmsi3_seq),
        (theirs.mmsi4, theirs.mmsi4_seq),
    ];
    for (nth, (ours, (mmsi, sequence))) in ours.acknowledged.iter().zip(said).enumerate() {
        if message.bits() < 72 + 32 * nth {
            break;
        }
        let ours = ours.map(|one| (one.addressee.get(), one.sequence_number));
        tally.optional("acknowledged", ours, station(mmsi).map(|mmsi| (mmsi, sequence)));
    }
}

/// Message 15: of a second station one message is asked in every case; nmea-parser leaves it out
/// where the first station is asked for one only. It takes other lengths than the three of the message
/// for the nearest.
fn interrogation(
    tally: &mut Tally,
    message: &Message,
    ours: &Interrogation,
    theirs: &ais::Interrogation,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    if !matches!(message.bits(), 88 | 110 | 160) {
        return;
    }
    tally.optional("first", ours.first.map(Mmsi::get), station(theirs.mmsi1));
    let ask = |ours: Option<Request>| ours.map(|ask| (ask.message_type, ask.slot_offset));
    let asked = |kind: Option<u8>, offset: Option<u16>| {
        kind.filter(|&kind| kind != 0).map(|kind| (kind, offset))
    };
    let [first, second] = ours.of_first.map(ask);
    tally.optional("of first", first, asked(Some(theirs.type1_1), Some(theirs.offset1_1)));
    tally.optional("of first", second, asked(theirs.type1_2, theirs.offset1_2));
    tally.optional("second", ours.second.map(Mmsi::get), theirs.mmsi2.and_then(station));
    if theirs.case != InterrogationCase::Case3 {
        tally.optional("of second", ask(ours.of_second), asked(theirs.type2_1, theirs.offset2_1));
    }
}

fn assignments(
    tally: &mut Tally,
    ours: &AssignmentModeCommand,
    theirs: &ais::AssignmentModeCommand,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let second = theirs.mmsi2.zip(theirs.offset2.zip(theirs.increment2));
    let said = [Some((theirs.mmsi1, (theirs.offset1, theirs.increment1))), second];
    for (ours, theirs) in ours.assignments.iter().zip(said) {
        let ours = ours.map(|one| (one.addressee.get(), (one.offset, one.increment_code)));
        let theirs = theirs.filter(|(mmsi, _)| station(*mmsi).is_some());
        tally.optional("assignment", ours, theirs);
    }
}

/// nmea-parser counts fill bits among the data.
fn corrections(
    tally: &mut Tally,
    ours: &DgnssBroadcastBinaryMessage,
    theirs: &ais::DgnssBroadcastBinaryMessage,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let place = (theirs.latitude, theirs.longitude);
    corner(tally, ["latitude", "longitude"], ours.position, place);
    let sent: Vec<bool> = theirs.payload.iter().take(ours.data_bits).map(|bit| *bit).collect();
    let byte = |bits: &[bool]| {
        bits.iter().enumerate().fold(0, |byte, (at, &bit)| byte | u8::from(bit) << (7 - at))
    };
    let sent: Vec<u8> = sent.chunks(8).map(byte).collect();
    tally.same("data", ours.data.as_ref(), sent.as_slice());
}

fn reservations(
    tally: &mut Tally,
    message: &Message,
    ours: &DataLinkManagementMessage,
    theirs: &ais::DataLinkManagementMessage,
) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let said = [
        (theirs.offset1, theirs.number1, theirs.timeout1, theirs.increment1),
        (theirs.offset2, theirs.number2, theirs.timeout2, theirs.increment2),
        (theirs.offset3, theirs.number3, theirs.timeout3, theirs.increment3),
        (theirs.offset4, theirs.number4, theirs.timeout4, theirs.increment4),
    ];
    for (nth, (ours, theirs)) in ours.reservations.iter().zip(said).enumerate() {
        if message.bits() < 70 + 30 * nth {
            break;
        }
        // Message 20: the increment has eleven bits, of which nmea-parser keeps eight.
        let ours = ours.map(|one| {
            let increment = one.increment.to_be_bytes()[1];
            let [number, timeout] = [one.number_of_slots, one.timeout].map(|n| n.unwrap_or(0));
            (one.offset.unwrap_or(0), number, timeout, increment)
        });
        let theirs = Some(theirs).filter(|_| message.code(40 + 30 * nth, 30) != 0);
        tally.optional("reservation", ours, theirs);
    }
}

fn channels(tally: &mut Tally, ours: &ChannelManagement, theirs: &ais::ChannelManagement) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    tally.same("channel_a", ours.channel_a, theirs.channel_a);
    tally.same("channel_b", ours.channel_b, theirs.channel_b);
    tally.same("tx_rx_mode", ours.tx_rx_mode.code(), theirs.txrx);
    tally.same("low_power", ours.low_power, theirs.power);
    match ours.target {
        Some(ChannelTarget::Area(area)) => {
            let north_east = (theirs.ne_lat, theirs.ne_lon);
            corners(tally, area, north_east, (theirs.sw_lat, theirs.sw_lon));
        }
        Some(ChannelTarget::Stations([first, second])) => {
            addressee(tally, first, theirs.dest1_mmsi);
            addressee(tally, second, theirs.dest2_mmsi);
        }
        None => tally.differ("target", "nothing", theirs),
    }
    tally.optional("channel_a_narrow", ours.channel_a_narrow, Some(theirs.channel_a_band));
    tally.optional("channel_b_narrow", ours.channel_b_narrow, Some(theirs.channel_b_band));
    // Message 22: the width in nautical miles is the code and one.
    tally.optional("transitional_zone", ours.transitional_zone, Some(theirs.zonesize + 1));
}

fn group(tally: &mut Tally, ours: &GroupAssignmentCommand, theirs: &ais::GroupAssignmentCommand) {
    tally.same("mmsi", ours.header.mmsi_code, theirs.mmsi);
    let north_east = (theirs.ne_lat, theirs.ne_lon);
    corners(tally, ours.area, north_east, (theirs.sw_lat, theirs.sw_lon));
    tally.same("station_type", ours.station_type.code(), theirs.station_type as u8);
    ship_type(tally, ours.ship_type, theirs.ship_type, theirs.cargo_type);
    tally.optional("tx_rx_mode", ours.tx_rx_mode.map(TxRxMode::code), Some(theirs.txrx));
    let interval = ours.reporting_interval.map(ReportingInterval::code);
    tally.optional("reporting_interval", interval, Some(theirs.interval as u8));
    tally.optional("quiet_time", ours.quiet_time, theirs.quiet);
}

/// An area is none where a corner is "not available".
fn corners(
    tally: &mut Tally,
    ours: Option<Rectangle>,
    north_east: (Option<f64>, Option<f64>),
    south_west: (Option<f64>, Option<f64>),
) {
    let here = |(latitude, longitude): (Option<f64>, Option<f64>)| {
        latitude.zip(longitude).is_some_and(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
    };
    let both = here(north_east) && here(south_west);
    let of = |corner: (Option<f64>, Option<f64>)| if both { corner } else { (None, None) };
    let names = ["north", "east"];
    corner(tally, names, ours.map(|area| area.north_east), of(north_east));
    corner(tally, ["south", "west"], ours.map(|area| area.south_west), of(south_west));
}
