use std::collections::{BTreeMap, BTreeSet};

use super::{
    Associations, Change, Contact, Contacts, Fix, Habits, Jump, Radars, Sighting, Slot, Stations,
    TrackPoint, TrackUpdate, Verdict,
};
use crate::domain::{
    ContactId, EventTime, FeedName, KnownBy, Mmsi, NavigationalStatus, OwnShipReport,
    PositionReport, Report, ReportBody, StaticReport, Subject, Text, TransponderClass,
};
use crate::geodesy::SlimVector;

/// DETECTION duplicate-mmsi: reports alternate between two places >= 3 times, > 5 nm apart.
const ALTERNATIONS_TO_SPLIT: u8 = 3;
const SPLIT_DISTANCE_NM: f64 = 5.0;
/// A time stamp off the message's own UTC second by more than this is not its own time.
const STALE_SECONDS: i64 = 10;

/// One picture of every contact.
#[derive(Debug)]
pub struct Picture {
    /// The contacts.
    pub contacts: Contacts,
    /// The stations that hear them.
    pub stations: Stations,
    /// The radars that follow them.
    pub radars: Radars,
    /// Where ships stop and turn.
    pub habits: Habits,
    /// Which of them are one craft, seen by radar and heard by AIS.
    pub associations: Associations,
    /// Ships that some watch area protects whatever their size.
    guarded: BTreeSet<Mmsi>,
}

/// What the picture has to know.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureSettings {
    /// Contacts at most.
    pub contacts_max: usize,
    /// Where fixed radars stand.
    pub feed_positions: BTreeMap<FeedName, crate::domain::Position>,
    /// Radars that ride on the own ship of another feed.
    pub feed_own_ships: BTreeMap<FeedName, FeedName>,
}

/// What a report did to the picture.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Whose report it was.
    pub contact: ContactId,
    /// Where she is kept.
    pub slot: Slot,
    /// The first report of her.
    pub is_new: bool,
    /// When she was heard before.
    pub heard_before: Option<EventTime>,
    /// What changed, for the store and for those who look.
    pub update: TrackUpdate,
    /// Her new position, if it is the newest.
    pub moved: Option<Moved>,
    /// A move that no vessel makes, now believed.
    pub jump: Option<Jump>,
    /// Who she said she was before a static report that says otherwise.
    pub statics_before: Option<Box<StaticReport>>,
    /// Her navigational status before this report; `None` if it is her first.
    pub status_before: Option<StatusBefore>,
    /// Two ships were told apart on one MMSI, now: the other one's last place.
    pub split: Option<TrackPoint>,
    /// The position was not believed.
    pub doubtful: bool,
    /// A radar's target has a name, or another one.
    pub named: Option<Box<TrackUpdate>>,
    /// Who had to make room.
    pub evicted: Option<Box<TrackUpdate>>,
}

/// The navigational status that the fix before had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusBefore(pub Option<NavigationalStatus>);

/// A step of a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// From; `None` for the first fix, and after a jump.
    pub from: Option<TrackPoint>,
    /// To.
    pub to: TrackPoint,
}

/// A relative plot whose radar's place is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplaced;

impl Picture {
    /// An empty picture.
    pub fn new(settings: PictureSettings) -> Self {
        Self {
            contacts: Contacts::new(settings.contacts_max),
            stations: Stations::default(),
            habits: Habits::default(),
            radars: Radars::new(settings.feed_positions, settings.feed_own_ships),
            associations: Associations::default(),
            guarded: BTreeSet::new(),
        }
    }

    /// The ships that some watch area protects whatever their size, from now on.
    pub fn set_guarded(&mut self, guarded: BTreeSet<Mmsi>) {
        if guarded == self.guarded {
            return;
        }
        self.guarded = guarded;
        let guarded = &self.guarded;
        self.contacts.guard(|known| known.mmsi().is_some_and(|mmsi| guarded.contains(&mmsi)));
    }

