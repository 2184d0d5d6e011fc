//! The Debian package, made by `cargo deb` around the program that is tested here, and what is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PICKET: &str = env!("CARGO_BIN_EXE_picket");

/// What an installation must find.
const HELD: [&str; 8] = [
    "usr/bin/picket",
    "etc/picket/picket.toml",
    "etc/picket/watch_areas/singapore.geojson",
    "usr/lib/systemd/system/picket.service",
    "usr/share/man/man1/picket.1.gz",
    "usr/share/bash-completion/completions/picket",
    "usr/share/zsh/vendor-completions/_picket",
    "usr/share/fish/vendor_completions.d/picket.fish",
];

#[test]
fn the_debian_package_holds_a_picket_that_its_own_unit_starts() {
    if !said(Command::new("cargo").args(["deb", "--version"])).0 {
        let required = std::env::var_os("PICKET_REQUIRE_PEERS").is_some();
        assert!(!required, "cargo-deb is missing; `make test` installs it");
        return eprintln!("skipped: cargo-deb is missing; `make test` installs it");
    }
    let folder = tempfile::tempdir().expect("a folder");
    // `cargo deb` looks for the program of a release; here it gets the one under test.
    let release = folder.path().join("release");
    fs::create_dir(&release).expect("a folder");
    fs::copy(PICKET, release.join("picket")).expect("copied");
    run(Command::new("deploy/debian/assets").arg(PICKET));
    run(Command::new("cargo")
        .args(["deb", "--no-build", "--locked", "--no-strip", "--fast", "--output"])
        .arg(folder.path().join("picket.deb"))
        .env("CARGO_TARGET_DIR", folder.path()));
    let installed = folder.path().join("installed");
    run(Command::new("dpkg-deb").arg("-x").arg(folder.path().join("picket.deb")).arg(&installed));

    for file in HELD {
        assert!(installed.join(file).is_file(), "{file} is not in the package");
    }
    let unit = fs::read_to_string(installed.join(HELD[3])).expect("the unit");
    let starts = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).expect("a start");
    let words: Vec<_> = starts.split(' ').collect();
    let [program, "serve", "--config", configuration] = words[..] else { panic!("{starts}") };
    let inside = |path: &str| installed.join(path.trim_start_matches('/'));
    // The line before it in the unit: the packaged program takes the packaged configuration.
    run(Command::new(inside(program)).args(["check", "--config"]).arg(inside(configuration)));

    let kept = said(Command::new("dpkg-deb").arg("-I").arg(folder.path().join("picket.deb")));
    assert!(kept.1.contains("conffiles"), "an upgrade would overwrite the configuration");
    for script in ["postinst", "postrm", "prerm"] {
        assert!(kept.1.contains(script), "{script}: systemd is not told of the unit");
    }
    assert_eq!(shipped_areas(Path::new(ROOT), "config"), shipped_areas(&installed, "etc/picket"));
}

fn shipped_areas(root: &Path, folder: &str) -> BTreeSet<std::ffi::OsString> {
    let areas = fs::read_dir(root.join(folder).join("watch_areas")).expect("a folder");
    areas.map(|entry| entry.expect("an entry").file_name()).collect()
}

fn run(command: &mut Command) {
    let (worked, said) = said(command);
    assert!(worked, "{command:?}: {said}");
}

/// Whether a command worked, and what it said. One that cannot be started did not work.
fn said(command: &mut Command) -> (bool, String) {
    match command.current_dir(ROOT).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            (output.status.success(), String::from_utf8_lossy(&said).into_owned())
        }
        Err(error) => (false, error.to_string()),
    }
}
