use std::fmt;
use std::fs;
use std::time::Instant;

/// Of `/proc/self/stat`; the kernel shows programs a hundred a second on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// Milliseconds, and what share of them was below what.
#[derive(Default)]
pub(crate) struct Percentiles(Vec<f64>);

impl Percentiles {
    pub(crate) fn add(&mut self, millis: f64) {
        self.0.push(millis);
    }

    fn at(sorted: &[f64], percent: usize) -> f64 {
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let [half, most, all] = [50, 99, 100].map(|percent| Self::at(&sorted, percent));
        write!(f, "p50 {half:.3} ms, p99 {most:.3} ms, most {all:.1} ms")
    }
}

/// What some work gives, and the milliseconds it took by the clock on the wall.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
pub(crate) fn stopwatch<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed().as_secs_f64() * 1e3)
}

/// Processor time of this process so far, its ended threads included.
pub(crate) fn process_seconds() -> f64 {
    ticks_of("self", 2)
}

/// The same of another process and of its children that have ended.
pub(crate) fn process_tree_seconds(process: &str) -> f64 {
    ticks_of(process, 4)
}

/// The first of: user, system, user and system of ended children.
fn ticks_of(process: &str, kinds: usize) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or("");
    let ticks = after_name.split_whitespace().skip(11).take(kinds);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}

/// The same of this thread, in nanoseconds' resolution.
pub(crate) fn thread_seconds() -> f64 {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanoseconds = schedule.split_whitespace().next().and_then(|text| text.parse().ok());
    nanoseconds.unwrap_or(0.0_f64) / 1e9
}

/// Resident memory of this process.
pub(crate) fn memory_mb() -> f64 {
    memory_of("self")
}

/// Resident memory of a process.
pub(crate) fn memory_of(process: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1_024.0
}
