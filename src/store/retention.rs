use super::StoreError;
use super::shared::Shared;
use super::tracks::{Day, Period, bytes_of};
use crate::domain::EventTime;

/// How much of the tracks is kept. Alerts and acts stay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retention {
    pub(super) days: u32,
    pub(super) bytes_max: Option<u64>,
}

impl Retention {
    /// Removes the days that are older than is kept, by event time, then, while the store is too
    /// large, the oldest day; never the present one.
    pub(super) fn apply(&self, shared: &Shared, now: EventTime) -> Result<(), StoreError> {
        let today = Period::clamped(now).day();
        let kept_from = today.minus(self.days);
        for day in shared.days.present().range(..kept_from) {
            remove(shared, *day, "age")?;
        }
        let mut bytes = size(shared);
        if let Some(bytes_max) = self.bytes_max {
            for day in shared.days.present().range(..today) {
                if bytes <= bytes_max {
                    break;
                }
                bytes = bytes.saturating_sub(shared.days.bytes(*day));
                remove(shared, *day, "size")?;
            }
        }
        shared.metrics.bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        Ok(())
    }
}

fn remove(shared: &Shared, day: Day, reason: &str) -> Result<(), StoreError> {
    shared.days.remove(day)?;
    shared.metrics.days_removed.with_label_values(&[reason]).inc();
    Ok(())
}

/// Bytes of all files.
fn size(shared: &Shared) -> u64 {
    let watch = bytes_of(shared.watch.path());
    shared.days.present().iter().fold(watch, |sum, day| sum.saturating_add(shared.days.bytes(*day)))
}
