use std::io;
use std::path::{Path, PathBuf};

/// A folder for the rounds of one demo; removed at its end.
#[derive(Debug)]
pub(super) struct DemoFolder {
    path: PathBuf,
    areas: PathBuf,
}

/// What one round may write to and has to read; its store is removed with it.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) store: PathBuf,
    pub(super) areas: PathBuf,
}

impl DemoFolder {
    /// Makes it, with the watch areas given as GeoJSON.
    pub(super) fn new(areas: &str) -> io::Result<Self> {
        let name = format!("picket-demo-{}-{:08x}", std::process::id(), fastrand::u32(..));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        let folder = Self { areas: path.join("areas.geojson"), path };
        std::fs::write(&folder.areas, areas)?;
        Ok(folder)
    }

    pub(super) fn round(&self) -> io::Result<Round> {
        let store = self.path.join("store");
        remove(&store)?;
        Ok(Round { store, areas: self.areas.clone() })
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

impl Drop for DemoFolder {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.path) {
            eprintln!("picket: cannot remove {}: {error}", self.path.display());
        }
    }
}
