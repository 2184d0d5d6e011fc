use super::json::Object;
use crate::decode::ais::{
    AddressedSafetyRelatedMessage, AidToNavigationReport, AidType, AisMessage, BaseStationReport,
    ClassBFlags, Epfd, ExtendedClassBPositionReport, LongRangeBroadcastMessage,
    PositionReportClassA, RateOfTurn, SarAircraftPositionReport, Sog, StandardClassBPositionReport,
    StaticAndVoyageData, StaticDataPartB, TimeStamp,
};
use crate::decode::csv::PositionRow;
use crate::decode::instruments::Instrument;
use crate::decode::radar::RadarMessage;
use crate::decode::{Decoded, FeedSettings, Message};
use crate::domain::{
    BearingReference, Degrees, Dimensions, Knots, Metres, NavigationalStatus, OwnShipReport,
    Position, PositionReport, RadarPlot, RadarReport, RadarStatus, ShipType, StaticReport, Text,
};

/// Decimals of a coordinate: AIS sends 1/600,000 degree, radars 0.001 minute.
const DEGREE_PLACES: u32 = 7;
/// Decimals of speeds, directions and lengths.
const MEASURE_PLACES: u32 = 3;

/// Appends one line for a message, and with `rejects` one for what is none.
pub(super) fn write(
    out: &mut Vec<u8>,
    settings: &FeedSettings,
    decoded: &Decoded<'_>,
    rejects: bool,
) {
    match decoded {
        Decoded::Accepted { message, .. } => {
            let mut object = Object::open(out);
            message_fields(&mut object, message);
            object.object("meta", |meta| metadata(meta, settings, decoded));
            object.close();
        }
        Decoded::Rejected { raw, reason } if rejects => {
            let mut object = Object::open(out);
            object.plain("rejected", reason.as_str());
            object.text("raw", Some(&String::from_utf8_lossy(raw)));
            object.close();
        }
        Decoded::Rejected { .. } => return,
    }
    out.push(b'\n');
}

fn metadata(meta: &mut Object<'_>, settings: &FeedSettings, decoded: &Decoded<'_>) {
    let Decoded::Accepted { message, raw, station, time, .. } = decoded else { return };
    meta.plain("time", time);
    meta.text("station", station.as_ref().map(Text::as_str));
    meta.plain("feed", settings.name);
    if let Message::Ais { own_ship, channel, talker, .. } = message {
        meta.text("talker", Some(&String::from_utf8_lossy(talker)));
        meta.text(
            "channel",
            channel.map(|channel| channel.encode_utf8(&mut [0; 4]).to_owned()).as_deref(),
        );
        meta.flag("own_ship", own_ship.then_some(true));
    }
    meta.text("raw", Some(&String::from_utf8_lossy(raw)));
}

fn message_fields(object: &mut Object<'_>, message: &Message) {
    match message {
        Message::Ais { message, .. } => ais(object, message),
        Message::Radar(target) => radar(object, target),
        Message::Instrument(instrument) => own_ship(object, instrument),
        Message::Row(row) => position_row(object, row),
    }
}

fn ais(object: &mut Object<'_>, message: &AisMessage) {
    let header = message.header();
    object.integer("message_type", i64::from(header.message_type));
    object.integer("repeat_indicator", i64::from(header.repeat_indicator));
    object.integer("mmsi", i64::from(header.mmsi.get()));
    match message {
        AisMessage::PositionReportClassA(m) => class_a(object, m),
        AisMessage::BaseStationReport(m) => base_station(object, m),
        AisMessage::StaticAndVoyageData(m) => static_and_voyage(object, m),
        AisMessage::SarAircraftPositionReport(m) => sar_aircraft(object, m),
        AisMessage::AddressedSafetyRelatedMessage(m) => addressed_text(object, m),
        AisMessage::SafetyRelatedBroadcastMessage(m) => {
            object.text("text", m.text.as_ref().map(Text::as_str));
        }
        AisMessage::StandardClassBPositionReport(m) => class_b(object, m),
        AisMessage::ExtendedClassBPositionReport(m) => extended_class_b(object, m),
        AisMessage::AidToNavigationReport(m) => aid_to_navigation(object, m),
        AisMessage::StaticDataPartA(m) => {
            object.integer("part_number", 0);
            object.text("name", m.name.as_ref().map(Text::as_str));
        }
        AisMessage::StaticDataPartB(m) => static_data_part_b(object, m),
        AisMessage::LongRangeBroadcastMessage(m) => long_range(object, m),
        AisMessage::Other { .. } => {}
    }
}

fn class_a(object: &mut Object<'_>, m: &PositionReportClassA) {
    let code = m.navigational_status_code;
    navigational_status(object, m.navigational_status(), Some(code));
    let rot = m.rot.and_then(RateOfTurn::degrees_per_minute);
    object.decimal("rot", rot, MEASURE_PLACES);
    object.integer("rot_code", m.rot.map(|rot| i64::from(rot.code())));
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    object.flag("special_manoeuvre", m.special_manoeuvre);
    object.flag("raim", m.raim);
    object.integer("communication_state", m.communication_state.map(i64::from));
}

