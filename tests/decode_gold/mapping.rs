use serde_json::Value;

use crate::{Message, dates, lists};

/// Members that are not compared, and why.
const UNUSED: [(&str, &str); 19] = [
    ("class", "says AIS"),
    ("device", "says stdin"),
    ("scaled", "says how the others print"),
    ("status_text", "names a code that is compared"),
    ("shiptype_text", "names a code that is compared"),
    ("epfd_text", "names a code that is compared"),
    ("aid_type_text", "names a code that is compared"),
    ("stationtype_text", "names a code that is compared"),
    ("spare", "spare bits"),
    ("spare2", "spare bits"),
    ("spare3", "spare bits"),
    ("spare4", "spare bits"),
    ("utc_spare", "spare bits"),
    ("reserved", "reserved bits"),
    ("type2_2", "libais's name for nothing: the second station is asked for one message"),
    ("offset2_2", "libais's name for nothing: the second station is asked for one message"),
    ("msg_2", "libais's second name of type2_1"),
    ("slot_offset_2", "libais's second name of offset2_1"),
    ("tagblock_T", "the receiver's own form of the time that is compared"),
];

/// A number or its digits; 0 is "not available".
fn imo_number(theirs: &Value) -> Option<u64> {
    let number = theirs.as_u64().or_else(|| theirs.as_str()?.parse().ok());
    number.filter(|&imo| imo != 0)
}

/// libais gives the block of the first part, Picket that of the last.
fn tag_group(theirs: &Value, ours: &Value) -> bool {
    ours["id"] == theirs["id"]
        && ours["total"] == theirs["groupsize"]
        && theirs["sentence"] == 1
        && ours["number"] == ours["total"]
}

