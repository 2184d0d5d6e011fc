//! Distress beacons: each raises one alert, at once and anywhere.

use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

use picket::clock::utc_now;
use serde_json::Value;

use super::served::Served;

/// A daemon's configuration with one listening feed and these sinks.
pub(crate) fn configuration(sinks: &str) -> String {
    format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[store]\npath = \"data\"\n[log]\nformat = \"json\"\n\
         [[feed]]\nname = \"in\"\nkind = \"tcp-listen\"\naddress = \"127.0.0.1:0\"\n{sinks}"
    )
}

/// Lets beacons be heard, and waits until the daemon has raised so many alerts.
pub(crate) fn hear(served: &mut Served, beacons: Range<u32>, raised: u32) {
    let mut lines = String::new();
    for beacon in beacons {
        lines.push_str(&sentence(970_000_000 + beacon));
    }
    served.tcp("in").write_all(lines.as_bytes()).expect("written");
    let rule = &["rule=\"distress-beacon\""];
    served.wait_for("picket_alerts_total", rule, f64::from(raised));
}

/// An officer acknowledges every alert that is there.
pub(crate) fn acknowledge_all(served: &Served) {
    for alert in alerts(served) {
        let id = alert["id"].as_str().expect("an id");
        let act = serde_json::json!({ "by": "test", "revision": alert["revision"] });
        let url = served.url(&format!("/api/v1/alerts/{id}/acknowledge"));
        ureq::post(&url)
            .header("content-type", "application/json")
            .send(act.to_string())
            .expect("acknowledged");
    }
}

pub(crate) fn alerts(served: &Served) -> Vec<Value> {
    let page = served.json("/api/v1/alerts?limit=1000");
    page["items"].as_array().expect("a list").clone()
}

/// Message 1 with status 14 (AIS-SART active), made by the table of ITU-R M.1371-5, at 13.5 N 50.2 E.
pub(crate) fn sentence(mmsi: u32) -> String {
    let mut bits = String::new();
    let mut put = |value: i64, width: usize| {
        let bits_of = value.cast_unsigned() & ((1 << width) - 1);
        write!(bits, "{bits_of:0width$b}").expect("a String takes everything");
    };
    let (longitude, latitude) = (50.2 * 600_000.0, 13.5 * 600_000.0);
    put(1, 6);
    put(0, 2);
    put(i64::from(mmsi), 30);
    put(14, 4);
    put(-128, 8);
    put(0, 10);
    put(1, 1);
    #[expect(clippy::cast_possible_truncation, reason = "a place on earth in 1/10,000 of a minute")]
    let place = [longitude as i64, latitude as i64];
    put(place[0], 28);
    put(place[1], 27);
    put(3600, 12);
    put(511, 9);
    put(60, 6);
    put(0, 25);
    let armour = |six: &[u8]| {
        let value = six.iter().fold(0_u8, |value, bit| value * 2 + (bit - b'0'));
        char::from(if value < 40 { value + 48 } else { value + 56 })
    };
    let payload: String = bits.as_bytes().chunks(6).map(armour).collect();
    let body = format!("AIVDM,1,1,,A,{payload},0");
    let tag = format!("s:test,c:{}", utc_now().as_millis() / 1000);
    let sum = |text: &str| text.bytes().fold(0_u8, |sum, byte| sum ^ byte);
    format!("\\{tag}*{:02X}\\!{body}*{:02X}\r\n", sum(&tag), sum(&body))
}