fn base_station(object: &mut Object<'_>, m: &BaseStationReport) {
    object.integer("year", m.year.map(i64::from));
    object.integer("month", m.month.map(i64::from));
    object.integer("day", m.day.map(i64::from));
    object.integer("hour", m.hour.map(i64::from));
    object.integer("minute", m.minute.map(i64::from));
    object.integer("second", m.second.map(i64::from));
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    epfd(object, m.epfd);
    object.flag("transmission_control", m.transmission_control);
    object.flag("raim", m.raim);
    object.integer("communication_state", m.communication_state.map(i64::from));
}

fn static_and_voyage(object: &mut Object<'_>, m: &StaticAndVoyageData) {
    object.integer("ais_version", i64::from(m.ais_version));
    object.integer("imo_number", m.imo_number.map(i64::from));
    object.text("call_sign", m.call_sign.as_ref().map(Text::as_str));
    object.text("name", m.name.as_ref().map(Text::as_str));
    ship_type(object, m.ship_type);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    if let Some(eta) = m.eta {
        object.object("eta", |inner| {
            inner.integer("month", eta.month.map(i64::from));
            inner.integer("day", eta.day.map(i64::from));
            inner.integer("hour", eta.hour.map(i64::from));
            inner.integer("minute", eta.minute.map(i64::from));
        });
    }
    object.decimal("draught", m.draught.map(Metres::get), MEASURE_PLACES);
    object.text("destination", m.destination.as_ref().map(Text::as_str));
    object.flag("dte_ready", m.dte_ready);
}

fn sar_aircraft(object: &mut Object<'_>, m: &SarAircraftPositionReport) {
    object.integer("altitude", m.altitude.map(i64::from));
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, None);
    timestamp(object, m.timestamp);
    object.flag("barometric_altitude", m.barometric_altitude);
    object.flag("dte_ready", m.dte_ready);
    object.flag("assigned", m.assigned);
    object.flag("raim", m.raim);
    object.integer("communication_state", m.communication_state.map(i64::from));
}

fn addressed_text(object: &mut Object<'_>, m: &AddressedSafetyRelatedMessage) {
    object.integer("sequence_number", i64::from(m.sequence_number));
    object.integer("destination_mmsi", m.addressee.map(|mmsi| i64::from(mmsi.get())));
    object.flag("retransmitted", m.retransmitted);
    object.text("text", m.text.as_ref().map(Text::as_str));
}

fn class_b(object: &mut Object<'_>, m: &StandardClassBPositionReport) {
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    if let Some(flags) = m.flags {
        let ClassBFlags { carrier_sense, display, dsc, whole_band, message_22, assigned } = flags;
        object.flag("carrier_sense", carrier_sense);
        object.flag("display", display);
        object.flag("dsc", dsc);
        object.flag("whole_band", whole_band);
        object.flag("message_22", message_22);
        object.flag("assigned", assigned);
    }
    object.flag("raim", m.raim);
    object.integer("communication_state", m.communication_state.map(i64::from));
}

fn extended_class_b(object: &mut Object<'_>, m: &ExtendedClassBPositionReport) {
    speed(object, m.sog);
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    directions(object, m.cog, m.true_heading);
    timestamp(object, m.timestamp);
    object.text("name", m.name.as_ref().map(Text::as_str));
    ship_type(object, m.ship_type);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    object.flag("raim", m.raim);
    object.flag("dte_ready", m.dte_ready);
    object.flag("assigned", m.assigned);
}

fn aid_to_navigation(object: &mut Object<'_>, m: &AidToNavigationReport) {
    object.text("aid_type", m.aid_type.map(AidType::as_str));
    object.integer("aid_type_code", m.aid_type.map(|aid| i64::from(aid.code())));
    object.text("name", m.name.as_ref().map(Text::as_str));
    object.flag("position_accuracy", m.position_accuracy);
    position(object, m.position);
    dimensions(object, m.dimensions);
    epfd(object, m.epfd);
    timestamp(object, m.timestamp);
    object.flag("off_position", m.off_position);
    object.integer("aid_status_code", m.aid_status.map(i64::from));
    object.flag("raim", m.raim);
    object.flag("virtual_aid", m.virtual_aid);
    object.flag("assigned", m.assigned);
}

fn static_data_part_b(object: &mut Object<'_>, m: &StaticDataPartB) {
    object.integer("part_number", 1);
    ship_type(object, m.ship_type);
    if let Some(vendor) = m.vendor {
        object.text("vendor_id", vendor.id.as_ref().map(Text::as_str));
        object.integer("model_code", i64::from(vendor.model_code));
        object.integer("serial_number", i64::from(vendor.serial_number));
    }
    object.text("call_sign", m.call_sign.as_ref().map(Text::as_str));
    dimensions(object, m.dimensions);
    object.integer("mothership_mmsi", m.mothership.map(|mmsi| i64::from(mmsi.get())));
    epfd(object, m.epfd);
}

