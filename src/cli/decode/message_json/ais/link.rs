//! How stations use the radio link: the communication state, and the messages by which base stations
//! govern it.

use crate::cli::decode::json::Object;
use crate::cli::decode::message_json::fields::{position, ship_type};
use crate::decode::ais::{
    AssignmentModeCommand, ChannelManagement, ChannelTarget, CommunicationState,
    DataLinkManagementMessage, GroupAssignmentCommand, Interrogation, Itdma, Rectangle, Request,
    Sotdma, SubMessage, SyncState, Tdma, TxRxMode,
};
use crate::domain::Mmsi;

pub(super) fn communication_state(object: &mut Object<'_>, state: Option<CommunicationState>) {
    let Some(state) = state else { return };
    object.object("communication_state", |inner| {
        inner.plain("access", state.access().as_str());
        match state.decode() {
            Some(Tdma::Sotdma(sotdma)) => self_organised(inner, sotdma),
            Some(Tdma::Itdma(itdma)) => incremental(inner, itdma),
            None => {}
        }
    });
    object.integer("communication_state_code", i64::from(state.code()));
}

fn self_organised(object: &mut Object<'_>, sotdma: Sotdma) {
    sync_state(object, sotdma.sync_state);
    object.integer("slot_timeout", i64::from(sotdma.slot_timeout));
    match sotdma.sub_message {
        SubMessage::ReceivedStations(number) => {
            object.integer("received_stations", i64::from(number));
        }
        SubMessage::SlotNumber(slot) => object.integer("slot_number", i64::from(slot)),
        SubMessage::Utc { hour, minute } => {
            object.integer("utc_hour", hour.map(i64::from));
            object.integer("utc_minute", minute.map(i64::from));
        }
        SubMessage::SlotOffset(offset) => object.integer("slot_offset", i64::from(offset)),
    }
}

fn incremental(object: &mut Object<'_>, itdma: Itdma) {
    sync_state(object, itdma.sync_state);
    object.integer("slot_offset", itdma.offset().map(i64::from));
    object.integer("slot_increment", i64::from(itdma.slot_increment));
    object.integer("number_of_slots", i64::from(itdma.number_of_slots()));
    object.integer("number_of_slots_code", i64::from(itdma.number_of_slots_code));
    object.flag("keep", itdma.keep);
}

fn sync_state(object: &mut Object<'_>, state: SyncState) {
    object.plain("sync_state", state.as_str());
    object.integer("sync_state_code", i64::from(state.code()));
}

pub(super) fn interrogation(object: &mut Object<'_>, m: &Interrogation) {
    let [first, second] = m.of_first;
    let asked = [
        first.map(|request| (m.first, Some(request))),
        second.map(|request| (m.first, Some(request))),
        (m.second.is_some() || m.of_second.is_some()).then_some((m.second, m.of_second)),
    ];
    object.array("interrogations", asked.into_iter().flatten(), |inner, (station, request)| {
        inner.integer("mmsi", station.map(number));
        let Some(Request { message_type, slot_offset }) = request else { return };
        inner.integer("message_type", i64::from(message_type));
        inner.integer("slot_offset", slot_offset.map(i64::from));
    });
}

pub(super) fn assignment_mode(object: &mut Object<'_>, m: &AssignmentModeCommand) {
    object.array("assignments", m.assignments.into_iter().flatten(), |inner, assignment| {
        inner.integer("mmsi", number(assignment.addressee));
        inner.integer("offset", i64::from(assignment.offset));
        inner.integer("increment", assignment.increment().map(i64::from));
        inner.integer("increment_code", i64::from(assignment.increment_code));
        let rate = assignment.reports_in_ten_minutes().map(i64::from);
        inner.integer("reports_in_ten_minutes", rate);
    });
}

pub(super) fn data_link_management(object: &mut Object<'_>, m: &DataLinkManagementMessage) {
    object.array("reservations", m.reservations.into_iter().flatten(), |inner, reservation| {
        inner.integer("offset", reservation.offset.map(i64::from));
        inner.integer("number_of_slots", reservation.number_of_slots.map(i64::from));
        inner.integer("timeout", reservation.timeout.map(i64::from));
        inner.integer("increment", i64::from(reservation.increment));
    });
}

pub(super) fn channel_management(object: &mut Object<'_>, m: &ChannelManagement) {
    object.integer("channel_a", i64::from(m.channel_a));
    object.integer("channel_b", i64::from(m.channel_b));
    tx_rx_mode(object, Some(m.tx_rx_mode));
    object.flag("low_power", m.low_power);
    match m.target {
        Some(ChannelTarget::Area(rectangle)) => {
            object.flag("addressed", false);
            area(object, rectangle);
        }
        Some(ChannelTarget::Stations(stations)) => {
            object.flag("addressed", true);
            object.array("destinations", stations.into_iter().flatten(), |inner, station| {
                inner.integer("mmsi", number(station));
            });
        }
        None => {}
    }
    object.flag("channel_a_narrow", m.channel_a_narrow);
    object.flag("channel_b_narrow", m.channel_b_narrow);
    object.integer("transitional_zone", m.transitional_zone.map(i64::from));
    object.integer("transitional_zone_code", m.transitional_zone.map(|miles| i64::from(miles) - 1));
}

pub(super) fn group_assignment(object: &mut Object<'_>, m: &GroupAssignmentCommand) {
    area(object, m.area);
    object.text("station_type", m.station_type.as_str());
    object.integer("station_type_code", i64::from(m.station_type.code()));
    ship_type(object, m.ship_type);
    tx_rx_mode(object, m.tx_rx_mode);
    if let Some(interval) = m.reporting_interval {
        object.integer("reporting_interval", interval.seconds().map(i64::from));
        object.integer("reporting_interval_code", i64::from(interval.code()));
    }
    object.integer("quiet_time", m.quiet_time.map(i64::from));
}

fn area(object: &mut Object<'_>, area: Option<Rectangle>) {
    let Some(Rectangle { north_east, south_west }) = area else { return };
    object.object("north_east", |inner| position(inner, Some(north_east)));
    object.object("south_west", |inner| position(inner, Some(south_west)));
}

fn tx_rx_mode(object: &mut Object<'_>, mode: Option<TxRxMode>) {
    object.text("tx_rx_mode", mode.and_then(TxRxMode::as_str));
    object.integer("tx_rx_mode_code", mode.map(|mode| i64::from(mode.code())));
}

fn number(mmsi: Mmsi) -> i64 {
    i64::from(mmsi.get())
}
