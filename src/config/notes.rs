use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::mistake::{Mistake, Mistakes, Problem};
use super::source::{Place, Source};

/// What was read and what is wrong with it, gathered while the trees are walked.
#[derive(Debug, Default)]
pub(super) struct Notes {
    sources: RefCell<Vec<Source>>,
    found: RefCell<Vec<Found>>,
}

#[derive(Debug)]
struct Found {
    source: usize,
    place: Option<Place>,
    key: String,
    problem: Problem,
    help: Option<String>,
}

impl Notes {
    /// Keeps a text and gives its number.
    pub(super) fn add(&self, source: Source) -> usize {
        let mut sources = self.sources.borrow_mut();
        sources.push(source);
        sources.len() - 1
    }

    /// Notes a mistake.
    pub(super) fn note(&self, place: Place, key: &str, problem: Problem) {
        self.note_with_help(place, key, problem, None);
    }

    /// Notes a mistake together with what was probably meant.
    pub(super) fn note_with_help(
        &self,
        place: Place,
        key: &str,
        problem: Problem,
        help: Option<String>,
    ) {
        let (source, place) = (place.source, Some(place));
        self.push(Found { source, place, key: key.to_owned(), problem, help });
    }

    /// Notes that a file as a whole is wrong.
    pub(super) fn note_file(&self, file: &Path, problem: Problem) {
        let (label, base) = (file.to_owned(), PathBuf::new());
        let source = self.add(Source { label, base, text: String::new() });
        self.push(Found { source, place: None, key: String::new(), problem, help: None });
    }

    fn push(&self, found: Found) {
        self.found.borrow_mut().push(found);
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// A path relative to the file that names it.
    pub(super) fn resolve(&self, place: Place, path: &str) -> PathBuf {
        let sources = self.sources.borrow();
        sources.get(place.source).map_or_else(|| path.into(), |source| source.base.join(path))
    }

    /// `FILE:LINE` of a place.
    pub(super) fn file_and_line(&self, place: Place) -> String {
        let sources = self.sources.borrow();
        sources.get(place.source).map_or_else(String::new, |source| {
            format!("{}:{}", source.label.display(), source.spot(place).line)
        })
    }

    /// `Ok` if nothing is wrong; otherwise everything, by file and place.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, Mistakes> {
        let sources = self.sources.into_inner();
        let mut found = self.found.into_inner();
        if found.is_empty() {
            return Ok(value);
        }
        drop_echoes(&mut found, &sources);
        found.sort_by_key(|found| (found.source, found.place));
        let list = found.into_iter().filter_map(|found| {
            let source = sources.get(found.source)?;
            Some(Mistake {
                file: source.label.clone(),
                spot: found.place.map(|place| source.spot(place)),
                key: found.key,
                problem: found.problem,
                help: found.help,
            })
        });
        Err(Mistakes { list: list.collect() })
    }
}

/// Where the syntax of a file is broken, a key that seems to be missing may well be there, and what
/// else is wrong on the broken line follows from it.
fn drop_echoes(found: &mut Vec<Found>, sources: &[Source]) {
    let line = |found: &Found| {
        let source = sources.get(found.source)?;
        Some((found.source, source.spot(found.place?).line))
    };
    let broken: Vec<_> = found
        .iter()
        .filter(|found| matches!(found.problem, Problem::Syntax(_)))
        .filter_map(line)
        .collect();
    if broken.is_empty() {
        return;
    }
    found.retain(|found| match found.problem {
        Problem::Syntax(_) => true,
        Problem::Missing(_) => !broken.iter().any(|(source, _)| *source == found.source),
        _ => line(found).is_none_or(|line| !broken.contains(&line)),
    });
}
