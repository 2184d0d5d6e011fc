use std::time::Instant;

/// Clock ticks of processor time in a second, as Linux counts for programs.
const TICKS: f64 = 100.0;

/// Time that something took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spent {
    pub(crate) processor_secs: f64,
    pub(crate) real_secs: f64,
}

impl Spent {
    /// What `work` takes.
    pub(crate) fn of(work: impl FnOnce()) -> Self {
        let (begin, processor) = (Instant::now(), processor_secs());
        work();
        let real_secs = begin.elapsed().as_secs_f64();
        let spent = processor_secs().zip(processor).map(|(now, before)| now - before);
        Self { processor_secs: spent.unwrap_or(real_secs), real_secs }
    }
}

impl std::ops::AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.processor_secs += other.processor_secs;
        self.real_secs += other.real_secs;
    }
}

/// Processor time of this process; `None` where Linux does not tell.
fn processor_secs() -> Option<f64> {
    // Nanoseconds on a processor, to the last switch: finer than the ticks of `stat`.
    let schedstat = std::fs::read_to_string("/proc/self/schedstat").ok();
    if let Some(nanos) = schedstat.and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        && nanos > 0.0
    {
        return Some(nanos / 1e9);
    }
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields = stat.rsplit(')').next()?.split_whitespace();
    let [user, system] = [11, 12].map(|n| fields.clone().nth(n)?.parse::<f64>().ok());
    Some((user? + system?) / TICKS)
}
