use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::files::read_text;
use super::super::json_text;
use super::super::mistake::Problem;
use super::super::notes::Notes;
use super::super::source::{Place, Source};
use super::super::types::LoadedArea;
use super::feature;
use crate::areas::AreaId;

/// Largest area file, bytes.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// Area files in a folder at most.
const FILES_MAX: usize = 1_000;
/// Areas at most.
const AREAS_MAX: usize = 10_000;

/// Reads a GeoJSON file or all `*.geojson` of a folder, by name. `named_at` is where the
/// configuration names it, `None` where the command line does.
pub(in super::super) fn load(
    path: &Path,
    named_at: Option<Place>,
    notes: &Notes,
) -> Vec<LoadedArea> {
    let files = match list(path) {
        Ok(files) => files,
        Err(problem) => {
            note(path, named_at, problem, notes);
            return Vec::new();
        }
    };
    let mut areas = Vec::new();
    let mut ids = BTreeMap::new();
    for file in files {
        match read_text(&file, FILE_BYTES_MAX) {
            Ok(text) => read(&file, &text, &mut areas, &mut ids, notes),
            Err(problem) if file == path => note(path, named_at, problem, notes),
            Err(problem) => notes.note_file(&file, problem),
        }
    }
    areas
}

fn note(path: &Path, named_at: Option<Place>, problem: Problem, notes: &Notes) {
    match (named_at, problem) {
        (Some(place), Problem::Unreadable(error)) => {
            let problem = Problem::NamedFileUnreadable { path: path.to_owned(), error };
            notes.note(place, "watch_areas.path", problem);
        }
        (_, problem) => notes.note_file(path, problem),
    }
}

fn list(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !std::fs::metadata(path).map_err(Problem::Unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(Problem::Unreadable)? {
        let file = entry.map_err(Problem::Unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "geojson") {
            files.push(file);
        }
        if files.len() > FILES_MAX {
            return Err(Problem::TooMany { what: "area files in a folder", max: FILES_MAX });
        }
    }
    if files.is_empty() {
        return Err(Problem::NoAreaFile);
    }
    files.sort();
    Ok(files)
}

/// Reads the areas of one text. Pure but for its notes.
fn read(
    file: &Path,
    text: &str,
    areas: &mut Vec<LoadedArea>,
    ids: &mut BTreeMap<AreaId, Place>,
    notes: &Notes,
) {
    let base = file.parent().map(Path::to_owned).unwrap_or_default();
    let source = notes.add(Source { label: file.to_owned(), base, text: text.to_owned() });
    let Some(root) = json_text::read(text, source, notes) else { return };
    for (id_place, mut area) in feature::read_all(&root, notes) {
        let id = &area.area.id;
        if let Some(first) = ids.get(id) {
            let (what, found) = ("id of a watch area", id.to_string());
            let first = notes.file_and_line(*first);
            notes.note(id_place, "properties.id", Problem::Twice { what, found, first });
            continue;
        }
        if areas.len() >= AREAS_MAX {
            notes.note_file(file, Problem::TooMany { what: "watch areas", max: AREAS_MAX });
            return;
        }
        ids.insert(id.clone(), id_place);
        area.file = Some(file.to_owned());
        areas.push(area);
    }
}