/// Whether a member of theirs is what ours say, with codes for "not available" absent in ours.
pub(crate) fn agrees(member: &str, value: &Value, theirs: &Message, ours: &Message) -> bool {
    let kind = theirs["type"].as_u64().unwrap_or(0);
    let number = value.as_f64().unwrap_or(f64::NAN);
    let near = |name: &str, tolerance: f64| {
        ours.get(name).and_then(Value::as_f64).is_some_and(|n| (n - number).abs() <= tolerance)
    };
    let near_if = |available: bool, name: &str, tolerance: f64| {
        if available { near(name, tolerance) } else { !ours.contains_key(name) }
    };
    let same = |name: &str| ours.get(name) == Some(value);
    let same_flag = |name: &str| ours.get(name).and_then(Value::as_bool) == truth(value);
    let same_text = |name: &str| match value.as_str().map(str::trim_end) {
        Some("") => !ours.contains_key(name),
        text => ours.get(name).and_then(Value::as_str) == text,
    };
    let same_station = |name: &str| near_if((1.0..1e9).contains(&number), name, 0.0);
    let state = |name: &str| ours["communication_state"].get(name) == Some(value);
    match member {
        "type" => same("message_type"),
        "repeat" => same("repeat_indicator"),
        "mmsi" => same("mmsi"),
        "lat" => near_if(is_placed(theirs), "latitude", coordinate_tolerance(kind)),
        "lon" => near_if(is_placed(theirs), "longitude", coordinate_tolerance(kind)),
        "speed" => near_if(is_a_speed(kind, number), "sog", 1e-4),
        "course" => near_if(number < 359.95, "cog", 1e-4),
        "heading" => near_if(number < 360.0, "true_heading", 0.0),
        "second" if number < 60.0 => same("timestamp"),
        "second" => *value == 60 || same("timestamp_code"),
        "status" => same("navigational_status_code"),
        "turn" => turn(value, ours),
        "accuracy" => same("position_accuracy"),
        "maneuver" => near_if(number != 0.0, "special_manoeuvre_code", 0.0),
        "raim" => same("raim"),
        "gnss" => gnss(value, theirs, ours),
        "radio" => same("communication_state_code"),
        "sync_state" => state("sync_state_code"),
        "slots_to_allocate" => state("number_of_slots_code"),
        "keep_flag" => state("keep"),
        "slot_timeout" | "slot_number" | "slot_offset" | "slot_increment" | "received_stations"
        | "utc_hour" => state(member),
        "utc_min" => state("utc_minute"),
        "commstate_cs_fill" => {
            let code = ours["communication_state_code"].as_u64();
            code.map(|code| code % (1 << 19)) == value.as_u64()
        }
        "timestamp" if matches!(kind, 4 | 11) => {
            value.as_str().is_some_and(|text| dates::date(text, ours))
        }
        "timestamp" | "tagblock_timestamp" => {
            value.as_str().is_some_and(|text| dates::time(text, ours))
        }
        "tagblock_q" => ours["meta"]["tag_block"]["quality"] == *value,
        "tagblock_group" => tag_group(value, &ours["meta"]["tag_block"]["group"]),
        "tagblock_station" => ours["meta"]["station"] == *value,
        "eta" => value.as_str().is_some_and(|text| dates::eta(text, ours)),
        "epfd" => near_if(number != 0.0, "epfd_code", 0.0),
        "imo" => imo_number(value) == ours.get("imo_number").and_then(Value::as_u64),
        "ais_version" => same("ais_version"),
        "callsign" => same_text("call_sign"),
        "shipname" | "name" => same_text("name"),
        "shiptype" => near_if(number != 0.0, "ship_type_code", 0.0),
        "to_bow" | "to_stern" | "to_port" | "to_starboard" => {
            near_if(is_sized(theirs), member, 0.0)
        }
        "draught" => near_if(number != 0.0, "draught", 1e-4),
        "destination" => same_text("destination"),
        "dte" => {
            let ready = ours.get("dte_ready").and_then(Value::as_bool);
            ready.map(|ready| !ready) == truth(value)
        }
        "alt" => near_if(*value != 4095, "altitude", 0.0),
        "alt_sensor" => same_flag("barometric_altitude"),
        "transmission_ctl" => same_flag("transmission_control"),
        "assigned" | "mode" => same("assigned"),
        "text" => same_text("text"),
        "seqno" => same("sequence_number"),
        "dest_mmsi" => same_station("destination_mmsi"),
        "retransmit" => same("retransmitted"),
        "part_num" => same("part_number"),
        // In libais `unit` is the kind of unit and `cs` the kind of communication state.
        "cs" if theirs.contains_key("unit") => {
            let access = ours["communication_state"]["access"].as_str();
            access.map(|access| access != "SOTDMA") == truth(value)
        }
        "cs" | "unit" => same("carrier_sense"),
        // Eight bits of state of an aid; in the other messages reserved for regional use.
        "regional" => kind != 21 || same("aid_status_code"),
        "display" => same("display"),
        "dsc" => same("dsc"),
        "band" => same("whole_band"),
        "msg22" => same("message_22"),
        "aid_type" => near_if(number != 0.0, "aid_type_code", 0.0),
        "off_position" => same("off_position"),
        "virtual_aid" => same("virtual_aid"),
        // gpsd reads all 42 bits as text too; its first three characters are the maker's.
        "vendorid" => value.as_str().and_then(|v| v.get(..3)) == ours["vendor_id"].as_str(),
        "model" => same("model_code"),
        "serial" => same("serial_number"),
        _ if kind == 7 || kind == 13 => {
            is_numbered(member) && lists::acknowledged(member, theirs, ours) || is_unused(member)
        }
        _ => link(member, value, theirs, ours) || is_unused(member),
    }
}