    /// Other feeds from now on: where fixed radars stand, and whose radar rides on whose ship.
    pub fn set_feeds(
        &mut self,
        positions: BTreeMap<FeedName, crate::domain::Position>,
        own_ships: BTreeMap<FeedName, FeedName>,
    ) {
        self.radars.set_feeds(positions, own_ships);
    }

    /// Whoever reports, if she is known by her MMSI, and where she is kept: as far as can be told
    /// without looking at her.
    pub fn look_for(&self, report: &Report) -> Option<(Slot, ContactId)> {
        let Subject::Ais(mmsi) = report.subject else { return None };
        let id = first_of(mmsi, report);
        Some((self.contacts.slot(id)?, id))
    }

    /// Takes a report in. `Ok(None)`: nothing to do with a contact. `late` leaves the present as it
    /// is: the report goes into history only.
    pub fn take(&mut self, report: &Report, late: bool) -> Result<Option<Taken>, Unplaced> {
        if let ReportBody::OwnShip(own_ship) = &report.body {
            self.radars.own_ship(report.feed, report.time, own_ship);
            return Ok(None);
        }
        if let ReportBody::Position(position) = &report.body
            && position.own_ship
        {
            let own_ship = OwnShipReport {
                position: position.position,
                sog: position.sog,
                cog: position.cog,
                true_heading: position.true_heading,
            };
            self.radars.own_ship(report.feed, report.time, &own_ship);
        }
        if let ReportBody::RadarLabels(labels) = &report.body {
            self.radars.label(report.feed, labels);
            return Ok(None);
        }
        let Some((id, sighting)) = self.identify(report)? else { return Ok(None) };
        let fix = sighting.map_or_else(|| fix(report), |sighting| sighting.fix);
        let (slot, is_new, evicted) = self.find_or_make(id, report);
        let heard_before = self.hear(slot, report, late, is_new);
        let mut taken = Taken {
            contact: id,
            slot,
            is_new,
            heard_before,
            update: self.update(id, slot, report, late),
            moved: None,
            jump: None,
            statics_before: None,
            status_before: None,
            split: None,
            doubtful: false,
            named: None,
            evicted: evicted.map(Box::new),
        };
        match &report.body {
            ReportBody::Static(statics) => self.take_statics(&mut taken, statics),
            ReportBody::Position(position) => {
                self.take_class(slot, position);
                if let Some(fix) = fix {
                    let stale = position.long_range || is_stale(report.time, position.utc_second);
                    self.take_fix(&mut taken, &fix, stale, late, report);
                }
            }
            ReportBody::Radar(_) => {
                taken.named = self.take_target(&taken.update, slot, sighting).map(Box::new);
                if let Some(fix) = fix {
                    self.take_fix(&mut taken, &fix, false, late, report);
                }
                if taken.moved.is_some() && !late {
                    self.associate(slot, report.time);
                }
            }
            ReportBody::SafetyText(_)
            | ReportBody::OwnShip(_)
            | ReportBody::RadarLabels(_)
            | ReportBody::Heard => {}
        }
        if let Some(contact) = self.contacts.get(slot) {
            taken.update.class = contact.class;
        }
        Ok(Some(taken))
    }

    /// Notes that a copy of a transmission was heard by one more station. `None` where nobody is
    /// known by its identity.
    pub fn hear_copy(&mut self, report: &Report) -> Option<TrackUpdate> {
        let Subject::Ais(mmsi) = report.subject else { return None };
        let id = self.identify_station(mmsi, report);
        let slot = self.contacts.slot(id)?;
        let station = self.stations.id(report.feed, report.station, report.time);
        self.contacts.get_mut(slot)?.heard_by.note(station, report.time);
        Some(self.update(id, slot, report, false))
    }

