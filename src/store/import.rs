use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use foldhash::fast::FixedState;

use super::closing::Closing;
use super::known::{Known, write_statics};
use super::tracks::{OpenTracks, Period, Point, drop_keyframes, rebuild_keyframes, stretches};
use super::watch::{Marks, gone, put_gone, put_marks, put_statics, put_statics_end};
use super::{Store, StoreError};
use crate::config::StoreConfig;
use crate::domain::{ContactId, EventTime, FeedName, StaticReport, TransponderClass};
use crate::picture::{Change, Fix, TrackUpdate};

/// Points gathered in memory before they become blocks, some 60 bytes each; as many again are being
/// written meanwhile. Rows that come by contact and not by time make larger blocks this way.
const GATHERED_MAX: usize = 4_000_000;

/// Changes of who is who written in one transaction.
const CHANGES_MAX: usize = 2_000;

/// History from elsewhere on its way into the tracks of a store at rest: gathered in memory, then
/// blocks at once, without the log that a live commit needs. Durable when [`Import::finish`]
/// returns; after a crash the same files are imported again, and nothing is there twice.
///
/// The live picture, event time and retention stay as they are.
#[derive(Debug)]
pub struct Import {
    store: Store,
    gathered: OpenTracks,
    writing: Option<JoinHandle<Result<(), StoreError>>>,
    /// The periods that something came into.
    touched: BTreeSet<Period>,
    known: HashMap<ContactId, Known, FixedState>,
    changed: Vec<Changed>,
    imported: Imported,
}

/// Somebody says from a time on that she is somebody else than before.
type Changed = (ContactId, EventTime, Option<EventTime>, StaticReport);

/// What was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Positions.
    pub positions: u64,
    /// Positions before 1970 or after 9999, not taken.
    pub refused: u64,
    /// Changes of who somebody is.
    pub statics: u64,
    /// Contacts that were heard of.
    pub contacts: u64,
}

