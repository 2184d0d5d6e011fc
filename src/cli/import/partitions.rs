use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::input::Input;

/// Whether a folder is as `picket export` writes one: `date=YYYY-MM-DD/part-N.parquet`.
pub(super) fn is_export(folder: &Path) -> bool {
    parts(folder).is_ok_and(|parts| !parts.is_empty())
}

/// The same with the parts of a folder, in order, in its place.
pub(super) fn unfolded(inputs: Vec<Input>) -> io::Result<Vec<Input>> {
    let mut files = Vec::with_capacity(inputs.len());
    for input in inputs {
        if input.path.is_dir() {
            let settings = input.settings;
            let part = |path| Input { path, settings: settings.clone() };
            files.extend(parts(&input.path)?.into_iter().map(part));
        } else {
            files.push(input);
        }
    }
    Ok(files)
}

fn parts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    let days = listed(folder, |name| name.starts_with("date="))?;
    for day in days.into_iter().filter(|day| day.is_dir()) {
        parts.extend(listed(&day, |name| name.ends_with(".parquet") && !name.starts_with('.'))?);
    }
    Ok(parts)
}

/// What is in a folder under a name that fits: days in order, part 10 behind part 9.
fn listed(folder: &Path, fits: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name.to_str().is_some_and(&fits) {
            found.push(name);
        }
    }
    found.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    Ok(found.into_iter().map(|name| folder.join(name)).collect())
}
