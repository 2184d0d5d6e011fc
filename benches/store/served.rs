//! The same questions to `picket serve` over HTTP, one connection kept open.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::measure::{Percentiles, memory_of, stopwatch};
use crate::world::World;

const ASKED: usize = 400;

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a daemon on a store and asks it.
pub(crate) fn ask(store: &Path, world: &World) {
    let Some(picket) = option_env!("CARGO_BIN_EXE_picket") else {
        println!("over HTTP: not without the program");
        return;
    };
    let port = |()| TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
    let [http, feed] = [port(()), port(())].map(|address| address.expect("a port"));
    let config = store.with_file_name("picket.toml");
    let text = format!(
        "[[feed]]\nname = \"bench\"\nkind = \"udp\"\naddress = \"{feed}\"\n\
         [http]\nlisten = \"{http}\"\n[store]\npath = \"{}\"\nretention_days = 3650\n",
        store.display(),
    );
    fs::write(&config, text).expect("a configuration");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_mins(1))).build().into();
    let get = |path: &str| -> Result<String, ureq::Error> {
        agent.get(format!("http://{http}{path}")).call()?.body_mut().read_to_string()
    };
    let (served, took) = stopwatch(|| {
        let child = child_of(Command::new(picket).arg("serve").arg("--config").arg(&config));
        while get("/readyz").is_err() {
            std::thread::sleep(Duration::from_millis(2));
        }
        Served(child)
    });
    println!("\npicket serve on it: ready in {took:.0} ms");
    let (first, end) = (World::start(), world.now());
    let span = end.as_millis() - first.as_millis();
    let vessels = world.busy_vessels();
    let (mut hours, mut boxes) = <(Percentiles, Percentiles)>::default();
    let mut bytes = 0;
    for number in 0..ASKED {
        let (contact, place) = vessels[number % vessels.len()];
        let thousandths = u64::try_from(number * 7_919 % 1_000).expect("small");
        let offset =
            Duration::from_millis(u64::try_from(span).expect("after") * thousandths / 1_000);
        let from = first.plus(offset);
        let to = from.plus(Duration::from_hours(1));
        let path = format!("/api/v1/vessels/{contact}/track?from={from}&to={to}");
        hours.add(stopwatch(|| get(&path).expect("a track")).1);
        let (west, south) = (place.longitude().floor(), place.latitude().floor());
        let to = from.plus(Duration::from_mins(30));
        let path = format!(
            "/api/v1/positions?bbox={west},{south},{},{}&from={from}&to={to}&limit=10000&f=csv",
            west + 1.0,
            south + 1.0,
        );
        let (body, took) = stopwatch(|| get(&path).expect("positions"));
        bytes += body.len();
        boxes.add(took);
    }
    println!("one hour of one vessel   {hours}");
    println!("one degree, 30 minutes   {boxes}, {} kB each (CSV)", bytes / ASKED / 1_000);
    println!("{:.0} MB resident, cache 64 MB", memory_of(&served.0.id().to_string()));
}

fn child_of(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
}
