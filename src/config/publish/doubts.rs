use super::types::SinkConfig;
use crate::config::LoadedArea;
use crate::config::suggest::did_you_mean;

/// What may be a slip of a `[[sink]]`, in a sentence each: areas that are not among these. It is no
/// mistake, since officers make areas while the watch goes on.
pub fn doubts(sinks: &[SinkConfig], areas: &[LoadedArea]) -> Vec<String> {
    let known = || areas.iter().map(|loaded| loaded.area.id.as_str());
    let mut doubts = Vec::new();
    for sink in sinks {
        for named in sink.filter.areas.iter().filter(|named| known().all(|id| id != *named)) {
            let help = did_you_mean(named, known());
            let help = help.map(|meant| format!("; did you mean {meant:?}?")).unwrap_or_default();
            let sink = &sink.name;
            doubts.push(format!(
                "sink {sink:?} names the watch area {named:?}, which is not there: until an officer \
                 makes it, the sink is told nothing of it{help}"
            ));
        }
    }
    doubts
}
