//! Whole configurations from files in a folder of the test's own.

mod access;
mod areas;
mod environment;
mod mistakes;
mod printed;
mod relays;
mod rules;
mod settings;
mod shipped;

use std::path::{Path, PathBuf};

use super::{Config, Mistakes, Options, load};

/// A folder with files, by name and content.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    folder
}

fn load_file(file: &Path) -> Result<Config, Mistakes> {
    load(&Options { config: Some(file.to_owned()), areas: None }, [])
}

/// Loads a text as `picket.toml`.
fn load_text(text: &str) -> Result<Config, Mistakes> {
    let folder = folder(&[("picket.toml", text)]);
    load_file(&folder.path().join("picket.toml"))
}

fn load_areas(file: PathBuf) -> Result<Config, Mistakes> {
    load(&Options { config: None, areas: Some(file) }, [])
}

/// The first line of each mistake, without the folder of the test.
fn said(result: Result<Config, Mistakes>, folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let Err(mistakes) = result else { return Vec::new() };
    let first_line = |text: String| text.lines().next().unwrap_or_default().replace(&prefix, "");
    mistakes.iter().map(|mistake| first_line(mistake.to_string())).collect()
}

/// What is said of a `picket.toml`, without the file's name.
fn said_of(text: &str) -> Vec<String> {
    let folder = folder(&[("picket.toml", text)]);
    let said = said(load_file(&folder.path().join("picket.toml")), folder.path());
    said.iter().map(|line| line.replace("picket.toml:", "")).collect()
}
