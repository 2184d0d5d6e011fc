use std::collections::BTreeSet;
use std::sync::Arc;

use super::frame::Frame;
use super::grid::Grid;
use super::request::{Request, View};
use super::slots::Slots;
use super::text::{Item, Said};
use crate::domain::{ContactId, EventTime};
use crate::query::{Snapshot, Vessel};

/// Contacts of one text frame at most.
const ITEMS_MAX: usize = 2_000;

/// Contacts that take part in open alerts.
pub(super) type Alerting = Arc<BTreeSet<ContactId>>;

/// What one client looks at and what it has been told. No clock and no socket: a picture in, frames
/// out.
#[derive(Debug, Default)]
pub(super) struct Viewer {
    view: Option<View>,
    followed: BTreeSet<ContactId>,
    alerting: Alerting,
    slots: Slots,
    /// The picture that the client has.
    shown: Arc<Snapshot>,
    /// Everything that is wanted is to be sent, not only what changed.
    all: bool,
    /// The client has cells instead of vessels.
    aggregated: bool,
}

/// A frame for the socket.
#[derive(Debug, PartialEq)]
pub(super) enum Out {
    Text(String),
    Binary(Vec<u8>),
}

impl Viewer {
    /// Takes a wish in; the next step answers it.
    pub(super) fn asked(&mut self, request: Request) {
        match request {
            Request::View(view) => self.view = Some(view),
            Request::Follow(contacts) => self.followed = contacts,
        }
        self.all = true;
    }

    /// What the client needs to have this picture.
    pub(super) fn step(&mut self, picture: &Arc<Snapshot>, alerting: &Alerting) -> Vec<Out> {
        self.step_at(picture.time().unwrap_or(EventTime::from_millis(0)), picture, alerting)
    }

    /// The same with a time of the picture of one's own.
    pub(super) fn step_at(
        &mut self,
        time: EventTime,
        picture: &Arc<Snapshot>,
        alerting: &Alerting,
    ) -> Vec<Out> {
        let before = std::mem::replace(&mut self.shown, Arc::clone(picture));
        let alerting_before = std::mem::replace(&mut self.alerting, Arc::clone(alerting));
        let cells = self.cells(picture);
        let turned = cells.is_some() != self.aggregated;
        self.aggregated = cells.is_some();

        let mut news = News::new(time);
        if std::mem::take(&mut self.all) || turned {
            self.tell_all(picture, &before, &mut news);
        } else {
            self.tell_changes(picture, &before, &mut news);
            for contact in alerting_before.symmetric_difference(alerting) {
                self.tell(None, picture.vessel(*contact), &mut news);
            }
        }
        if turned && self.aggregated {
            // The frame of aggregates ends them.
            news.gone.clear();
        }
        let mut out = news.finish();
        match cells {
            Some(cells) => out.push(Out::Binary(Frame::aggregates(time, &cells.finish()))),
            None if turned => out.push(Out::Binary(Frame::aggregates(time, &[]))),
            None => {}
        }
        out
    }

    /// The view in cells, where it holds more vessels than the client wants. Once aggregated it
    /// stays so until a tenth fewer are in view, or it would flicker.
    fn cells(&self, picture: &Snapshot) -> Option<Grid> {
        let view = self.view.as_ref()?;
        let most = if self.aggregated { view.max / 10 * 9 } else { view.max };
        let inside = || picture.all().filter(|vessel| view.shows(vessel.position));
        inside().nth(most)?;
        let mut grid = Grid::new(view);
        inside().filter_map(|vessel| vessel.position).for_each(|place| grid.add(place));
        Some(grid)
    }

    fn is_wanted(&self, vessel: &Vessel) -> bool {
        let in_view = self.view.as_ref().is_some_and(|view| view.shows(vessel.position));
        (in_view && !self.aggregated) || self.is_pinned(vessel.contact)
    }

    /// Whether a contact is sent wherever she is.
    fn is_pinned(&self, contact: ContactId) -> bool {
        self.followed.contains(&contact) || self.alerting.contains(&contact)
    }

