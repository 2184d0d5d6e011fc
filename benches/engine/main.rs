//! The whole engine on the bench worlds, every rule on; beside it, over the same reports in the same
//! process, a single roaming fence of 1 nm over an R-tree, which is what a geofence server does with
//! them. One thread. Rates are by processor time, which a shared machine disturbs less than real
//! time; both are printed. `cargo bench --bench engine`
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]
#![expect(clippy::cast_precision_loss, reason = "counts of reports are far below 2^52")]

mod fence;
mod measure;
mod world;

use measure::Spent;
use picket::alert::TransitionKind;
use picket::engine::{Effect, Engine};
use world::{Place, Rules, World};

/// Reports that are prepared at once, so that they never weigh much.
const CHUNK: usize = 50_000;

/// Reports that come at once, as a feed hands them on.
const BATCH: usize = 64;

/// A bench world and how long it is watched.
struct Scene {
    name: &'static str,
    vessels: u32,
    areas: usize,
    place: Place,
    rules: Rules,
    /// Reports of every vessel before anything is measured: 20 s of event time each.
    warm_up: u32,
    /// Reports measured.
    reports: usize,
    /// Whether the peer runs beside it.
    peer: bool,
}

const SCENES: [Scene; 6] = [
    Scene {
        name: "100,000 vessels, 1,000 areas, every rule",
        vessels: 100_000,
        areas: 1_000,
        place: Place::World,
        rules: Rules::Every,
        // Twelve minutes: tracks are full, whoever lies still is known to, dwells are told.
        warm_up: 36,
        reports: 1_000_000,
        peer: true,
    },
    Scene {
        name: "20,000 vessels in one square degree, every rule",
        vessels: 20_000,
        areas: 1,
        place: Place::Box,
        rules: Rules::Every,
        warm_up: 36,
        reports: 500_000,
        peer: true,
    },
    Scene {
        name: "1,000,000 vessels, 1,000 areas, every rule",
        vessels: 1_000_000,
        areas: 1_000,
        place: Place::World,
        rules: Rules::Every,
        warm_up: 4,
        reports: 1_000_000,
        peer: false,
    },
    Scene {
        name: "100,000 vessels, no area",
        vessels: 100_000,
        areas: 0,
        place: Place::World,
        rules: Rules::Fences,
        warm_up: 12,
        reports: 1_000_000,
        peer: false,
    },
    Scene {
        name: "100,000 vessels, 1,000 fences",
        vessels: 100_000,
        areas: 1_000,
        place: Place::World,
        rules: Rules::Fences,
        warm_up: 12,
        reports: 1_000_000,
        peer: false,
    },
    Scene {
        name: "100,000 vessels, 10,000 fences",
        vessels: 100_000,
        areas: 10_000,
        place: Place::World,
        rules: Rules::Fences,
        warm_up: 12,
        reports: 1_000_000,
        peer: false,
    },
];

fn main() {
    println!(
        "{:<50} {:>10} {:>10} {:>8} {:>9} {:>10} {:>9}",
        "", "reports/s", "real time", "us", "ratio", "B/vessel", "alert in"
    );
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let chosen = |scene: &&Scene| only.as_ref().is_none_or(|only| scene.name.contains(only));
    let costs: Vec<f64> = SCENES.iter().filter(chosen).map(run).collect();
    if let ([.., none, thousand, ten_thousand], None) = (costs.as_slice(), only) {
        let [some, all] = [thousand - none, ten_thousand - none];
        println!("marginal cost of fences: 1,000 {some:.2} us an update, 10,000 {all:.2} us");
    }
}

/// Runs one scene and returns microseconds a report.
fn run(scene: &Scene) -> f64 {
    let mut world = World::new(scene.vessels, scene.areas, scene.place, scene.rules);
    let areas = world.areas();
    let mut engine = Engine::new(world::settings(), areas);
    let mut heap = 0;
    let mut fence = fence::RoamingFence::default();
    let mut tally = Tally::default();
    let mut effects = Vec::new();
    let warm_up = scene.warm_up as usize * scene.vessels as usize;
    let (mut ours, mut theirs, mut pairs) = (Spent::default(), Spent::default(), 0);
    let mut done = 0;
    while done < warm_up + scene.reports {
        let reports = world.reports(CHUNK);
        let measured = done >= warm_up;
        done += reports.len();
        let near_the_end = done + 2 * scene.vessels as usize > warm_up;
        if scene.peer && near_the_end {
            let spent = Spent::of(|| {
                let found = reports.iter().map(|report| fence.report(report)).sum::<u64>();
                pairs += if measured { found } else { 0 };
            });
            theirs += if measured { spent } else { Spent::default() };
        }
        let spent = Spent::of(|| {
            let grown = allocation_counter::measure(|| {
                for batch in reports.chunks(BATCH) {
                    engine.handle_reports(batch, &mut effects);
                    effects.drain(..).for_each(|effect| tally.note(&effect));
                }
            });
            heap += grown.bytes_current;
        });
        if measured {
            ours += spent;
        } else {
            tally = Tally::default();
        }
    }
    let grown = heap / i64::from(scene.vessels);
    let count = scene.reports as f64;
    let rate = |spent: Spent| [count / spent.processor_secs, count / spent.real_secs];
    let [processor, real] = rate(ours);
    let ratio = if scene.peer { processor / rate(theirs)[0] } else { f64::NAN };
    println!(
        "{:<50} {processor:>10.0} {real:>10.0} {:>8.2} {ratio:>9.2} {grown:>10} {:>9.0}",
        scene.name,
        1e6 / processor,
        count / tally.raised.max(1) as f64,
    );
    if scene.peer {
        let [processor, real] = rate(theirs);
        println!(
            "{:<50} {processor:>10.0} {real:>10.0} {:>8.2} {:>9.2}",
            "  rstar, one roaming fence of 1 nm",
            1e6 / processor,
            1.0
        );
    }
    let Tally { raised, told, updates } = tally;
    print!("  {raised} alerts raised, {told} transitions, {updates} updates");
    println!(", {} contacts, {pairs} pairs within 1 nm for the fence", engine.contacts());
    1e6 / processor
}

/// What the engine gave out.
#[derive(Default)]
struct Tally {
    raised: u64,
    told: u64,
    updates: u64,
}

impl Tally {
    fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::Alert(transition) => {
                self.told += 1;
                self.raised += u64::from(transition.kind == TransitionKind::Raised);
            }
            Effect::Track(_) => self.updates += 1,
            Effect::Refused { .. } | Effect::Anomaly(_) => {}
        }
    }
}
