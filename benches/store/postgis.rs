//! The same points in `PostgreSQL` with `PostGIS`, where its programs are here (`.ci/needs postgis`;
//! `PGBIN` names their folder elsewhere): a temporary cluster on loopback,
//! never as root, gone afterwards. Batches of the same size, each committed and flushed, by COPY into
//! a table with a spatial index and one by vessel and time, as its users have it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use picket::picture::Change;

use crate::measure::{Percentiles, process_tree_seconds, stopwatch};
use crate::world::World;
use crate::{ASKED, COMMIT};

/// Points taken in at most: a rate needs no more, and `PostGIS` takes its time.
const POINTS_MAX: usize = 1_000_000;

/// An account that may do nothing, where this is run as root.
const UNPRIVILEGED: [&str; 3] = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"];

const SCHEMA: &str = "CREATE EXTENSION postgis; \
    CREATE TABLE positions (mmsi integer, time timestamptz, place geography(Point), \
    sog real, cog real, true_heading real, status smallint); \
    CREATE INDEX ON positions (mmsi, time); CREATE INDEX ON positions USING gist (place);";

/// Takes points in, and asks the two questions.
pub(crate) fn beside(points: usize) {
    let Some(programs) = programs() else {
        println!(
            "\nPostGIS: initdb is not here, left out; `.ci/needs postgis` as root installs it \
             (Debian: postgresql-15-postgis-3), PGBIN names its folder elsewhere"
        );
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    match Cluster::start(programs, folder.path()) {
        Ok(cluster) => cluster.compare(points.min(POINTS_MAX)),
        Err(said) => println!("\nPostGIS does not start, left out: {said}"),
    }
}

fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("PGBIN").map(PathBuf::from);
    let debian = PathBuf::from("/usr/lib/postgresql/15/bin");
    let mut folders = named.into_iter().chain([debian]);
    folders.find(|folder| folder.join("initdb").exists())
}

struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    port: u16,
}