/// The members of the messages 15 to 17, 20, 22 and 23.
fn link(member: &str, value: &Value, theirs: &Message, ours: &Message) -> bool {
    let same = |name: &str| ours.get(name) == Some(value);
    let same_flag = |name: &str| ours.get(name).and_then(Value::as_bool) == truth(value);
    match (theirs["type"].as_u64(), member) {
        (Some(15), "mmsi1" | "mmsi2" | "type1_1" | "type1_2" | "type2_1") => {
            lists::interrogations(theirs, ours)
        }
        (Some(15), "offset1_1" | "offset1_2" | "offset2_1") => lists::interrogations(theirs, ours),
        (Some(16), _) if is_numbered(member) => lists::assignments(theirs, ours),
        (Some(17), "data") => {
            let text = ours["data_bits"].as_u64().zip(ours["data"].as_str());
            text.map(|(bits, hex)| format!("{bits}:{hex}")).as_deref() == value.as_str()
        }
        (Some(20), _) if is_numbered(member) => lists::reservations(theirs, ours),
        (Some(22), "channel_a" | "channel_b" | "addressed") => same(member),
        (Some(22), "power") => same_flag("low_power"),
        (Some(22), "band_a") => same_flag("channel_a_narrow"),
        (Some(22), "band_b") => same_flag("channel_b_narrow"),
        (Some(22), "zonesize") => same("transitional_zone_code"),
        (Some(22), "dest1" | "dest2") => lists::destinations(theirs, ours),
        (Some(22 | 23), "txrx") => same("tx_rx_mode_code"),
        (Some(22 | 23), "ne_lon" | "ne_lat" | "sw_lon" | "sw_lat") => lists::corners(theirs, ours),
        (Some(23), "stationtype") => same("station_type_code"),
        (Some(23), "interval") => same("reporting_interval_code"),
        (Some(23), "quiet") => {
            ours.get("quiet_time").and_then(Value::as_u64) == value.as_u64().filter(|&m| m != 0)
        }
        _ => false,
    }
}

fn is_unused(member: &str) -> bool {
    UNUSED.iter().any(|(unused, _why)| *unused == member)
}

fn is_numbered(member: &str) -> bool {
    let name = member.trim_end_matches(|c: char| ('1'..='4').contains(&c));
    name.len() + 1 == member.len()
        && matches!(name, "mmsi" | "offset" | "increment" | "number" | "timeout")
}

fn is_placed(theirs: &Message) -> bool {
    let degrees = |name: &str| theirs.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    degrees("lat").abs() <= 90.0 && degrees("lon").abs() <= 180.0
}

/// gpsd prints one decimal of message 17 and four of message 27, libais single floats.
fn coordinate_tolerance(kind: u64) -> f64 {
    if kind == 17 { 0.05 } else { 2e-4 / 3.0 }
}

fn is_a_speed(kind: u64, number: f64) -> bool {
    match kind {
        9 => number < 1022.0,
        27 => number < 63.0,
        _ => number < 102.15,
    }
}

fn is_sized(theirs: &Message) -> bool {
    ["to_bow", "to_stern", "to_port", "to_starboard"]
        .iter()
        .any(|side| theirs.get(*side).is_some_and(|size| *size != 0))
}

fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_u64().map(|bit| bit == 1))
}

/// gpsd prints the bit, libais its opposite.
fn gnss(value: &Value, theirs: &Message, ours: &Message) -> bool {
    let latent = ours.get("position_latency").and_then(Value::as_bool);
    let is_libais = theirs.contains_key("spare");
    latent.map(|latent| latent != is_libais) == truth(value)
}

fn turn(value: &Value, ours: &Message) -> bool {
    let code = ours.get("rot_code").and_then(Value::as_i64);
    let rate = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    match (value.as_str(), rate) {
        (Some("fastleft"), _) => code == Some(-127),
        (Some("fastright"), _) => code == Some(127),
        (_, Some(rate)) => {
            ours.get("rot").and_then(Value::as_f64).is_some_and(|rot| (rot - rate).abs() < 0.1)
        }
        // libais writes null for +-127 as for -128.
        _ => !ours.contains_key("rot"),
    }
}