impl Import {
    /// Opens or makes the store; nobody else may have it open.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        Ok(Self {
            store: Store::open(config)?,
            gathered: OpenTracks::default(),
            writing: None,
            touched: BTreeSet::new(),
            known: HashMap::default(),
            changed: Vec::new(),
            imported: Imported::default(),
        })
    }

    /// Takes a position in.
    pub fn position(
        &mut self,
        contact: ContactId,
        (class, late): (TransponderClass, bool),
        fix: Fix,
        feed: FeedName,
    ) -> Result<(), StoreError> {
        let Some(period) = Period::of(fix.time) else {
            self.imported.refused += 1;
            return Ok(());
        };
        let commit = self.store.marks.commit + 1;
        self.gathered.add(period, commit, contact, Point::new(&fix, late, 0), feed);
        self.known(contact, class, fix.time, feed).take_fix(fix, feed);
        self.imported.positions += 1;
        if self.gathered.points() >= GATHERED_MAX { self.write() } else { Ok(()) }
    }

    /// Takes in who somebody says she is; what the report leaves out stays as it was known.
    pub fn statics(
        &mut self,
        contact: ContactId,
        time: EventTime,
        report: &StaticReport,
        feed: FeedName,
    ) -> Result<(), StoreError> {
        let class = report.class.unwrap_or(TransponderClass::Unknown);
        let known = self.known(contact, class, time, feed);
        let before = known.statics;
        let merged = before.map_or(*report, |(_time, before)| merged(&before, report));
        let last = before.map_or(time, |(last, _report)| last.max(time));
        known.statics = Some((last, merged));
        if before.is_none_or(|(_last, before)| before != merged) {
            self.changed.push((contact, time, before.map(|(last, _)| last), merged));
            self.imported.statics += 1;
        }
        if self.changed.len() >= CHANGES_MAX { self.write_statics() } else { Ok(()) }
    }

    /// Writes what is left; all is durable when it returns.
    pub fn finish(mut self) -> Result<Imported, StoreError> {
        self.write()?;
        self.written()?;
        for (first, last) in stretches(std::mem::take(&mut self.touched)) {
            rebuild_keyframes(&self.store.shared.days, first, last)?;
        }
        self.write_statics()?;
        let mut known: Vec<Known> = std::mem::take(&mut self.known).into_values().collect();
        known.sort_unstable_by_key(|known| known.contact);
        self.imported.contacts = u64::try_from(known.len()).unwrap_or(u64::MAX);
        for part in known.chunks(CHANGES_MAX) {
            self.store.shared.watch.write(|change| {
                for known in part {
                    if let Some((last, _report)) = known.statics {
                        put_statics_end(change, known.contact, last.as_millis())?;
                    }
                    let newest = known.fix.map(|fix| fix.time);
                    let before = gone(&*change, known.contact, |value| {
                        let before = Known::read(&mut super::codec::Bytes(value))?;
                        Ok(before.fix.map(|fix| fix.time))
                    })?;
                    if before.is_none_or(|before| before <= newest) {
                        let mut value = Vec::new();
                        known.write(&mut value);
                        put_gone(change, known.contact, &value)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(self.imported)
    }

    fn known(
        &mut self,
        contact: ContactId,
        class: TransponderClass,
        time: EventTime,
        feed: FeedName,
    ) -> &mut Known {
        let known = self.known.entry(contact).or_insert_with(|| {
            Known::new(&TrackUpdate {
                contact,
                mmsi: contact.mmsi(),
                exercise: matches!(contact, ContactId::Exercise { .. }),
                time,
                late: false,
                feed,
                station: None,
                class,
                change: Change::Heard,
            })
        });
        if class != TransponderClass::Unknown {
            known.class = class;
        }
        known
    }

    /// Hands what is gathered to a thread that makes blocks of it, when the one before is done. The
    /// number of the blocks is made durable first: no other will ever have it.
    fn write(&mut self) -> Result<(), StoreError> {
        self.written()?;
        let marks = Marks { commit: self.store.marks.commit + 1, time: self.store.marks.time };
        self.store.shared.watch.write(|change| put_marks(change, marks))?;
        self.store.marks = marks;
        let mut gathered = std::mem::take(&mut self.gathered);
        let closing = Closing {
            periods: gathered.seal(Period::after_all()),
            feeds: gathered.feeds().to_vec(),
            keyframe: Vec::new(),
            commit: marks.commit,
            now: marks.time,
            retention: self.store.retention,
        };
        let periods: BTreeSet<Period> =
            closing.periods.iter().map(|sealed| sealed.period).collect();
        if periods.is_empty() {
            return Ok(());
        }
        self.touched.extend(&periods);
        let shared = Arc::clone(&self.store.shared);
        let thread = thread::Builder::new().name("store-import".to_owned());
        let spawned = thread.spawn(move || {
            for (first, last) in stretches(periods) {
                drop_keyframes(&shared.days, first, last)?;
            }
            closing.write_all(&shared)
        });
        self.writing = Some(spawned.map_err(|cause| self.broken(cause))?);
        Ok(())
    }

    fn written(&mut self) -> Result<(), StoreError> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let defect = io::Error::other("the writing of blocks ended unexpectedly");
        writing.join().unwrap_or_else(|_panic| Err(self.broken(defect)))
    }

    fn broken(&self, cause: io::Error) -> StoreError {
        StoreError::Io { path: self.store.shared.watch.path().to_owned(), cause }
    }

    fn write_statics(&mut self) -> Result<(), StoreError> {
        let changed = std::mem::take(&mut self.changed);
        self.store.shared.watch.write(|change| {
            for (contact, first, before, report) in &changed {
                let mut value = Vec::new();
                write_statics(&mut value, report);
                let before = before.map(EventTime::as_millis);
                put_statics(change, *contact, first.as_millis(), before, &value)?;
            }
            Ok(())
        })
    }
}

/// What was known, with what a report says in its place.
fn merged(before: &StaticReport, report: &StaticReport) -> StaticReport {
    StaticReport {
        class: report.class.or(before.class),
        imo: report.imo.or(before.imo),
        call_sign: report.call_sign.or(before.call_sign),
        name: report.name.or(before.name),
        ship_type: report.ship_type.or(before.ship_type),
        dimensions: report.dimensions.or(before.dimensions),
        draught: report.draught.or(before.draught),
        destination: report.destination.or(before.destination),
        parent: report.parent.or(before.parent),
    }
}
