use std::path::{Path, PathBuf};
use std::process::Command;

/// What the scripts import; `.ci/needs` installs it.
const MODULES: &str = "import duckdb, geopandas, movingpandas, owslib, pandas, pyarrow, pyogrio";

/// A Python with the clients and readers.
pub(crate) struct Analyst {
    python: PathBuf,
}

impl Analyst {
    /// `None`, and a sentence, where they are not installed; a failure where peers are required.
    pub(crate) fn here() -> Option<Self> {
        let unpacked = root().join("target/tools/python/bin/python3");
        let python = if unpacked.exists() { unpacked } else { "python3".into() };
        let imported = Command::new(&python).args(["-c", MODULES]).output();
        if imported.is_ok_and(|output| output.status.success()) {
            return Some(Self { python });
        }
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "GDAL and others are not there; `.ci/needs` installs them");
        eprintln!("skipped: GDAL and others are not there; `.ci/needs` installs them");
        None
    }

    /// Runs a script that lies beside this file; what it says of itself goes on.
    pub(crate) fn run(&self, script: &str, arguments: &[String]) {
        let output = Command::new(&self.python)
            .env("PYTHONWARNINGS", "ignore")
            .arg(root().join("tests/ogc").join(script))
            .args(arguments)
            .output()
            .expect("a Python that was here runs");
        println!("{script}:\n{}", String::from_utf8_lossy(&output.stdout));
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
