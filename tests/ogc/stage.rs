use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use picket::clock::monotonic_now;
use serde_json::Value;

use super::analyst::root;
use super::returned;

const PICKET: &str = env!("CARGO_BIN_EXE_picket");

/// Nothing here takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// Who sails in the replayed recording, and by what name.
pub(crate) const REPLAYED_SHIPS: [(&str, &str); 2] =
    [("mmsi:999000001", "EXAMPLE"), ("mmsi:999000002", "SKIFF")];

/// Ships on both sides of the antimeridian, and a second day, in the form of `MarineCadastre`.
const OCEAN: &str = "\
MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass
512000001,2022-01-03T00:05:00,-17.00001,179.99,10.0,90.0,90,TAVEUNI,,,70,0,,,,,A
512000001,2022-01-03T00:07:00,-17.00002,-179.99,10.1,90.1,90,TAVEUNI,,,70,0,,,,,A
512000002,2022-01-03T00:06:00,-16.5,-179.5,0.0,0.0,511,RABI,,,70,1,,,,,A
512000003,2022-01-04T01:00:00,29.5,-90.5,0.0,0.0,511,,,,,,,,,,B
";

/// A store into which a recorded quarter of an hour of all coasts of the USA was imported.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn set() -> Self {
        let stage = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::write(stage.path("ocean.csv"), OCEAN).expect("written");
        let store = stage.path("data");
        let mut arguments = vec!["import", "--store", &store];
        let recordings = stage.recordings();
        arguments.extend(recordings.iter().map(String::as_str));
        picket(&arguments);
        stage
    }

    /// What was put in, in the form of `MarineCadastre`.
    pub(crate) fn recordings(&self) -> [String; 2] {
        let coasts = root().join("testdata/recordings/marinecadastre-2022-01-03.csv.gz");
        [coasts.to_str().expect("a path").to_owned(), self.path("ocean.csv")]
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a path").to_owned()
    }

    /// Serves the store, with one more recording as a feed, which raises an alert.
    pub(crate) fn serve(&self) -> Daemon {
        let configuration = format!(
            "[[feed]]\nname = \"gulf\"\nkind = \"file\"\npath = \"{}\"\n\
             [http]\nlisten = \"127.0.0.1:0\"\n\
             [store]\npath = \"data\"\nretention_days = 36500\n\
             [watch_areas]\npath = \"{}\"\n",
            root().join("testdata/replay/fast-approach.nmea").display(),
            root().join("testdata/scripts/areas.geojson").display(),
        );
        let file = self.path("picket.toml");
        fs::write(&file, configuration).expect("written");
        let mut child = Command::new(PICKET)
            .args(["serve", "--config", &file])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("picket serves");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next().expect("a line").expect("a text");
        let start = line.find("http://").expect("where to look");
        Daemon { child, url: line[start..].trim_end_matches('/').to_owned() }
    }

    /// Ids of the alerts that the replayed recording raises, by the golden file.
    pub(crate) fn alerts() -> Vec<String> {
        let transitions = transitions();
        let ids = transitions.iter().map(|one| one["id"].as_str().expect("an id").to_owned());
        ids.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// How many of them stay open.
    pub(crate) fn open_alerts() -> usize {
        let transitions = transitions();
        let last_of = |id: &str| {
            let last = transitions.iter().rfind(|one| one["id"] == id).expect("a transition");
            last["state"].as_str().expect("a state").to_owned()
        };
        let closed = ["normal", "withdrawn"];
        let ids = Self::alerts();
        ids.iter().filter(|id| !closed.contains(&last_of(id).as_str())).count()
    }
}

fn transitions() -> Vec<Value> {
    let golden = root().join("testdata/replay/fast-approach.expected");
    let golden = fs::read_to_string(golden).expect("the golden file");
    golden.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A running daemon; killed when dropped.
pub(crate) struct Daemon {
    child: Child,
    pub(crate) url: String,
}

impl Daemon {
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        let url = format!("{}{path}", self.url);
        let mut response = ureq::get(&url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
        response.body_mut().with_config().limit(1 << 30).read_to_vec().expect("a body")
    }

    /// Waits until a collection has so many features.
    pub(crate) fn wait_for(&self, collection: &str, count: usize) {
        let until = monotonic_now() + PATIENCE;
        let page = format!("/ogc/collections/{collection}/items");
        while returned(&self.get(&page)) != Some(count) {
            assert!(monotonic_now() < until, "never {count} {collection}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs a command that has to succeed.
pub(crate) fn picket(arguments: &[&str]) {
    let output = Command::new(PICKET).args(arguments).output().expect("picket runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
