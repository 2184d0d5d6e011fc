use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::closing::Closing;
use super::codec::Bytes;
use super::contact_places::ContactPlaces;
use super::error::Fault;
use super::known::Known;
use super::last_picture::Still;
use super::said::{Said, put_said};
use super::tracks::{OpenTracks, Period, Point, drop_keyframes, rebuild_keyframes, stretches};
use super::watch::{Marks, gone, put_gone, put_marks};
use super::{Store, StoreError, kv, said};
use crate::config::StoreConfig;
use crate::domain::{ContactId, EventTime, FeedName, StaticReport, TransponderClass};
use crate::picture::{Change, Fix, TrackUpdate};

/// Points gathered in memory before they become blocks, some 60 bytes each; as many again are being
/// written meanwhile. Rows that come by contact and not by time make larger blocks this way.
const GATHERED_MAX: usize = 4_000_000;

/// Bytes of reports of who somebody is in memory at most: half a million that differ, or four millions
/// that repeat others. Those that come out of order within them are kept to the moment.
const SAID_BYTES_MAX: usize = 64 << 20;

/// Contacts of which is written who they are in one transaction.
const CONTACTS_MAX: usize = 2_000;

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
    known: Vec<Known>,
    /// Where each contact is among them.
    places: ContactPlaces,
    said: Said,
    imported: Imported,
}

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
            known: Vec::new(),
            places: ContactPlaces::default(),
            said: Said::default(),
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
        let number = self.number(contact, class, fix.time, feed);
        self.known[number].take_fix(fix, feed);
        let point = Point::new(&fix, late, 0);
        self.gathered.add(period, commit, (contact, Some(number)), point, feed);
        self.imported.positions += 1;
        if self.gathered.points() >= GATHERED_MAX { self.write() } else { Ok(()) }
    }

    /// Takes in who somebody says she is; what the report leaves out stays as it was known by then.
    pub fn statics(
        &mut self,
        contact: ContactId,
        time: EventTime,
        report: &StaticReport,
        feed: FeedName,
    ) -> Result<(), StoreError> {
        let class = report.class.unwrap_or(TransponderClass::Unknown);
        let number = self.number(contact, class, time, feed);
        self.said.add(number, time, report);
        if self.said.bytes() >= SAID_BYTES_MAX { self.write_said() } else { Ok(()) }
    }

    /// Writes what is left; all is durable when it returns.
    pub fn finish(mut self) -> Result<Imported, StoreError> {
        self.write()?;
        self.written()?;
        for (first, last) in stretches(std::mem::take(&mut self.touched)) {
            rebuild_keyframes(&self.store.shared.days, first, last)?;
        }
        self.write_said()?;
        let mut known = std::mem::take(&mut self.known);
        known.sort_unstable_by_key(|known| known.contact);
        self.imported.contacts = u64::try_from(known.len()).unwrap_or(u64::MAX);
        for part in known.chunks(CONTACTS_MAX) {
            self.store
                .shared
                .watch
                .write(|change| part.iter().try_for_each(|known| put_last_known(change, *known)))?;
        }
        Ok(self.imported)
    }

    /// Where a contact is among the known.
    fn number(
        &mut self,
        contact: ContactId,
        class: TransponderClass,
        time: EventTime,
        feed: FeedName,
    ) -> usize {
        let Self { known: all, places, .. } = self;
        let place = places.get_or_insert_with(contact, || {
            all.push(Known::new(&TrackUpdate {
                contact,
                mmsi: contact.mmsi(),
                exercise: contact.is_exercise(),
                time,
                late: false,
                feed,
                station: None,
                class,
                change: Change::Heard,
            }));
            all.len() - 1
        });
        if class != TransponderClass::Unknown {
            all[place].kind.class = class;
        }
        place
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
            picture: Still::default(),
            commit: marks.commit,
            now: marks.time,
            retention: self.store.retention,
            // No log has them, and nobody waits for the file: a period is there or it is not.
            blocks_max: usize::MAX,
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

    fn write_said(&mut self) -> Result<(), StoreError> {
        let said = self.said.take();
        let mut said: Vec<_> =
            said.map(|(number, reports)| (self.known[number].contact, reports)).collect();
        said.sort_unstable_by_key(|(contact, _reports)| *contact);
        for part in said.chunks(CONTACTS_MAX) {
            let mut changes = 0;
            self.store.shared.watch.write(|change| {
                changes = 0;
                for (contact, came) in part {
                    changes += put_said(change, *contact, came)?;
                }
                Ok(())
            })?;
            self.imported.statics += u64::try_from(changes).unwrap_or(u64::MAX);
        }
        Ok(())
    }
}

/// Keeps what is known of a contact: of what came and what there was the newer position, and what she
/// said last of all that is kept.
fn put_last_known(change: &mut dyn kv::Change, mut known: Known) -> Result<(), Fault> {
    let before = gone(&*change, known.contact, |value| Ok(Known::read(&mut Bytes(value))?))?;
    let newest = said::rows(&*change, known.contact)?.pop();
    known.statics = newest.map(|row| (row.last_seen, row.report));
    if let Some(before) = before {
        known.statics = known.statics.or(before.statics);
        if known.kind.class == TransponderClass::Unknown {
            known.kind.class = before.kind.class;
        }
        let newer = before.fix.filter(|fix| known.fix.is_none_or(|came| came.time < fix.time));
        if let Some(fix) = newer {
            known.take_fix(fix, before.feed);
        }
    }
    let mut value = Vec::new();
    known.write(&mut value);
    put_gone(change, known.contact, &value)
}