    fn tell_all(&mut self, picture: &Snapshot, before: &Snapshot, news: &mut News) {
        let mut wanted = BTreeSet::new();
        for vessel in picture.all() {
            if self.is_wanted(vessel) {
                wanted.insert(vessel.contact);
                self.show(before.vessel(vessel.contact), vessel, news);
            }
        }
        news.gone = self.slots.keep(|contact| wanted.contains(&contact));
    }

    fn tell_changes(&mut self, picture: &Snapshot, before: &Snapshot, news: &mut News) {
        for difference in picture.changes_since(before) {
            if difference.before != difference.now {
                let contact = difference.before.filter(|_| difference.now.is_none());
                if let Some(gone) = contact {
                    news.gone.extend(self.slots.end(gone.contact));
                }
                self.tell(difference.before, difference.now, news);
            }
        }
    }

    /// Tells of one vessel what has changed.
    fn tell(&mut self, before: Option<&Vessel>, now: Option<&Vessel>, news: &mut News) {
        let Some(vessel) = now else { return };
        if self.is_wanted(vessel) {
            self.show(before, vessel, news);
        } else {
            news.gone.extend(self.slots.end(vessel.contact));
        }
    }

    fn show(&mut self, before: Option<&Vessel>, vessel: &Vessel, news: &mut News) {
        let (slot, is_new) = self.slots.of(vessel.contact);
        if is_new || before.is_some_and(|before| !Item::is_same(before, vessel)) {
            news.items.push(Item::new(slot, vessel));
        }
        news.positions.add(slot, vessel, self.alerting.contains(&vessel.contact), news.time);
    }
}

/// What is new for a client.
struct News {
    time: EventTime,
    items: Vec<Item>,
    gone: Vec<u32>,
    positions: Frame,
}

impl News {
    fn new(time: EventTime) -> Self {
        Self { time, items: Vec::new(), gone: Vec::new(), positions: Frame::positions(time, 0) }
    }

    /// Who leaves, who comes, then where they are.
    fn finish(self) -> Vec<Out> {
        let mut out = Vec::new();
        if !self.gone.is_empty() {
            out.push(Out::Text(Said::Gone { slots: &self.gone }.to_json()));
        }
        let items = self.items.chunks(ITEMS_MAX);
        out.extend(items.map(|items| Out::Text(Said::Contacts { items }.to_json())));
        if !self.positions.is_empty() {
            out.push(Out::Binary(self.positions.finish()));
        }
        out
    }
}

impl Out {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;

    use super::*;
    use crate::picture::{Change, TrackUpdate};
    use crate::query::{BoundingBox, Live};
    use crate::store::samples::{fix, moved, ship, statics, time, update};

    const STRAITS: BoundingBox = BoundingBox { west: 103.0, south: 1.0, east: 104.0, north: 2.0 };

    struct Watch {
        live: Live,
        viewer: Viewer,
        alerting: Alerting,
        now: EventTime,
    }

    impl Watch {
        fn over(max: usize) -> Self {
            let mut viewer = Viewer::default();
            viewer.asked(Request::View(View { within: STRAITS, zoom: 8.0, max }));
            Self {
                live: Live::default(),
                viewer,
                alerting: Alerting::default(),
                now: time("2017-03-09T12:00:00Z"),
            }
        }

        fn later(&mut self) {
            self.now = self.now.plus(Duration::from_secs(1));
        }

        fn at(&mut self, number: u32, latitude: f64, longitude: f64) {
            self.live.apply(&moved(ship(number), fix(self.now, latitude, longitude)));
        }

        fn apply(&mut self, number: u32, change: Change) {
            self.live.apply(&update(ship(number), self.now, change));
        }

        fn step(&mut self) -> Vec<Told> {
            let picture = self.live.publish();
            self.viewer.step(&picture, &self.alerting).iter().map(told).collect()
        }
    }

    /// What a client understands of a frame.
    #[derive(Debug, PartialEq)]
    enum Told {
        Contacts(Vec<(u64, String)>),
        Gone(Vec<u64>),
        /// Slots and flags.
        Positions(Vec<(u32, u8)>),
        /// Vessels by cell.
        Cells(Vec<u32>),
    }

