//! The scenes of `testdata/truth`.

use std::fs;
use std::path::{Path, PathBuf};

use picket::script::{Expectation, Script};

/// A scene: a script that says what is to come of it, or that nothing is.
pub(crate) struct Scene {
    /// The file's stem.
    pub(crate) name: String,
    pub(crate) script: Script,
}

impl Scene {
    /// What has to be raised.
    pub(crate) fn due(&self) -> impl Iterator<Item = (&Expectation, f64)> {
        let expectations = self.script.expectations().iter();
        expectations.filter_map(|expected| Some((expected, expected.holds_secs?)))
    }

    /// Whether nothing has to be raised.
    pub(crate) fn is_quiet(&self) -> bool {
        self.due().next().is_none()
    }

    /// Whether a rule has to raise.
    pub(crate) fn expects(&self, rule: &str) -> bool {
        self.due().any(|(expected, _)| expected.rule == rule)
    }
}

/// All scenes, by name.
pub(crate) fn scenes() -> Vec<Scene> {
    let folder = project("testdata/truth");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("testdata/truth")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    // For work on a rule: only the scenes whose names begin so.
    if let Ok(only) = std::env::var("PICKET_TRUTH_SCENES") {
        let is_wanted = |path: &PathBuf| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            only.split(',').any(|prefix| name.starts_with(prefix))
        };
        paths.retain(is_wanted);
    }
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Scene {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("readable");
    let script = Script::parse(&text).unwrap_or_else(|errors| {
        let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
        panic!("{name}: {}", said.join("\n"))
    });
    Scene { name, script }
}

/// A path of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
