use super::beacons::{acknowledge_all, configuration, hear};
use super::peer::wait_until;
use super::served::Served;
use super::told::{Told, is_whole};

#[test]
fn a_daemon_that_is_killed_repeats_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("alerts.jsonl");
    let configuration =
        configuration("[[sink]]\nname = \"record\"\nkind = \"file\"\npath = \"alerts.jsonl\"\n");
    let mut served = Served::start(folder.path(), &configuration);
    hear(&mut served, 0..10, 10);
    // Dropped is killed.
    drop(served);
    let mut served = Served::start(folder.path(), &configuration);
    acknowledge_all(&served);
    served.wait_for("picket_sink_queue_depth", &["sink=\"record\""], 0.0);
    hear(&mut served, 10..11, 1);
    let told = || -> Vec<Told> {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.lines().map(|line| Told::of(&serde_json::from_str(line).expect("JSON"))).collect()
    };
    wait_until("all is written", || told().iter().any(|one| one.seq == 21));
    let (later, before): (Vec<_>, Vec<_>) = told().into_iter().partition(|one| one.seq == 21);
    assert_eq!(later.len(), 1);
    is_whole(&before, 10, 2);
}