    fn told(out: &Out) -> Told {
        match out {
            Out::Text(text) => {
                let json: Value = serde_json::from_str(text).expect("JSON");
                let numbers = |value: &Value| value.as_u64().expect("a slot");
                if json["type"] == "gone" {
                    let slots = json["slots"].as_array().expect("slots");
                    return Told::Gone(slots.iter().map(numbers).collect());
                }
                let items = json["items"].as_array().expect("items").iter();
                let item = |item: &Value| {
                    let name = item["name"].as_str().unwrap_or_default();
                    (numbers(&item["slot"]), format!("{} {name}", item["contact"]))
                };
                Told::Contacts(items.map(item).collect())
            }
            Out::Binary(bytes) if bytes[4] == 1 => {
                let records = bytes[24..].chunks(24);
                let slot = |record: &[u8]| u32::from_le_bytes(record[..4].try_into().expect("4"));
                Told::Positions(records.map(|record| (slot(record), record[19])).collect())
            }
            Out::Binary(bytes) => {
                let records = bytes[24..].chunks(16);
                let count =
                    |record: &[u8]| u32::from_le_bytes(record[8..12].try_into().expect("4"));
                Told::Cells(records.map(count).collect())
            }
        }
    }

    fn who(slot: u64, number: u32, name: &str) -> (u64, String) {
        (slot, format!("\"mmsi:{number}\" {name}"))
    }

    #[test]
    fn only_what_is_in_view_is_sent_and_only_when_it_changes() {
        let mut watch = Watch::over(10);
        watch.at(219_000_001, 1.5, 103.5);
        watch.at(219_000_002, 50.0, 0.0);
        let first = Told::Contacts(vec![who(1, 219_000_001, "")]);
        assert_eq!(watch.step(), [first, Told::Positions(vec![(1, 0)])]);
        assert_eq!(watch.step(), []);
        watch.later();
        watch.at(219_000_002, 50.1, 0.0);
        assert_eq!(watch.step(), []);
        watch.at(219_000_001, 1.6, 103.5);
        assert_eq!(watch.step(), [Told::Positions(vec![(1, 0)])]);
        watch.apply(219_000_001, Change::Static(statics()));
        let named = Told::Contacts(vec![who(1, 219_000_001, "EVER EXAMPLE")]);
        assert_eq!(watch.step(), [named, Told::Positions(vec![(1, 0)])]);
    }

    #[test]
    fn who_leaves_the_view_or_the_picture_is_gone_and_comes_back_under_another_slot() {
        let mut watch = Watch::over(10);
        watch.at(219_000_001, 1.5, 103.5);
        watch.at(219_000_002, 1.6, 103.5);
        watch.step();
        watch.later();
        watch.at(219_000_001, 2.5, 103.5);
        watch.apply(219_000_002, Change::Gone);
        assert_eq!(watch.step(), [Told::Gone(vec![1, 2])]);
        watch.later();
        watch.at(219_000_001, 1.9, 103.5);
        let back = Told::Contacts(vec![who(3, 219_000_001, "")]);
        assert_eq!(watch.step(), [back, Told::Positions(vec![(3, 0)])]);
    }

    #[test]
    fn a_view_that_moves_is_answered_with_all_that_is_in_it() {
        let mut watch = Watch::over(10);
        watch.at(219_000_001, 1.5, 103.5);
        watch.at(219_000_002, 1.5, 105.5);
        watch.at(219_000_003, 1.5, 103.9);
        watch.step();
        let within = BoundingBox { west: 103.8, east: 106.0, ..STRAITS };
        watch.viewer.asked(Request::View(View { within, zoom: 8.0, max: 10 }));
        let came = Told::Contacts(vec![who(3, 219_000_002, "")]);
        let there = Told::Positions(vec![(3, 0), (2, 0)]);
        assert_eq!(watch.step(), [Told::Gone(vec![1]), came, there]);
    }

