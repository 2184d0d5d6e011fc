use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::time::Duration;

use super::frame::Frame;
use super::request::{Request, View};
use super::text::Said;
use super::viewer::{Alerting, Out, Viewer};
use crate::domain::{ContactId, EventTime, Position, StaticReport};
use crate::picture::{Change, TrackUpdate};
use crate::query::{BoundingBox, Live};
use crate::store::{Bounds, ContactRow, Reader, StaticsRow, StoreError, TrackRow};

/// Records of one answer at most.
pub(in crate::http) const RECORDS_MAX: usize = 5_000_000;

/// Who was heard so long before the beginning is there at the beginning.
const BEFORE: Duration = Duration::from_mins(10);

/// Steps played together: a period of the store, so that no more than its points are in memory.
const STRETCH: Duration = Duration::from_mins(10);

/// A time that is to be played again.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Past {
    pub(in crate::http) from: EventTime,
    pub(in crate::http) to: EventTime,
    pub(in crate::http) within: BoundingBox,
    pub(in crate::http) step: Duration,
}

/// The last position of each contact in each step.
type Steps = BTreeMap<u64, BTreeMap<ContactId, TrackRow>>;

impl Past {
    /// Plays it frame by frame: each goes to `send`, with its length and kind in front, until that
    /// breaks. Blocking.
    pub(in crate::http) fn play(
        &self,
        reader: &Reader,
        mut send: impl FnMut(Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut stage = Stage::new(self);
        let mut start = self.from;
        let mut read_from = self.from.minus(BEFORE);
        while start < self.to {
            let end = start.plus(STRETCH).min(self.to);
            let Some(steps) = self.read(reader, read_from, end, &mut stage)? else {
                let detail = format!("more than {RECORDS_MAX} records: ask for less");
                let problem = Out::Text(Said::Problem { detail }.to_json());
                let _told = send(framed(problem));
                return Ok(());
            };
            if self.show(reader, (start, end), steps, &mut stage, &mut send)?.is_break() {
                return Ok(());
            }
            (start, read_from) = (end, end);
        }
        Ok(())
    }

    /// The points of a stretch, thinned to one a step; `None` where the answer becomes too long.
    fn read(
        &self,
        reader: &Reader,
        from: EventTime,
        to: EventTime,
        stage: &mut Stage,
    ) -> Result<Option<Steps>, StoreError> {
        let mut steps = Steps::new();
        let mut records = stage.records;
        reader.points_in(bounds(self.within), from, to, &|| false, &mut |contact, rows| {
            for row in rows {
                let before = steps.entry(self.number(row.fix.time)).or_default();
                records += usize::from(before.insert(contact, *row).is_none());
            }
            if records > RECORDS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        stage.records = records;
        Ok((records <= RECORDS_MAX).then_some(steps))
    }

    fn show(
        &self,
        reader: &Reader,
        (start, end): (EventTime, EventTime),
        mut steps: Steps,
        stage: &mut Stage,
        send: &mut impl FnMut(Vec<u8>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let mut at = start;
        while at < end {
            let number = self.number(at);
            let later = steps.split_off(&number.saturating_add(1));
            for (contact, row) in std::mem::replace(&mut steps, later).into_values().flatten() {
                stage.place(reader, contact, &row)?;
            }
            let time = at.plus(self.step).min(self.to);
            for frame in stage.step(time) {
                if send(framed(frame)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            at = at.plus(self.step);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Which step a time is in; what was before the beginning is in the first.
    fn number(&self, time: EventTime) -> u64 {
        let millis = time.since(self.from).as_millis() / self.step.as_millis().max(1);
        u64::try_from(millis).unwrap_or(u64::MAX)
    }
}

/// A contact of the past, and what she will yet say of herself.
struct Known {
    row: ContactRow,
    /// Oldest first.
    statics: VecDeque<StaticsRow>,
}

impl Known {
    fn read(reader: &Reader, contact: ContactId) -> Result<Option<Self>, StoreError> {
        let Some(row) = reader.contact(contact)? else { return Ok(None) };
        let statics = reader.statics_history(contact)?.into();
        Ok(Some(Self { row, statics }))
    }

    /// What she said of herself until a time, if that is new.
    fn said_by(&mut self, time: EventTime) -> Option<StaticReport> {
        let mut said = None;
        while let Some(next) = self.statics.pop_front_if(|next| next.first_seen <= time) {
            said = Some(next.report);
        }
        said
    }
}

/// The picture while a past time is played, and who looks at it.
struct Stage {
    live: Live,
    viewer: Viewer,
    known: BTreeMap<ContactId, Option<Known>>,
    records: usize,
}

impl Stage {
    fn new(past: &Past) -> Self {
        let mut viewer = Viewer::default();
        viewer.asked(Request::View(View { within: past.within, zoom: 0.0, max: usize::MAX / 10 }));
        Self { live: Live::default(), viewer, known: BTreeMap::new(), records: 0 }
    }

    /// Puts a contact where she was; with who she said she was, when that is new.
    fn place(
        &mut self,
        reader: &Reader,
        contact: ContactId,
        row: &TrackRow,
    ) -> Result<(), StoreError> {
        let known = match self.known.entry(contact) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Known::read(reader, contact)?),
        };
        let Some(known) = known else { return Ok(()) };
        let said = known.said_by(row.fix.time);
        let known = known.row;
        let update = |change| TrackUpdate {
            contact,
            mmsi: known.mmsi,
            exercise: known.exercise,
            time: row.fix.time,
            late: false,
            feed: known.feed,
            station: None,
            class: known.class,
            change,
        };
        self.live.apply(&update(Change::Fix(row.fix)));
        if let Some(statics) = said {
            self.live.apply(&update(Change::Static(statics)));
        }
        Ok(())
    }

    /// The frames of a step: one binary frame at least, since it carries the time.
    fn step(&mut self, time: EventTime) -> Vec<Out> {
        let picture = self.live.publish();
        let mut out = self.viewer.step_at(time, &picture, &Alerting::default());
        if !out.iter().any(|frame| matches!(frame, Out::Binary(_))) {
            out.push(Out::Binary(Frame::positions(time, 0).finish()));
        }
        out
    }
}

/// A frame with its length (4 bytes, little endian) and kind (0 text, 1 binary) in front.
fn framed(out: Out) -> Vec<u8> {
    let (kind, bytes) = match out {
        Out::Text(text) => (0, text.into_bytes()),
        Out::Binary(bytes) => (1, bytes),
    };
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut framed = Vec::with_capacity(bytes.len() + 5);
    framed.extend_from_slice(&length.to_le_bytes());
    framed.push(kind);
    framed.extend_from_slice(&bytes);
    framed
}

fn bounds(within: BoundingBox) -> Option<Bounds> {
    Some(Bounds {
        south_west: Position::new(within.south, within.west)?,
        north_east: Position::new(within.north, within.east)?,
    })
}
