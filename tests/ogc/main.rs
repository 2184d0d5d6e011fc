//! What analysts ask and read with: GDAL, `OWSLib`, `GeoPandas`, `MovingPandas`, `DuckDB`, pandas
//! and Arrow. The scripts beside this file ask a daemon, or read its files, and hold what they find
//! against the recordings, which pandas reads by itself.
#![cfg(test)]

mod analyst;
mod stage;

use std::fs;

use serde_json::{Value, json};

use analyst::Analyst;
use stage::{Stage, picket};

const COLLECTIONS: [&str; 6] =
    ["vessels", "positions", "tracks", "alerts", "incidents", "watch-areas"];

/// The formats of positions one by one, and those of ways.
const OF_POINTS: [&str; 5] = ["geojson", "geojsonseq", "csv", "geoparquet", "arrow"];
const OF_WAYS: [&str; 3] = ["kml", "gpx", "mfjson"];

#[test]
fn clients_of_ogc_api_features_find_what_was_put_in() {
    let Some(analyst) = Analyst::here() else { return };
    let stage = Stage::set();
    let daemon = stage.serve();
    let expected = json!({
        "collections": COLLECTIONS,
        "vessels": stage::REPLAYED_SHIPS.len(),
        "contacts": stage::REPLAYED_SHIPS.map(|(contact, _name)| contact),
        "alerts": Stage::alerts(),
        "open": Stage::open_alerts(),
        "watch_areas": ["script-box", "script-waters"],
        "name": stage::REPLAYED_SHIPS[0].1,
        "named": stage::REPLAYED_SHIPS[0].0,
    });
    daemon.wait_for("alerts", Stage::alerts().len());
    // The picture is shown now and then, an alert at once.
    daemon.wait_for("vessels", stage::REPLAYED_SHIPS.len());
    let files = stage.recordings();
    for script in ["gdal_client.py", "owslib_client.py"] {
        let mut arguments = vec![daemon.url.clone(), expected.to_string()];
        arguments.extend(files.iter().cloned());
        analyst.run(script, &arguments);
    }
}

#[test]
fn files_of_every_format_say_what_was_put_in() {
    let Some(analyst) = Analyst::here() else { return };
    let stage = Stage::set();
    let store = stage.path("data");
    let asked = [
        ("from", "2022-01-03T00:00:00Z"),
        // A moment more: the end is exclusive.
        ("to", "2022-01-03T00:20:00.001Z"),
        ("bbox", "-91,29,-90,30.5"),
        ("limit", "100000"),
    ];
    for (what, formats) in [("positions", &OF_POINTS[..]), ("track", &OF_WAYS)] {
        for format in formats {
            let out = stage.path(&format!("query.{format}"));
            let options: Vec<String> =
                asked.iter().map(|(name, value)| format!("--{name}={value}")).collect();
            let mut arguments = vec!["query", what, "--store", &store, "--format", format];
            arguments.extend(["--out", &out]);
            arguments.extend(options.iter().map(String::as_str));
            picket(&arguments);
        }
    }
    picket(&["export", "--store", &store, "--out", &stage.path("parts")]);
    let daemon = stage.serve();
    for (what, formats) in [("positions", &OF_POINTS[..]), ("tracks", &OF_WAYS)] {
        for format in formats {
            let query: Vec<String> =
                asked.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let bytes = daemon.get(&format!("/api/v1/{what}?{}&f={format}", query.join("&")));
            fs::write(stage.path(&format!("http.{format}")), bytes).expect("written");
        }
    }
    let mut arguments = vec![stage.path("")];
    arguments.extend(stage.recordings());
    analyst.run("files.py", &arguments);
}

/// The number of features of a page.
fn returned(page: &[u8]) -> Option<usize> {
    let page: Value = serde_json::from_slice(page).ok()?;
    page["numberReturned"].as_u64().and_then(|count| usize::try_from(count).ok())
}