fn long_range(object: &mut Object<'_>, m: &LongRangeBroadcastMessage) {
    object.flag("position_accuracy", m.position_accuracy);
    object.flag("raim", m.raim);
    let code = m.navigational_status_code;
    navigational_status(object, m.navigational_status(), Some(code));
    position(object, m.position);
    object.decimal("sog", m.sog.map(Knots::get), MEASURE_PLACES);
    directions(object, m.cog, None);
    object.flag("position_latency", m.position_latency);
}

fn radar(object: &mut Object<'_>, target: &RadarMessage) {
    let RadarMessage { number, report } = target;
    let RadarReport { plot, sog, cog, status, name } = report;
    object.integer("target_number", i64::from(*number));
    match *plot {
        RadarPlot::Absolute(place) => position(object, Some(place)),
        RadarPlot::Relative { range, bearing, reference } => {
            object.decimal("range_nm", range.get(), MEASURE_PLACES);
            object.decimal("bearing", bearing.get(), MEASURE_PLACES);
            object.plain(
                "bearing_reference",
                match reference {
                    BearingReference::True => "true",
                    BearingReference::Relative => "relative",
                },
            );
        }
    }
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, *cog, None);
    object.plain(
        "target_status",
        match status {
            RadarStatus::Lost => "lost",
            RadarStatus::Query => "query",
            RadarStatus::Tracking => "tracking",
        },
    );
    object.text("name", name.as_ref().map(Text::as_str));
}

fn own_ship(object: &mut Object<'_>, instrument: &Instrument) {
    let OwnShipReport { position: place, sog, cog, true_heading } = instrument.report;
    position(object, place);
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, cog, true_heading);
    if let Some(utc) = instrument.utc() {
        object.plain("utc", utc);
    }
}

fn position_row(object: &mut Object<'_>, row: &PositionRow) {
    let PositionReport {
        position: place, sog, cog, true_heading, navigational_status: status, ..
    } = row.position;
    object.integer("mmsi", i64::from(row.mmsi.get()));
    position(object, place);
    object.decimal("sog", sog.map(Knots::get), MEASURE_PLACES);
    directions(object, cog, true_heading);
    navigational_status(object, status, status.map(NavigationalStatus::code));
    let Some(statics) = row.statics else { return };
    let StaticReport { imo, call_sign, name, draught, destination, .. } = statics;
    object.integer("imo_number", imo.map(|imo| i64::from(imo.get())));
    object.text("call_sign", call_sign.as_ref().map(Text::as_str));
    object.text("name", name.as_ref().map(Text::as_str));
    ship_type(object, statics.ship_type);
    dimensions(object, statics.dimensions);
    object.decimal("draught", draught.map(Metres::get), MEASURE_PLACES);
    object.text("destination", destination.as_ref().map(Text::as_str));
}

fn position(object: &mut Object<'_>, position: Option<Position>) {
    object.decimal("latitude", position.map(Position::latitude), DEGREE_PLACES);
    object.decimal("longitude", position.map(Position::longitude), DEGREE_PLACES);
}

fn directions(object: &mut Object<'_>, cog: Option<Degrees>, true_heading: Option<Degrees>) {
    object.decimal("cog", cog.map(Degrees::get), MEASURE_PLACES);
    object.decimal("true_heading", true_heading.map(Degrees::get), MEASURE_PLACES);
}

/// "102.2 or more" has a code and no speed.
fn speed(object: &mut Object<'_>, sog: Option<Sog>) {
    match sog {
        Some(Sog::Knots(knots)) => object.decimal("sog", knots.get(), MEASURE_PLACES),
        Some(Sog::OrMore { code }) => object.integer("sog_code", i64::from(code)),
        None => {}
    }
}

/// A second as such; manual input, dead reckoning and "inoperative" as codes.
fn timestamp(object: &mut Object<'_>, stamp: Option<TimeStamp>) {
    match stamp {
        Some(TimeStamp::Second(second)) => object.integer("timestamp", i64::from(second)),
        Some(other) => object.integer("timestamp_code", i64::from(other.code())),
        None => {}
    }
}

fn navigational_status(
    object: &mut Object<'_>,
    status: Option<NavigationalStatus>,
    code: Option<u8>,
) {
    object.text("navigational_status", status.map(NavigationalStatus::as_str));
    object.integer("navigational_status_code", code.map(i64::from));
}

fn ship_type(object: &mut Object<'_>, ship_type: Option<ShipType>) {
    object.text("ship_type", ship_type.map(ShipType::as_str));
    object.integer("ship_type_code", ship_type.map(|ship_type| i64::from(ship_type.code())));
}

fn dimensions(object: &mut Object<'_>, dimensions: Option<Dimensions>) {
    let Some(hull) = dimensions else { return };
    object.integer("to_bow", i64::from(hull.to_bow));
    object.integer("to_stern", i64::from(hull.to_stern));
    object.integer("to_port", i64::from(hull.to_port));
    object.integer("to_starboard", i64::from(hull.to_starboard));
}

fn epfd(object: &mut Object<'_>, epfd: Option<Epfd>) {
    object.text("epfd", epfd.and_then(Epfd::as_str));
    object.integer("epfd_code", epfd.map(|epfd| i64::from(epfd.code())));
}