    /// Puts back what a restart remembers, without judging it.
    pub fn restore(&mut self, update: &TrackUpdate) -> Option<Taken> {
        let known = self.contacts.slot(update.contact);
        let slot = known.unwrap_or_else(|| {
            let contact = Contact::new(update.contact, update.exercise, update.feed, update.time);
            self.put_in(contact).0
        });
        if let KnownBy::Radar { feed, number, epoch_secs } = update.contact.known_by() {
            let place = match update.change {
                Change::Fix(fix) => Some(fix.position),
                _ => None,
            };
            self.radars.restore(feed, number, epoch_secs, update.time, place);
        }
        let station = self.stations.id(update.feed, update.station, update.time);
        let contact = self.contacts.get_mut(slot)?;
        let heard_before = known.map(|_| contact.last_heard);
        contact.set_class(update.class);
        contact.last_heard = contact.last_heard.max(update.time);
        contact.heard_by.note(station, update.time);
        let mut moved = None;
        match update.change {
            Change::Static(statics) => contact.merge(&statics, update.time),
            Change::Fix(fix) => {
                let point = TrackPoint::from(&fix);
                let from = contact.track.newest().copied();
                if contact.track.insert(point) {
                    moved = Some(Moved { from, to: point });
                    contact.velocity = contact.track.velocity().into();
                    contact.settle(&fix);
                }
            }
            Change::Heard | Change::Gone => {}
        }
        self.contacts.place(slot);
        if moved.is_some() && update.contact.is_radar() {
            self.associate(slot, update.time);
        }
        Some(Taken {
            contact: update.contact,
            slot,
            is_new: known.is_none(),
            heard_before,
            update: *update,
            moved,
            jump: None,
            statics_before: None,
            status_before: None,
            split: None,
            doubtful: false,
            named: None,
            evicted: None,
        })
    }

    /// Lets a contact go.
    pub fn forget(&mut self, id: ContactId) -> Option<TrackUpdate> {
        self.associations.forget(id);
        self.contacts.remove(id).map(|contact| gone(&contact))
    }

    /// The contact a report is about; of a radar's target also where it is.
    fn identify(
        &mut self,
        report: &Report,
    ) -> Result<Option<(ContactId, Option<Sighting>)>, Unplaced> {
        Ok(match (report.subject, &report.body) {
            (Subject::Ais(mmsi), _) => Some((self.identify_station(mmsi, report), None)),
            (Subject::Radar(number), ReportBody::Radar(radar)) => {
                let sighting = self.radars.sight(report.feed, number, report.time, radar)?;
                sighting.map(|sighting| (sighting.contact, Some(sighting)))
            }
            (Subject::Radar(_) | Subject::OwnShip, _) => None,
        })
    }

    fn identify_station(&self, mmsi: Mmsi, report: &Report) -> ContactId {
        let first = first_of(mmsi, report);
        if report.exercise {
            return first;
        }
        let second = ContactId::of_mmsi(mmsi, 2);
        if self.continues_second(first, second, report.time, &report.body) { second } else { first }
    }

    /// Whether a position on a shared MMSI belongs to the second ship.
    fn continues_second(
        &self,
        first: ContactId,
        second: ContactId,
        time: EventTime,
        body: &ReportBody,
    ) -> bool {
        let Some(second) = self.contacts.find(second) else { return false };
        let ReportBody::Position(PositionReport { position: Some(position), .. }) = body else {
            return false;
        };
        let point = TrackPoint { time, position: *position, sog: None, cog: None };
        let judge = |contact: &Contact| {
            let mut plausibility = contact.plausibility.clone();
            contact
                .track
                .newest()
                .map(|last| plausibility.judge(last, &point, false, true) == Verdict::Consistent)
        };
        let fits_first = self.contacts.find(first).and_then(judge).unwrap_or(false);
        !fits_first && judge(second).unwrap_or(false)
    }

    /// Looks who with AIS a radar's target is.
    fn associate(&mut self, slot: Slot, time: EventTime) {
        let Self { contacts, radars, associations, .. } = self;
        let Some((contact, place)) = contacts.get(slot).and_then(|it| Some((it, it.position()?)))
        else {
            return;
        };
        let range_nm = radars.range_nm(contact.feed, time, place);
        associations.look(contact, range_nm, contacts, time);
    }

