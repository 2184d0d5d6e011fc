//! The whole engine on the bench world: 100,000 vessels, 1,000 watch areas, every rule on; beside it
//! a single roaming fence over an R-tree in the same process, which is what a geofence server does
//! with the same reports. One thread; processor and real time are the same then.
//! `cargo bench --bench engine`
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]
#![expect(clippy::cast_precision_loss, reason = "counts of reports are far below 2^52")]

mod fence;
mod world;

use std::time::Instant;

use picket::alert::TransitionKind;
use picket::engine::{Effect, Engine, Event};
use world::World;

const VESSELS: u32 = 100_000;
const AREAS: usize = 1_000;
const REPORTS: usize = 1_000_000;
/// A point that decides nothing any more is thrown away after so many.
const WARM_UP: usize = 300_000;

fn main() {
    let mut world = World::new(VESSELS, AREAS);
    let warm_up = world.reports(WARM_UP);
    let reports = world.reports(REPORTS);
    println!(
        "bench world: {VESSELS} vessels, {AREAS} areas, {REPORTS} reports after {WARM_UP} to warm up"
    );

    let mut engine = Engine::new(world::settings(), world.areas());
    let mut effects = Vec::new();
    for report in &warm_up {
        engine.handle(Event::Report(report.clone()), &mut effects);
        effects.clear();
    }
    let (mut raised, mut told, mut updates) = (0_u64, 0_u64, 0_u64);
    let resident = resident_kilobytes();
    let begin = Instant::now();
    for report in &reports {
        engine.handle(Event::Report(report.clone()), &mut effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Alert(transition) => {
                    told += 1;
                    raised += u64::from(transition.kind == TransitionKind::Raised);
                }
                Effect::Track(_) => updates += 1,
                Effect::Refused { .. } | Effect::Anomaly(_) => {}
            }
        }
    }
    let ours = begin.elapsed();
    let mut fence = fence::RoamingFence::default();
    for report in &warm_up {
        fence.report(report);
    }
    let begin = Instant::now();
    let pairs: u64 = reports.iter().map(|report| fence.report(report)).sum();
    let theirs = begin.elapsed();

    let rate = |elapsed: std::time::Duration| reports.len() as f64 / elapsed.as_secs_f64();
    println!("{:<44} {:>12} {:>8}", "", "reports/s", "ratio");
    println!(
        "{:<44} {:>12.0} {:>8.2}",
        "picket, every rule on",
        rate(ours),
        rate(ours) / rate(theirs)
    );
    println!("{:<44} {:>12.0} {:>8.2}", "rstar, one roaming fence of 1 nm", rate(theirs), 1.0);
    println!(
        "picket: {raised} alerts raised, {told} transitions, {updates} updates, {} contacts",
        engine.contacts()
    );
    println!("        one alert in {:.0} reports", reports.len() as f64 / (raised.max(1) as f64));
    println!("fence:  {pairs} pairs within 1 nm");
    if let Some(resident) = resident {
        println!(
            "resident before the measured part: {} MB, the prepared reports included",
            resident / 1024
        );
    }
}

/// Resident memory as Linux tells it.
fn resident_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
