//! Rebuilds a release when the console was built anew: its files are embedded, and new ones have new
//! names, which nothing else would notice. A debug build reads them as it runs.

use std::env;
use std::path::Path;

fn main() {
    let embeds = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let watched = match (embeds, Path::new("console/dist").is_dir()) {
        (true, true) => "console/dist",
        (true, false) => "console",
        (false, _) => "build.rs",
    };
    println!("cargo::rerun-if-changed={watched}");
}
