use std::time::Duration;

use super::StoreError;
use super::codec::Bytes;
use super::error::Fault;
use super::known::Known;
use super::shared::Shared;
use super::tracks::{Day, Period, bytes_of};
use super::watch::{forget_acts, forget_alerts, forget_identities};
use crate::config::StoreConfig;
use crate::domain::EventTime;

const DAY: Duration = Duration::from_hours(24);

/// How much is kept of each kind of data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retention {
    /// Of tracks.
    days: u32,
    bytes_max: Option<u64>,
    alerts_days: Option<u32>,
    audit_days: Option<u32>,
    identities_days: Option<u32>,
}

impl Retention {
    pub(super) const fn of(config: &StoreConfig) -> Self {
        let StoreConfig { retention_days, max_bytes, .. } = *config;
        let StoreConfig { alerts_days, audit_days, identities_days, .. } = *config;
        let (days, bytes_max) = (retention_days, max_bytes);
        Self { days, bytes_max, alerts_days, audit_days, identities_days }
    }

    /// Removes what is older than is kept, by event time: so much of it at a time that no commit
    /// waits for long.
    pub(super) fn apply(&self, shared: &Shared, now: EventTime) -> Result<(), StoreError> {
        self.apply_to_tracks(shared, now)?;
        let before = |days: u32| now.minus(DAY * days);
        let removed = |kind: &str, count: usize| {
            let counter = shared.metrics.records_removed.with_label_values(&[kind]);
            counter.inc_by(u64::try_from(count).unwrap_or(u64::MAX));
        };
        if let Some(days) = self.alerts_days {
            let mut count = 0;
            shared.watch.write(|change| {
                count = forget_alerts(change, before(days), |sink| shared.has_sink(sink))?;
                Ok(())
            })?;
            removed("alerts", count);
        }
        if let Some(days) = self.audit_days {
            let mut count = 0;
            shared.watch.write(|change| {
                count = forget_acts(change, before(days))?;
                Ok(())
            })?;
            removed("audit", count);
        }
        if let Some(days) = self.identities_days {
            let mut count = 0;
            shared.watch.write(|change| {
                count = forget_identities(change, before(days), last_heard)?;
                Ok(())
            })?;
            removed("identities", count);
        }
        Ok(())
    }

    /// Removes the days that are older than is kept, by event time, then, while the store is too
    /// large, the oldest day; never the present one.
    fn apply_to_tracks(&self, shared: &Shared, now: EventTime) -> Result<(), StoreError> {
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

/// When somebody who left was heard last.
fn last_heard(known: &[u8]) -> Result<i64, Fault> {
    let Known { fix, statics, .. } = Known::read(&mut Bytes(known))?;
    let times = [fix.map(|fix| fix.time), statics.map(|(time, _report)| time)];
    Ok(times.into_iter().flatten().max().map_or(i64::MIN, EventTime::as_millis))
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
