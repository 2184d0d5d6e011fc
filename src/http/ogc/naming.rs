use serde_json::Value;

/// What tells apart two positions of one contact at one moment, beside their place.
const SENT: [&str; 4] = ["sog", "cog", "true_heading", "navigational_status"];

/// Gives a feature its id, where it has none: a track is named by whose it is, a position by whose,
/// when, and a hash of where and how she moved. So two positions of one moment (one ship heard with
/// two places, or two ships on one MMSI) have two ids, each the same whatever else is asked for.
pub(super) fn name(feature: &mut Value) {
    let Some(id) = id_of(feature) else { return };
    if let Some(members) = feature.as_object_mut() {
        members.entry("id").or_insert(Value::String(id));
    }
}

fn id_of(feature: &Value) -> Option<String> {
    let properties = feature.get("properties")?;
    let text = |name: &str| properties.get(name).and_then(Value::as_str);
    let contact = text("contact")?;
    let Some(time) = text("time") else { return Some(contact.to_owned()) };
    let mut sent = feature.pointer("/geometry/coordinates").map(Value::to_string)?;
    for value in SENT.iter().map(|name| properties.get(*name).unwrap_or(&Value::Null)) {
        sent.push(';');
        sent.push_str(&value.to_string());
    }
    Some(format!("{contact}@{time}~{:08x}", hash(sent.as_bytes())))
}

/// FNV-1a in 32 bits (draft-eastlake-fnv): the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u32 {
    const OFFSET_BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    bytes.iter().fold(OFFSET_BASIS, |sum, &byte| (sum ^ u32::from(byte)).wrapping_mul(PRIME))
}

/// Whose, and when where it is a position: what a feature's id says by itself.
pub(super) fn parts(id: &str) -> (&str, Option<&str>) {
    id.split_once('@').map_or((id, None), |(contact, rest)| {
        let time = rest.split_once('~').map_or(rest, |(time, _hash)| time);
        (contact, Some(time))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_hash_is_that_of_the_draft() {
        // draft-eastlake-fnv-17, appendix C: test values of FNV-1a, 32 bits.
        for (text, sum) in [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] {
            assert_eq!(hash(text.as_bytes()), sum, "{text:?}");
        }
    }

    #[test]
    fn positions_of_one_moment_have_ids_of_their_own() {
        let named = |longitude: f64, sog: Value| {
            let mut feature = json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [longitude, 50.0]},
                "properties": {
                    "contact": "mmsi:200000001", "time": "2026-01-31T12:00:00.000Z", "sog": sog,
                },
            });
            name(&mut feature);
            feature["id"].as_str().expect("an id").to_owned()
        };
        let id = named(10.0, json!(12.3));
        assert_eq!(id, named(10.0, json!(12.3)));
        assert_ne!(id, named(10.000_1, json!(12.3)));
        assert_ne!(id, named(10.0, Value::Null));
        assert_eq!(parts(&id), ("mmsi:200000001", Some("2026-01-31T12:00:00.000Z")));
        assert_eq!(parts("mmsi:200000001:2"), ("mmsi:200000001:2", None));
    }
}