impl Cluster {
    fn start(programs: PathBuf, folder: &Path) -> Result<Self, String> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("a port").port();
        drop(free);
        let cluster = Self { programs, data: folder.join("data"), port };
        let owner = Command::new("chown").arg("nobody").arg(folder).output();
        drop(owner.map_err(|error| error.to_string())?);
        let data = cluster.data.display().to_string();
        cluster.run("initdb", &["-D", &data, "-U", "bench", "-A", "trust", "--no-locale"])?;
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c shared_buffers=256MB",
            folder.display()
        );
        let log = folder.join("log").display().to_string();
        cluster.run("pg_ctl", &["-D", &data, "-o", &options, "-l", &log, "-w", "start"])?;
        cluster.ask(SCHEMA)?;
        Ok(cluster)
    }

    /// Runs one of its programs, as nobody where this is root, which `PostgreSQL` refuses.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let path = self.programs.join(program);
        let mut command = Command::new("setpriv");
        command.args(UNPRIVILEGED).arg(&path);
        if fs::metadata("/proc/self").is_ok_and(|own| !is_root(&own)) {
            command = Command::new(&path);
        }
        let done = command.args(arguments).current_dir("/").stdout(Stdio::null()).output();
        let done = done.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if done.status.success() { Ok(()) } else { Err(said) }
    }

    fn psql(&self) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        let port = self.port.to_string();
        command.args(["-h", "127.0.0.1", "-p", &port, "-U", "bench", "-d", "postgres", "-q"]);
        command.args(["-v", "ON_ERROR_STOP=1", "-A", "-t"]);
        command
    }

    /// What it prints to a script.
    fn ask(&self, script: &str) -> Result<String, String> {
        // From a file: who writes to a pipe and reads from another may wait for himself.
        let file = self.data.with_file_name("script");
        fs::write(&file, script).map_err(|error| error.to_string())?;
        let done = self.psql().arg("-f").arg(&file).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).into_owned())
        } else {
            Err(said)
        }
    }

    fn compare(&self, points: usize) {
        let mut world = World::new();
        let mut script = String::new();
        for _ in 0..points / COMMIT {
            script.push_str("COPY positions FROM STDIN;\n");
            for report in world.reports(COMMIT) {
                let Change::Fix(fix) = report.change else { continue };
                let value = |value: Option<f64>| value.map_or(f64::NAN, |value| value);
                writeln!(
                    script,
                    "{}\t{}\tPOINT({} {})\t{}\t{}\t{}\t0",
                    report.mmsi.map_or(0, picket::domain::Mmsi::get),
                    fix.time,
                    fix.position.longitude(),
                    fix.position.latitude(),
                    value(fix.sog.map(picket::domain::Knots::get)),
                    value(fix.cog.map(picket::domain::Degrees::get)),
                    value(fix.true_heading.map(picket::domain::Degrees::get)),
                )
                .expect("a String takes everything");
            }
            script.push_str("\\.\n");
        }
        let server = self.server();
        let before = process_tree_seconds(&server);
        let (copied, millis) = stopwatch(|| self.ask(&script));
        // The server notes the time of a connection's process when it has seen it end.
        std::thread::sleep(std::time::Duration::from_secs(1));
        let seconds = process_tree_seconds(&server) - before;
        if let Err(said) = copied {
            println!("\nPostGIS took nothing: {said}");
            return;
        }
        let size =
            self.ask("VACUUM ANALYZE positions; SELECT pg_total_relation_size('positions');");
        let size: f64 = size.ok().and_then(|text| text.trim().parse().ok()).unwrap_or(f64::NAN);
        println!(
            "\nPostGIS on the first {points} of them, both indexes, COPY of {COMMIT} a commit:"
        );
        println!(
            "    {:.3} M points/s of one core ({:.1} s by the clock), {:.0} bytes a point",
            points as f64 / seconds / 1e6,
            millis / 1e3,
            size / points as f64
        );
        self.questions(&world);
    }

    fn questions(&self, world: &World) {
        let (mut hours, mut boxes) = (String::from("\\timing on\n"), String::from("\\timing on\n"));
        let vessels = world.busy_vessels();
        for (contact, place) in vessels.iter().cycle().take(ASKED) {
            let mmsi = contact.mmsi().map_or(0, picket::domain::Mmsi::get);
            let from = World::start();
            writeln!(
                hours,
                "SELECT time, ST_X(place::geometry), ST_Y(place::geometry), sog, cog FROM positions \
                 WHERE mmsi = {mmsi} AND time >= '{from}' AND time < timestamptz '{from}' + '1 h' \
                 ORDER BY time;"
            )
            .expect("a String takes everything");
            let (west, south) = (place.longitude().floor(), place.latitude().floor());
            writeln!(
                boxes,
                "SELECT mmsi, time, ST_X(place::geometry), ST_Y(place::geometry) FROM positions \
                 WHERE place && ST_MakeEnvelope({west}, {south}, {}, {}, 4326)::geography \
                 AND time >= '{from}' AND time < timestamptz '{from}' + '30 min';",
                west + 1.0,
                south + 1.0
            )
            .expect("a String takes everything");
        }
        for (name, script) in
            [("one hour of one vessel  ", hours), ("one degree, 30 minutes  ", boxes)]
        {
            let mut taken = Percentiles::default();
            let said = self.ask(&script).unwrap_or_default();
            let times = said.lines().filter_map(|line| line.strip_prefix("Time: "));
            for time in times.filter_map(|text| text.split(' ').next()?.parse().ok()) {
                taken.add(time);
            }
            println!("{name} {taken}");
        }
    }

    /// The process that the others of the cluster descend from.
    fn server(&self) -> String {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        file.lines().next().unwrap_or_default().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        if let Err(said) = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]) {
            println!("PostGIS does not stop: {said}");
        }
    }
}

fn is_root(own: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(own) == 0
}