    /// Puts a contact in; who had to make room is no partner of anybody any more.
    fn put_in(&mut self, mut contact: Contact) -> (Slot, Option<TrackUpdate>) {
        contact.guarded = contact.mmsi().is_some_and(|mmsi| self.guarded.contains(&mmsi));
        let (slot, evicted) = self.contacts.insert(contact);
        if let Some(evicted) = &evicted {
            self.associations.forget(evicted.id);
        }
        (slot, evicted.as_ref().map(gone))
    }

    fn find_or_make(
        &mut self,
        id: ContactId,
        report: &Report,
    ) -> (Slot, bool, Option<TrackUpdate>) {
        if let Some(slot) = self.contacts.slot(id) {
            return (slot, false, None);
        }
        let contact = Contact::new(id, report.exercise, report.feed, report.time);
        let (slot, evicted) = self.put_in(contact);
        (slot, true, evicted)
    }

    /// Notes who heard her; returns when she was heard before.
    fn hear(&mut self, slot: Slot, report: &Report, late: bool, is_new: bool) -> Option<EventTime> {
        let station = self.stations.id(report.feed, report.station, report.time);
        let contact = self.contacts.get_mut(slot)?;
        let before = (!is_new).then_some(contact.last_heard);
        contact.heard_by.note(station, report.time);
        contact.last_heard = contact.last_heard.max(report.time);
        if !late {
            contact.feed = report.feed;
        }
        before
    }

    fn take_statics(&mut self, taken: &mut Taken, statics: &StaticReport) {
        if let Some(contact) = self.contacts.get_mut(taken.slot) {
            let before = contact.statics;
            contact.merge(statics, taken.update.time);
            if !taken.is_new && before != contact.statics {
                taken.statics_before = Some(Box::new(before));
            }
            let known = contact.statics;
            if before != known {
                self.contacts.place(taken.slot);
            }
            if before != known || !taken.update.late {
                taken.update.change = Change::Static(known);
            }
        }
    }

    fn take_class(&mut self, slot: Slot, position: &PositionReport) {
        let Some(contact) = self.contacts.get_mut(slot) else { return };
        let before = contact.class;
        contact.set_class(position.class);
        if contact.class != before {
            self.contacts.place(slot);
        }
    }

    /// Notes that she is a radar's target, and says so where her name changed.
    fn take_target(
        &mut self,
        update: &TrackUpdate,
        slot: Slot,
        sighting: Option<Sighting>,
    ) -> Option<TrackUpdate> {
        let contact = self.contacts.get_mut(slot)?;
        contact.set_class(TransponderClass::Radar);
        let name = Text::from_ascii_lossy(sighting?.name?.as_str().as_bytes());
        if contact.statics.name == Some(name) {
            return None;
        }
        let named = StaticReport { name: Some(name), ..StaticReport::default() };
        contact.merge(&named, update.time);
        let (class, change) = (contact.class, Change::Static(contact.statics));
        Some(TrackUpdate { class, change, ..*update })
    }

