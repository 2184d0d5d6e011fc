use std::path::PathBuf;

use super::super::json_text;
use super::super::mistake::{Mistakes, Problem};
use super::super::notes::Notes;
use super::super::source::{Place, Source};
use super::super::types::LoadedArea;
use super::feature;

/// Reads one watch area, a GeoJSON Feature as in the area files, from a text that is no file.
///
/// # Errors
/// Every mistake at once; their file is `area`.
pub fn read_area(text: &str) -> Result<LoadedArea, Mistakes> {
    let notes = Notes::default();
    let (label, base) = (PathBuf::from("area"), PathBuf::new());
    let source = notes.add(Source { label, base, text: text.to_owned() });
    let root = json_text::read(text, source, &notes);
    let area = root.and_then(|root| feature::read_one(&root, &notes));
    if area.is_none() && notes.is_empty() {
        notes.note(Place::new(source, 0..0), "", Problem::Missing("a watch area is a Feature"));
    }
    let area = notes.into_result(area)?;
    Ok(area.expect("where there is no area, a mistake was noted"))
}