    #[test]
    fn followed_and_alerting_contacts_are_sent_wherever_they_are() {
        let mut watch = Watch::over(10);
        watch.at(219_000_001, 50.0, 0.0);
        watch.at(219_000_002, 1.5, 103.5);
        watch.step();
        watch.viewer.asked(Request::Follow(BTreeSet::from([ship(219_000_001)])));
        let came = Told::Contacts(vec![who(2, 219_000_001, "")]);
        assert_eq!(watch.step(), [came, Told::Positions(vec![(2, 0), (1, 0)])]);
        watch.alerting = Arc::new(BTreeSet::from([ship(219_000_002)]));
        assert_eq!(watch.step(), [Told::Positions(vec![(1, 2)])], "alerting is flag 2");
        watch.viewer.asked(Request::Follow(BTreeSet::new()));
        watch.alerting = Alerting::default();
        assert_eq!(watch.step(), [Told::Gone(vec![2]), Told::Positions(vec![(1, 0)])]);
    }

    #[test]
    fn beyond_the_limit_the_view_is_sent_in_cells_until_a_tenth_fewer_are_in_it() {
        let mut watch = Watch::over(10);
        (0..11).for_each(|n| watch.at(219_000_000 + n, 1.5, 103.5));
        watch.alerting = Arc::new(BTreeSet::from([ship(219_000_003)]));
        let alerting = Told::Contacts(vec![who(1, 219_000_003, "")]);
        let there = Told::Positions(vec![(1, 2)]);
        assert_eq!(watch.step(), [alerting, there, Told::Cells(vec![11])]);
        watch.later();
        watch.apply(219_000_000, Change::Gone);
        assert_eq!(watch.step(), [Told::Cells(vec![10])]);
        watch.apply(219_000_001, Change::Gone);
        let told = watch.step();
        assert_eq!(told.last(), Some(&Told::Cells(vec![])), "no cells any more: {told:?}");
        let Told::Positions(positions) = &told[1] else { panic!("positions: {told:?}") };
        assert_eq!(positions.len(), 9);
        assert_eq!(watch.step(), []);
    }

    #[test]
    fn nobody_who_does_not_say_what_she_looks_at_is_sent_anything() {
        let mut watch = Watch::over(10);
        watch.viewer = Viewer::default();
        watch.at(219_000_001, 1.5, 103.5);
        assert_eq!(watch.step(), []);
    }

    /// The time is printed, to be read with `--nocapture` in a release build.
    #[test]
    fn fifty_thousand_moving_vessels_are_one_frame_of_24_bytes_each() {
        let mut watch = Watch::over(60_000);
        let all = |watch: &mut Watch, step: f64| {
            for n in 0..50_000_u32 {
                watch.at(219_000_000 + n, 1.0 + f64::from(n) * 1e-5 + step, 103.5);
            }
        };
        all(&mut watch, 0.0);
        let picture = watch.live.publish();
        watch.viewer.step(&picture, &watch.alerting);
        watch.later();
        all(&mut watch, 1e-4);
        let picture = watch.live.publish();
        let began = crate::clock::monotonic_now();
        let out = watch.viewer.step(&picture, &watch.alerting);
        let took = began.elapsed();
        let bytes: usize = out.iter().map(Out::len).sum();
        assert_eq!((out.len(), bytes), (1, 24 + 50_000 * 24));
        println!("50,000 moving vessels in {took:?}");
    }

    #[test]
    fn hostile_names_are_json_and_nothing_else() {
        let mut watch = Watch::over(10);
        let update: TrackUpdate = moved(ship(219_000_001), fix(watch.now, 1.5, 103.5));
        watch.live.apply(&update);
        let name = crate::domain::Text::from_ascii_lossy(b"</SCRIPT>\"\\");
        let change = crate::domain::StaticReport { name: Some(name), ..Default::default() };
        watch.apply(219_000_001, Change::Static(change));
        let told = watch.step();
        assert_eq!(told[0], Told::Contacts(vec![who(1, 219_000_001, "</SCRIPT>\"\\")]));
    }
}
