use std::fs;
use std::path::{Path, PathBuf};

use crate::config::StoreEngine;
use crate::store::StoreError;
use crate::store::tracks::Day;

/// Told how far the work is: parts done, of how many, and which is next.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize, &str);

/// A store at rest: which engine made it, and its files.
pub(super) struct Parts {
    pub(super) engine: StoreEngine,
    pub(super) watch: PathBuf,
    pub(super) days: Vec<(Day, PathBuf)>,
}

impl Parts {
    pub(super) fn of(folder: &Path) -> Result<Self, StoreError> {
        let watch_of = |engine: StoreEngine| folder.join(format!("watch.{}", engine.as_str()));
        let made = StoreEngine::ALL.into_iter().find(|engine| watch_of(*engine).exists());
        let engine = made.ok_or_else(|| StoreError::NoStore { path: folder.to_owned() })?;
        let tracks = folder.join("tracks");
        let mut days = Vec::new();
        for entry in fs::read_dir(&tracks).into_iter().flatten() {
            let entry = entry.map_err(|cause| StoreError::Io { path: tracks.clone(), cause })?;
            let name = entry.file_name();
            let day = name.to_str().and_then(|name| Day::from_file_name(name, engine));
            days.extend(day.map(|day| (day, entry.path())));
        }
        days.sort();
        Ok(Self { engine, watch: watch_of(engine), days })
    }
}
