//! Members that the others number (`mmsi1`, `mmsi2`, ...) and Picket puts into an array. A place
//! filled with zeros is an entry in theirs and none in ours; an addressee of ten digits is none.

use serde_json::Value;

use crate::Message;

type Row = Vec<u64>;

/// Messages 7 and 13, addressee by addressee.
pub(crate) fn acknowledged(member: &str, theirs: &Message, ours: &Message) -> bool {
    let is_addressee = |name: &&str| (1..=999_999_999).contains(&number(theirs, name));
    let before = ["mmsi1", "mmsi2", "mmsi3", "mmsi4"].into_iter().take_while(|m| *m != member);
    let place = before.filter(is_addressee).count();
    let rows = rows_of(ours, "acknowledged", &["mmsi"]);
    if is_addressee(&member) {
        rows.get(place) == Some(&vec![number(theirs, member)])
    } else {
        rows.len() < 4
    }
}

/// Message 15.
pub(crate) fn interrogations(theirs: &Message, ours: &Message) -> bool {
    let row = |names: [&str; 3]| names.map(|name| number(theirs, name)).to_vec();
    let first = ["mmsi1", "type1_1", "offset1_1"];
    let second = ["mmsi1", "type1_2", "offset1_2"];
    let other = ["mmsi2", "type2_1", "offset2_1"];
    let rows = [first, second].map(row).into_iter().filter(|row| row[1] != 0);
    let rows: Vec<Row> = rows.chain(Some(row(other)).filter(|row| row[0] != 0)).collect();
    rows_of(ours, "interrogations", &["mmsi", "message_type", "slot_offset"]) == rows
}

/// Message 16.
pub(crate) fn assignments(theirs: &Message, ours: &Message) -> bool {
    let row = |names: [&str; 3]| names.map(|name| number(theirs, name)).to_vec();
    let rows = [["mmsi1", "offset1", "increment1"], ["mmsi2", "offset2", "increment2"]].map(row);
    rows_of(ours, "assignments", &["mmsi", "offset", "increment_code"]) == addressed(rows)
}

/// Message 20.
pub(crate) fn reservations(theirs: &Message, ours: &Message) -> bool {
    let names = ["offset", "number", "timeout", "increment"];
    let row = |nth| names.map(|name| number(theirs, &format!("{name}{nth}"))).to_vec();
    let rows: Vec<Row> = (1..=4).map(row).filter(|row| *row != [0; 4]).collect();
    let found = ["offset", "number_of_slots", "timeout", "increment"];
    rows_of(ours, "reservations", &found) == rows
}

/// Message 22 to stations.
pub(crate) fn destinations(theirs: &Message, ours: &Message) -> bool {
    let rows = ["dest1", "dest2"].map(|name| vec![number(theirs, name)]);
    rows_of(ours, "destinations", &["mmsi"]) == addressed(rows)
}

/// Messages 22 and 23: a corner is there where all of both is.
pub(crate) fn corners(theirs: &Message, ours: &Message) -> bool {
    let degrees = |name: &str| {
        let value = theirs.get(name)?;
        value.as_f64().or_else(|| value.as_str()?.parse().ok())
    };
    let corner = |longitude, latitude| {
        let (longitude, latitude) = (degrees(longitude)?, degrees(latitude)?);
        (longitude.abs() <= 180.0 && latitude.abs() <= 90.0).then_some([longitude, latitude])
    };
    let both = corner("ne_lon", "ne_lat").zip(corner("sw_lon", "sw_lat"));
    let Some((north_east, south_west)) = both else {
        return !ours.contains_key("north_east") && !ours.contains_key("south_west");
    };
    [("north_east", north_east), ("south_west", south_west)].iter().all(|(name, corner)| {
        ["longitude", "latitude"].iter().zip(corner).all(|(axis, expected)| {
            let found = ours.get(*name).and_then(|place| place[*axis].as_f64());
            found.is_some_and(|found| (found - expected).abs() < 1e-4)
        })
    })
}

fn number(theirs: &Message, name: &str) -> u64 {
    theirs.get(name).and_then(Value::as_u64).unwrap_or(0)
}

fn addressed<const N: usize>(rows: [Row; N]) -> Vec<Row> {
    rows.into_iter().filter(|row| (1..=999_999_999).contains(&row[0])).collect()
}

fn rows_of(ours: &Message, list: &str, names: &[&str]) -> Vec<Row> {
    let items = ours.get(list).and_then(Value::as_array);
    let row = |item: &Value| names.iter().map(|name| item[*name].as_u64().unwrap_or(0)).collect();
    items.map(|items| items.iter().map(row).collect()).unwrap_or_default()
}