    fn take_fix(&mut self, taken: &mut Taken, fix: &Fix, stale: bool, late: bool, report: &Report) {
        let Some(contact) = self.contacts.get_mut(taken.slot) else { return };
        let point = TrackPoint::from(fix);
        let believed = contact.track.newest().copied();
        let verdict = believed.map_or(Verdict::Consistent, |believed| {
            let aircraft = contact.class == TransponderClass::SarAircraft;
            contact.plausibility.judge(&believed, &point, aircraft, stale || late)
        });
        match verdict {
            Verdict::Doubtful => {
                taken.doubtful = true;
                if let Some((other, evicted)) = self.split(taken.contact, report) {
                    taken.split = Some(other);
                    taken.evicted = taken.evicted.take().or(evicted.map(Box::new));
                }
                return;
            }
            Verdict::Moved(jump) => {
                contact.track.restart(point);
                contact.velocity = SlimVector::NONE;
                taken.jump = Some(jump);
                taken.moved = Some(Moved { from: None, to: point });
            }
            Verdict::Consistent => {
                if contact.track.insert(point) {
                    taken.moved = Some(Moved { from: believed, to: point });
                }
                contact.velocity = contact.track.velocity().into();
            }
        }
        taken.update.change = Change::Fix(*fix);
        if taken.moved.is_some() {
            taken.status_before = believed.map(|_| StatusBefore(contact.navigational_status));
            contact.settle(fix);
            contact.keep_sentence(report.raw);
            let on_leg = contact.track.coarse().next_back().is_some_and(|leg| leg.time == fix.time);
            if let Some(contact) = self.contacts.get(taken.slot).filter(|_| on_leg) {
                self.habits.learn(contact);
            }
        }
        // A fix that came late changes her velocity too.
        self.contacts.place(taken.slot);
    }

    /// Tells a second ship apart on an MMSI whose reports alternate between two places: her last
    /// place, and who had to make room for her.
    fn split(
        &mut self,
        id: ContactId,
        report: &Report,
    ) -> Option<(TrackPoint, Option<TrackUpdate>)> {
        let KnownBy::Mmsi { mmsi, nth: 1 } = id.known_by() else { return None };
        let second = ContactId::of_mmsi(mmsi, 2);
        let contact = self.contacts.find(id)?;
        let (alternations, other) = contact.plausibility.alternating()?;
        let here = contact.position()?;
        let apart = crate::geodesy::distance(here, other.position).nautical_miles().get();
        let known = self.contacts.slot(second).is_some();
        if known || alternations < ALTERNATIONS_TO_SPLIT || apart <= SPLIT_DISTANCE_NM {
            return None;
        }
        let class = contact.class;
        let mut ship = Contact::new(second, false, report.feed, other.time);
        ship.set_class(class);
        ship.track.insert(other);
        let (slot, evicted) = self.put_in(ship);
        self.contacts.place(slot);
        Some((other, evicted))
    }

    /// That she was heard; what she said is filled in by what takes it.
    fn update(&self, id: ContactId, slot: Slot, report: &Report, late: bool) -> TrackUpdate {
        let class = self.contacts.get(slot).map_or(TransponderClass::Unknown, |known| known.class);
        TrackUpdate {
            contact: id,
            mmsi: id.mmsi(),
            exercise: report.exercise,
            time: report.time,
            late,
            feed: report.feed,
            station: report.station,
            class,
            change: Change::Heard,
        }
    }
}

/// Whoever has an MMSI first.
fn first_of(mmsi: Mmsi, report: &Report) -> ContactId {
    if report.exercise {
        return ContactId::of(KnownBy::Exercise { feed: report.feed, mmsi });
    }
    ContactId::from_mmsi(mmsi)
}

/// The position of a station's report.
fn fix(report: &Report) -> Option<Fix> {
    let ReportBody::Position(position) = &report.body else { return None };
    Some(Fix {
        time: report.time,
        position: position.position?,
        sog: position.sog,
        cog: position.cog,
        true_heading: position.true_heading,
        navigational_status: position.navigational_status,
    })
}

fn gone(contact: &Contact) -> TrackUpdate {
    TrackUpdate {
        contact: contact.id,
        mmsi: contact.mmsi(),
        exercise: contact.exercise,
        time: contact.last_heard,
        late: false,
        feed: contact.feed,
        station: None,
        class: contact.class,
        change: Change::Gone,
    }
}

/// Whether the second at which the position was taken is not the one of its time stamp.
fn is_stale(time: EventTime, utc_second: Option<u8>) -> bool {
    let Some(second) = utc_second else { return false };
    let apart = (time.as_secs().rem_euclid(60) - i64::from(second)).rem_euclid(60);
    apart.min(60 - apart) > STALE_SECONDS
}
