use std::fmt;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use super::served::Served;
use picket::clock;

/// What the daemon had used of the machine at a moment; where the system does not say, nothing.
pub(crate) struct Usage {
    at: Instant,
    processor: Option<Duration>,
    memory_kib: Option<u64>,
}

/// What it used from one moment to another.
pub(crate) struct Used {
    span: Duration,
    processor: Option<Duration>,
    memory_kib: (Option<u64>, Option<u64>),
}

impl Usage {
    pub(crate) fn of(served: &Served) -> Self {
        let process = served.child.id();
        Self {
            at: clock::monotonic_now(),
            processor: processor(process),
            memory_kib: memory(process),
        }
    }

    pub(crate) fn memory_mib(&self) -> Option<u64> {
        self.memory_kib.map(|kib| kib / 1024)
    }

    pub(crate) fn since(&self, before: &Self) -> Used {
        let processor =
            self.processor.zip(before.processor).map(|(now, then)| now.saturating_sub(then));
        let memory_kib = (before.memory_kib, self.memory_kib);
        Used { span: self.at - before.at, processor, memory_kib }
    }
}

/// User and system time, fields 14 and 15 of proc(5)'s stat.
fn processor(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(") ")?;
    let mut fields = after_name.split(' ').skip(11).map(str::parse::<f64>);
    let ticks = fields.next()?.ok()? + fields.next()?.ok()?;
    let per_second = Command::new("getconf").arg("CLK_TCK").output().ok()?;
    let per_second: f64 = String::from_utf8(per_second.stdout).ok()?.trim().parse().ok()?;
    Some(Duration::from_secs_f64(ticks / per_second))
}

fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.processor {
            Some(processor) => {
                let share = 100.0 * processor.as_secs_f64() / self.span.as_secs_f64();
                write!(f, "{share:>9.1} % of one core over {:.0?}", self.span)?;
            }
            None => write!(f, "   unknown share of the processor")?,
        }
        let mib = |kib: Option<u64>| {
            kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{} MiB", kib / 1024))
        };
        write!(f, ", resident {} to {}", mib(self.memory_kib.0), mib(self.memory_kib.1))
    }
}

/// A page of `/metrics`.
pub(crate) struct Metrics {
    /// Name, labels, value.
    samples: Vec<(String, String, f64)>,
}

/// The shape of a histogram, in words.
pub(crate) struct Percentiles {
    count: f64,
    p50: f64,
    p99: f64,
}

impl Metrics {
    pub(crate) fn read(page: &str) -> Self {
        let samples = page.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (series, value) = line.rsplit_once(' ')?;
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            Some((name.to_owned(), labels.to_owned(), value.parse().ok()?))
        });
        Self { samples: samples.collect() }
    }

    /// The sum over all labels of a metric that has to be there.
    pub(crate) fn sum(&self, name: &str) -> f64 {
        let of_name = self.samples.iter().filter(|(one, ..)| one == name);
        let values: Vec<f64> = of_name.map(|(.., value)| *value).collect();
        assert!(!values.is_empty(), "there is no {name}");
        values.iter().sum()
    }

    pub(crate) fn histogram(&self, name: &str) -> Percentiles {
        let bucket = format!("{name}_bucket");
        let of_name = self.samples.iter().filter(|(one, ..)| *one == bucket);
        let mut buckets: Vec<(f64, f64)> = of_name
            .filter_map(|(_, labels, count)| {
                let (_, bound) = labels.split_once("le=\"")?;
                let (bound, _) = bound.split_once('"')?;
                Some((bound.replace("+Inf", "inf").parse().ok()?, *count))
            })
            .collect();
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let count = buckets.last().map_or(0.0, |(_, count)| *count);
        let quantile = |share: f64| quantile(&buckets, share * count);
        Percentiles { count, p50: quantile(0.5), p99: quantile(0.99) }
    }
}

/// Linear within its bucket, as Prometheus does it.
fn quantile(buckets: &[(f64, f64)], rank: f64) -> f64 {
    let mut below = (0.0, 0.0);
    for &(bound, count) in buckets {
        if count >= rank && count > below.1 {
            let share = (rank - below.1) / (count - below.1);
            return if bound.is_finite() { below.0 + (bound - below.0) * share } else { below.0 };
        }
        below = (bound, count);
    }
    0.0
}

impl fmt::Display for Percentiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, p50, p99 } = self;
        write!(
            f,
            "received to published over {count}, by the daemon's histogram: p50 {:.1} ms, p99 {:.1} ms",
            p50 * 1000.0,
            p99 * 1000.0
        )
    }
}
