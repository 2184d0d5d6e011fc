//! The last stage of the Dockerfile, without Docker: what it copies stands in a file system that
//! cannot be written, the libraries are those of this machine, and it runs as the user it names in a
//! network of its own. What is not tried is the building: its base images come from a registry.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::peer::wait_until;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PICKET: &str = env!("CARGO_BIN_EXE_picket");
const DOCKERFILE: &str = include_str!("../../deploy/Dockerfile");
const RECORDING: &str = "testdata/recordings/kystverket-2024-12-09.nmea";

/// Makes the namespace: `$1` is the root, `$2` the volume, `$3` the user, the rest the command.
const CONTAINED: &str = r#"
    ip link set lo up
    mount --bind "$1" "$1"
    mount --rbind /usr/lib "$1/usr/lib"
    [ ! -d /usr/lib64 ] || mount --rbind /usr/lib64 "$1/usr/lib64"
    mount --rbind /dev "$1/dev"
    mount -o remount,ro,bind "$1"
    mount --bind "$2" "$1/var/lib/picket"
    root=$1 user=$3
    shift 3
    exec chroot --userspec="$user" "$root" "$@"
"#;

/// What the last stage says.
#[derive(Default)]
struct Stage {
    copies: Vec<(PathBuf, String)>,
    user: String,
    entry: Vec<String>,
    command: Vec<String>,
    health: Vec<String>,
}

fn last_stage() -> Stage {
    let text = DOCKERFILE.replace("\\\n", " ");
    let (_, final_stage) = text.rsplit_once("\nFROM ").expect("stages");
    let mut stage = Stage::default();
    let list = |text: &str| -> Vec<String> {
        serde_json::from_str(&text[text.find('[').expect("a list")..]).expect("a list of words")
    };
    for line in final_stage.lines() {
        let (instruction, rest) = line.split_once(' ').unwrap_or((line, ""));
        match instruction {
            "COPY" => {
                let (from, to) = rest.rsplit_once(' ').expect("two paths");
                let from = match from.strip_prefix("--from=build ") {
                    Some("/src/target/release/picket") => PathBuf::from(PICKET),
                    Some(other) => panic!("what is {other}?"),
                    None => Path::new(ROOT).join(from),
                };
                stage.copies.push((from, to.trim_start_matches('/').to_owned()));
            }
            "USER" => rest.clone_into(&mut stage.user),
            "ENTRYPOINT" => stage.entry = list(rest),
            "CMD" => stage.command = list(rest),
            "HEALTHCHECK" => stage.health = list(rest),
            _ => {}
        }
    }
    stage
}

/// The file system of the image in a folder, and its empty volume in another.
struct Image {
    stage: Stage,
    folder: tempfile::TempDir,
}

impl Image {
    fn make() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Whoever has no rights must reach what is within.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
        let image = Self { stage: last_stage(), folder };
        let root = image.root();
        for inside in ["usr/bin", "usr/lib", "usr/lib64", "dev", "tmp", "var/lib/picket"] {
            fs::create_dir_all(root.join(inside)).expect("a folder");
        }
        for name in ["bin", "lib", "lib64"] {
            symlink(format!("usr/{name}"), root.join(name)).expect("a link");
        }
        for program in ["bash", "grep"] {
            fs::copy(format!("/usr/bin/{program}"), root.join("usr/bin").join(program))
                .expect("copied");
        }
        for (from, to) in &image.stage.copies {
            let to = root.join(to);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            let copied = Command::new("cp").arg("-r").arg(from).arg(&to).status();
            assert!(copied.expect("cp runs").success(), "{}", from.display());
        }
        fs::create_dir(image.volume()).expect("a folder");
        let (user, group) = image.stage.user.split_once(':').expect("USER:GROUP");
        let id = |text: &str| Some(text.parse().expect("a number"));
        chown(image.volume(), id(user), id(group)).expect("given away");
        image
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn volume(&self) -> PathBuf {
        self.folder.path().join("volume")
    }

    /// The entry point with these arguments, contained.
    fn command(&self, arguments: &[String]) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--net", "bash", "-euc", CONTAINED, "contained"]);
        command.args([self.root(), self.volume()]).arg(&self.stage.user);
        command.args(&self.stage.entry).args(arguments).stdin(Stdio::null());
        command
    }
}

/// A running container; killed when dropped.
struct Contained(Child);

impl Contained {
    /// Runs a command in the container's network, and with `inside` in its file system as its user.
    fn run(&self, inside: Option<&str>, command: &[&str]) -> Output {
        let mut enter = Command::new("nsenter");
        enter.args(["--target", &self.0.id().to_string(), "--net"]);
        if let Some(user) = inside {
            let (user, group) = user.split_once(':').expect("USER:GROUP");
            enter.args(["--mount", "--root", "--wd", "--setuid", user, "--setgid", group]);
        }
        enter.arg("--").args(command).current_dir(ROOT).output().expect("nsenter runs")
    }
}

impl Drop for Contained {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn the_image_runs_without_rights_on_a_file_system_that_it_cannot_write() {
    let may = Command::new("unshare").args(["--mount", "--net", "ip", "link"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        return eprintln!("skipped: only root, with iproute2, can make namespaces on this machine");
    }
    let image = Image::make();
    let serve = image.stage.command.clone();

    // Beyond the machine and nobody known: refused, and what to do is said.
    let refused = image.command(&serve).output().expect("unshare runs");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("picket token new"), "{said}");

    let words = "token new --config /etc/picket/picket.toml --name watch-room --role officer";
    let words: Vec<_> = words.split(' ').map(str::to_owned).collect();
    let token = image.command(&words).output().expect("unshare runs");
    assert!(token.status.success(), "{}", String::from_utf8_lossy(&token.stderr));
    let token = String::from_utf8(token.stdout).expect("text");
    let token = format!("Authorization: Bearer {}", token.trim());

    let picket = image.command(&serve).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let contained = Contained(picket.expect("unshare runs"));
    let health: Vec<&str> = image.stage.health.iter().map(String::as_str).collect();
    let user = image.stage.user.as_str();
    wait_until("health", || contained.run(Some(user), &health).status.success());

    let write = contained.run(Some(user), &["bash", "-c", ": >/etc/picket/picket.toml"]);
    assert!(!write.status.success(), "its own configuration can be written");
    let send = format!("cat {RECORDING} >/dev/tcp/127.0.0.1/10110");
    assert!(contained.run(None, &["bash", "-c", &send]).status.success());
    // Prometheus and browsers on the container's network call it by the name of its service.
    let url = "http://127.0.0.1:8080/api/v1/vessels";
    let ask = ["curl", "-fsS", "-H", "Host: picket:8080", "-H", &token, url];
    wait_until("vessels", || {
        let answer = String::from_utf8(contained.run(None, &ask).stdout).expect("text");
        answer.contains("\"mmsi\"")
    });
    let stranger =
        contained.run(None, &["curl", "-s", "-w", "%{http_code}", "-o", "/dev/null", url]);
    assert_eq!(stranger.stdout, b"401");
}
